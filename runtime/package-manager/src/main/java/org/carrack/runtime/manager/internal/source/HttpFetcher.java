package org.carrack.runtime.manager.internal.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.carrack.spi.source.SourceFetcher;
import org.carrack.spi.source.SourceProblem;

/** Fetches a file by HTTP. Asked last: an address may be that of a git repository. */
public final class HttpFetcher implements SourceFetcher {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
    private static final Duration SMALL_LIMIT = Duration.ofSeconds(15);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final LongSupplier limit;

    /** @param limit how many bytes a file may have */
    public HttpFetcher(LongSupplier limit) {
        this.limit = limit;
    }

    @Override
    public boolean knows(String source) {
        return source.startsWith("http://") || source.startsWith("https://");
    }

    @Override
    public Optional<Path> fetch(String source, Path folder) throws SourceProblem, IOException {
        String path = uri(source).getPath();
        String name =
                path == null ? "" : path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
        Path file = folder.resolve(name.isBlank() || name.startsWith(".") ? "package" : name);
        long most = limit.getAsLong();
        try (InputStream in = open(source);
                OutputStream out = Files.newOutputStream(file)) {
            byte[] buffer = new byte[64 << 10];
            long size = 0;
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                size += count;
                if (size > most) {
                    throw new SourceProblem(
                            "what is at %s is larger than %,d bytes; raise fetch_limit_mb in etc/carrack.toml if it should be"
                                    .formatted(source, most));
                }
                out.write(buffer, 0, count);
            }
        }
        return Optional.of(file);
    }

    /**
     * A small file, such as an index.
     *
     * @param most how many bytes it may have
     * @return nothing if the server says that there is none (404)
     * @throws SourceProblem if it cannot be had, is larger, or takes longer than fifteen seconds
     */
    static Optional<byte[]> small(String source, int most) throws SourceProblem {
        HttpResponse<InputStream> response = send(source);
        // A server that sends a byte now and then would hold up whoever waits, so the stream is closed under them.
        Future<?> limit = CompletableFuture.runAsync(
                () -> close(response.body()),
                CompletableFuture.delayedExecutor(SMALL_LIMIT.toSeconds(), TimeUnit.SECONDS));
        try (InputStream body = response.body()) {
            if (response.statusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            check(source, response);
            byte[] content = body.readNBytes(most + 1);
            if (content.length > most) {
                throw new SourceProblem("%s is larger than %,d bytes, which no such file is".formatted(source, most));
            }
            return Optional.of(content);
        } catch (IOException e) {
            throw new SourceProblem(
                    "%s was not sent whole within %d s (%s); try again"
                            .formatted(source, SMALL_LIMIT.toSeconds(), reason(e)),
                    e);
        } finally {
            limit.cancel(false);
        }
    }

    private static void close(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // It is given up in any case.
        }
    }

    /** The body of a successful answer. */
    private static InputStream open(String source) throws SourceProblem {
        HttpResponse<InputStream> response = send(source);
        check(source, response);
        return response.body();
    }

    private static void check(String source, HttpResponse<InputStream> response) throws SourceProblem {
        if (response.statusCode() != OK) {
            close(response.body());
            throw new SourceProblem(
                    "%s answers with status %d; is the address right?".formatted(source, response.statusCode()));
        }
        if (response.headers().firstValue("Content-Type").orElse("").startsWith("text/html")) {
            close(response.body());
            throw new SourceProblem(
                    "%s is a web page, not a package; give the address of the file itself".formatted(source));
        }
    }

    private static HttpResponse<InputStream> send(String source) throws SourceProblem {
        HttpRequest request =
                HttpRequest.newBuilder(uri(source)).timeout(ANSWER_LIMIT).build();
        try {
            return Client.HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new SourceProblem(
                    "%s cannot be reached (%s); is the address right, and the server up?".formatted(source, reason(e)),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceProblem("interrupted while fetching " + source, e);
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null || e.getMessage().isBlank() ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static URI uri(String source) throws SourceProblem {
        try {
            URI uri = new URI(source);
            if (uri.getHost() == null) {
                throw new SourceProblem("%s is no address: it names no host".formatted(source));
            }
            return uri;
        } catch (java.net.URISyntaxException e) {
            throw new SourceProblem("%s is no address: %s".formatted(source, e.getReason()), e);
        }
    }

    /** Made when it is first needed: most servers never fetch. */
    private static final class Client {
        static final HttpClient HTTP = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(CONNECT_LIMIT)
                .build();
    }
}

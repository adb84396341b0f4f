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
import java.util.function.LongSupplier;
import org.carrack.spi.source.SourceFetcher;
import org.carrack.spi.source.SourceProblem;

/** Fetches a file by HTTP. Asked last: an address may be that of a git repository. */
public final class HttpFetcher implements SourceFetcher {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);

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

    /** The body of a successful answer. */
    public static InputStream open(String source) throws SourceProblem {
        HttpRequest request =
                HttpRequest.newBuilder(uri(source)).timeout(ANSWER_LIMIT).build();
        try {
            HttpResponse<InputStream> response = Client.HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() != 200) {
                response.body().close();
                throw new SourceProblem(
                        "%s answers with status %d; is the address right?".formatted(source, response.statusCode()));
            }
            if (response.headers().firstValue("Content-Type").orElse("").startsWith("text/html")) {
                response.body().close();
                throw new SourceProblem(
                        "%s is a web page, not a package; give the address of the file itself".formatted(source));
            }
            return response.body();
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

package org.carrack.runtime.http.internal.server;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.carrack.auth.Caller;
import org.carrack.http.BodyTooLargeException;
import org.carrack.http.HttpRequest;
import org.carrack.runtime.http.internal.access.Addresses;
import org.carrack.runtime.http.internal.access.IdentityHeaders;
import org.carrack.runtime.http.internal.access.RequestAuthenticator;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartConfig;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * A Jetty request as endpoints see it.
 *
 * @param headers the request's, copied: they are read after the request is done, too
 */
record JettyHttpRequest(
        Request request,
        HttpFields headers,
        String packageName,
        String path,
        Caller caller,
        Executor workers,
        LongSupplier limit)
        implements HttpRequest {

    /** What a form has around its file. */
    private static final int PART_HEADERS = 64 << 10;

    private static final byte[] NO_BYTES = {};

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public long uploadLimit() {
        return limit.getAsLong();
    }

    @Override
    public Optional<String> query() {
        return Optional.ofNullable(request.getHttpURI().getQuery());
    }

    @Override
    public Optional<String> header(String name) {
        // What a package is asked knows no more of the caller than a backend does.
        return Optional.ofNullable(
                packageName.isEmpty() ? headers.get(name) : IdentityHeaders.header(headers, name, caller));
    }

    @Override
    public Optional<String> cookie(String name) {
        return RequestAuthenticator.cookie(request, name);
    }

    @Override
    public boolean isSecure() {
        return request.isSecure();
    }

    @Override
    public String remoteAddress() {
        return Addresses.ofClient(request);
    }

    @Override
    public boolean isSameOrigin() {
        return RequestAuthenticator.isSameOrigin(request);
    }

    @Override
    public CompletionStage<byte[]> body(int limit) {
        if (request.getLength() > limit) {
            return CompletableFuture.failedFuture(new BodyTooLargeException(limit));
        }
        if (request.getLength() == 0) {
            return CompletableFuture.completedFuture(NO_BYTES);
        }
        CompletableFuture<byte[]> body = new CompletableFuture<>();
        Content.Source.asByteArrayAsync(
                request,
                limit,
                Promise.Invocable.from(
                        Invocable.InvocationType.NON_BLOCKING,
                        body::complete,
                        // An IllegalStateException is Jetty's way to say that the limit was passed.
                        failure -> body.completeExceptionally(
                                failure instanceof IllegalStateException
                                        ? new BodyTooLargeException(limit)
                                        : failure)));
        return body;
    }

    @Override
    public CompletionStage<Path> file(Path folder, long limit) {
        if (request.getLength() > limit) {
            return CompletableFuture.failedFuture(new BodyTooLargeException(limit));
        }
        String type = header("Content-Type").orElse("");
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return type.startsWith("multipart/form-data")
                                ? part(type, folder, limit)
                                : whole(folder, limit);
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                workers);
    }

    private Path whole(Path folder, long limit) throws IOException {
        Path file = folder.resolve(UploadName.of(header("X-File-Name").orElse("")));
        try (InputStream in = Content.Source.asInputStream(request)) {
            copy(in, file, limit);
        }
        return file;
    }

    private Path part(String type, Path folder, long limit) throws IOException {
        MultiPartConfig config = new MultiPartConfig.Builder()
                .location(folder)
                .maxMemoryPartSize(0)
                .maxPartSize(limit)
                .maxSize(limit + PART_HEADERS)
                .build();
        if (MultiPart.extractBoundary(type) == null) {
            throw new HttpException.RuntimeException(
                    400, "the form cannot be read: its Content-Type names no boundary");
        }
        try (MultiPartFormData.Parts parts = parts(type, config, limit)) {
            for (MultiPart.Part part : parts) {
                if (part.getFileName() != null) {
                    Path file = folder.resolve(UploadName.of(part.getFileName()));
                    try (InputStream in = Content.Source.asInputStream(part.getContentSource())) {
                        copy(in, file, limit);
                    }
                    return file;
                }
            }
        }
        throw new HttpException.RuntimeException(400, "the form holds no file");
    }

    /** What keeps a form from being read is in what was sent, unless its file cannot be written. */
    private MultiPartFormData.Parts parts(String type, MultiPartConfig config, long limit) throws IOException {
        try {
            return MultiPartFormData.getParts(request, request, type, config);
        } catch (RuntimeException e) {
            Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
            if (cause instanceof IOException unwritten && !(cause instanceof EOFException)) {
                throw unwritten;
            }
            if (cause instanceof IllegalStateException
                    && String.valueOf(cause.getMessage()).startsWith("max ")) {
                throw new BodyTooLargeException(limit);
            }
            throw new HttpException.RuntimeException(400, "the form cannot be read: " + cause.getMessage(), cause);
        }
    }

    private static void copy(InputStream in, Path file, long limit) throws IOException {
        long size = 0;
        byte[] buffer = new byte[64 << 10];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                size += count;
                if (size > limit) {
                    throw new BodyTooLargeException(limit);
                }
                out.write(buffer, 0, count);
            }
        }
    }
}

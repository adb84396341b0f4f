package org.carrack.client.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.carrack.actor.ActorException;
import org.carrack.actor.ActorException.Kind;

/** HTTP, with the JDK's client: connections are kept and shared. */
public final class HttpTransport implements Transport {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final URI server;
    private final URI base;
    private final Optional<String> token;
    private final Duration timeout;
    private volatile boolean isClosed;

    public HttpTransport(URI server, Optional<String> token, Duration timeout) {
        http = HttpClient.newBuilder().connectTimeout(timeout).build();
        this.server = server;
        base = URI.create(server.toString().replaceFirst("/*$", "/"));
        this.token = token;
        this.timeout = timeout;
    }

    @Override
    public CompletableFuture<byte[]> call(ActorMethodName actor, String method, byte[] arguments) {
        if (isClosed) {
            throw new IllegalStateException("the client of %s is closed".formatted(this));
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(actor.path(method)))
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(arguments));
        token.ifPresent(given -> request.header("Authorization", "Bearer " + given));
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray())
                .handle((answer, failure) -> {
                    if (failure != null) {
                        throw notAnswered(actor.gedis(method), failure);
                    }
                    return result(answer, actor.gedis(method));
                });
    }

    private UncheckedIOException notAnswered(String method, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String why = String.valueOf(cause.getMessage());
        if (cause instanceof ConnectException) {
            boolean isUnknown = Stream.iterate(cause, Objects::nonNull, Throwable::getCause)
                    .anyMatch(UnresolvedAddressException.class::isInstance);
            why = isUnknown ? "there is no such host" : "nothing listens there";
        }
        String message = "%s did not answer %s: %s".formatted(this, method, why);
        return new UncheckedIOException(message, new IOException(message, cause));
    }

    private byte[] result(HttpResponse<byte[]> answer, String method) {
        if (answer.statusCode() == 200) {
            return answer.body();
        }
        throw new ActorException(
                kind(answer.statusCode()),
                error(answer.body())
                        .orElse("%s answered %s with status %d".formatted(this, method, answer.statusCode())));
    }

    private static Optional<String> error(byte[] body) {
        try {
            JsonNode error = JSON.readTree(body).path("error");
            return error.isTextual() ? Optional.of(error.textValue()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Kind kind(int status) {
        return switch (status) {
            case 400 -> Kind.BAD_REQUEST;
            case 409 -> Kind.CONFLICT;
            case 401 -> Kind.UNAUTHENTICATED;
            case 403 -> Kind.FORBIDDEN;
            case 404 -> Kind.NOT_FOUND;
            case 405 -> Kind.UNSAFE;
            case 413 -> Kind.TOO_LARGE;
            case 503 -> Kind.BUSY;
            case 504 -> Kind.TIME_LIMIT;
            default -> Kind.FAILED;
        };
    }

    @Override
    public void close() {
        // The JDK's client goes with its last connection.
        isClosed = true;
    }

    @Override
    public String toString() {
        return server.toString();
    }
}

package org.carrack.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.type.TypeFactory;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.carrack.actor.ActorException;
import org.carrack.client.internal.ActorMethodName;
import org.carrack.client.internal.ActorProxy;
import org.carrack.client.internal.GedisTransport;
import org.carrack.client.internal.HttpTransport;
import org.carrack.client.internal.Transport;

/**
 * Calls the actors of a server, over HTTP or gedis. Keeps connections; used by many threads at once, and closed at the end.
 *
 * <p>A call that the server refuses or whose method fails throws the {@link ActorException} that the server had, with its kind
 * and message. A server that cannot be reached, or does not answer in time, is an {@link java.io.UncheckedIOException}; the
 * method may have run nevertheless, so no call is ever made twice.
 *
 * <pre>{@code
 * interface Hello {
 *     Greeting greet(String name);
 *     CompletionStage<String> hello();       // does not wait
 * }
 *
 * try (ActorClient client = ActorClient.of(URI.create("gedis://localhost:8901"))) {
 *     Hello hello = client.actor("hello.helloActor", Hello.class);
 *     Greeting greeting = hello.greet("Ada");
 * }
 * }</pre>
 */
public final class ActorClient implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Transport transport;

    private ActorClient(Transport transport) {
        this.transport = transport;
    }

    /**
     * A client without a token, that waits a minute for an answer.
     *
     * @see Builder#build
     */
    public static ActorClient of(URI server) {
        return at(server).build();
    }

    /** Begins a client of the server at {@code http://…}, {@code https://…} or {@code gedis://host[:8901]}. */
    public static Builder at(URI server) {
        return new Builder(server);
    }

    /** What a client is made with. Used by one thread at a time. */
    public static final class Builder {

        private final URI server;
        private Optional<String> token = Optional.empty();
        private Duration timeout = TIMEOUT;

        private Builder(URI server) {
            this.server = server;
        }

        /** Says who calls. */
        public Builder token(String given) {
            token = Optional.of(given);
            return this;
        }

        /** How long to wait for a connection, and for an answer. */
        public Builder timeout(Duration given) {
            if (given.isNegative() || given.isZero()) {
                throw new IllegalArgumentException("cannot wait %s for an answer: give a longer time".formatted(given));
            }
            timeout = given;
            return this;
        }

        /**
         * Makes the client; it connects at the first call.
         *
         * @throws IllegalArgumentException if the server's address is none that a client can reach
         */
        public ActorClient build() {
            if (server.getHost() != null && server.getRawQuery() == null) {
                switch (String.valueOf(server.getScheme())) {
                    case "http", "https" -> {
                        return new ActorClient(new HttpTransport(server, token, timeout));
                    }
                    case "gedis" -> {
                        return new ActorClient(new GedisTransport(server, token, timeout));
                    }
                    default -> {}
                }
            }
            throw new IllegalArgumentException(
                    "cannot reach actors at %s: give http://host:port, https://host:port or gedis://host:port"
                            .formatted(server));
        }
    }

    /**
     * An actor as an interface. Its methods call the actor's methods of the same names; parameters go by their names, so it
     * must be compiled with {@code -parameters}, or have {@code @JsonProperty("name")} on each. What is {@code null} or an
     * empty {@link Optional} is not sent, and so left to the method's default. A method that returns a
     * {@link java.util.concurrent.CompletionStage} does not wait. The server is not asked before the first call.
     *
     * @param address {@code [threebot.]package.actor}
     * @throws IllegalArgumentException if the address is none, or the type cannot be an actor's
     */
    public <T> T actor(String address, Class<T> type) {
        return ActorProxy.of(type, transport, ActorMethodName.parse(address));
    }

    /**
     * Calls a method without an interface.
     *
     * @param actor {@code [threebot.]package.actor}
     * @param arguments by name; values that Jackson can write
     * @return the result as it came
     * @throws ActorException if the server refuses, or the method fails
     * @throws java.io.UncheckedIOException if the server does not answer
     */
    public JsonNode call(String actor, String method, Map<String, ?> arguments) {
        Object result = ActorProxy.join(ActorProxy.call(
                transport,
                ActorMethodName.parse(actor),
                method,
                arguments,
                TypeFactory.defaultInstance().constructType(JsonNode.class),
                false));
        return (JsonNode) Objects.requireNonNull(result);
    }

    /** Ends the connections. Later calls throw an {@link IllegalStateException}; those under way may fail. */
    @Override
    public void close() {
        transport.close();
    }
}

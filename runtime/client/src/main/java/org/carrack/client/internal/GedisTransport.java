package org.carrack.client.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.carrack.actor.ActorException;
import org.carrack.actor.ActorException.Kind;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Gedis, with Jedis: a pool of connections, one for each call that is under way. */
public final class GedisTransport implements Transport {

    private static final int PORT = 8901;
    private static final int MOST_CONNECTIONS = 32;

    /** The first words of errors, as the server sends them. */
    private static final Map<String, Kind> KINDS = Map.of(
            "BADARG", Kind.BAD_REQUEST,
            "CONFLICT", Kind.CONFLICT,
            "TOOLARGE", Kind.TOO_LARGE,
            "NOAUTH", Kind.UNAUTHENTICATED,
            "WRONGPASS", Kind.UNAUTHENTICATED,
            "NOPERM", Kind.FORBIDDEN,
            "NOTFOUND", Kind.NOT_FOUND,
            "BUSY", Kind.BUSY,
            "TIMEOUT", Kind.TIME_LIMIT);

    private static final String BROKEN = "ERR Protocol error: ";
    private static final String TOO_LARGE = BROKEN + "a command has at most ";

    private final RedisClient redis;
    private final String server;
    private final ExecutorService threads = Executors.newFixedThreadPool(MOST_CONNECTIONS, task -> {
        Thread thread = new Thread(task, "carrack-client");
        thread.setDaemon(true);
        return thread;
    });

    public GedisTransport(URI server, Optional<String> token, Duration timeout) {
        this.server = server.toString();
        int limitMs = (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE);
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(limitMs)
                .socketTimeoutMillis(limitMs);
        token.ifPresent(config::password);
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(MOST_CONNECTIONS);
        pool.setMaxIdle(MOST_CONNECTIONS);
        pool.setMaxWait(timeout);
        redis = RedisClient.builder()
                .hostAndPort(server.getHost(), server.getPort() < 0 ? PORT : server.getPort())
                .clientConfig(config.build())
                .poolConfig(pool)
                .build();
    }

    @Override
    public CompletableFuture<byte[]> call(ActorMethodName actor, String method, byte[] arguments) {
        if (threads.isShutdown()) {
            throw new IllegalStateException("the client of %s is closed".formatted(server));
        }
        String name = actor.gedis(method);
        return CompletableFuture.supplyAsync(() -> send(name, arguments), threads);
    }

    private byte[] send(String name, byte[] arguments) {
        byte[] command = name.getBytes(StandardCharsets.UTF_8);
        try {
            return (byte[]) redis.executeCommand(new CommandArguments(() -> command).add(arguments));
        } catch (JedisDataException e) {
            throw refused(String.valueOf(e.getMessage()));
        } catch (JedisException e) {
            // What else waits in the pool most likely is as old as the connection that broke.
            redis.getPool().clear();
            String message = "%s did not answer %s: %s".formatted(server, name, e.getMessage());
            throw new UncheckedIOException(message, new IOException(message, e));
        }
    }

    private ActorException refused(String error) {
        if (error.startsWith(BROKEN)) {
            // The server closes such a connection, which is back in the pool by now.
            redis.getPool().clear();
        }
        int end = error.indexOf(' ');
        String word = end < 0 ? error : error.substring(0, end);
        Kind kind = error.startsWith(TOO_LARGE) ? Kind.TOO_LARGE : KINDS.getOrDefault(word, Kind.FAILED);
        boolean isCode = KINDS.containsKey(word) || word.equals("ERR");
        return new ActorException(kind, isCode ? error.substring(end + 1) : error);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        redis.close();
    }

    @Override
    public String toString() {
        return server;
    }
}

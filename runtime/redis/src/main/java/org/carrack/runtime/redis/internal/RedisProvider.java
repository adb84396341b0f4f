package org.carrack.runtime.redis.internal;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.carrack.config.ConfigTag;
import org.carrack.config.Masked;
import org.carrack.data.BcdbType;
import org.carrack.data.DataException;
import org.carrack.data.DataException.Kind;
import org.carrack.data.KeyValues;
import org.carrack.data.KeyValuesProvider;
import org.carrack.spi.config.ServerConfig;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;

/**
 * {@code [[bcdbs]]} of type {@code redis}: the instance {@code default} is at {@code url} of {@code [redis.default]} in
 * {@code etc/carrack.toml}, else on this machine; others must be named there.
 */
@Component
@BcdbType("redis")
public final class RedisProvider implements KeyValuesProvider {

    private static final String STANDARD = "redis://127.0.0.1:6379";

    private final ServerConfig config;
    private final Map<String, RedisClient> clients = new ConcurrentHashMap<>();

    @Activate
    public RedisProvider(@Reference ServerConfig config) {
        this.config = config;
    }

    @Deactivate
    void deactivate() {
        clients.values().forEach(RedisClient::close);
    }

    private String address(String instance) {
        String said = config.root()
                .child("redis")
                .flatMap(redis -> redis.child(instance))
                .flatMap(one -> one.child("url"))
                .flatMap(ConfigTag::value)
                .map(String::valueOf)
                .orElse(instance.equals("default") ? STANDARD : "");
        if (said.isEmpty()) {
            throw new DataException(
                    Kind.NOT_FOUND,
                    "nobody says where the Redis %s is; write url = \"redis://…\" below [redis.%s] in etc/carrack.toml"
                            .formatted(instance, instance));
        }
        return said;
    }

    @Override
    public KeyValues open(String namespace, String instance) {
        return new RedisKeyValues(client(instance), namespace);
    }

    private RedisClient client(String instance) {
        String address = address(instance);
        try {
            RedisClient client = clients.computeIfAbsent(address, url -> RedisClient.create(URI.create(url)));
            client.ping();
            return client;
        } catch (JedisException | IllegalArgumentException e) {
            throw new DataException(
                    Kind.FAILED,
                    "the Redis %s at %s does not answer (%s); start it, or say where it is with url below [redis.%s] in etc/carrack.toml"
                            .formatted(instance, Masked.url(address), e.getMessage(), instance),
                    e);
        }
    }

    @Override
    public void purge(String namespace, String instance) {
        RedisKeyValues values = new RedisKeyValues(client(instance), namespace);
        values.keys("").forEach(values::delete);
    }
}

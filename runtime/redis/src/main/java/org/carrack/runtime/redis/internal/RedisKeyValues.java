package org.carrack.runtime.redis.internal;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.carrack.data.DataException;
import org.carrack.data.DataException.Kind;
import org.carrack.data.KeyValues;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/** Keys and values in Redis, each key with the namespace and a colon before it. */
final class RedisKeyValues implements KeyValues {

    private static final int SCANNED_AT_ONCE = 500;

    private final RedisClient client;
    private final String prefix;

    RedisKeyValues(RedisClient client, String namespace) {
        this.client = client;
        prefix = namespace + ":";
    }

    private static <R> R run(Supplier<R> work) {
        try {
            return work.get();
        } catch (JedisException e) {
            throw new DataException(Kind.FAILED, "Redis: " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<String> get(String key) {
        return run(() -> Optional.ofNullable(client.get(prefix + key)));
    }

    @Override
    public void set(String key, String value) {
        run(() -> client.set(prefix + key, value));
    }

    @Override
    public boolean delete(String key) {
        return run(() -> client.del(prefix + key)) > 0;
    }

    @Override
    public List<String> keys(String begin) {
        String pattern = (prefix + begin).replaceAll("([\\[\\]*?\\\\^-])", "\\\\$1") + "*";
        ScanParams params = new ScanParams().match(pattern).count(SCANNED_AT_ONCE);
        return run(() -> {
            TreeSet<String> keys = new TreeSet<>();
            String cursor = ScanParams.SCAN_POINTER_START;
            do {
                ScanResult<String> page = client.scan(cursor, params);
                page.getResult().forEach(key -> keys.add(key.substring(prefix.length())));
                cursor = page.getCursor();
            } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
            return List.copyOf(keys);
        });
    }
}

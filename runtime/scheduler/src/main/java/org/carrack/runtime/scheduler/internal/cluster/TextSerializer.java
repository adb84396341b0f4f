package org.carrack.runtime.scheduler.internal.cluster;

import com.github.kagkarlsson.scheduler.serializer.Serializer;
import java.nio.charset.StandardCharsets;

/** Texts as they are: db-scheduler's own are Java's serialization, which finds no class of a bundle. Stateless. */
final class TextSerializer implements Serializer {

    @Override
    public byte[] serialize(Object data) {
        return String.valueOf(data).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public <T> T deserialize(Class<T> type, byte[] bytes) {
        return type.cast(new String(bytes, StandardCharsets.UTF_8));
    }
}

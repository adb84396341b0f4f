package org.carrack.runtime.actors.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The actors of one bundle and what they have in common. Immutable, but for the bulkhead's count of what runs.
 *
 * @param mapper reads and writes their JSON
 * @param bulkhead the limit of their threads
 * @param actors by name
 */
record Host(Supplier<ObjectMapper> mapper, PackageBulkhead bulkhead, Map<String, ActorEntry> actors) {

    @Nullable
    ActorEntry find(String actor) {
        return actors.get(actor);
    }

    Host with(ActorEntry entry) {
        Map<String, ActorEntry> more = new HashMap<>(actors);
        more.put(entry.name(), entry);
        return new Host(mapper, bulkhead, Map.copyOf(more));
    }

    Host without(String actor) {
        Map<String, ActorEntry> less = new HashMap<>(actors);
        less.remove(actor);
        return new Host(mapper, bulkhead, Map.copyOf(less));
    }
}

package org.carrack.runtime.manager.internal;

import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.Undo;
import org.carrack.model.Descriptor;

/** A live package with what was applied for it and how to take it back. Changed by one thread at a time. */
final class Running {

    private final LivePackage live;
    private final Deque<Undo> undos;
    private final Set<String> uses;
    private final Map<ConfigTag, Applied> applied = new ConcurrentHashMap<>();

    private record Applied(ConfigHandlers.Handler handler, Undo undo) {}

    /** @param uses the symbolic names of the bundles it is wired to; they do not change while it runs */
    Running(LivePackage live, Deque<Undo> undos, Set<String> uses) {
        this.live = live;
        this.undos = undos;
        this.uses = uses;
    }

    Set<String> uses() {
        return uses;
    }

    LivePackage live() {
        return live;
    }

    Deque<Undo> undos() {
        return undos;
    }

    /** Has a handler apply a tag. */
    void apply(ConfigHandlers.Handler handler, ConfigTag tag) throws ConfigException {
        Undo undo = handler.apply(live, tag);
        applied.put(tag, new Applied(handler, undo));
        undos.push(() -> undo(tag));
    }

    /** The tags that nobody has taken. */
    List<ConfigTag> untaken() {
        return live.content().descriptor().map(Descriptor::tags).orElse(List.of()).stream()
                .filter(tag -> !applied.containsKey(tag))
                .toList();
    }

    /** Undoes all that a handler applied, since the handler goes. */
    void undoAllOf(ConfigHandlers.Handler handler) {
        List<ConfigTag> tags = new ArrayList<>();
        applied.forEach((tag, a) -> {
            if (a.handler().equals(handler)) {
                tags.add(tag);
            }
        });
        tags.forEach(this::undo);
    }

    private void undo(ConfigTag tag) {
        Applied a = applied.remove(tag);
        if (a != null) {
            a.undo().undo();
        }
    }
}

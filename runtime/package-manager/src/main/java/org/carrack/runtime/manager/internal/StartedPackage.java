package org.carrack.runtime.manager.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.Undo;
import org.osgi.framework.Bundle;

/** A live package with what was applied for it and how to take it back. Changed by one thread at a time. */
final class StartedPackage {

    private final LivePackage live;
    private final Deque<Undo> primaryUndos;
    private final Deque<Undo> bundle;
    private final Set<Bundle> uses;
    private final List<String> actors;

    /**
     * @param primaryUndos undo all but the bundle's start: what the descriptor declares
     * @param bundle rolls back the bundle's start
     * @param uses the bundles it is wired to; they do not change while it runs
     * @param actors the names of its actors
     */
    StartedPackage(
            LivePackage live, Deque<Undo> primaryUndos, Deque<Undo> bundle, Set<Bundle> uses, List<String> actors) {
        this.live = live;
        this.primaryUndos = primaryUndos;
        this.bundle = bundle;
        this.uses = Set.copyOf(uses);
        this.actors = List.copyOf(actors);
    }

    /** The same package as a secondary version: its bundle runs on. */
    StartedPackage withoutPrimaryRole() {
        return new StartedPackage(live, new ArrayDeque<>(), bundle, uses, List.of());
    }

    Set<Bundle> uses() {
        return uses;
    }

    List<String> actors() {
        return actors;
    }

    LivePackage live() {
        return live;
    }

    Deque<Undo> primaryUndos() {
        return primaryUndos;
    }

    Deque<Undo> bundle() {
        return bundle;
    }

    /** Has a handler apply a tag of the descriptor. */
    void apply(ConfigHandlers.Handler handler, ConfigTag tag) throws ConfigException {
        live.applied().apply(live, handler, tag);
    }

    /** The tags that nobody has taken. */
    List<ConfigTag> untaken() {
        return live.content().tags().stream()
                .filter(tag -> !live.applied().has(tag))
                .toList();
    }

    /** Undoes all that a handler applied, since the handler goes. */
    void undoAllOf(ConfigHandlers.Handler handler) {
        live.applied().undoAllOf(handler);
    }
}

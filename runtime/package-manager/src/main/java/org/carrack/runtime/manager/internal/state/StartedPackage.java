package org.carrack.runtime.manager.internal.state;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.Undo;
import org.carrack.runtime.manager.internal.tags.ConfigHandlers;
import org.carrack.runtime.manager.internal.tags.Declaration;
import org.osgi.framework.Bundle;

/** A live package with the undos of what was done for it. Changed by one thread at a time. */
public final class StartedPackage {

    private final PackageContextImpl live;
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
    public StartedPackage(
            PackageContextImpl live,
            Deque<Undo> primaryUndos,
            Deque<Undo> bundle,
            Set<Bundle> uses,
            List<String> actors) {
        this.live = live;
        this.primaryUndos = primaryUndos;
        this.bundle = bundle;
        this.uses = Set.copyOf(uses);
        this.actors = List.copyOf(actors);
    }

    /** The same package as a secondary version: its bundle runs on. */
    public StartedPackage withoutPrimaryRole() {
        return new StartedPackage(live, new ArrayDeque<>(), bundle, uses, List.of());
    }

    public Set<Bundle> uses() {
        return uses;
    }

    public List<String> actors() {
        return actors;
    }

    public PackageContextImpl live() {
        return live;
    }

    public Deque<Undo> primaryUndos() {
        return primaryUndos;
    }

    public Deque<Undo> bundle() {
        return bundle;
    }

    /** Applies a tag of the descriptor. */
    public void apply(Declaration declaration) throws ConfigException {
        live.applied().apply(live, declaration);
    }

    /** The tags that no handler has applied. */
    public List<ConfigTag> unhandledTags() {
        return live.content().tags().stream()
                .filter(tag -> !live.applied().has(tag))
                .toList();
    }

    /** Undoes all that a handler applied, since the handler goes. */
    public void undoAllOf(ConfigHandlers.Handler handler) {
        live.applied().undoAllOf(handler);
    }
}

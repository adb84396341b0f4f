package org.carrack.runtime.manager.internal.execute;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.runtime.manager.internal.code.TimeLimitedRunner;
import org.carrack.runtime.manager.internal.state.ManagerLock;
import org.carrack.runtime.manager.internal.state.PackageRegistry;
import org.carrack.runtime.manager.internal.state.StartedPackage;
import org.carrack.runtime.manager.internal.tags.ConfigHandlers;
import org.carrack.runtime.manager.internal.tags.ConfigHandlers.Handler;

/**
 * Applies the tags of live packages that had no handler when their package started, as soon as one is registered; and undoes what a
 * handler applied when it goes.
 */
public final class HandlerTracker implements ConfigHandlers.Listener {

    private final ConfigHandlers handlers;
    private final PackageRegistry registry;
    private final ManagerLock lock;
    private final TimeLimitedRunner code;
    private final Set<Handler> added = new LinkedHashSet<>();

    public HandlerTracker(ConfigHandlers handlers, PackageRegistry registry, ManagerLock lock, TimeLimitedRunner code) {
        this.handlers = handlers;
        this.registry = registry;
        this.lock = lock;
        this.code = code;
        registry.onChange(this::apply);
    }

    @Override
    public void added(Handler handler) {
        synchronized (added) {
            added.add(handler);
        }
        if (!code.isCodeThread() && !lock.isHeldByCurrentThread()) {
            // Not here: the thread that registers a handler must not wait for a package operation.
            Thread later = new Thread(this::applyLocked, "carrack-handler");
            later.setDaemon(true);
            later.start();
        }
    }

    private void applyLocked() {
        lock.look(() -> {
            apply();
            return this;
        });
    }

    @Override
    public void removed(Handler handler) {
        synchronized (added) {
            added.remove(handler);
        }
        lock.look(registry::running).forEach(live -> live.undoAllOf(handler));
    }

    /** Applies tags by the handlers that were registered since the last call. Called under the lock, which is given up meanwhile. */
    public void apply() {
        synchronized (added) {
            if (added.isEmpty()) {
                return;
            }
            added.clear();
        }
        List<StartedPackage> running = registry.running();
        lock.runUnlocked(() -> apply(running));
    }

    /** What a handler refuses is shown with the package, which runs on. */
    private void apply(Collection<StartedPackage> packages) {
        for (StartedPackage live : packages) {
            for (ConfigTag tag : live.unhandledTags()) {
                Handler handler = handlers.find(tag);
                if (handler != null) {
                    try {
                        live.apply(handler.read(tag));
                    } catch (ConfigException e) {
                        live.live().warn("%s: %s".formatted(e.location(), e.getMessage()));
                    }
                }
            }
        }
    }
}

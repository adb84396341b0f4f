package org.carrack.runtime.manager.internal.execute;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.manage.PackageException;
import org.carrack.runtime.manager.internal.code.TimeLimitedRunner;
import org.carrack.runtime.manager.internal.state.ManagerLock;
import org.carrack.runtime.manager.internal.state.ManagerLock.ClaimedException;
import org.carrack.runtime.manager.internal.state.PackageRegistry;
import org.carrack.runtime.manager.internal.state.StartedPackage;
import org.carrack.runtime.manager.internal.tags.ConfigHandlers;
import org.carrack.runtime.manager.internal.tags.ConfigHandlers.Handler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the tags of live packages that had no handler when their package started, as soon as one is registered; and undoes what a
 * handler applied when it goes.
 */
public final class HandlerTracker implements ConfigHandlers.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(HandlerTracker.class);

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
            applyLater(Set.of());
        }
    }

    /** Applies tags when the packages of these names are free. */
    private void applyLater(Set<String> claimed) {
        Thread later = new Thread(
                () -> {
                    try {
                        lock.run(() -> {
                            for (String name : claimed) {
                                lock.awaitFree(name);
                            }
                            apply();
                        });
                    } catch (PackageException e) {
                        LOG.debug("tags are not applied any more", e);
                    }
                },
                "carrack-handler");
        later.setDaemon(true);
        later.start();
    }

    @Override
    public void removed(Handler handler) {
        synchronized (added) {
            added.remove(handler);
        }
        lock.look(registry::running).forEach(live -> live.undoAllOf(handler));
    }

    /**
     * Applies tags by the handlers that were registered since the last call. Called under the lock, which is given up while a
     * handler works; its package and the one it works for are claimed meanwhile, so that requests that follow wait for it and
     * neither goes under it.
     */
    public void apply() {
        Set<Handler> now;
        synchronized (added) {
            if (added.isEmpty()) {
                return;
            }
            now = new LinkedHashSet<>(added);
            added.clear();
        }
        Set<String> claimed = new LinkedHashSet<>();
        for (StartedPackage live : registry.running()) {
            if (!live.unhandledTags().isEmpty() && registry.running().contains(live)) {
                String name = live.live().name();
                try {
                    applyClaimed(live, lock.claim(Set.of(name), handlersOf(now, name)));
                } catch (ClaimedException e) {
                    claimed.add(name);
                }
            }
        }
        if (!claimed.isEmpty()) {
            synchronized (added) {
                added.addAll(now);
            }
            applyLater(claimed);
        }
    }

    private Set<String> handlersOf(Set<Handler> some, String except) {
        return registry.running().stream()
                .filter(live -> some.stream()
                        .anyMatch(handler ->
                                live.live().bundle().equals(handler.reference().getBundle())))
                .map(live -> live.live().name())
                .filter(name -> !name.equals(except))
                .collect(Collectors.toSet());
    }

    private void applyClaimed(StartedPackage live, ManagerLock.Claim claim) {
        try {
            lock.runUnlocked(() -> apply(live));
        } finally {
            lock.release(claim);
        }
    }

    /** What a handler refuses is shown with the package, which runs on. */
    private void apply(StartedPackage live) {
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

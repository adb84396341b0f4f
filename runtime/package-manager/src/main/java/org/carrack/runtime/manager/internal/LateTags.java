package org.carrack.runtime.manager.internal;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.runtime.manager.internal.ConfigHandlers.Handler;

/** Gives the tags that nobody took to handlers that come later. */
final class LateTags {

    private final ConfigHandlers handlers;
    private final Set<Handler> arrived = new LinkedHashSet<>();

    LateTags(ConfigHandlers handlers) {
        this.handlers = handlers;
    }

    /** A handler has come; it is given its tags at the next {@link #apply}. Safe for any thread. */
    void arrived(Handler handler) {
        synchronized (arrived) {
            arrived.add(handler);
        }
    }

    /** A handler has gone again. Safe for any thread. */
    void gone(Handler handler) {
        synchronized (arrived) {
            arrived.remove(handler);
        }
    }

    /** Whether a handler has come that has not been given its tags. Safe for any thread. */
    boolean hasArrived() {
        synchronized (arrived) {
            return !arrived.isEmpty();
        }
    }

    /** Has what arrived take the tags of these packages. What it refuses is shown with the package, which runs on. */
    void apply(Collection<StartedPackage> packages) {
        synchronized (arrived) {
            if (arrived.isEmpty()) {
                return;
            }
            arrived.clear();
        }
        for (StartedPackage live : packages) {
            for (ConfigTag tag : live.untaken()) {
                Handler handler = handlers.find(tag);
                if (handler != null) {
                    try {
                        live.apply(handler, tag);
                    } catch (ConfigException e) {
                        live.live().warn("%s: %s".formatted(e.location(), e.getMessage()));
                    }
                }
            }
        }
    }
}

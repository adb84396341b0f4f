package org.carrack.settings;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What holds for the rest of one request, on the thread that answers it. Doors open it around the code that answers; what
 * that does later on other threads is outside. A call within a call is part of the same request.
 */
public final class RequestScope implements AutoCloseable {

    private static final ThreadLocal<@Nullable RequestScope> CURRENT = new ThreadLocal<>();

    private final @Nullable RequestScope outer;
    private final Map<String, Object> settings;

    private RequestScope(@Nullable RequestScope outer) {
        this.outer = outer;
        settings = outer == null ? new HashMap<>(0) : outer.settings;
    }

    /** Begins a request on this thread, or goes on with the one that is under way. */
    public static RequestScope open() {
        RequestScope scope = new RequestScope(CURRENT.get());
        CURRENT.set(scope);
        return scope;
    }

    /** The request that this thread answers. */
    public static Optional<RequestScope> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** The value that a setting has in this request alone. */
    public Optional<Object> setting(String name) {
        return Optional.ofNullable(settings.get(name));
    }

    /** Gives a setting a value in this request alone; for {@link Settings#setForRequest}, which looks at it first. */
    public void setting(String name, Object value) {
        settings.put(name, value);
    }

    /** Ends the request, where it began here. */
    @Override
    public void close() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }
}

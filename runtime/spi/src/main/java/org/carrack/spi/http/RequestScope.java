package org.carrack.spi.http;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.carrack.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * Values that apply to one request, on the thread that processes it. Transports open the scope around the processing; other
 * threads are outside of it. A call within a call is part of the same request.
 */
public final class RequestScope implements AutoCloseable {

    private static final ThreadLocal<@Nullable RequestScope> CURRENT = new ThreadLocal<>();

    private final @Nullable RequestScope outer;
    private final Map<String, Object> settings;

    private RequestScope(@Nullable RequestScope outer) {
        this.outer = outer;
        settings = outer == null ? new HashMap<>(0) : outer.settings;
    }

    /** Opens a scope on this thread, or enters the current one. */
    public static RequestScope open() {
        RequestScope scope = new RequestScope(CURRENT.get());
        CURRENT.set(scope);
        return scope;
    }

    /** The scope of this thread. */
    public static Optional<RequestScope> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** The value of a setting in this request only. */
    public Optional<Object> setting(String name) {
        return Optional.ofNullable(settings.get(name));
    }

    /** Sets the value of a setting in this request only; for {@link Settings#setForRequest}, which validates it. */
    public void setting(String name, Object value) {
        settings.put(name, value);
    }

    /** Closes the scope if it was opened here. */
    @Override
    public void close() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }
}

package org.carrack.runtime.actors.internal;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is made when it is first asked for. Threads that ask for the first time together may each make one; all get the same.
 * Safe for any thread.
 */
final class Lazy<T> implements Supplier<T> {

    private final Supplier<T> maker;
    private volatile @Nullable T value;

    Lazy(Supplier<T> maker) {
        this.maker = maker;
    }

    @Override
    public T get() {
        T made = value;
        return made == null ? make() : made;
    }

    private T make() {
        T made = maker.get();
        synchronized (this) {
            T first = value;
            if (first == null) {
                value = made;
                return made;
            }
            return first;
        }
    }
}

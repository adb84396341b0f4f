package org.carrack.spi.server;

import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Threads that may wait for as long as they like, where Java has them (21 and later). Stateless. */
public final class VirtualThreads {

    private VirtualThreads() {}

    /** An executor that makes one for each task; nothing on an older Java. */
    public static Optional<ExecutorService> executor() {
        try {
            return Optional.of((ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null));
        } catch (NoSuchMethodException e) {
            return Optional.empty();
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new LinkageError("a public method of Java", e);
        }
    }
}

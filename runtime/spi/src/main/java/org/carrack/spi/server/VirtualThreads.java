package org.carrack.spi.server;

import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Threads that may wait for as long as they like, where Java has them (21 and later). Stateless. */
public final class VirtualThreads {

    private VirtualThreads() {}

    /** A thread that is not started yet: a virtual one, or on an older Java a daemon of the system. */
    public static Thread unstarted(String name, Runnable task) {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            Object named = type.getMethod("name", String.class).invoke(builder, name);
            return (Thread) type.getMethod("unstarted", Runnable.class).invoke(named, task);
        } catch (NoSuchMethodException | ClassNotFoundException e) {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new LinkageError("a public method of Java", e);
        }
    }

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

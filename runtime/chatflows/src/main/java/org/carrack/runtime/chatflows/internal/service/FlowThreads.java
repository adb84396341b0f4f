package org.carrack.runtime.chatflows.internal.service;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.carrack.spi.server.VirtualThreads;

/**
 * The threads that run flows: virtual ones where Java has them, which may wait for answers as long as they like. Platform threads are
 * few: they wait for some seconds, and not at all when many do.
 */
final class FlowThreads {

    private static final int MOST = 400;
    private static final int MANY = 100;

    private static final Duration VIRTUAL_PATIENCE = Duration.ofMinutes(10);
    private static final Duration PLATFORM_PATIENCE = Duration.ofSeconds(5);

    private final ExecutorService executor;

    FlowThreads() {
        executor = VirtualThreads.executor().orElseGet(FlowThreads::pool);
    }

    private static ExecutorService pool() {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(MOST, MOST, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "carrack-chat");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    ExecutorService executor() {
        return executor;
    }

    /** How long a thread may wait for an answer now. */
    Duration patience() {
        if (!(executor instanceof ThreadPoolExecutor pool)) {
            return VIRTUAL_PATIENCE;
        }
        return pool.getPoolSize() < MANY ? PLATFORM_PATIENCE : Duration.ZERO;
    }

    /** Flows that wait are parked before; one that works ends when it asks. */
    void stop() {
        executor.shutdown();
    }
}

package org.carrack.runtime.scheduler.internal.service;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.carrack.spi.server.VirtualThreads;

/** The threads that run jobs: virtual ones where Java has them, else as many as run at once. */
final class JobThreads {

    private static final int MOST = 500;

    private JobThreads() {}

    static ExecutorService make() {
        return VirtualThreads.executor()
                .orElseGet(() ->
                        new ThreadPoolExecutor(0, MOST, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                            Thread thread = new Thread(task, "carrack-service");
                            thread.setDaemon(true);
                            return thread;
                        }));
    }
}

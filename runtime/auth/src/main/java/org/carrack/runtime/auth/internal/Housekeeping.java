package org.carrack.runtime.auth.internal;

import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done from time to time, and once more at the end. */
final class Housekeeping {

    private static final long EVERY_S = 30;

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final Runnable task;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(run -> {
        Thread made = new Thread(run, "carrack-auth");
        made.setDaemon(true);
        return made;
    });

    @SuppressWarnings("FutureReturnValueIgnored") // it runs until it is stopped
    Housekeeping(Runnable task) {
        this.task = task;
        thread.scheduleWithFixedDelay(this::runTask, EVERY_S, EVERY_S, TimeUnit.SECONDS);
    }

    /** What throws is not run again by the timer. */
    private void runTask() {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("the sessions could not be looked after", e);
        }
    }

    /** Has something done soon. */
    void run(Runnable once) {
        try {
            thread.execute(once);
        } catch (RejectedExecutionException e) {
            // It is stopped already.
            once.run();
        }
    }

    void stop() {
        thread.shutdown();
        task.run();
    }
}

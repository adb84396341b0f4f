package admin.live;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A task that is run again and again by a thread of its own, until it is closed. */
final class Repeating implements AutoCloseable {

    private final ScheduledExecutorService thread;
    private final Future<?> task;

    /** @param pauseMs between two runs */
    Repeating(String name, Runnable task, long pauseMs) {
        thread = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread made = new Thread(work, name);
            made.setDaemon(true);
            return made;
        });
        this.task = thread.scheduleWithFixedDelay(task, 0, pauseMs, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        task.cancel(true);
        thread.shutdownNow();
    }
}

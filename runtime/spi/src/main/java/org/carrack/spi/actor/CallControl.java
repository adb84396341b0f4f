package org.carrack.spi.actor;

import java.util.ArrayList;
import java.util.List;

/** What a transport is told of a call while it goes on, and how it cancels it. For any thread. */
public final class CallControl {

    /** Is told how far a call is, by the thread that does it. */
    @FunctionalInterface
    public interface ProgressListener {

        /**
         * How far it is.
         *
         * @param total how much there is to do; 0 if nobody knows
         * @param message what it does now; may be empty
         */
        void progress(double done, double total, String message);
    }

    /** A control that tells nobody, and that nobody cancels; for all calls that need no other. */
    public static final CallControl NONE = new CallControl((done, total, message) -> {});

    private final ProgressListener listener;
    private final List<Runnable> tasks = new ArrayList<>();
    private boolean isCancelled;

    public CallControl(ProgressListener listener) {
        this.listener = listener;
    }

    /** Tells the transport how far the call is. */
    public void progress(double done, double total, String message) {
        listener.progress(done, total, message);
    }

    /** The caller does not want the result any more. */
    public void cancel() {
        List<Runnable> now;
        synchronized (this) {
            if (isCancelled || equals(NONE)) {
                return;
            }
            isCancelled = true;
            now = List.copyOf(tasks);
            tasks.clear();
        }
        now.forEach(Runnable::run);
    }

    /** Whether it was cancelled. */
    public synchronized boolean isCancelled() {
        return isCancelled;
    }

    /** Runs a task when it is cancelled; at once if it was. */
    public void onCancel(Runnable task) {
        if (equals(NONE)) {
            return;
        }
        synchronized (this) {
            if (!isCancelled) {
                tasks.add(task);
                return;
            }
        }
        task.run();
    }
}

package org.carrack.runtime.http.internal.server;

import org.eclipse.jetty.util.Callback;

/** Has a request leave the gate of its package when it is done, or before: once. For any thread. */
final class GateCallback extends Callback.Nested {

    private final Runnable leave;
    private boolean hasLeft;

    GateCallback(Callback callback, Runnable leave) {
        super(callback);
        this.leave = leave;
    }

    /** Has the request of a callback leave its gate now, if it has passed one. */
    static Runnable leaving(Callback callback) {
        return callback instanceof GateCallback passed ? passed::leaveOnce : () -> {};
    }

    @Override
    public void completed() {
        leaveOnce();
    }

    private void leaveOnce() {
        synchronized (this) {
            if (hasLeft) {
                return;
            }
            hasLeft = true;
        }
        leave.run();
    }
}

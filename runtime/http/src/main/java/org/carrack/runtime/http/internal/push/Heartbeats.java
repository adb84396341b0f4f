package org.carrack.runtime.http.internal.push;

import org.eclipse.jetty.util.thread.Scheduler;

/** Runs something when it is time for a sign of life. */
@FunctionalInterface
interface Heartbeats {

    /** Runs it once, later. */
    Scheduler.Task next(Runnable heartbeat);
}

package org.carrack.runtime.scheduler.internal.engine;

import org.carrack.manage.ServiceRun;

/** Hears of runs. Called by threads that must not be blocked. */
public interface RunListener {

    /** A run has ended, or was missed. */
    void ended(ServiceRun run);
}

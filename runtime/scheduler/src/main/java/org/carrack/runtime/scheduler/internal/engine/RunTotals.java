package org.carrack.runtime.scheduler.internal.engine;

import java.time.Duration;
import org.carrack.manage.ServiceRun;
import org.carrack.manage.ServiceStatus;

/** Counts the runs of a service on this server. Used under the lock of its service. */
public final class RunTotals {

    private long runs;
    private long failed;
    private Duration time = Duration.ZERO;

    /** Counts a run that has ended. */
    public void add(ServiceRun run) {
        runs++;
        failed += run.outcome().isFailure() ? 1 : 0;
        time = time.plus(run.duration());
    }

    public ServiceStatus.Totals now() {
        return new ServiceStatus.Totals(runs, failed, time);
    }
}

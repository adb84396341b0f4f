package org.carrack.manage;

import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * How many requests packages have answered, and how fast. Implemented by the server; as a service it is there from when somebody has asked for health or
 * metrics: requests before that are not counted. For any thread.
 */
@ProviderType
public interface RequestStatistics {

    /**
     * The requests of one package.
     *
     * @param packageName empty for those that were for none
     * @param requests how many were answered
     * @param refused how many of them with a status from 400 to 499
     * @param failed how many of them with a status of 500 or more
     * @param median of the durations of the last two minutes, as are the others
     */
    record PackageRequests(
            String packageName,
            long requests,
            long refused,
            long failed,
            Duration median,
            Duration percentile95,
            Duration percentile99,
            Duration longest) {}

    /** Those of packages that are live, by name. Durations are measured from the first call of this method on. */
    List<PackageRequests> list();
}

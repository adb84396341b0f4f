package org.carrack.service;

import java.time.Instant;
import org.osgi.annotation.versioning.ProviderType;
import org.slf4j.Logger;

/** One run of a {@link BackgroundService}. Implemented by the server; for any thread. */
@ProviderType
public interface JobContext {

    /** The log of the package. */
    Logger log();

    /** The time that it runs for, by the schedule; the moment of the request if somebody asked for the run. */
    Instant scheduledFor();

    /**
     * For {@link RunsOn#ONE_SERVER}, a number that is greater with each run, over all servers: what accepts only greater ones than it has seen
     * is safe from a server that was taken for dead and wakes while another does the job. 0 for services of each server.
     */
    long fencingToken();

    /**
     * Whether the run is to end: the package stops or is replaced, the time limit has passed, or another server has taken over. Its
     * thread is interrupted, too.
     */
    boolean isCancelled();
}

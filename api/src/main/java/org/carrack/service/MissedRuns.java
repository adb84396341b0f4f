package org.carrack.service;

/** What a {@link BackgroundService} does about times at which it should have run and did not. Each way they are in its history. */
public enum MissedRuns {
    /** It runs at its next time. */
    SKIP,
    /** It runs once, at once, for all of them. */
    RUN_ONCE,
    /** It runs for each of them, one after the other, at most a hundred times. */
    RUN_ALL
}

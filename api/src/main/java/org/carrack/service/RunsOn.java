package org.carrack.service;

/** Where a {@link BackgroundService} runs if several servers share a database and have its package. */
public enum RunsOn {
    /** Each server runs it by itself. */
    EACH_SERVER,
    /**
     * One of them runs it at each of its times, and another takes over if that one dies. Its times are in the database: what passes while
     * no server runs is missed. A run during which its server dies is run again by another: at least once, and
     * {@link JobContext#fencingToken} keeps one that was taken for dead from doing harm.
     */
    ONE_SERVER
}

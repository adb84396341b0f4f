package org.carrack.manage;

/** What a package is doing. */
public enum PackageState {
    /** Its actors answer, its sites are served. */
    ACTIVE,
    /** It should run, and its turn to be started has not come or has not ended yet. */
    STARTING,
    /** Installed, and stopped because somebody wished so. */
    STOPPED,
    /** It should run and does not; the reason says why. It is tried again when what it lacks comes, or on start. */
    FAILED
}

package org.carrack.manage;

/** The state of a package. */
public enum PackageState {
    /** Its actors answer, its sites are served. */
    ACTIVE,
    /** It should run and is being started, or waits to be. */
    STARTING,
    /** Installed, and stopped on request. */
    STOPPED,
    /** It should run and does not; the reason is reported. It is started again when a missing dependency appears, or on request. */
    FAILED
}

package org.carrack.runtime.manager.internal.resolve;

/** A change of packages, as the planner takes it. */
public sealed interface ChangeRequest {

    /**
     * Have this package, in place of any of the same name, and have it running.
     *
     * @param downgradePolicy what happens if it is older than the installed version
     */
    record Add(PackageFacts candidate, DowngradePolicy downgradePolicy) implements ChangeRequest {}

    /** What becomes of an older version than the one that is there. */
    enum DowngradePolicy {
        /** It is refused: the request does not permit an older version. */
        REJECT,
        /** It takes the place. */
        ALLOW,
        /** An older major version becomes secondary; an older version of the same major is rejected. */
        AS_SECONDARY
    }

    /** Have it running. */
    record Start(String id) implements ChangeRequest {}

    /** Have it stopped. */
    record Stop(String id) implements ChangeRequest {}

    /** Have it gone. */
    record Delete(String id, Dependents dependents) implements ChangeRequest {}

    /** What becomes of the packages that need one that goes. */
    enum Dependents {
        /** They are named, and it stays. */
        KEEP_IT,
        /** They are stopped: its file is gone from the deploy folder, which cannot be refused. */
        STOP_THEM,
        /** They go too. */
        DELETE_THEM
    }
}

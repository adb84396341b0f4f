package org.carrack.runtime.manager.internal.plan;

/** What somebody wants of the package manager, as the planner takes it. */
public sealed interface Wish {

    /**
     * Have this package, in place of any of the same name, and have it running.
     *
     * @param age what becomes of it where it is older than the one that is there
     */
    record Add(PackageFacts candidate, Age age) implements Wish {}

    /** What becomes of an older version than the one that is there. */
    enum Age {
        /** It is refused: nobody asked for an older one by name. */
        NEVER_OLDER,
        /** It takes the place. */
        OLDER_TOO,
        /** One of an older major version stands beside; one of the same is refused. */
        OLDER_BESIDE
    }

    /** Have it running. */
    record Start(String id) implements Wish {}

    /** Have it stopped. */
    record Stop(String id) implements Wish {}

    /** Have it gone. */
    record Delete(String id, Dependents dependents) implements Wish {}

    /** What becomes of the packages that need one that goes. */
    enum Dependents {
        /** They are named, and it stays. */
        KEEP_IT,
        /** They are stopped: its file is gone from the deploy folder, nobody can be asked. */
        STOP_THEM,
        /** They go too. */
        DELETE_THEM
    }
}

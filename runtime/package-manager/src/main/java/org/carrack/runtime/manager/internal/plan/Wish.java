package org.carrack.runtime.manager.internal.plan;

/** What somebody wants of the package manager. */
public sealed interface Wish {

    /** The package's name. */
    String name();

    /** Have this package, in place of any of the same name, and have it running. */
    record Add(PackageFacts candidate) implements Wish {
        @Override
        public String name() {
            return candidate.name();
        }
    }

    /** Have it running. */
    record Start(String name) implements Wish {}

    /** Have it stopped. */
    record Stop(String name) implements Wish {}

    /**
     * Have it gone.
     *
     * @param stopDependents whether the packages that need it are stopped, instead of refusing the wish: its file is
     *     gone from the deploy folder, nobody can be asked
     */
    record Delete(String name, boolean stopDependents) implements Wish {}
}

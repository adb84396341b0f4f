package org.carrack.runtime.manager.internal.plan;

/**
 * One step of a plan.
 *
 * @param action what to do
 * @param subject with which package, as it is before ({@code STOP}, {@code UNINSTALL}) or after the step
 */
public record Step(Action action, PackageFacts subject) {

    /** What a step does. */
    public enum Action {
        /** Close the gate: requests wait. */
        HOLD,
        /** Stop the live package. */
        STOP,
        /** Take its bundle out of the framework. */
        UNINSTALL,
        /** Bring its bundle into the framework. */
        INSTALL,
        /** Make it live. */
        START,
        /** Open the gate. */
        OPEN,
        /** Forget the gate: the package is gone. */
        CLOSE
    }

    @Override
    public String toString() {
        return action + " " + subject;
    }
}

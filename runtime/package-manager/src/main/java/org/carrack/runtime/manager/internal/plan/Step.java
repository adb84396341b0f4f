package org.carrack.runtime.manager.internal.plan;

/**
 * One step of a plan.
 *
 * @param action what to do
 * @param subject with which package, as it is before the step ({@code STOP}, {@code ASIDE}, {@code PROMOTE},
 *     {@code UNINSTALL}) or after it
 */
public record Step(Action action, PackageFacts subject) {

    /** What a step does. */
    public enum Action {
        /** Close the gate: requests wait. */
        HOLD,
        /** Stop the live package. */
        STOP,
        /** Take away its doors and keep its bundle beside, for those who need that version. */
        ASIDE,
        /** Make one that was beside the package of its name, not started yet. */
        PROMOTE,
        /** Have the framework wire it anew when it starts. */
        REWIRE,
        /** Take its bundle out of the framework. */
        UNINSTALL,
        /** Bring its bundle into the framework. */
        INSTALL,
        /** Make it live; one that is beside without its doors. */
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

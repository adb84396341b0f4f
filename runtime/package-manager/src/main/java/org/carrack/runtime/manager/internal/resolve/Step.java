package org.carrack.runtime.manager.internal.resolve;

/**
 * One step of a plan.
 *
 * @param action what to do
 * @param subject with which package, as it is before the step ({@code STOP}, {@code DEMOTE}, {@code PROMOTE},
 *     {@code UNINSTALL}) or after it
 */
public record Step(Action action, PackageFacts subject) {

    /** What a step does. */
    public enum Action {
        /** Close the gate: requests wait. */
        HOLD,
        /** Stop the live package. */
        STOP,
        /** Make it secondary: its bundle is kept for those that need that version. */
        DEMOTE,
        /** Make a secondary version the primary one, not started yet. */
        PROMOTE,
        /** Have the framework wire it anew when it starts. */
        REWIRE,
        /** Take its bundle out of the framework. */
        UNINSTALL,
        /** Bring its bundle into the framework. */
        INSTALL,
        /** Make it live; a secondary one without routes, actors and hooks. */
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

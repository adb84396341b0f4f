package org.carrack.runtime.manager.internal.plan;

import java.util.List;

/** What comes of a wish: steps, or a refusal. */
public sealed interface Plan {

    /**
     * The wish can be met by these steps, in this order.
     *
     * @param restarted the other packages that are stopped and started again on the way
     * @param orphaned the other packages that are stopped and stay so, for want of what goes
     */
    record Steps(List<Step> steps, List<PackageFacts> restarted, List<PackageFacts> orphaned) implements Plan {
        public Steps {
            steps = List.copyOf(steps);
            restarted = List.copyOf(restarted);
            orphaned = List.copyOf(orphaned);
        }
    }

    /**
     * The wish cannot be met.
     *
     * @param unknown whether that is because there is no such package
     * @param reason one sentence a person can act on
     */
    record Refusal(boolean unknown, String reason) implements Plan {}
}

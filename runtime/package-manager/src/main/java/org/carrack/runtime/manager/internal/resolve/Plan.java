package org.carrack.runtime.manager.internal.resolve;

import java.util.List;

/** What comes of a request: steps, or a refusal. */
public sealed interface Plan {

    /**
     * The request can be met by these steps, in this order.
     *
     * @param fetch what is offered and must be fetched first; the plan is made again with what came
     * @param added the packages that are there afterwards and were not before
     * @param demoted the packages that become secondary, as they were
     * @param promoted the packages that become primary, as they were
     * @param removed the packages that are gone afterwards
     * @param restarted the other packages that are stopped and started again on the way
     * @param orphaned the other packages that are stopped and stay so, for want of what goes
     */
    record Steps(
            List<Step> steps,
            List<PackageFacts> fetch,
            List<PackageFacts> added,
            List<PackageFacts> demoted,
            List<PackageFacts> promoted,
            List<PackageFacts> removed,
            List<PackageFacts> restarted,
            List<PackageFacts> orphaned)
            implements Plan {
        public Steps {
            steps = List.copyOf(steps);
            fetch = List.copyOf(fetch);
            added = List.copyOf(added);
            demoted = List.copyOf(demoted);
            promoted = List.copyOf(promoted);
            removed = List.copyOf(removed);
            restarted = List.copyOf(restarted);
            orphaned = List.copyOf(orphaned);
        }
    }

    /**
     * The request cannot be met.
     *
     * @param unknown whether that is because there is no such package
     * @param reason one sentence a person can act on
     */
    record Refusal(boolean unknown, String reason) implements Plan {}
}

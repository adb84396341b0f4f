package org.carrack.runtime.manager.internal.plan;

import java.util.List;

/** What comes of a wish: steps, or a refusal. */
public sealed interface Plan {

    /**
     * The wish can be met by these steps, in this order.
     *
     * @param fetch what is offered and must be fetched first; the plan is made again with what came
     * @param added the packages that are there afterwards and were not before
     * @param aside the packages that are beside afterwards and were not before, as they were
     * @param promoted the packages that are no more beside afterwards, as they were
     * @param removed the packages that are gone afterwards
     * @param restarted the other packages that are stopped and started again on the way
     * @param orphaned the other packages that are stopped and stay so, for want of what goes
     */
    record Steps(
            List<Step> steps,
            List<PackageFacts> fetch,
            List<PackageFacts> added,
            List<PackageFacts> aside,
            List<PackageFacts> promoted,
            List<PackageFacts> removed,
            List<PackageFacts> restarted,
            List<PackageFacts> orphaned)
            implements Plan {
        public Steps {
            steps = List.copyOf(steps);
            fetch = List.copyOf(fetch);
            added = List.copyOf(added);
            aside = List.copyOf(aside);
            promoted = List.copyOf(promoted);
            removed = List.copyOf(removed);
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

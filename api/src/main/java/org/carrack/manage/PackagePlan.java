package org.carrack.manage;

import java.util.List;

/**
 * How a wish would be carried out. Immutable.
 *
 * @param fetched what is fetched first, each as {@code name version from place}
 * @param steps what is then done, in this order, each as {@code ACTION name version}
 * @param restarted the other packages that are stopped and started again on the way, by name
 * @param removed the other packages that go, by name
 * @param changes what then changes that outlives the packages, such as tables, each in one line
 */
public record PackagePlan(
        List<String> fetched, List<String> steps, List<String> restarted, List<String> removed, List<String> changes) {

    public PackagePlan {
        fetched = List.copyOf(fetched);
        steps = List.copyOf(steps);
        restarted = List.copyOf(restarted);
        removed = List.copyOf(removed);
        changes = List.copyOf(changes);
    }
}

package org.carrack.manage;

import java.util.List;

/**
 * The plan of a request. Immutable.
 *
 * @param fetched the artifacts that are fetched first, each as {@code name version from place}
 * @param steps the steps in their order, each as {@code ACTION name version}
 * @param restarted the other packages that are restarted, by name
 * @param removed the other packages that are removed, by name
 * @param changes the changes that outlive the packages, such as tables, one line each
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

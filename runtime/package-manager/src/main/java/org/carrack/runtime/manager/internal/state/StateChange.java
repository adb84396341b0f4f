package org.carrack.runtime.manager.internal.state;

import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A change of the desired state, as a transaction commits it.
 *
 * @param packages returns the records after the change, by id; a pure function of those before, which it leaves as they are
 * @param released the files of the deploy folder whose packages are deleted with them
 * @param deployed the file of the deploy folder whose package comes with the change; empty if it comes from elsewhere
 */
public record StateChange(UnaryOperator<Map<String, PackageRecord>> packages, Set<String> released, String deployed) {

    /** One that has nothing to do with the deploy folder. */
    public static StateChange of(UnaryOperator<Map<String, PackageRecord>> packages) {
        return new StateChange(packages, Set.of(), "");
    }
}

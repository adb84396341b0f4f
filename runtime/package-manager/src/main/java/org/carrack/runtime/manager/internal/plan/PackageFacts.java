package org.carrack.runtime.manager.internal.plan;

import java.util.List;
import java.util.Set;
import org.carrack.model.Dependency;
import org.carrack.model.PackageVersion;

/**
 * What the planner knows of a package.
 *
 * @param sha256 the digest of its bundle
 * @param needs what its descriptor depends on
 * @param uses the packages that its bundle is wired to in the framework, declared or not
 * @param running whether it is live
 */
public record PackageFacts(
        String name, PackageVersion version, String sha256, List<Dependency> needs, Set<String> uses, boolean running) {

    public PackageFacts {
        needs = List.copyOf(needs);
        uses = Set.copyOf(uses);
    }

    /** Whether this package cannot live without that one. */
    boolean dependsOn(String other) {
        return uses.contains(other) || needs.stream().anyMatch(d -> d.name().equals(other));
    }

    @Override
    public String toString() {
        return name + " " + version;
    }
}

package org.carrack.runtime.manager.internal.resolve;

import java.util.List;
import java.util.Set;
import org.carrack.model.Dependency;
import org.carrack.model.PackageVersion;

/**
 * What the planner knows of a package.
 *
 * @param sha256 the digest of its bundle; empty for one that has not been fetched
 * @param needs what its descriptor depends on
 * @param uses the ids of the packages that its bundle is wired to in the framework, declared or not
 * @param place where it came from, or is offered
 * @param running whether it is live
 * @param secondary whether it is an older major version kept for its dependents
 * @param pinned whether it stays although no package needs it: its own file is in the deploy folder
 * @param singleton whether the framework takes only one version of it
 */
public record PackageFacts(
        String name,
        PackageVersion version,
        String sha256,
        List<Dependency> needs,
        Set<String> uses,
        String place,
        boolean running,
        boolean secondary,
        boolean pinned,
        boolean singleton) {

    /** Between name and major version in the id of a secondary version. */
    static final char SECONDARY = '@';

    public PackageFacts {
        needs = List.copyOf(needs);
        uses = Set.copyOf(uses);
    }

    /** Distinguishes versions of one name that are installed at the same time. */
    public String id() {
        return id(name, version, secondary);
    }

    /** The id of a package: its name, and {@code @} with the major version for a secondary version. */
    public static String id(String name, PackageVersion version, boolean secondary) {
        return secondary ? name + SECONDARY + version.major() : name;
    }

    /** The same package as the secondary or the primary version. */
    public PackageFacts secondary(boolean now) {
        return new PackageFacts(name, version, sha256, needs, uses, place, running, now, pinned, singleton);
    }

    public boolean isFetched() {
        return !sha256.isEmpty();
    }

    public boolean hasMajorOf(PackageFacts other) {
        return version.major() == other.version.major();
    }

    @Override
    public String toString() {
        return name + " " + version;
    }
}

package org.carrack.launcher;

import java.util.Collection;
import java.util.Set;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.namespace.BundleNamespace;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Keeps the platform from being wired to packages, whatever they export or provide, and keeps packages from being wired to
 * each other for what the platform exports. Registered before any bundle is resolved, so that a package left in the
 * framework's cache cannot keep the server from starting. Safe for any thread; holds no state.
 */
final class PlatformIsolation implements ResolverHookFactory, ResolverHook {

    private static final Set<String> OWNED_NAMESPACES =
            Set.of(PackageNamespace.PACKAGE_NAMESPACE, BundleNamespace.BUNDLE_NAMESPACE, HostNamespace.HOST_NAMESPACE);

    @Override
    public ResolverHook begin(Collection<BundleRevision> triggers) {
        return this;
    }

    @Override
    public void filterResolvable(Collection<BundleRevision> candidates) {
        // Every bundle may be resolved; what it may be wired to is decided below.
    }

    @Override
    public void filterSingletonCollisions(
            BundleCapability singleton, Collection<BundleCapability> collisionCandidates) {
        // The platform is resolved before any package, and packages with its names are refused.
    }

    @Override
    public void filterMatches(BundleRequirement requirement, Collection<BundleCapability> candidates) {
        boolean isOwned = OWNED_NAMESPACES.contains(requirement.getNamespace())
                && candidates.stream().anyMatch(candidate -> isPlatform(candidate.getRevision()));
        if (isOwned || isPlatform(requirement.getRevision())) {
            candidates.removeIf(candidate -> !isPlatform(candidate.getRevision()));
        }
    }

    @Override
    public void end() {
        // It keeps nothing for one run of the resolver.
    }

    private static boolean isPlatform(BundleRevision revision) {
        long id = revision.getBundle().getBundleId();
        return id == 0 || revision.getBundle().getLocation().startsWith(PlatformBundle.LOCATION);
    }
}

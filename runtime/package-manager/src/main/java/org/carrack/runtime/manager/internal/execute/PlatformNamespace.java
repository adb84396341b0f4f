package org.carrack.runtime.manager.internal.execute;

import java.util.HashMap;
import java.util.Map;
import org.carrack.failure.RequestException.Kind;
import org.carrack.manage.PackageException;
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;

/**
 * What belongs to the platform, that is, to the bundles the server itself consists of: their symbolic names and the Java
 * packages they export. A package may have neither. Safe for any thread.
 */
public final class PlatformNamespace {

    private final BundleContext context;
    private final String packageLocations;

    /** @param packageLocations what the locations of package bundles begin with; but for those that are verified, every other bundle is the platform's */
    public PlatformNamespace(BundleContext context, String packageLocations) {
        this.context = context;
        this.packageLocations = packageLocations;
    }

    /** Whether a bundle is the platform's. */
    public boolean isPlatform(Bundle bundle) {
        return !bundle.getLocation().startsWith(packageLocations)
                && !bundle.getLocation().startsWith(TrialInstallation.LOCATIONS);
    }

    /** Refuses a package that has the name of a platform bundle or exports a Java package that the platform exports. */
    public void check(PackageArtifact content) throws PackageException {
        Map<String, String> exports = new HashMap<>();
        for (Bundle bundle : context.getBundles()) {
            if (isPlatform(bundle)) {
                if (content.name().equals(bundle.getSymbolicName())) {
                    throw new PackageException(
                            Kind.REFUSED,
                            "%s has the symbolic name of a bundle of the server; give it another name"
                                    .formatted(content));
                }
                // Most packages export nothing, and this is on the way of every start.
                if (!content.exports().isEmpty()) {
                    addExports(bundle, exports);
                }
            }
        }
        for (String exported : content.exports()) {
            String owner = exports.get(exported);
            if (owner != null) {
                throw new PackageException(
                        Kind.REFUSED,
                        "%s exports the Java package %s, which belongs to the server (%s exports it); remove it from Export-Package and import it instead"
                                .formatted(content, exported, owner));
            }
        }
    }

    private static void addExports(Bundle bundle, Map<String, String> exports) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        if (revision == null) {
            return;
        }
        for (BundleCapability capability : revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
            String name = String.valueOf(capability.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE));
            // The JDK's own packages are on every class path; bundles of standard APIs export some of them, harmlessly.
            if (bundle.getBundleId() != 0 || name.startsWith("org.osgi.")) {
                exports.putIfAbsent(name, String.valueOf(bundle.getSymbolicName()));
            }
        }
    }
}

package org.carrack.runtime.manager.internal.execute;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.resource.Namespace;

/** Says in one sentence why a bundle does not resolve, instead of the resolver's own text. */
final class ResolutionDiagnosis {

    private static final Pattern RANGE_FROM = Pattern.compile("version>=([0-9][^)]*)\\)");
    private static final Pattern RANGE_TO = Pattern.compile("!\\(version>=([0-9][^)]*)\\)");

    /** The execution environment that a bundle asks for. */
    private static final Pattern JAVA = Pattern.compile("version>?=(\\d+)");

    private ResolutionDiagnosis() {}

    static String explain(BundleContext context, Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        if (revision != null) {
            for (BundleRequirement requirement : revision.getDeclaredRequirements(null)) {
                if (isMandatory(requirement) && !isProvided(context, requirement)) {
                    return explain(context, requirement);
                }
            }
        }
        return "its requirements contradict each other or those of bundles that run; `inspect req * %d` in carrack shell lists them"
                .formatted(bundle.getBundleId());
    }

    private static boolean isMandatory(BundleRequirement requirement) {
        String effective =
                requirement.getDirectives().getOrDefault(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE, "resolve");
        String resolution =
                requirement.getDirectives().getOrDefault(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE, "mandatory");
        return effective.equals("resolve") && resolution.equals("mandatory");
    }

    private static boolean isProvided(BundleContext context, BundleRequirement requirement) {
        return Arrays.stream(context.getBundles())
                .map(b -> b.adapt(BundleRevision.class))
                .filter(r -> r != null)
                .flatMap(r -> r.getDeclaredCapabilities(requirement.getNamespace()).stream())
                .anyMatch(requirement::matches);
    }

    private static String explain(BundleContext context, BundleRequirement requirement) {
        String filter = requirement.getDirectives().getOrDefault(Namespace.REQUIREMENT_FILTER_DIRECTIVE, "");
        Matcher java = JAVA.matcher(filter);
        if (requirement.getNamespace().equals("osgi.ee") && java.find()) {
            return "it needs Java %s, and this server runs on Java %d; start it with a newer Java, or build the package for %d"
                    .formatted(
                            java.group(1),
                            Runtime.version().feature(),
                            Runtime.version().feature());
        }
        if (!requirement.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE)) {
            return "it requires %s %s, which nothing here provides; add a package that does"
                    .formatted(requirement.getNamespace(), filter.isEmpty() ? requirement.getAttributes() : filter);
        }
        String name = find(Pattern.compile("osgi\\.wiring\\.package=([^)]*)\\)"), filter)
                .orElse(filter);
        String range = range(filter);
        Optional<Version> other = Arrays.stream(context.getBundles())
                .map(b -> b.adapt(BundleRevision.class))
                .filter(r -> r != null)
                .flatMap(r -> r.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE).stream())
                .filter(c -> name.equals(c.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE)))
                .map(c -> (Version) c.getAttributes().get(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE))
                .max(Comparator.naturalOrder());
        return other.isPresent()
                ? "it imports the Java package %s%s, and only version %s is here; build it against that one, or add a bundle that exports it"
                        .formatted(name, range, other.get())
                : "it imports the Java package %s%s, which nothing here exports; add a bundle that does"
                        .formatted(name, range);
    }

    private static String range(String filter) {
        Optional<String> from = find(RANGE_FROM, filter);
        Optional<String> to = find(RANGE_TO, filter);
        if (from.isEmpty()) {
            return "";
        }
        return to.map(t -> " [%s,%s)".formatted(from.get(), t)).orElse(" " + from.get());
    }

    private static Optional<String> find(Pattern pattern, String text) {
        Matcher m = pattern.matcher(text);
        return m.find() ? Optional.of(m.group(1)) : Optional.empty();
    }
}

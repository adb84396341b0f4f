package org.carrack.launcher;

import java.security.CodeSource;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.connect.FrameworkUtilHelper;

/** Answers {@code FrameworkUtil.getBundle(Class)} for classes of the class path, which the framework itself cannot. */
public final class BundleOfClass implements FrameworkUtilHelper {

    /** By the address of the jar. Set once, when the platform is installed. */
    private static volatile Map<String, Bundle> bundles = Map.of();

    static void know(Map<String, Bundle> byJar) {
        bundles = Map.copyOf(byJar);
    }

    @Override
    public Optional<Bundle> getBundle(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null
                ? Optional.empty()
                : Optional.ofNullable(bundles.get(source.getLocation().toString()));
    }
}

package org.carrack.runtime.manager.internal.execute;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleReference;

/** Finds threads that a stopped bundle has left running. Java cannot end them; they are logged. Stateless. */
final class ThreadLeakDetector {

    /** How many are named. */
    private static final int MOST = 5;

    private ThreadLeakDetector() {}

    /** The names of threads that are in a class of the bundle or were created for it, each with its position; empty if there are none. */
    static Optional<String> of(Bundle bundle) {
        Map<String, Boolean> isOfBundle = new HashMap<>();
        String left = Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> entry.getKey() != Thread.currentThread())
                .filter(entry -> isLoadedBy(entry.getKey().getContextClassLoader(), bundle)
                        || isLoadedBy(entry.getKey().getClass().getClassLoader(), bundle)
                        || Arrays.stream(entry.getValue())
                                .anyMatch(frame ->
                                        isOfBundle.computeIfAbsent(frame.getClassName(), name -> isIn(bundle, name))))
                .map(entry -> "%s (%s)".formatted(entry.getKey().getName(), place(entry.getValue(), bundle)))
                .sorted()
                .limit(MOST)
                .collect(Collectors.joining(", "));
        return left.isEmpty() ? Optional.empty() : Optional.of(left);
    }

    private static boolean isLoadedBy(ClassLoader loader, Bundle bundle) {
        return loader instanceof BundleReference of && bundle.equals(of.getBundle());
    }

    private static boolean isIn(Bundle bundle, String className) {
        return bundle.getEntry(className.replace('.', '/') + ".class") != null;
    }

    private static String place(StackTraceElement[] trace, Bundle bundle) {
        return Arrays.stream(trace)
                .filter(frame -> isIn(bundle, frame.getClassName()))
                .findFirst()
                .map(frame -> "at %s:%d".formatted(frame.getFileName(), frame.getLineNumber()))
                .orElse("idle");
    }
}

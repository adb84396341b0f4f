package org.carrack.launcher;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carrack.spi.server.LazyModules;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** Starts bundles of the platform when their triggers are met, as their manifests say. Safe for any thread. */
final class LazyStarts implements LazyModules {

    /** A module that waits, with the bundles that are started before it. */
    private record Module(Bundle bundle, List<Bundle> with) {}

    /** By kind and name of their triggers. Not changed once it is made. */
    private final Map<Trigger, Map<String, List<Module>>> modules = new HashMap<>();

    private final Set<Bundle> lazy;

    /** The triggers of which a module is not active yet: every request looks here. */
    private volatile Map<Trigger, Set<String>> waiting = Map.of();

    LazyStarts(List<Bundle> bundles) {
        Map<String, Bundle> byName = bundles.stream()
                .collect(Collectors.toMap(b -> String.valueOf(b.getSymbolicName()), b -> b, (first, second) -> first));
        Set<Bundle> all = new HashSet<>();
        for (Bundle bundle : bundles) {
            List<String> triggers = header(bundle, START_ON);
            if (triggers.isEmpty()) {
                continue;
            }
            List<Bundle> with = new ArrayList<>();
            header(bundle, START_WITH)
                    .forEach(name -> with.add(Objects.requireNonNull(
                            byName.get(name),
                            () -> "%s names the bundle %s in %s, which is not there"
                                    .formatted(bundle.getSymbolicName(), name, START_WITH))));
            Module module = new Module(bundle, with);
            all.add(bundle);
            all.addAll(with);
            for (String trigger : triggers) {
                String[] kindAndName = trigger.split("=", 2);
                Trigger kind = Trigger.valueOf(kindAndName[0].strip().toUpperCase(Locale.ROOT));
                modules.computeIfAbsent(kind, k -> new HashMap<>())
                        .computeIfAbsent(kindAndName[1].strip(), n -> new ArrayList<>())
                        .add(module);
            }
        }
        lazy = Set.copyOf(all);
        waiting = notActive();
    }

    private static List<String> header(Bundle bundle, String name) {
        String value = bundle.getHeaders("").get(name);
        return value == null
                ? List.of()
                : Stream.of(value.split(",")).map(String::strip).toList();
    }

    /** Whether a bundle waits for a trigger of its own, or of the module that it is started with. */
    boolean isLazy(Bundle bundle) {
        return lazy.contains(bundle);
    }

    private Map<Trigger, Set<String>> notActive() {
        Map<Trigger, Set<String>> now = new HashMap<>();
        modules.forEach((kind, byName) -> now.put(
                kind,
                byName.entrySet().stream()
                        .filter(named -> named.getValue().stream()
                                .anyMatch(module -> module.bundle().getState() != Bundle.ACTIVE))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toUnmodifiableSet())));
        return Map.copyOf(now);
    }

    @Override
    public Set<String> waiting(Trigger kind) {
        return waiting.getOrDefault(kind, Set.of());
    }

    @Override
    public void require(Trigger kind, String name) {
        if (!waiting(kind).contains(name)) {
            return;
        }
        synchronized (modules) {
            modules.getOrDefault(kind, Map.of()).getOrDefault(name, List.of()).forEach(LazyStarts::start);
            waiting = notActive();
        }
    }

    private static void start(Module module) {
        try {
            for (Bundle bundle : module.with()) {
                bundle.start(Bundle.START_TRANSIENT);
            }
            module.bundle().start(Bundle.START_TRANSIENT);
        } catch (BundleException e) {
            throw new IllegalStateException(
                    "the module %s could not be started: %s"
                            .formatted(module.bundle().getSymbolicName(), e.getMessage()),
                    e);
        }
    }
}

package org.carrack.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carrack.spi.server.LazyModules;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts bundles of the platform when their triggers are met, as the platform's index says. Safe for any thread. */
final class LazyStarts implements LazyModules, SynchronousBundleListener {

    private static final Logger LOG = LoggerFactory.getLogger(LazyStarts.class);

    private static final String DYNAMIC_IMPORT = "DynamicImport-Package";

    /** A module that waits, with the bundles that are started before it. */
    private record Module(Bundle bundle, List<Bundle> with) {}

    /** By kind and name of their triggers. Not changed once it is made. */
    private final Map<Trigger, Map<String, List<Module>>> modules = new HashMap<>();

    private final Set<Bundle> lazy;

    /** Whether the packages of the start are started. */
    private volatile boolean isStarted;

    /** What was imported by what started with the server, and modules wait for until all has. */
    private final Set<String> late = ConcurrentHashMap.newKeySet();

    /** The triggers of which a module is not active yet: every request looks here. */
    private volatile Map<Trigger, Set<String>> waiting = Map.of();

    /**
     * @param bundles those of the platform, with what the index says of them
     * @param home the server's home
     */
    LazyStarts(Map<PlatformBundle, Bundle> bundles, Path home) {
        Map<String, Bundle> byName = bundles.values().stream()
                .collect(Collectors.toMap(b -> String.valueOf(b.getSymbolicName()), b -> b, (first, second) -> first));
        Set<Bundle> all = new HashSet<>();
        bundles.forEach((content, bundle) -> {
            if (!content.headers().containsKey(START_ON)) {
                return;
            }
            List<String> triggers = list(content, START_ON);
            List<Bundle> with = new ArrayList<>();
            list(content, START_WITH)
                    .forEach(name -> with.add(Objects.requireNonNull(
                            byName.get(name),
                            () -> "%s names the bundle %s in %s, which is not there"
                                    .formatted(bundle.getSymbolicName(), name, START_WITH))));
            Module module = new Module(bundle, with);
            boolean isMet = false;
            for (String trigger : triggers) {
                String[] kindAndName = trigger.split("=", 2);
                Trigger kind = Trigger.valueOf(
                        kindAndName[0].strip().toUpperCase(Locale.ROOT).replace('-', '_'));
                String name = kindAndName[1].strip();
                isMet |= kind == Trigger.FILE && isThere(home.resolve(name));
                modules.computeIfAbsent(kind, k -> new HashMap<>())
                        .computeIfAbsent(name, n -> new ArrayList<>())
                        .add(module);
            }
            if (!isMet) {
                all.add(bundle);
                all.addAll(with);
            }
        });
        lazy = Set.copyOf(all);
        waiting = notActive();
    }

    private static List<String> list(PlatformBundle content, String header) {
        return Stream.of(content.headers().getOrDefault(header, "").split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static boolean isThere(Path path) {
        if (!Files.isDirectory(path)) {
            return Files.exists(path);
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.findAny().isPresent();
        } catch (IOException e) {
            // The module that reads it reports what is wrong with it.
            return true;
        }
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

    /** Before the activator of a bundle runs: what it imports is to work then. */
    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() != BundleEvent.STARTING && event.getType() != BundleEvent.LAZY_ACTIVATION) {
            return;
        }
        Bundle bundle = event.getBundle();
        Set<String> wanted = new HashSet<>(waiting(Trigger.IMPORT));
        wanted.addAll(waiting(Trigger.LATE_IMPORT));
        if (isStarted) {
            wanted.addAll(waiting(Trigger.NEW_IMPORT));
        }
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (wanted.isEmpty() || wiring == null || bundle.getLocation().startsWith(PlatformBundle.LOCATION)) {
            return;
        }
        for (BundleWire wire : wiring.getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE)) {
            requireImport(String.valueOf(wire.getCapability().getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE)));
        }
        String dynamic = bundle.getHeaders("").get(DYNAMIC_IMPORT);
        if (dynamic != null) {
            wanted.stream().filter(name -> isImported(dynamic, name)).forEach(this::requireImport);
        }
    }

    private void requireImport(String name) {
        require(Trigger.IMPORT, name);
        if (isStarted) {
            require(Trigger.NEW_IMPORT, name);
            require(Trigger.LATE_IMPORT, name);
        } else if (waiting(Trigger.LATE_IMPORT).contains(name)) {
            late.add(name);
        }
    }

    /** The server is ready: starts the modules that what started with it needs by now. */
    void startLate() {
        late.forEach(name -> {
            try {
                require(Trigger.LATE_IMPORT, name);
            } catch (IllegalStateException e) {
                LOG.error("what needs {} does without it", name, e);
            }
        });
        late.clear();
    }

    /** The packages of the start are started: those that come now are new. */
    void packagesStarted() {
        isStarted = true;
    }

    /** Whether clauses like {@code org.example.one;version=1, org.example.two.*, *} may name a Java package. */
    private static boolean isImported(String clauses, String name) {
        return Stream.of(clauses.split("[,;]"))
                .map(String::strip)
                .anyMatch(pattern -> pattern.endsWith("*")
                        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                        : name.equals(pattern));
    }

    private static void start(Module module) {
        try {
            for (Bundle bundle : module.with()) {
                startOnce(bundle);
            }
            startOnce(module.bundle());
        } catch (BundleException e) {
            throw new IllegalStateException(
                    "the module %s could not be started: %s"
                            .formatted(module.bundle().getSymbolicName(), e.getMessage()),
                    e);
        }
    }

    private static void startOnce(Bundle bundle) throws BundleException {
        // As it starts a module may ask for what it waits for itself.
        if (bundle.getState() != Bundle.STARTING) {
            bundle.start(Bundle.START_TRANSIENT);
        }
    }
}

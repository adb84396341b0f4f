package org.carrack.launcher;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.carrack.spi.server.LazyModules;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.condition.Condition;

/** The framework with the server's own bundles. */
final class Platform {

    private static final String LOGGING = "org.ops4j.pax.logging";
    private static final String COMPONENTS = "org.apache.felix.scr";

    /** The condition that is there from when the packages have been started until they have been stopped. */
    static final String PACKAGES = "org.carrack.packages.started";

    /**
     * In this order, before all others: so the database is opened and packages are read in threads of their own while the rest is
     * started. What needs what is for Declarative Services to see to.
     */
    private static final List<String> EARLY = List.of(
            "org.carrack.settings",
            "org.carrack.database",
            "org.carrack.tls",
            "org.carrack.http",
            "org.carrack.package-manager");

    private static final Duration STEP = Duration.ofSeconds(10);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(10);

    /** The condition that all of it has been started; a property of the framework announces it. */
    static final String STARTED = "org.carrack.platform.started";

    private final Framework framework;
    private final AtomicReference<@Nullable LazyStarts> lazyStarts = new AtomicReference<>();
    private final List<PlatformBundle> content;
    private final Path home;

    private Platform(Framework framework, List<PlatformBundle> content, Path home) {
        this.framework = framework;
        this.content = content;
        this.home = home;
    }

    /** Makes the framework; nothing is started yet. */
    static Platform create(Map<String, String> configuration, List<PlatformBundle> content, Path home)
            throws BundleException {
        Framework framework = new FrameworkFactory().newFramework(configuration, new ClassPathModules(content));
        framework.init();
        framework.getBundleContext().registerService(ResolverHookFactory.class, new PlatformIsolation(), null);
        return new Platform(framework, content, home);
    }

    /** Installs what the class path holds, takes out what it holds no more, and starts all but what waits for its trigger. */
    void start() throws BundleException, InterruptedException {
        BundleContext context = framework.getBundleContext();
        Set<String> locations = content.stream().map(PlatformBundle::location).collect(Collectors.toSet());
        for (Bundle bundle : context.getBundles()) {
            String location = bundle.getLocation();
            if (location.startsWith(PlatformBundle.LOCATION) && !locations.contains(location)) {
                bundle.uninstall();
            }
        }
        Map<PlatformBundle, Bundle> installed = new LinkedHashMap<>();
        Map<String, Bundle> byJar = new HashMap<>();
        for (PlatformBundle part : content) {
            Bundle bundle = context.installBundle(part.location(), null);
            installed.put(part, bundle);
            part.jars().forEach(jar -> byJar.put(new File(jar).toURI().toString(), bundle));
        }
        BundleOfClass.know(byJar);
        LazyStarts lazy = new LazyStarts(installed, home);
        lazyStarts.set(lazy);
        context.registerService(LazyModules.class, lazy, null);
        context.addBundleListener(lazy);
        // All at once, and those that wait, too: the compiler reads what they export.
        framework.adapt(FrameworkWiring.class).resolveBundles(installed.values());
        List<Bundle> bundles = installed.values().stream()
                .filter(bundle -> !lazy.isLazy(bundle))
                .sorted(Comparator.comparing(Platform::place))
                .toList();
        framework.start();
        startAll(bundles, bundle -> isNamed(bundle, LOGGING));
        startAll(bundles, bundle -> isNamed(bundle, COMPONENTS));
        // What the first answer does not need starts beside what it does.
        AtomicReference<@Nullable BundleException> failure = new AtomicReference<>();
        Thread beside = new Thread(
                () -> {
                    try {
                        startAll(bundles, Platform::isBeside);
                    } catch (BundleException e) {
                        failure.set(e);
                    }
                },
                "start");
        beside.start();
        startAll(bundles, bundle -> !isFirst(bundle) && !isBeside(bundle));
        beside.join();
        BundleException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        context.registerService(
                Condition.class,
                Condition.INSTANCE,
                FrameworkUtil.asDictionary(Map.of(Condition.CONDITION_ID, STARTED)));
    }

    private static int place(Bundle bundle) {
        int index = EARLY.indexOf(bundle.getSymbolicName());
        return index < 0 ? EARLY.size() : index;
    }

    private static void startAll(List<Bundle> bundles, Predicate<Bundle> which) throws BundleException {
        for (Bundle bundle : bundles) {
            if (which.test(bundle)) {
                // Not lazily, even where it asks for that: the framework cannot do so for what is on the class path.
                bundle.start(Bundle.START_TRANSIENT);
            }
        }
    }

    /** Logging, since whatever starts before it logs to the console; then Declarative Services, which all others use. */
    private static boolean isFirst(Bundle bundle) {
        return isNamed(bundle, LOGGING, COMPONENTS);
    }

    /** The shell: no package's first answer needs it. */
    private static boolean isBeside(Bundle bundle) {
        return isNamed(bundle, "org.carrack.shell");
    }

    private static boolean isNamed(Bundle bundle, String... prefixes) {
        String name = String.valueOf(bundle.getSymbolicName());
        return Stream.of(prefixes).anyMatch(name::startsWith);
    }

    /** The packages of the start are started; those that come now are new to the modules that wait. */
    void packagesStarted() {
        LazyStarts lazy = lazyStarts.get();
        if (lazy != null) {
            lazy.packagesStarted();
        }
    }

    /** The server is ready: starts the modules that its packages need, and nobody has waited for. */
    void startLate() {
        LazyStarts lazy = lazyStarts.get();
        if (lazy != null) {
            lazy.startLate();
        }
    }

    /**
     * Waits for a service, or for the framework to stop.
     *
     * @return the first of the properties that the service has, empty if it has none, or nothing if the framework
     *     stopped
     */
    @Nullable
    String await(String filter, String... properties) throws InterruptedException, InvalidSyntaxException {
        BundleContext context = framework.getBundleContext();
        if (context == null) {
            return null;
        }
        CountDownLatch done = new CountDownLatch(1);
        AtomicReference<@Nullable ServiceReference<?>> found = new AtomicReference<>();
        ServiceListener listener = event -> {
            if (event.getType() == ServiceEvent.REGISTERED) {
                found.set(event.getServiceReference());
                done.countDown();
            }
        };
        context.addServiceListener(listener, filter);
        try {
            ServiceReference<?>[] there = context.getAllServiceReferences(null, filter);
            ServiceReference<?> reference = there == null ? null : there[0];
            while (reference == null) {
                if (done.await(200, TimeUnit.MILLISECONDS)) {
                    reference = found.get();
                } else if (framework.getState() != Bundle.ACTIVE) {
                    return null;
                }
            }
            for (String property : properties) {
                Object value = reference.getProperty(property);
                if (value != null) {
                    return property + "=" + value;
                }
            }
            return "";
        } finally {
            if (framework.getState() == Bundle.ACTIVE) {
                context.removeServiceListener(listener);
            }
        }
    }

    /** Whether a bundle is part of it. */
    boolean has(String symbolicName) {
        BundleContext context = framework.getBundleContext();
        return context != null
                && Stream.of(context.getBundles()).anyMatch(bundle -> symbolicName.equals(bundle.getSymbolicName()));
    }

    /** Waits until the framework has stopped. */
    void awaitStop() throws InterruptedException {
        framework.waitForStop(0);
    }

    /** Waits for it to stop, but no longer; returns whether it has. */
    boolean awaitStop(Duration limit) throws InterruptedException {
        return framework.waitForStop(limit.toMillis()).getType() != FrameworkEvent.WAIT_TIMEDOUT;
    }

    /**
     * Stops it. Packages have the time that their stop hooks may take; what hangs beyond that does not keep the process.
     */
    void stop() throws BundleException, InterruptedException {
        framework.stop();
        long end = System.nanoTime() + STOP_LIMIT.toNanos();
        while (framework.waitForStop(STEP.toMillis()).getType() == FrameworkEvent.WAIT_TIMEDOUT
                && hasPackages()
                && System.nanoTime() < end) {
            // They are still being stopped.
        }
    }

    private boolean hasPackages() {
        BundleContext context = framework.getBundleContext();
        try {
            return context != null
                    && context.getAllServiceReferences(null, "(osgi.condition.id=" + PACKAGES + ")") != null;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        } catch (IllegalStateException e) {
            // It has stopped meanwhile.
            return false;
        }
    }
}

package org.carrack.runtime.manager.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.Undo;
import org.carrack.lifecycle.PackageContext;
import org.carrack.lifecycle.PackageLifecycle;
import org.carrack.model.Descriptor;
import org.carrack.runtime.manager.internal.journal.ArtifactStore;
import org.carrack.runtime.manager.internal.source.Candidate;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does to the framework what a step asks for: installs, starts, stops and uninstalls the bundle of one package, with its
 * hooks and tags. A start that fails leaves nothing started. Used by one thread at a time.
 */
final class Runner {

    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);

    private static final Duration REFRESH_LIMIT = Duration.ofSeconds(30);

    private final BundleContext context;
    private final ArtifactStore store;
    private final Path data;
    private final ConfigHandlers handlers;
    private final ComponentCheck components;

    Runner(BundleContext context, ArtifactStore store, Path data, ConfigHandlers handlers, ComponentCheck components) {
        this.context = context;
        this.store = store;
        this.data = data;
        this.handlers = handlers;
        this.components = components;
    }

    /**
     * Where the bundle of that digest is installed from; tells its exact content. By reference: the store is the one place
     * where bundles are kept, the framework's cache holds no copy.
     */
    String location(String sha256) {
        return "reference:" + store.path(sha256).toUri();
    }

    /** Takes out of the framework the packages that are not wished: a crash or an old cache left it. */
    void keepOnly(Set<String> digests) {
        Set<String> locations = digests.stream().map(this::location).collect(Collectors.toSet());
        String inStore = location("").replaceFirst("[^/]*$", "");
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getLocation().startsWith(inStore) && !locations.contains(bundle.getLocation())) {
                try {
                    bundle.uninstall();
                } catch (BundleException e) {
                    LOG.warn("the left-over bundle {} could not be uninstalled", bundle, e);
                }
            }
        }
    }

    /** Brings a package's bundle into the framework. */
    Bundle install(Candidate content) throws StepException {
        Path artifact = store.path(content.sha256());
        if (!Files.isRegularFile(artifact)) {
            throw new StepException("%s cannot be installed: its bundle %s is gone from the store; add it again"
                    .formatted(content, artifact));
        }
        try {
            return context.installBundle(location(content.sha256()));
        } catch (BundleException e) {
            throw new StepException(
                    e.getType() == BundleException.DUPLICATE_BUNDLE_ERROR
                            ? "%s cannot be installed: a bundle of that name and version is part of the server"
                                    .formatted(content)
                            : "%s cannot be installed: %s"
                                    .formatted(content, describe(e.getCause() == null ? e : e.getCause())),
                    e);
        }
    }

    /** Takes a package's bundle out of the framework and lets go of its classes. */
    void uninstall(Bundle bundle) throws StepException {
        try {
            bundle.uninstall();
        } catch (BundleException e) {
            throw new StepException("bundle %s cannot be uninstalled: %s".formatted(bundle, firstLine(e)), e);
        }
        FrameworkWiring wiring = context.getBundle(0).adapt(FrameworkWiring.class);
        if (wiring.getRemovalPendingBundles().contains(bundle)) {
            refresh(wiring, bundle);
        }
    }

    private static void refresh(FrameworkWiring wiring, Bundle bundle) throws StepException {
        CountDownLatch done = new CountDownLatch(1);
        wiring.refreshBundles(List.of(bundle), event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                done.countDown();
            }
        });
        try {
            if (!done.await(REFRESH_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new StepException(
                        "the framework did not let go of %s within %d s".formatted(bundle, REFRESH_LIMIT.toSeconds()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StepException("interrupted while letting go of " + bundle, e);
        }
    }

    /**
     * Makes a package live.
     *
     * @param isFirst whether its {@code install} hooks are due
     */
    Running start(Candidate content, Bundle bundle, boolean isFirst) throws StepException {
        LivePackage live = new LivePackage(content, bundle, dataFolder(content.name()));
        Deque<Undo> undos = new ArrayDeque<>();
        try {
            resolve(content, bundle);
            ServiceRegistration<PackageContext> registration = context.registerService(
                    PackageContext.class,
                    live,
                    FrameworkUtil.asDictionary(Map.of(
                            PackageContext.NAME,
                            content.name(),
                            PackageContext.VERSION,
                            content.version().toString())));
            undos.push(registration::unregister);
            undos.push(() -> stop(bundle));
            start(content, bundle);
            components.check(content, bundle);
            if (isFirst) {
                call(live, "install", PackageLifecycle::install);
            }
            Running running = new Running(live, undos, wiredTo(bundle));
            applyTags(running);
            call(live, "start", PackageLifecycle::start);
            return running;
        } catch (StepException e) {
            undoAll(undos);
            throw e;
        }
    }

    /**
     * Stops a live package: its stop hooks, then everything applied in reverse, then its bundle. What a hook throws is
     * logged and stops nothing.
     *
     * @param forGood whether the package is deleted, so that its uninstall hooks are due too
     */
    void stop(Running running, boolean forGood) {
        callQuietly(running.live(), "stop", PackageLifecycle::stop);
        if (forGood) {
            callQuietly(running.live(), "uninstall", PackageLifecycle::uninstall);
        }
        undoAll(running.undos());
    }

    /** The symbolic names of the bundles that a bundle is wired to. */
    private static Set<String> wiredTo(Bundle bundle) {
        Set<String> wired = new HashSet<>();
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (wiring != null) {
            for (BundleWire wire : wiring.getRequiredWires(null)) {
                String name = wire.getProvider().getSymbolicName();
                if (name != null && wire.getProvider().getBundle() != bundle) {
                    wired.add(name);
                }
            }
        }
        return wired;
    }

    private Path dataFolder(String name) throws StepException {
        try {
            return Files.createDirectories(data.resolve(name));
        } catch (IOException e) {
            throw new StepException("the data folder of %s cannot be made: %s".formatted(name, e.getMessage()), e);
        }
    }

    private void resolve(Candidate content, Bundle bundle) throws StepException {
        FrameworkWiring wiring = context.getBundle(0).adapt(FrameworkWiring.class);
        if (!wiring.resolveBundles(List.of(bundle))) {
            throw StepException.unresolved(
                    "%s cannot be resolved: %s".formatted(content, ResolveProblem.explain(context, bundle)));
        }
    }

    private static void start(Candidate content, Bundle bundle) throws StepException {
        try {
            // Transient: what runs after a restart is ours to say, not the framework's.
            bundle.start(Bundle.START_TRANSIENT | Bundle.START_ACTIVATION_POLICY);
        } catch (BundleException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            LOG.debug("{} did not start", content, e);
            throw new StepException("the bundle of %s did not start: %s".formatted(content, describe(cause)), e);
        }
    }

    private static void stop(Bundle bundle) {
        try {
            bundle.stop(Bundle.STOP_TRANSIENT);
        } catch (BundleException | IllegalStateException e) {
            LOG.warn("bundle {} did not stop cleanly", bundle, e);
        }
    }

    private void applyTags(Running running) throws StepException {
        LivePackage live = running.live();
        for (ConfigTag tag : live.content().descriptor().map(Descriptor::tags).orElse(List.of())) {
            ConfigHandlers.Handler handler = handlers.find(tag);
            if (handler == null) {
                LOG.warn("{}: {}", live, handlers.untaken(tag));
            } else {
                try {
                    running.apply(handler, tag);
                } catch (ConfigException e) {
                    throw new StepException("%s: %s: %s".formatted(live, e.location(), e.getMessage()), e);
                }
            }
        }
    }

    private void callQuietly(LivePackage live, String hook, BiConsumer<PackageLifecycle, PackageContext> method) {
        try {
            call(live, hook, method);
        } catch (StepException e) {
            LOG.warn("{}; it goes on all the same", e.getMessage());
        }
    }

    private void call(LivePackage live, String hook, BiConsumer<PackageLifecycle, PackageContext> method)
            throws StepException {
        ServiceReference<?>[] services = live.bundle().getRegisteredServices();
        if (services == null) {
            return;
        }
        for (ServiceReference<?> reference : services) {
            String[] classes = (String[]) reference.getProperty("objectClass");
            if (Arrays.asList(classes).contains(PackageLifecycle.class.getName())) {
                Object service = context.getService(reference);
                try {
                    if (service instanceof PackageLifecycle lifecycle) {
                        method.accept(lifecycle, live);
                    }
                } catch (RuntimeException | LinkageError e) {
                    LOG.debug("{} of {} failed", hook, live, e);
                    throw new StepException("the %s hook of %s failed: %s".formatted(hook, live, describe(e)), e);
                } finally {
                    context.ungetService(reference);
                }
            }
        }
    }

    private static void undoAll(Deque<Undo> undos) {
        while (!undos.isEmpty()) {
            try {
                undos.pop().undo();
            } catch (RuntimeException | LinkageError e) { // the others must still be undone
                LOG.warn("something could not be undone", e);
            }
        }
    }

    static String describe(Throwable cause) {
        if (cause instanceof ClassNotFoundException || cause instanceof NoClassDefFoundError) {
            String name = String.valueOf(cause.getMessage()).replace('/', '.').replaceFirst(" not found by .*", "");
            return "the class %s cannot be loaded; does the manifest import its Java package?".formatted(name);
        }
        String message = cause.getMessage();
        String type = cause.getClass().getSimpleName();
        return message == null || message.isBlank()
                ? type
                : type + ": " + message.lines().findFirst().orElse("");
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage())
                .lines()
                .findFirst()
                .orElse(e.getClass().getSimpleName());
    }
}

package org.carrack.runtime.manager.internal.execute;

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
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.carrack.actor.Actor;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.Undo;
import org.carrack.lifecycle.PackageLifecycle;
import org.carrack.runtime.manager.internal.code.StepException;
import org.carrack.runtime.manager.internal.code.TimeLimitedRunner;
import org.carrack.runtime.manager.internal.source.ArtifactStore;
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.carrack.runtime.manager.internal.source.Workspace;
import org.carrack.runtime.manager.internal.state.ManagerConfig;
import org.carrack.runtime.manager.internal.state.PackageContextImpl;
import org.carrack.runtime.manager.internal.state.StartCrashLog;
import org.carrack.runtime.manager.internal.state.StartedPackage;
import org.carrack.runtime.manager.internal.tags.ConfigHandlers;
import org.carrack.runtime.manager.internal.tags.DeclarationCache;
import org.carrack.spi.server.FailureText;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does to the framework what a step asks for: installs, starts, stops and uninstalls the bundle of one package, with its
 * hooks and tags. A start that fails leaves nothing started. Used by one thread at a time.
 */
public final class BundleRunner {

    private static final Logger LOG = LoggerFactory.getLogger(BundleRunner.class);

    private static final Duration REFRESH_LIMIT = Duration.ofSeconds(30);

    /** How long a package may take to stop, besides its hooks. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    /** The same for one whose activation hangs, which is not likely to stop at all. */
    private static final Duration HANGING_STOP_LIMIT = Duration.ofSeconds(2);

    private final BundleContext context;
    private final ArtifactStore store;
    private final Path data;
    private final ConfigHandlers handlers;
    private final ComponentActivator components;
    private final Hooks hooks;
    private final TimeLimitedRunner code;
    private final ManagerConfig config;
    private final StartCrashLog marks;
    private final PackageContexts contexts;

    /** Bundles whose code hangs: the framework can neither stop nor uninstall them. */
    private final Set<Bundle> abandoned = ConcurrentHashMap.newKeySet();

    /** The digests of the bundles whose boot hooks were called in this run of the server, by their packages' names. */
    private final Map<String, Set<String>> booted = new ConcurrentHashMap<>();

    public BundleRunner(
            BundleContext context,
            ArtifactStore store,
            Path data,
            ConfigHandlers handlers,
            ComponentActivator components,
            Hooks hooks,
            TimeLimitedRunner code,
            ManagerConfig config,
            StartCrashLog marks) {
        this.code = code;
        this.config = config;
        this.marks = marks;
        contexts = new PackageContexts(context);
        this.context = context;
        this.store = store;
        this.data = data;
        this.handlers = handlers;
        this.components = components;
        this.hooks = hooks;
    }

    /**
     * How a package is started.
     *
     * @param hook which hooks are due besides boot and start
     * @param from the version before, if there was one
     * @param declarations the tags that were read before
     */
    public record StartContext(Hook hook, Version from, Map<String, Object> extras, DeclarationCache declarations) {

        /** Which hooks are due. */
        public enum Hook {
            NONE,
            INSTALL,
            UPDATE,
            UPGRADE
        }
    }

    /**
     * The location of the bundle of a digest, which identifies its exact content. By reference: the store is the one place
     * where bundles are kept, the framework's cache holds no copy.
     */
    public String location(String sha256) {
        return "reference:" + store.path(sha256).toUri();
    }

    /** What the locations of all package bundles begin with. */
    public String locationPrefix() {
        return location("").replaceFirst("[^/]*$", "");
    }

    /** Takes out of the framework the packages that are not in the desired state: a crash or an old cache left it. */
    public void keepOnly(Set<String> digests) {
        Set<String> locationPrefix = digests.stream().map(this::location).collect(Collectors.toSet());
        String inStore = locationPrefix();
        for (Bundle bundle : context.getBundles()) {
            boolean isLeft = bundle.getLocation().startsWith(inStore) && !locationPrefix.contains(bundle.getLocation());
            if (isLeft || bundle.getLocation().startsWith(TrialInstallation.LOCATIONS)) {
                try {
                    bundle.uninstall();
                } catch (BundleException e) {
                    LOG.warn("the left-over bundle {} could not be uninstalled", bundle, e);
                }
            }
        }
    }

    /** Whether the boot hooks of that very bundle were called in this run of the server. */
    public boolean isBooted(String name, String sha256) {
        return booted.getOrDefault(name, Set.of()).contains(sha256);
    }

    /** Has the boot hooks called again: that they were is undone. */
    public void forgetBoot(String name, String sha256) {
        booted.computeIfPresent(name, (n, versions) -> {
            versions.remove(sha256);
            return versions;
        });
    }

    /** Has a bundle opened anew when it is next installed: its file is not the one that the framework has open. */
    public void forget(String sha256) {
        Bundle bundle = context.getBundle(location(sha256));
        if (bundle != null) {
            try {
                uninstall(bundle);
            } catch (StepException e) {
                LOG.warn("{}", e.getMessage());
            }
        }
    }

    /** Brings a package's bundle into the framework. */
    public Bundle install(PackageArtifact content) throws StepException {
        Path artifact = store.path(content.sha256());
        if (!Files.isRegularFile(artifact)) {
            throw StepException.ofServer("%s cannot be installed: its bundle %s is gone from the store; add it again"
                    .formatted(content, artifact));
        }
        try {
            Bundle bundle = context.installBundle(location(content.sha256()));
            if (abandoned.contains(bundle)) {
                throw StepException.ofServer(
                        "%s cannot be started: its last start still hangs; restart the server to get rid of it"
                                .formatted(content));
            }
            return bundle;
        } catch (BundleException e) {
            throw new StepException(
                    "%s cannot be installed: %s"
                            .formatted(content, FailureText.of(e.getCause() == null ? e : e.getCause())),
                    e);
        }
    }

    /** Installs a package's bundle that is not in the framework; if that fails, its start tells. */
    public void installMissing(PackageArtifact content) {
        if (context.getBundle(location(content.sha256())) == null) {
            try {
                Bundle unused = install(content);
            } catch (StepException e) {
                LOG.debug("{} is not installed yet: {}", content, e.getMessage());
            }
        }
    }

    /** Takes a package's bundle out of the framework and lets go of its classes. */
    public void uninstall(Bundle bundle) throws StepException {
        if (abandoned.contains(bundle)) {
            LOG.warn("bundle {} hangs and stays in the framework until the server is restarted", bundle);
            return;
        }
        ThreadLeakDetector.of(bundle)
                .ifPresent(left -> LOG.warn(
                        "{} {} leaves threads behind, which go on and keep its classes: {}; end them in a @Deactivate method or the stop hook",
                        bundle.getSymbolicName(),
                        bundle.getVersion(),
                        left));
        try {
            bundle.uninstall();
        } catch (BundleException e) {
            throw StepException.ofServer("bundle %s cannot be uninstalled: %s".formatted(bundle, firstLine(e)), e);
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
                throw StepException.ofServer(
                        "the framework did not let go of %s within %d s".formatted(bundle, REFRESH_LIMIT.toSeconds()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StepException.ofServer("interrupted while letting go of " + bundle, e);
        }
    }

    /** Makes a package live. */
    public StartedPackage start(PackageArtifact content, Bundle bundle, StartContext how) throws StepException {
        PackageContextImpl live =
                new PackageContextImpl(content, bundle, dataFolder(content.name()), how.extras(), handlers, config);
        Deque<Undo> started = new ArrayDeque<>();
        Deque<Undo> primaryUndos = new ArrayDeque<>();
        marks.begin(content.sha256(), content.toString());
        try {
            resolve(content, bundle);
            // Registered before the bundle starts, so that what its components register finds its package.
            Undo registration = contexts.register(live);
            started.push(() -> stop(content, bundle));
            primaryUndos.push(registration);
            live.applied().open();
            primaryUndos.push(live.applied()::close);
            applyTags(live, true, how.declarations());
            activate(content, bundle);
            live.refuseRejected();
            switch (how.hook()) {
                case INSTALL -> {
                    hooks.call(live, "preinstall", PackageLifecycle::preinstall);
                    hooks.call(live, "install", PackageLifecycle::install);
                }
                case UPDATE -> hooks.call(live, "update", (hook, me) -> hook.update(me, how.from()));
                case UPGRADE -> hooks.call(live, "upgrade", (hook, me) -> hook.upgrade(me, how.from()));
                case NONE -> {
                    // Boot and start alone, below.
                }
            }
            StartedPackage running = new StartedPackage(live, primaryUndos, started, wiredTo(bundle), actors(bundle));
            applyTags(live, false, how.declarations());
            Set<String> versions = booted.computeIfAbsent(content.name(), name -> ConcurrentHashMap.newKeySet());
            if (!isBooted(content.name(), content.sha256())) {
                hooks.call(live, "boot", PackageLifecycle::boot);
            }
            hooks.call(live, "start", PackageLifecycle::start);
            live.refuseRejected();
            live.started();
            versions.add(content.sha256());
            marks.end(content.sha256());
            return running;
        } catch (StepException e) {
            if (!e.isStopping()) {
                marks.end(content.sha256());
            }
            undoAll(content, primaryUndos);
            undoAll(content, started);
            live.applied().revert();
            throw e;
        }
    }

    /** Starts the bundle of a secondary version: its Java packages and services, without routes, actors and hooks. */
    public StartedPackage startSecondary(PackageArtifact content, Bundle bundle) throws StepException {
        PackageContextImpl live =
                new PackageContextImpl(content, bundle, dataFolder(content.name()), Map.of(), handlers, config);
        Deque<Undo> started = new ArrayDeque<>();
        try {
            resolve(content, bundle);
            started.push(() -> stop(content, bundle));
            activate(content, bundle);
            return new StartedPackage(live, new ArrayDeque<>(), started, wiredTo(bundle), List.of());
        } catch (StepException e) {
            undoAll(content, started);
            throw e;
        }
    }

    /** Makes a live package secondary: its bundle runs on for those that are wired to it. */
    public StartedPackage demoted(StartedPackage running) {
        hooks.callQuietly(running.live(), "stop", PackageLifecycle::stop);
        undoAll(running.live().content(), running.primaryUndos());
        return running.withoutPrimaryRole();
    }

    /**
     * Stops a live package: its stop hooks, then everything applied in reverse, then its bundle. What a hook throws is
     * logged and stops nothing.
     *
     * @param forGood whether the package is deleted, so that its uninstall hooks are due too
     */
    public void stop(StartedPackage running, boolean forGood) {
        boolean isPrimary = !running.primaryUndos().isEmpty();
        if (isPrimary) {
            hooks.callQuietly(running.live(), "stop", PackageLifecycle::stop);
            if (forGood) {
                hooks.callQuietly(running.live(), "uninstall", PackageLifecycle::uninstall);
                booted.remove(running.live().name());
            }
        }
        undoAll(running.live().content(), running.primaryUndos());
        undoAll(running.live().content(), running.bundle());
    }

    /** Calls the uninstall hooks of a package that does not run, where its bundle can be started for that. */
    public void uninstallHooks(PackageArtifact content, Bundle bundle, Map<String, Object> extras) {
        try {
            StartedPackage shortly = startSecondary(content, bundle);
            PackageContextImpl live =
                    new PackageContextImpl(content, bundle, dataFolder(content.name()), extras, handlers, config);
            hooks.callQuietly(live, "uninstall", PackageLifecycle::uninstall);
            booted.remove(content.name());
            stop(shortly, false);
        } catch (StepException e) {
            LOG.warn("the uninstall hooks of {} could not be called: {}", content, e.getMessage());
        }
    }

    /** Has the framework wire a stopped bundle anew. */
    public void rewire(Bundle bundle) throws StepException {
        refresh(context.getBundle(0).adapt(FrameworkWiring.class), bundle);
    }

    /** The bundles that a bundle is wired to. */
    private static Set<Bundle> wiredTo(Bundle bundle) {
        Set<Bundle> wired = new HashSet<>();
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (wiring != null) {
            for (BundleWire wire : wiring.getRequiredWires(null)) {
                Bundle provider = wire.getProvider().getBundle();
                if (provider != bundle) {
                    wired.add(provider);
                }
            }
        }
        return wired;
    }

    private List<String> actors(Bundle bundle) {
        ServiceReference<?>[] services = bundle.getRegisteredServices();
        if (services == null) {
            return List.of();
        }
        Set<String> names = new TreeSet<>();
        for (ServiceReference<?> reference : services) {
            String[] classes = (String[]) reference.getProperty("objectClass");
            if (Arrays.asList(classes).contains(Actor.class.getName())
                    && context.getService(reference) instanceof Actor actor) {
                names.add(Actor.nameOf(actor.getClass()));
                context.ungetService(reference);
            }
        }
        return List.copyOf(names);
    }

    /** Whether a package has a data folder. */
    public boolean hasData(String name) {
        return Files.exists(data.resolve(name));
    }

    /** Removes the data folder of a package. */
    public void removeData(String name) throws IOException {
        Workspace.delete(data.resolve(name));
    }

    private Path dataFolder(String name) throws StepException {
        try {
            return Files.createDirectories(data.resolve(name));
        } catch (IOException e) {
            throw StepException.ofServer("the data folder of %s cannot be made: %s".formatted(name, e.getMessage()), e);
        }
    }

    private void resolve(PackageArtifact content, Bundle bundle) throws StepException {
        FrameworkWiring wiring = context.getBundle(0).adapt(FrameworkWiring.class);
        if (!wiring.resolveBundles(List.of(bundle))) {
            throw StepException.unresolved(
                    "%s cannot be resolved: %s".formatted(content, ResolutionDiagnosis.explain(context, bundle)));
        }
    }

    private static void start(PackageArtifact content, Bundle bundle) throws StepException {
        try {
            // Transient: what runs after a restart is ours to say, not the framework's.
            bundle.start(Bundle.START_TRANSIENT | Bundle.START_ACTIVATION_POLICY);
        } catch (BundleException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            LOG.debug("{} did not start", content, e);
            throw new StepException("the bundle of %s did not start: %s".formatted(content, FailureText.of(cause)), e);
        }
    }

    /** Starts a bundle and activates its components. */
    private void activate(PackageArtifact content, Bundle bundle) throws StepException {
        Duration limit = config.activationLimit();
        try {
            code.call("activation of " + content, limit, true, () -> {
                start(content, bundle);
                components.check(content, bundle);
                return bundle;
            });
        } catch (TimeLimitedRunner.OverdueException e) {
            abandoned.add(bundle);
            throw new StepException(
                    "%s cannot start: its activation did not end within %d s%s; make it quicker, or raise activation_limit_s in etc/carrack.toml"
                            .formatted(content, limit.toSeconds(), e.where()),
                    e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw cause instanceof StepException step
                    ? step
                    : new StepException("%s cannot start: %s".formatted(content, FailureText.of(cause)), cause);
        }
    }

    private void stop(PackageArtifact content, Bundle bundle) {
        Duration limit = abandoned.contains(bundle) ? HANGING_STOP_LIMIT : STOP_LIMIT;
        AtomicBoolean isLate = new AtomicBoolean();
        try {
            code.call("stop of " + content, limit, false, () -> {
                stop(bundle);
                abandoned.remove(bundle);
                if (isLate.get()) {
                    uninstall(bundle);
                }
                return bundle;
            });
        } catch (TimeLimitedRunner.OverdueException e) {
            isLate.set(true);
            abandoned.add(bundle);
            LOG.error(
                    "{} did not stop within {} s; its bundle {} stays in the framework until the server is restarted",
                    content,
                    limit.toSeconds(),
                    bundle);
        } catch (ExecutionException | StepException e) {
            LOG.warn("bundle {} did not stop cleanly", bundle, e);
        }
    }

    private static void stop(Bundle bundle) {
        try {
            bundle.stop(Bundle.STOP_TRANSIENT);
        } catch (BundleException | IllegalStateException e) {
            LOG.warn("bundle {} did not stop cleanly", bundle, e);
        }
    }

    /**
     * Applies tags.
     *
     * @param early those that are due before the bundle starts, or the others
     */
    private void applyTags(PackageContextImpl live, boolean early, DeclarationCache declarations) throws StepException {
        for (ConfigTag tag : live.content().tags()) {
            ConfigHandlers.Handler handler = handlers.await(tag);
            if (live.applied().has(tag) || (early && (handler == null || !handler.isEarly()))) {
                continue;
            }
            if (handler == null) {
                LOG.warn("{}: {}", live, handlers.unhandledWarning(tag));
            } else {
                try {
                    live.applied().apply(live, declarations.of(handler, tag));
                } catch (ConfigException e) {
                    throw new StepException("%s: %s: %s".formatted(live, e.location(), e.getMessage()), e);
                }
            }
        }
    }

    private void undoAll(PackageArtifact content, Deque<Undo> undos) {
        while (!undos.isEmpty()) {
            Undo undo = undos.pop();
            try {
                code.call("undo of " + content, STOP_LIMIT, false, () -> {
                    undo.undo();
                    return content;
                });
            } catch (StepException e) {
                LOG.warn("something of {} was not undone: {}", content, e.getMessage());
            } catch (TimeLimitedRunner.OverdueException | ExecutionException e) {
                // the others must still be undone
                LOG.warn("something of {} could not be undone", content, e);
            }
        }
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage())
                .lines()
                .findFirst()
                .orElse(e.getClass().getSimpleName());
    }
}

package org.carrack.runtime.manager.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.carrack.manage.Operation;
import org.carrack.manage.PackageException;
import org.carrack.manage.PackageInfo;
import org.carrack.manage.PackageState;
import org.carrack.runtime.manager.internal.code.TimeLimitedRunner;
import org.carrack.runtime.manager.internal.deploy.DeployFolder;
import org.carrack.runtime.manager.internal.execute.BundleRunner;
import org.carrack.runtime.manager.internal.execute.HandlerTracker;
import org.carrack.runtime.manager.internal.execute.PackageOperations;
import org.carrack.runtime.manager.internal.execute.StartupRecovery;
import org.carrack.runtime.manager.internal.execute.Transactions;
import org.carrack.runtime.manager.internal.request.DeployRequests;
import org.carrack.runtime.manager.internal.request.LinkedPackageUpdater;
import org.carrack.runtime.manager.internal.request.TaskQueue;
import org.carrack.runtime.manager.internal.resolve.PackageFacts;
import org.carrack.runtime.manager.internal.resolve.Planner;
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.carrack.runtime.manager.internal.state.ManagerConfig;
import org.carrack.runtime.manager.internal.state.ManagerLock;
import org.carrack.runtime.manager.internal.state.OperationLog;
import org.carrack.runtime.manager.internal.state.PackageListing;
import org.carrack.runtime.manager.internal.state.PackageRecord;
import org.carrack.runtime.manager.internal.state.PackageRegistry;
import org.carrack.runtime.manager.internal.state.StartCrashLog;
import org.carrack.runtime.manager.internal.state.StartedPackage;
import org.carrack.runtime.manager.internal.tags.ConfigHandlers;
import org.carrack.spi.http.TrafficGates;
import org.carrack.spi.manage.InstalledPackages;
import org.carrack.spi.server.FailureText;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.condition.Condition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the packages up when the server starts, and stops them when it stops. */
final class Bootstrap {

    private static final Logger LOG = LoggerFactory.getLogger(Bootstrap.class);

    /** How long the start of a package is waited for before the next begins. */
    private static final Duration QUICK_START = Duration.ofSeconds(1);

    /** How long packages that are slow to start may delay that the server is ready. */
    private static final Duration READY_LIMIT = Duration.ofSeconds(30);

    private final BundleContext context;
    private final ManagerLock lock;
    private final PackageRegistry registry;
    private final PackageListing listing;
    private final BundleRunner runner;
    private final PackageOperations packageOperations;
    private final Transactions transactions;
    private final StartupRecovery startup;
    private final HandlerTracker handlerTracker;
    private final ConfigHandlers handlers;
    private final TimeLimitedRunner code;
    private final StartCrashLog marks;
    private final TrafficGates gates;
    private final OperationLog operations;
    private final DeployRequests deployRequests;
    private final LinkedPackageUpdater linked;
    private final ExecutorService background;
    private final TaskQueue starts;
    private final TaskQueue startsInTurn;
    private final ManagerConfig config;
    private final boolean isSafe;
    private final boolean isNewHome;
    private final Thread thread = new Thread(this::bringUp, "carrack-packages");
    private @Nullable DeployFolder deployFolder;
    private @Nullable ServiceRegistration<Condition> started;
    private volatile boolean isStopping;

    /**
     * @param isSafe whether packages start only by name
     * @param isNewHome whether the home has never been used
     */
    Bootstrap(
            BundleContext context,
            ManagerLock lock,
            PackageRegistry registry,
            PackageListing listing,
            BundleRunner runner,
            PackageOperations packageOperations,
            Transactions transactions,
            StartupRecovery startup,
            HandlerTracker handlerTracker,
            ConfigHandlers handlers,
            TimeLimitedRunner code,
            StartCrashLog marks,
            TrafficGates gates,
            OperationLog operations,
            DeployRequests deployRequests,
            LinkedPackageUpdater linked,
            ExecutorService background,
            ManagerConfig config,
            boolean isSafe,
            boolean isNewHome) {
        this.config = config;
        this.context = context;
        this.lock = lock;
        this.registry = registry;
        this.listing = listing;
        this.runner = runner;
        this.packageOperations = packageOperations;
        this.transactions = transactions;
        this.startup = startup;
        this.handlerTracker = handlerTracker;
        this.handlers = handlers;
        this.code = code;
        this.marks = marks;
        this.gates = gates;
        this.operations = operations;
        this.deployRequests = deployRequests;
        this.linked = linked;
        this.background = background;
        this.isSafe = isSafe;
        this.isNewHome = isNewHome;
        starts = new TaskQueue(background, Runtime.getRuntime().availableProcessors(), QUICK_START);
        startsInTurn = new TaskQueue(background, 1, QUICK_START);
    }

    /** Completes what a crash interrupted, and starts to bring the packages up. */
    void begin() throws IOException {
        transactions.recover();
        startup.sweep(runner);
        if (!isSafe) {
            // Requests that come before their package has started wait for it.
            registry.records().stream()
                    .filter(record -> record.shouldRun() && !record.secondary())
                    .forEach(record -> gates.close(record.name()));
        }
        linked.start();
        watchThread("linked folders", linked.thread());
        lock.look(() -> {
            listing.publish();
            return listing;
        });
        context.registerService(InstalledPackages.class, listing, null);
        handlers.listen(handlerTracker);
        thread.start();
    }

    private void bringUp() {
        try {
            lock.run(() -> {
                try {
                    startup.addFromDistribution(isNewHome);
                } catch (IOException e) {
                    LOG.error("the packages of the distribution could not be added: {}", FailureText.ofFile(e), e);
                }
                startup.load(runner);
            });
            // They were read beside its start.
            handlers.awaitPlatform();
            if (!isSafe) {
                startAll();
                watchDeployFolder();
            }
            boolean isAllUp =
                    starts.await(READY_LIMIT) && startsInTurn.await(READY_LIMIT) && deployRequests.await(READY_LIMIT);
            if (!isStopping) {
                started = context.registerService(
                        Condition.class, Condition.INSTANCE, FrameworkUtil.asDictionary(condition(isAllUp)));
            }
            if (!isSafe) {
                // The server is ready without this: these packages run already, from the store.
                linked.updateAll();
            }
        } catch (PackageException e) {
            LOG.error("the packages could not be brought up: {}", e.getMessage(), e);
        } catch (RejectedExecutionException | IllegalStateException e) {
            LOG.debug("the server stops while its packages start", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Packages that need others, and those that they need, are started one after the other: a package may build on another that it does not
     * name, and its order is all that says so. The others are started on all cores. Packages during whose start the server died come last
     * and one by one: they keep no other from starting, and the one that does it again is known.
     */
    private void startAll() {
        List<PackageFacts> order = Planner.inStartOrder(lock.look(registry::facts));
        installAll(order);
        Set<String> related = Planner.related(order);
        List<PackageFacts> suspects = new ArrayList<>();
        List<PackageFacts> alone = new ArrayList<>();
        for (PackageFacts p : order) {
            if (marks.isSuspect(p.sha256())) {
                suspects.add(p);
            } else if (related.contains(p.id())) {
                startsInTurn.run(() -> start(p.id()));
            } else {
                alone.add(p);
            }
        }
        alone.forEach(p -> starts.run(() -> start(p.id())));
        for (PackageFacts suspect : suspects) {
            starts.await(READY_LIMIT);
            startsInTurn.await(READY_LIMIT);
            startsInTurn.run(() -> start(suspect.id()));
        }
    }

    /** Before any is started, so that a bundle finds what it imports from another whichever of them comes first. */
    private void installAll(List<PackageFacts> order) {
        for (PackageFacts p : order) {
            PackageArtifact content = lock.look(() -> {
                PackageRecord record = registry.record(p.id());
                return record != null && record.shouldRun() ? registry.artifact(p.id()) : null;
            });
            if (content != null) {
                runner.installMissing(content);
            }
        }
    }

    private void start(String id) {
        try {
            lock.run(() -> {
                PackageRecord record = registry.record(id);
                if (!isStopping && record != null && record.shouldRun() && !registry.isRunning(id)) {
                    OperationLog.Progress progress = operations.begin("start " + id);
                    try {
                        packageOperations.start(id, progress);
                        handlerTracker.apply();
                        progress.done();
                    } catch (PackageException e) {
                        progress.failed(e.getMessage());
                        LOG.error("{}", e.getMessage());
                    } catch (RuntimeException | Error e) { // it is the fault of this package alone
                        LOG.error("{} could not be started", id, e);
                        String reason = "%s could not be started: %s".formatted(id, FailureText.of(e));
                        progress.failed(reason);
                        registry.note(record.reason(reason));
                    }
                }
            });
        } catch (PackageException e) {
            throw new IllegalStateException("a start notes its own failure", e);
        }
    }

    private void watchDeployFolder() {
        try {
            DeployFolder watched = new DeployFolder(deployRequests, System::nanoTime);
            deployFolder = watched;
            watched.scan();
            if (!isStopping) {
                watched.start();
                watchThread("deploy folder", watched.thread());
            }
        } catch (IOException e) {
            LOG.error("the deploy folder cannot be watched: {}", FailureText.ofFile(e), e);
        }
    }

    /** Lets {@code /health} watch a thread that must not end. */
    private void watchThread(String name, Thread watched) {
        context.registerService(Thread.class, watched, FrameworkUtil.asDictionary(Map.of("carrack.thread", name)));
    }

    /** The condition that the packages are up, with what failed: the launcher prints it. */
    private Map<String, Object> condition(boolean isAllUp) {
        List<String> problems = new ArrayList<>(config.problems());
        if (!isAllUp) {
            operations.list().stream()
                    .filter(o -> o.state() == Operation.State.RUNNING)
                    .forEach(o -> problems.add("%s has not ended yet".formatted(o.request())));
        }
        for (PackageInfo info : listing.infos()) {
            if (info.state() == PackageState.FAILED) {
                problems.add(info.reason().orElse(info.name() + " failed").replaceAll("\\s*\\R\\s*", " "));
            }
        }
        return Map.of(
                Condition.CONDITION_ID,
                "org.carrack.packages.started",
                "carrack.problems",
                String.join("\n", problems));
    }

    /** Stops all packages, in the reverse order of their start. */
    synchronized void stop() {
        if (isStopping) {
            return;
        }
        isStopping = true;
        handlers.forget(handlerTracker);
        lock.stop();
        code.stopWaiting();
        DeployFolder watched = deployFolder;
        if (watched != null) {
            watched.close();
        }
        linked.close();
        background.shutdown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List<StartedPackage> order = new ArrayList<>();
        lock.look(() -> {
            for (PackageFacts p : Planner.inStartOrder(registry.facts())) {
                StartedPackage live = registry.forgetRunning(p.id());
                if (live != null) {
                    order.add(live);
                }
            }
            return order;
        });
        Collections.reverse(order);
        order.forEach(live -> runner.stop(live, false));
        try {
            marks.close();
        } catch (IOException e) {
            LOG.warn("data/starting could not be written: {}", e.toString());
        }
        // The launcher gives packages the time they need until this is gone.
        ServiceRegistration<Condition> registration = started;
        if (registration != null) {
            registration.unregister();
        }
    }
}

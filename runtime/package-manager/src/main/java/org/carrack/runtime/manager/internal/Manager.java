package org.carrack.runtime.manager.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.carrack.manage.Healing;
import org.carrack.manage.Operation;
import org.carrack.manage.OperationListener;
import org.carrack.manage.PackageException;
import org.carrack.manage.PackageException.Kind;
import org.carrack.manage.PackageInfo;
import org.carrack.manage.PackageManager;
import org.carrack.manage.PackagePlan;
import org.carrack.manage.PackageRequest;
import org.carrack.manage.PackageState;
import org.carrack.manage.Verification;
import org.carrack.runtime.manager.internal.ConfigHandlers.Handler;
import org.carrack.runtime.manager.internal.Executor.VersionHook;
import org.carrack.runtime.manager.internal.deploy.DeployFolder;
import org.carrack.runtime.manager.internal.journal.ArtifactStore;
import org.carrack.runtime.manager.internal.journal.Journal;
import org.carrack.runtime.manager.internal.journal.PackageRecord;
import org.carrack.runtime.manager.internal.journal.SavedState;
import org.carrack.runtime.manager.internal.journal.StartMarks;
import org.carrack.runtime.manager.internal.journal.StateFile;
import org.carrack.runtime.manager.internal.plan.ChangeRequest;
import org.carrack.runtime.manager.internal.plan.PackageFacts;
import org.carrack.runtime.manager.internal.plan.Planner;
import org.carrack.runtime.manager.internal.source.HttpFetcher;
import org.carrack.runtime.manager.internal.source.PackageSource;
import org.carrack.runtime.manager.internal.source.Repositories;
import org.carrack.runtime.manager.internal.source.SourceException;
import org.carrack.runtime.manager.internal.source.SourceReader;
import org.carrack.runtime.manager.internal.source.Workspace;
import org.carrack.spi.http.TrafficGates;
import org.carrack.spi.server.ServerConfig;
import org.carrack.spi.server.StartFailure;
import org.carrack.spi.source.SourceCompiler;
import org.carrack.spi.source.SourceFetcher;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.condition.Condition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The package manager as others see it: its lock, its threads, its start and its end. What runs after a restart is what
 * {@link StateFile} says; the framework is made to fit it.
 */
@Component(service = PackageManager.class, immediate = true)
public final class Manager implements PackageManager, ConfigHandlers.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Manager.class);

    private final BundleContext context;
    private final ConfigHandlers handlers;
    private final Operations operations = new Operations();
    private final List<SourceFetcher> fetchers = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable SourceCompiler> compiler = new AtomicReference<>();
    private final Runner runner;
    private final Inventory inventory;
    private final Startup startup;
    private final Healer healer;
    private final LateTags lateTags;
    private final PackageOperations packageOperations;
    private final PackageSources packageSources;
    private final RequestHandler requests;
    private final Verifier verifier;
    private final Deployments deployments;
    private final LinkedFolders linked;
    private final boolean isSafe;
    private final boolean isNewHome;

    /** How long the start of a package is waited for before the next begins. */
    private static final Duration QUICK_START = Duration.ofSeconds(1);

    /** The same for a change of a file or folder, which may have to be compiled. */
    private static final Duration QUICK_CHANGE = Duration.ofSeconds(5);

    /** How long the server is not ready because of packages that are slow to start. */
    private static final Duration READY_LIMIT = Duration.ofSeconds(30);

    /** Linked folders that could not be taken as they are now. */
    private final Set<Path> unread = ConcurrentHashMap.newKeySet();

    private final ManagerLock lock = new ManagerLock();
    private final PackageCode code = new PackageCode();
    private final StartMarks marks;
    private final ExecutorService background = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "carrack-operation");
        thread.setDaemon(true);
        return thread;
    });
    private final OvertakingQueue starts = new OvertakingQueue(background, QUICK_START);
    private final OvertakingQueue rereads = new OvertakingQueue(background, QUICK_CHANGE);
    private final SynchronousBundleListener frameworkStop = this::frameworkChanged;
    private final Thread starter;
    private @Nullable DeployFolder deployFolder;
    private @Nullable ServiceRegistration<Condition> started;
    private volatile boolean isStopping;

    @Activate
    public Manager(
            BundleContext context,
            @Reference ConfigHandlers handlers,
            @Reference TrafficGates gates,
            @Reference ServiceComponentRuntime components,
            @Reference ServerConfig serverConfig,
            @Reference PackageEvents changes,
            @Reference StorageCleaner storageCleaner,
            @Reference ChangePreviews previews,
            @Reference ComponentVerifiers verifiers)
            throws IOException {
        this.context = context;
        this.handlers = handlers;
        Path data = Path.of(property("carrack.home", "."), "data").toAbsolutePath();
        Path deploy = Files.createDirectories(data.resolveSibling("deploy"));
        isSafe = Boolean.parseBoolean(property("carrack.safe", "false"));
        ManagerConfig config = new ManagerConfig(serverConfig);
        marks = new StartMarks(data, data.resolve("run/exit"));
        ArtifactStore store = new ArtifactStore(data.resolve("store"));
        StateFile file = new StateFile(data);
        SavedState saved = read(context, file);
        saved.damage()
                .ifPresent(damage ->
                        LOG.warn("data/packages.json was {}; it was restored from data/packages.json.copy", damage));
        isNewHome = saved.isNew();
        inventory = new Inventory(file, saved, handlers, config, isSafe, deploy, changes);
        packageSources = new PackageSources(
                new SourceReader(store, config::unpackedLimit),
                store,
                new Repositories(config::repositories, InstantSource.system()),
                () -> fetchers,
                compiler::get,
                new HttpFetcher(config::fetchLimit),
                data.resolve("work"));
        runner = new Runner(
                context,
                store,
                data.resolve("packages"),
                handlers,
                new ComponentCheck(context, components),
                new Hooks(context, code, config::hookLimit),
                code,
                config,
                marks);
        PlatformOwnership platform = new PlatformOwnership(context, runner.locations());
        handlers.limit(code, config::activationLimit, platform::isPlatform);
        lateTags = new LateTags(handlers);
        Planning.Locked locked = lock::look;
        Planning planning = new Planning(inventory, packageSources, locked);
        Transactions transactions = new Transactions(inventory, runner, new Journal(data), storageCleaner, gates, lock);
        packageOperations = new PackageOperations(
                inventory,
                runner,
                planning,
                transactions,
                handlers,
                gates,
                lateTags,
                operations,
                lock,
                platform,
                marks,
                Path.of(property("carrack.distribution.packages", "packages")));
        deployments = new Deployments(
                this,
                lock,
                new OvertakingQueue(background, QUICK_CHANGE),
                inventory,
                packageOperations,
                planning,
                packageSources,
                operations,
                deploy);
        VersionSelector versionSelector = new VersionSelector(packageSources, planning, locked, deployments);
        requests = new RequestHandler(
                work -> underLock(() -> {
                    lock.awaitQuick();
                    work.run();
                }),
                inventory,
                packageOperations,
                planning,
                versionSelector,
                packageSources,
                deployments,
                operations,
                previews);
        verifier = new Verifier(
                context,
                packageSources,
                planning,
                handlers,
                operations,
                platform,
                previews,
                verifiers,
                isSafe && isNewHome);
        healer = new Healer(
                inventory,
                packageSources,
                file,
                deployments,
                Path.of(property("carrack.distribution.packages", "packages")));
        startup = new Startup(inventory, packageSources, healer, gates);
        packageOperations.follow(deployments);
        planning.follow(deployments);
        transactions.follow(deployments);
        transactions.recover();
        startup.sweep(runner);
        if (!isSafe) {
            // Requests that come before their package has started wait for it.
            inventory.records.values().stream()
                    .filter(r -> r.shouldRun() && !r.secondary())
                    .forEach(r -> gates.close(r.name()));
        }
        linked = new LinkedFolders(folder -> rereads.run(() -> readAgain(folder)));
        watchThread("linked folders", linked.thread());
        context.addBundleListener(frameworkStop);
        publish();
        handlers.listen(this);
        starter = new Thread(this::bringUp, "carrack-packages");
        starter.start();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addFetcher(SourceFetcher fetcher) {
        fetchers.add(fetcher);
    }

    void removeFetcher(SourceFetcher fetcher) {
        fetchers.remove(fetcher);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setCompiler(SourceCompiler service) {
        compiler.set(service);
    }

    void unsetCompiler(SourceCompiler service) {
        compiler.compareAndSet(service, null);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addListener(OperationListener listener) {
        operations.listen(listener);
    }

    void removeListener(OperationListener listener) {
        operations.forget(listener);
    }

    @Deactivate
    void deactivate() {
        context.removeBundleListener(frameworkStop);
        stop();
    }

    /** Before the framework stops any bundle, so that stop hooks are called while all they need is there. */
    private void frameworkChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.STOPPING && event.getBundle().getBundleId() == 0) {
            stop();
        }
    }

    /** Stops all packages, in the reverse order of their start. */
    private synchronized void stop() {
        if (isStopping) {
            return;
        }
        isStopping = true;
        handlers.forget(this);
        lock.stop();
        code.stopWaiting();
        DeployFolder watched = deployFolder;
        if (watched != null) {
            watched.close();
        }
        linked.close();
        background.shutdown();
        try {
            starter.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List<StartedPackage> order = new ArrayList<>();
        lock.look(() -> {
            for (PackageFacts p : Planner.inStartOrder(inventory.facts())) {
                StartedPackage live = inventory.running.remove(p.id());
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

    /** Has a thread that must not end watched by {@code /health}. */
    private void watchThread(String name, Thread thread) {
        context.registerService(Thread.class, thread, FrameworkUtil.asDictionary(Map.of("carrack.thread", name)));
    }

    private static SavedState read(BundleContext context, StateFile file) throws IOException {
        try {
            return file.read();
        } catch (IOException e) {
            // The launcher, which waits for the server to be ready, hears of it and says so.
            StartFailure.tell(context, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private String property(String key, String otherwise) {
        String value = context.getProperty(key);
        return value == null || value.isBlank() ? otherwise : value;
    }

    private void bringUp() {
        try {
            lock.run(() -> {
                try {
                    startup.addFromDistribution(property("carrack.distribution.packages", ""), isNewHome);
                } catch (IOException e) {
                    LOG.error(
                            "the packages of the distribution could not be added: {}",
                            PackageOperations.describe(e),
                            e);
                }
                startup.load(runner);
                publish();
            });
            if (!isSafe) {
                startAll();
                watchDeployFolder();
            }
            boolean isAllUp = starts.await(READY_LIMIT) && deployments.await(READY_LIMIT);
            if (!isStopping) {
                started = context.registerService(
                        Condition.class, Condition.INSTANCE, FrameworkUtil.asDictionary(condition(isAllUp)));
            }
            if (!isSafe) {
                // Nobody waits for this: their packages run already, from the store.
                readLinkedAgain();
            }
        } catch (PackageException e) {
            LOG.error("the packages could not be brought up: {}", e.getMessage(), e);
        } catch (RejectedExecutionException | IllegalStateException e) {
            LOG.debug("the server stops while its packages start", e);
        }
    }

    /** Those during whose start the server died come last: they keep no other from starting. */
    private void startAll() {
        List<PackageFacts> order = Planner.inStartOrder(lock.look(inventory::facts));
        for (boolean isSuspect : new boolean[] {false, true}) {
            for (PackageFacts p : order) {
                if (marks.isSuspect(p.sha256()) == isSuspect) {
                    starts.run(() -> bringUp(p.id()));
                }
            }
            if (order.stream().anyMatch(p -> marks.isSuspect(p.sha256()))) {
                starts.await(READY_LIMIT);
            }
        }
    }

    private void watchDeployFolder() {
        try {
            DeployFolder watched = new DeployFolder(deployments);
            deployFolder = watched;
            watched.scan();
            if (!isStopping) {
                watched.start();
                watchThread("deploy folder", watched.thread());
            }
        } catch (IOException e) {
            LOG.error("the deploy folder cannot be watched: {}", PackageOperations.describe(e), e);
        }
    }

    /** Says that the packages are there, and which are not: the launcher prints it. */
    private Map<String, Object> condition(boolean isAllUp) {
        List<String> problems = new ArrayList<>();
        if (!isAllUp) {
            operations.list().stream()
                    .filter(o -> o.state() == Operation.State.RUNNING)
                    .forEach(o -> problems.add("%s has not ended yet".formatted(o.request())));
        }
        list().stream()
                .filter(info -> info.state() == PackageState.FAILED)
                .forEach(info -> problems.add(
                        info.reason().orElse(info.name() + " failed").replaceAll("\\s*\\R\\s*", " ")));
        return Map.of(
                Condition.CONDITION_ID,
                "org.carrack.packages.started",
                "carrack.problems",
                String.join("\n", problems));
    }

    private void bringUp(String id) {
        try {
            underLock(() -> {
                PackageRecord record = inventory.records.get(id);
                if (!isStopping && record != null && record.shouldRun() && !inventory.running.containsKey(id)) {
                    Operations.Progress progress = operations.begin("start " + id);
                    try {
                        packageOperations.start(id, progress);
                        packageOperations.applyLateTags();
                        progress.done();
                    } catch (PackageException e) {
                        progress.failed(e.getMessage());
                        LOG.error("{}", e.getMessage());
                    } catch (RuntimeException | Error e) { // one package's fault is told of that package
                        LOG.error("{} could not be started", id, e);
                        String reason = "%s could not be started: %s".formatted(id, Runner.describe(e));
                        progress.failed(reason);
                        packageOperations.note(record.reason(reason));
                    }
                }
            });
        } catch (PackageException e) {
            throw new IllegalStateException("a start notes its own failure", e);
        }
    }

    /** What changed in linked folders while the server was down. */
    private void readLinkedAgain() {
        lock.look(() -> List.copyOf(inventory.records.values())).stream()
                .filter(PackageRecord::linked)
                .forEach(r -> readAgain(Path.of(r.source())));
    }

    /** Takes a linked folder as it is now. */
    private void readAgain(Path folder) {
        Optional<PackageRecord> record = lock.look(() -> inventory.records.values().stream()
                .filter(r -> r.linked() && r.source().equals(folder.toString()))
                .findFirst());
        if (record.isEmpty() || isStopping) {
            return;
        }
        PackageRecord held = record.get();
        unread.remove(folder);
        Operations.Progress progress = operations.begin("read " + folder + " again");
        try (Workspace workspace = packageSources.workspace()) {
            PackageSource opened = packageSources.open(folder, workspace);
            if (!opened.name().equals(held.name())) {
                throw new PackageException(
                        Kind.REFUSED, "%s now holds %s, not %s".formatted(folder, opened, held.name()));
            }
            requests.add(
                    new VersionSelector.Target(opened, held.source(), true),
                    false,
                    Optional.empty(),
                    ChangeRequest.DowngradePolicy.REJECT,
                    VersionHook.BY_VERSION,
                    workspace,
                    progress);
            progress.done();
        } catch (PackageException e) {
            LOG.error("{}", e.getMessage());
            unread.add(folder);
            noteOn(held.id(), e.getMessage());
            progress.failed(e.getMessage());
        }
    }

    private void noteOn(String id, String reason) {
        lock.look(() -> {
            PackageRecord now = inventory.records.get(id);
            if (now != null && inventory.running.containsKey(id)) {
                packageOperations.note(now.reason("%s; %s serves on".formatted(reason, now.version())));
                publish();
            }
            return id;
        });
    }

    @Override
    public List<PackageInfo> list() {
        return inventory.infos();
    }

    @Override
    public Optional<PackageInfo> find(String name) {
        return list().stream().filter(info -> info.name().equals(name)).findFirst();
    }

    @Override
    public List<Operation> operations() {
        return operations.list();
    }

    @Override
    public Optional<Operation> operation(long id) {
        return operations.find(id);
    }

    /** On a thread of its own: an operation outlives the call that asked for it, and nobody interrupts it or its undo. */
    @Override
    public Operation execute(PackageRequest request) throws PackageException {
        Operations.Progress progress = operations.begin(request.toString(), request.by());
        FutureTask<Operation> task = new FutureTask<>(() -> requests.execute(request, progress));
        try {
            background.execute(task);
            Operation done = task.get();
            // What has come may be what a linked folder waits for.
            unread.forEach(folder -> background.execute(() -> readAgain(folder)));
            return done;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw cause instanceof PackageException failed
                    ? failed
                    : new PackageException(
                            Kind.FAILED, "%s failed: %s".formatted(request, Runner.describe(cause)), cause);
        } catch (RejectedExecutionException e) {
            throw new PackageException(Kind.FAILED, "the server stops; nothing was changed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PackageException(
                    Kind.FAILED,
                    "%s takes longer than its caller waits and goes on as operation %d; ask for its outcome by that number"
                            .formatted(request, progress.now().id()),
                    e);
        }
    }

    @Override
    public Operation submit(PackageRequest request) {
        Operations.Progress progress = operations.begin(request.toString(), request.by());
        background.execute(() -> {
            try {
                requests.execute(request, progress);
            } catch (PackageException e) {
                LOG.debug("{} in the background: {}", request, e.getMessage());
            } catch (RuntimeException | Error e) { // its progress says so; the thread serves others
                LOG.error("{} failed", request, e);
            }
        });
        return progress.now();
    }

    @Override
    public PackagePlan plan(PackageRequest request) throws PackageException {
        return requests.plan(request);
    }

    @Override
    public Verification verify(String source) throws PackageException {
        return verifier.verify(source.strip());
    }

    @Override
    public List<Healing> heal() {
        return lock.look(() -> {
            List<Healing> found = healer.healAll();
            // What was FAILED for want of its bundle has it now.
            for (PackageRecord record : List.copyOf(inventory.records.values())) {
                if (!inventory.contents.containsKey(record.id())) {
                    reload(record);
                }
            }
            publish();
            return found;
        });
    }

    private void reload(PackageRecord record) {
        try {
            inventory.contents.put(record.id(), packageSources.stored(record.sha256()));
            packageOperations.note(record.reason(null));
            if (record.shouldRun()) {
                packageOperations.start(record.id(), operations.begin("start " + record.id()));
                packageOperations.afterChange();
            }
        } catch (SourceException | IOException | PackageException e) {
            LOG.warn("{} cannot be started: {}", record.name(), e.getMessage());
        }
    }

    /** Runs work that changes packages, and shows readers what has become of them. */
    void underLock(ManagerLock.LockedAction work) throws PackageException {
        lock.run(() -> {
            try {
                work.run();
            } finally {
                publish();
            }
        });
    }

    @Override
    public void come(Handler handler) {
        lateTags.arrived(handler);
        if (!code.isCodeThread() && !lock.isHeldByCurrentThread()) {
            // Not here: whoever registers a handler must not wait for a package operation.
            Thread later = new Thread(this::applyLateTags, "carrack-handler");
            later.setDaemon(true);
            later.start();
        }
    }

    private void applyLateTags() {
        lock.look(() -> {
            packageOperations.applyLateTags();
            return lateTags;
        });
    }

    @Override
    public void go(Handler handler) {
        lateTags.gone(handler);
        lock.look(() -> List.copyOf(inventory.running.values())).forEach(live -> live.undoAllOf(handler));
    }

    private void publish() {
        linked.watch(inventory.records.values().stream()
                .filter(PackageRecord::linked)
                .map(r -> Path.of(r.source()))
                .collect(Collectors.toSet()));
        inventory.publish(deployments.refusedRecords(), lock::isClaimed);
    }
}

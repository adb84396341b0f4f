package org.carrack.runtime.manager.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.carrack.config.Masked;
import org.carrack.failure.RequestException.Kind;
import org.carrack.manage.Healing;
import org.carrack.manage.Operation;
import org.carrack.manage.OperationListener;
import org.carrack.manage.PackageException;
import org.carrack.manage.PackageInfo;
import org.carrack.manage.PackageManager;
import org.carrack.manage.PackageOffer;
import org.carrack.manage.PackagePlan;
import org.carrack.manage.PackageRequest;
import org.carrack.manage.PackageText;
import org.carrack.manage.Verification;
import org.carrack.model.Dependency;
import org.carrack.runtime.manager.internal.code.TimeLimitedRunner;
import org.carrack.runtime.manager.internal.deploy.PendingDeployments;
import org.carrack.runtime.manager.internal.execute.BundleRunner;
import org.carrack.runtime.manager.internal.execute.ComponentActivator;
import org.carrack.runtime.manager.internal.execute.HandlerTracker;
import org.carrack.runtime.manager.internal.execute.Healer;
import org.carrack.runtime.manager.internal.execute.Hooks;
import org.carrack.runtime.manager.internal.execute.PackageOperations;
import org.carrack.runtime.manager.internal.execute.PlanPreparation;
import org.carrack.runtime.manager.internal.execute.PlatformNamespace;
import org.carrack.runtime.manager.internal.execute.StartupRecovery;
import org.carrack.runtime.manager.internal.execute.StorageCleaner;
import org.carrack.runtime.manager.internal.execute.Transactions;
import org.carrack.runtime.manager.internal.execute.WaitingPackages;
import org.carrack.runtime.manager.internal.request.ChangePreviews;
import org.carrack.runtime.manager.internal.request.ComponentVerifiers;
import org.carrack.runtime.manager.internal.request.DeployRequests;
import org.carrack.runtime.manager.internal.request.LinkedPackageUpdater;
import org.carrack.runtime.manager.internal.request.RequestHandler;
import org.carrack.runtime.manager.internal.request.TaskQueue;
import org.carrack.runtime.manager.internal.request.Verifier;
import org.carrack.runtime.manager.internal.request.VersionSelector;
import org.carrack.runtime.manager.internal.source.ArtifactStore;
import org.carrack.runtime.manager.internal.source.BundleText;
import org.carrack.runtime.manager.internal.source.DescriptorCache;
import org.carrack.runtime.manager.internal.source.HttpFetcher;
import org.carrack.runtime.manager.internal.source.MavenFetcher;
import org.carrack.runtime.manager.internal.source.PackageSources;
import org.carrack.runtime.manager.internal.source.Repositories;
import org.carrack.runtime.manager.internal.source.SourceReader;
import org.carrack.runtime.manager.internal.state.Journal;
import org.carrack.runtime.manager.internal.state.ManagerConfig;
import org.carrack.runtime.manager.internal.state.ManagerLock;
import org.carrack.runtime.manager.internal.state.OperationLog;
import org.carrack.runtime.manager.internal.state.PackageEvents;
import org.carrack.runtime.manager.internal.state.PackageListing;
import org.carrack.runtime.manager.internal.state.PackageRegistry;
import org.carrack.runtime.manager.internal.state.SavedState;
import org.carrack.runtime.manager.internal.state.StartCrashLog;
import org.carrack.runtime.manager.internal.state.StateFile;
import org.carrack.runtime.manager.internal.tags.ConfigHandlers;
import org.carrack.spi.config.ServerConfig;
import org.carrack.spi.http.TrafficGates;
import org.carrack.spi.server.FailureText;
import org.carrack.spi.server.LazyModules;
import org.carrack.spi.server.StartFailure;
import org.carrack.spi.source.SourceCompiler;
import org.carrack.spi.source.SourceFetcher;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The package manager as a service: connects its parts, and runs the operations that callers request. The desired state is what
 * {@link StateFile} holds; {@link Bootstrap} brings the framework to it.
 */
@Component(service = PackageManager.class, immediate = true)
public final class Manager implements PackageManager {

    private static final Logger LOG = LoggerFactory.getLogger(Manager.class);

    /** How long a change of a file or folder, which may have to be compiled, is waited for before the next begins. */
    private static final Duration QUICK_CHANGE = Duration.ofSeconds(5);

    private final BundleContext context;
    private final OperationLog operations = new OperationLog();
    private final List<SourceFetcher> fetchers = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable SourceCompiler> compiler = new AtomicReference<>();
    private final PackageListing listing;
    private final Repositories repositories;
    private final ArtifactStore store;
    private final RequestHandler requests;
    private final Verifier verifier;
    private final LinkedPackageUpdater linked;
    private final Bootstrap bootstrap;
    private final ExecutorService background = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "carrack-operation");
        thread.setDaemon(true);
        return thread;
    });
    private final SynchronousBundleListener frameworkStop = this::frameworkChanged;

    /** Reads the state, and leaves framework and packages as they are until {@link #activate}. */
    @Activate
    public Manager(
            BundleContext context,
            @Reference ConfigHandlers handlers,
            @Reference TrafficGates gates,
            @Reference ServiceComponentRuntime components,
            @Reference ServerConfig serverConfig,
            @Reference PackageEvents events,
            @Reference StorageCleaner storageCleaner,
            @Reference ChangePreviews previews,
            @Reference ComponentVerifiers verifiers,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL) @Nullable LazyModules modules)
            throws IOException {
        this.context = context;
        Path data = Path.of(property("carrack.home", "."), "data").toAbsolutePath();
        Path distribution = Path.of(property("carrack.distribution.packages", "packages"));
        boolean isSafe = Boolean.parseBoolean(property("carrack.safe", "false"));
        ManagerConfig config = new ManagerConfig(serverConfig);

        // The state.
        ManagerLock lock = new ManagerLock();
        StartCrashLog marks = new StartCrashLog(data, data.resolve("run/exit"));
        StateFile file = new StateFile(data);
        SavedState saved = read(file);
        PendingDeployments deployedFiles =
                new PendingDeployments(Files.createDirectories(data.resolveSibling("deploy")));
        PackageRegistry registry = new PackageRegistry(file, saved, deployedFiles.folder());
        listing = new PackageListing(registry, deployedFiles::records, lock, handlers, config, isSafe);
        listing.onPublish(events::published);
        lock.onRelease(listing::publish);

        // Sources.
        store = new ArtifactStore(data.resolve("store"));
        DescriptorCache descriptors = new DescriptorCache(data.resolve("cache/descriptors"));
        HttpFetcher http = new HttpFetcher(config::fetchLimit);
        repositories = new Repositories(config::repositories, InstantSource.system());
        PackageSources sources = new PackageSources(
                new SourceReader(store, descriptors, config::unpackedLimit),
                store,
                descriptors,
                repositories,
                () -> {
                    require(modules, SourceFetcher.class);
                    return fetchers;
                },
                () -> {
                    require(modules, SourceCompiler.class);
                    return compiler.get();
                },
                List.of(new MavenFetcher(config::mavenRepositories, http), http),
                data.resolve("work"));

        // Execution. What is notified of changes of packages is so in the order of construction.
        TimeLimitedRunner code = new TimeLimitedRunner();
        BundleRunner runner = new BundleRunner(
                context,
                store,
                data.resolve("packages"),
                handlers,
                new ComponentActivator(context, components),
                new Hooks(context, code, config::hookLimit),
                code,
                config,
                marks);
        PlatformNamespace platform = new PlatformNamespace(context, runner.locationPrefix());
        handlers.limit(code, config::activationLimit, platform::isPlatform);
        PlanPreparation planning = new PlanPreparation(registry, sources, lock, deployedFiles);
        Transactions transactions =
                new Transactions(registry, runner, new Journal(data), storageCleaner, gates, lock, deployedFiles);
        PackageOperations packageOperations = new PackageOperations(
                registry, runner, planning, transactions, handlers, gates, lock, platform, marks, distribution);
        Healer healer = new Healer(registry, sources, file, deployedFiles, distribution);
        HandlerTracker handlerTracker = new HandlerTracker(handlers, registry, lock, code);
        new WaitingPackages(registry, lock, packageOperations, operations, deployedFiles);

        // Requests.
        DeployRequests deployRequests = new DeployRequests(
                lock,
                new TaskQueue(background, 1, QUICK_CHANGE),
                registry,
                deployedFiles,
                packageOperations,
                planning,
                sources,
                operations);
        requests = new RequestHandler(
                lock,
                registry,
                packageOperations,
                planning,
                new VersionSelector(sources, lock, deployedFiles),
                sources,
                deployedFiles,
                operations,
                previews,
                healer);
        verifier = new Verifier(
                context,
                sources,
                planning,
                handlers,
                operations,
                platform,
                previews,
                verifiers,
                isSafe && saved.isNew());
        linked = new LinkedPackageUpdater(
                lock,
                registry,
                listing,
                sources,
                requests,
                operations,
                background,
                new TaskQueue(background, 1, QUICK_CHANGE));
        bootstrap = new Bootstrap(
                context,
                lock,
                registry,
                listing,
                runner,
                packageOperations,
                transactions,
                new StartupRecovery(registry, sources, healer, gates, distribution),
                handlerTracker,
                handlers,
                code,
                marks,
                gates,
                operations,
                deployRequests,
                linked,
                background,
                config,
                isSafe,
                saved.isNew());
    }

    @Activate
    void activate() throws IOException {
        bootstrap.begin();
        context.addBundleListener(frameworkStop);
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
        bootstrap.stop();
    }

    /** Before the framework stops any bundle, so that stop hooks are called while all they need is there. */
    private void frameworkChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.STOPPING && event.getBundle().getBundleId() == 0) {
            bootstrap.stop();
        }
    }

    private SavedState read(StateFile file) throws IOException {
        try {
            SavedState saved = file.read();
            saved.damage()
                    .ifPresent(damage -> LOG.warn(
                            "data/packages.json was {}; it was restored from data/packages.json.copy", damage));
            return saved;
        } catch (IOException e) {
            // The launcher, which waits for the server to be ready, prints it.
            StartFailure.tell(context, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private String property(String key, String defaultValue) {
        String value = context.getProperty(key);
        return value == null || value.isBlank() ? defaultValue : value;
    }

    /** Starts the module that has a service, if it waits for that. */
    private static void require(@Nullable LazyModules modules, Class<?> service) {
        if (modules != null) {
            modules.require(LazyModules.Trigger.SERVICE, service.getName());
        }
    }

    @Override
    public List<PackageInfo> list() {
        return listing.infos();
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

    /** On a thread of its own: an operation outlives the call that requested it, and neither it nor its undo is interrupted. */
    @Override
    public Operation execute(PackageRequest request) throws PackageException {
        OperationLog.Progress progress = operations.begin(request.toString(), request.by());
        FutureTask<Operation> task = new FutureTask<>(() -> requests.execute(request, progress));
        try {
            background.execute(task);
            Operation done = task.get();
            linked.retry();
            return done;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw cause instanceof PackageException failed
                    ? failed
                    : new PackageException(
                            Kind.FAILED, "%s failed: %s".formatted(request, FailureText.of(cause)), cause);
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
        OperationLog.Progress progress = operations.begin(request.toString(), request.by());
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
    public PackageText text(String name) throws PackageException {
        PackageInfo info = find(name)
                .orElseThrow(() -> new PackageException(
                        PackageException.Kind.NOT_FOUND, "there is no package %s".formatted(name)));
        try {
            return BundleText.read(store.path(info.sha256()));
        } catch (IOException e) {
            throw new PackageException(
                    PackageException.Kind.FAILED,
                    "the bundle of %s cannot be read: %s; carrack package heal looks for another"
                            .formatted(name, FailureText.ofFile(e)),
                    e);
        }
    }

    @Override
    public List<PackageOffer> offers() {
        Set<String> installed =
                list().stream().map(info -> info.name() + " " + info.version()).collect(Collectors.toSet());
        return repositories.all().stream()
                .sorted(Comparator.comparing(Repositories.Offer::name)
                        .thenComparing(Comparator.comparing(Repositories.Offer::version)
                                .reversed()))
                .map(offer -> new PackageOffer(
                        offer.name(),
                        offer.version().toString(),
                        Masked.url(offer.repository()),
                        offer.needs().stream().map(Dependency::toString).toList(),
                        installed.contains(offer.name() + " " + offer.version())))
                .toList();
    }

    @Override
    public Verification verify(String source) throws PackageException {
        return verifier.verify(source.strip());
    }

    @Override
    public List<Healing> heal() {
        return requests.heal();
    }
}

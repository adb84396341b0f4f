package org.carrack.runtime.manager.internal;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.http.TrafficGates;
import org.carrack.manage.PackageException;
import org.carrack.manage.PackageException.Kind;
import org.carrack.manage.PackageInfo;
import org.carrack.manage.PackageManager;
import org.carrack.model.Descriptor;
import org.carrack.runtime.manager.internal.ConfigHandlers.Handler;
import org.carrack.runtime.manager.internal.deploy.DeployFolder;
import org.carrack.runtime.manager.internal.journal.ArtifactStore;
import org.carrack.runtime.manager.internal.journal.Journal;
import org.carrack.runtime.manager.internal.journal.PackageRecord;
import org.carrack.runtime.manager.internal.journal.SavedState;
import org.carrack.runtime.manager.internal.journal.StateFile;
import org.carrack.runtime.manager.internal.plan.PackageFacts;
import org.carrack.runtime.manager.internal.plan.Plan;
import org.carrack.runtime.manager.internal.plan.Planner;
import org.carrack.runtime.manager.internal.plan.Step;
import org.carrack.runtime.manager.internal.plan.Wish;
import org.carrack.runtime.manager.internal.source.Candidate;
import org.carrack.runtime.manager.internal.source.SourceException;
import org.carrack.runtime.manager.internal.source.SourceReader;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.condition.Condition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The package manager: has wishes planned, run and written down, one after the other under one lock. What runs after a
 * restart is what {@link StateFile} says; the framework is made to fit it.
 */
@Component(service = PackageManager.class, immediate = true)
public final class Manager implements PackageManager, ConfigHandlers.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Manager.class);

    private static final String DISTRIBUTION = "distribution";

    private final BundleContext context;
    private final ConfigHandlers handlers;
    private final TrafficGates gates;
    private final Path data;
    private final ArtifactStore store;
    private final SourceReader reader;
    private final Journal journal;
    private final Runner runner;
    private final Inventory inventory;
    private final Executor executor;
    private final Deployments deployments;
    private final boolean isSafe;
    private final boolean isNewHome;

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Handler> arrived = new LinkedHashSet<>();
    private final Thread starter;
    private @Nullable DeployFolder deployFolder;
    private @Nullable ServiceRegistration<Condition> started;
    private volatile boolean isStopping;

    @Activate
    public Manager(
            BundleContext context,
            @Reference ConfigHandlers handlers,
            @Reference TrafficGates gates,
            @Reference ServiceComponentRuntime components)
            throws IOException {
        this.context = context;
        this.handlers = handlers;
        this.gates = gates;
        String home = context.getProperty("carrack.home");
        data = Path.of(home == null ? "." : home, "data").toAbsolutePath();
        Path deploy = data.resolveSibling("deploy");
        isSafe = Boolean.parseBoolean(context.getProperty("carrack.safe"));
        store = new ArtifactStore(data.resolve("store"));
        reader = new SourceReader(store);
        journal = new Journal(data);
        StateFile file = new StateFile(data);
        SavedState saved = file.read();
        isNewHome = saved.isNew();
        inventory = new Inventory(file, saved, handlers);
        runner =
                new Runner(context, store, data.resolve("packages"), handlers, new ComponentCheck(context, components));
        executor = new Executor(inventory, runner, gates);
        deployments = new Deployments(this, Files.createDirectories(deploy));
        recover();
        if (!isSafe) {
            // Requests that come before their package has started wait for it.
            inventory.records.values().stream().filter(PackageRecord::wished).forEach(r -> gates.close(r.name()));
        }
        inventory.publish(List.of());
        handlers.listen(this);
        starter = new Thread(this::bringUp, "carrack-packages");
        starter.start();
    }

    @Deactivate
    void deactivate() {
        isStopping = true;
        handlers.forget(this);
        DeployFolder watched = deployFolder;
        if (watched != null) {
            watched.close();
        }
        try {
            starter.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lock.lock();
        try {
            ServiceRegistration<Condition> registration = started;
            if (registration != null) {
                registration.unregister();
            }
            List<PackageFacts> order = new ArrayList<>(Planner.inStartOrder(inventory.facts()));
            java.util.Collections.reverse(order);
            for (PackageFacts p : order) {
                Running live = inventory.running.remove(p.name());
                if (live != null) {
                    runner.stop(live, false);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Finishes what a crash interrupted after its commit; what was not committed has left nothing but files to sweep. */
    private void recover() throws IOException {
        for (Journal.Removal removal : journal.interrupted()) {
            if (!inventory.records.containsKey(removal.packageName())) {
                deployments.remove(removal.deployedFile());
            }
        }
        journal.end();
        Set<String> digests =
                inventory.records.values().stream().map(PackageRecord::sha256).collect(Collectors.toSet());
        store.keepOnly(digests);
        runner.keepOnly(digests);
    }

    private void bringUp() {
        try {
            lock.lock();
            try {
                addFromDistribution();
                load();
            } finally {
                lock.unlock();
            }
            if (!isSafe) {
                for (PackageFacts p : Planner.inStartOrder(inventory.facts())) {
                    bringUp(p);
                }
                DeployFolder watched = new DeployFolder(deployments);
                deployFolder = watched;
                watched.scan();
                if (!isStopping) {
                    watched.start();
                }
            }
            if (!isStopping) {
                started = context.registerService(
                        Condition.class,
                        Condition.INSTANCE,
                        FrameworkUtil.asDictionary(Map.of(Condition.CONDITION_ID, "org.carrack.packages.started")));
            }
        } catch (IOException e) {
            LOG.error("the packages could not be brought up: {}", e.getMessage(), e);
        } catch (IllegalStateException e) {
            LOG.debug("the server stops while its packages start", e);
        }
    }

    /** A new home wishes what the distribution brings; an old one gets its newer versions of what is still from it. */
    private void addFromDistribution() throws IOException {
        String folder = context.getProperty("carrack.distribution.packages");
        if (folder == null || !Files.isDirectory(Path.of(folder))) {
            return;
        }
        List<Path> jars;
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            jars = files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
        }
        boolean changed = isNewHome;
        for (Path jar : jars) {
            try {
                Candidate content = reader.read(jar);
                PackageRecord record = inventory.records.get(content.name());
                boolean isWanted = record == null
                        ? isNewHome
                        : record.source().equals(DISTRIBUTION)
                                && !record.sha256().equals(content.sha256());
                if (isWanted) {
                    inventory.records.put(
                            content.name(),
                            new PackageRecord(
                                    content.name(),
                                    content.version().toString(),
                                    content.sha256(),
                                    DISTRIBUTION,
                                    record == null || record.wished(),
                                    record != null && record.installed(),
                                    null));
                    changed = true;
                }
            } catch (SourceException e) {
                LOG.error("the distribution is damaged: {}", e.getMessage());
            }
        }
        if (changed) {
            inventory.save();
        }
    }

    private void load() {
        for (PackageRecord record : List.copyOf(inventory.records.values())) {
            try {
                inventory.contents.put(record.name(), reader.stored(record.sha256()));
            } catch (SourceException | IOException e) {
                String reason = "the stored bundle of %s is missing or damaged (%s); add it again"
                        .formatted(record.name(), e.getMessage());
                LOG.error(reason);
                inventory.records.put(record.name(), record.reason(reason));
                gates.remove(record.name());
            }
        }
        publish();
    }

    private void bringUp(PackageFacts p) {
        lock.lock();
        try {
            PackageRecord record = inventory.records.get(p.name());
            if (isStopping || record == null || !record.wished() || inventory.running.containsKey(p.name())) {
                return;
            }
            try {
                start(p.name(), record);
            } catch (PackageException e) {
                LOG.error("{}", e.getMessage());
            }
        } finally {
            lock.unlock();
        }
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
    public PackageInfo add(Path source) throws PackageException {
        Path absolute = source.toAbsolutePath().normalize();
        Candidate content = read(absolute);
        underLock(() -> add(content, absolute.toString()));
        return info(content.name());
    }

    @Override
    public PackageInfo update(String name) throws PackageException {
        underLock(() -> {
            PackageRecord record = known(name);
            Path source = deployments.path(record.source());
            if (source == null || !Files.exists(source)) {
                throw new PackageException(
                        Kind.REFUSED,
                        source == null
                                ? "%s came with the server and is updated with it; add it from somewhere else to replace it"
                                        .formatted(name)
                                : "%s cannot be updated: it came from %s, which is not there; add it from somewhere else"
                                        .formatted(name, record.source()));
            }
            Candidate content = read(source);
            if (!content.name().equals(name)) {
                throw new PackageException(
                        Kind.REFUSED, "%s cannot be updated: %s now holds %s".formatted(name, source, content));
            }
            add(content, record.source());
        });
        return info(name);
    }

    @Override
    public PackageInfo start(String name) throws PackageException {
        underLock(() -> {
            PackageRecord record = known(name);
            start(name, record);
            afterChange();
        });
        return info(name);
    }

    @Override
    public PackageInfo stop(String name) throws PackageException {
        underLock(() -> {
            PackageRecord record = known(name);
            Plan.Steps plan = planned(new Wish.Stop(name));
            execute(
                    plan,
                    inventory.contents.get(name),
                    false,
                    List.of(),
                    () -> inventory.records.put(name, record.wished(false).reason(null)));
            LOG.info("{} stopped", name);
        });
        return info(name);
    }

    @Override
    public void delete(String name, boolean purge) throws PackageException {
        underLock(() -> {
            if (inventory.records.containsKey(name) || !deployments.removeRefused(name)) {
                delete(name);
            }
            if (purge) {
                purge(name);
            }
        });
    }

    private void purge(String name) throws PackageException {
        Path folder = data.resolve("packages").resolve(name);
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new PackageException(
                    Kind.FAILED,
                    "%s is deleted, but its data folder is not: %s; delete it by hand".formatted(name, describe(e)),
                    e);
        }
    }

    /** Something to do under the lock, with the package it is about. */
    interface Work {
        void run() throws PackageException;
    }

    /** Runs work that changes packages; nothing else changes them meanwhile. */
    void underLock(Work work) throws PackageException {
        lock.lock();
        try {
            work.run();
        } finally {
            publish();
            lock.unlock();
        }
    }

    /** Looks at what only changes under the lock. */
    boolean lookUnderLock(BooleanSupplier look) {
        lock.lock();
        try {
            return look.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }

    /** Reads a package, with messages for people. */
    Candidate read(Path source) throws PackageException {
        try {
            return reader.read(source);
        } catch (SourceException e) {
            throw new PackageException(Kind.REFUSED, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new PackageException(
                    Kind.FAILED,
                    "%s could not be read and stored: %s; nothing was changed"
                            .formatted(source.getFileName(), describe(e)),
                    e);
        }
    }

    /** Adds a package or replaces the one of its name; leaves it FAILED where it is new and cannot start. */
    void add(Candidate content, String source) throws PackageException {
        long begin = System.nanoTime();
        PackageRecord old = inventory.records.get(content.name());
        if (old != null && old.sha256().equals(content.sha256()) && inventory.running.containsKey(content.name())) {
            commitQuietly(old.source(source).wished(true).reason(null));
            return;
        }
        check(content);
        Plan.Steps plan = planned(new Wish.Add(inventory.facts(content)));
        PackageRecord now = new PackageRecord(
                content.name(), content.version().toString(), content.sha256(), source, true, true, null);
        try {
            execute(plan, content, false, List.of(), () -> inventory.records.put(content.name(), now));
        } catch (PackageException e) {
            String reason = String.valueOf(e.getMessage());
            if (old != null && inventory.running.containsKey(content.name())) {
                commitQuietly(old.reason("%s; %s serves on".formatted(reason, old.version())));
            } else if (e.getCause() instanceof StepException step) {
                dropOldBundle(content.name());
                inventory.contents.put(content.name(), content);
                noteWaiting(content.name(), step.mayChange());
                commitQuietly(now.installed(old != null && old.installed()).reason(reason));
            }
            throw e;
        }
        inventory.waiting.remove(content.name());
        LOG.info(
                "{} {} from {} in {} ms{}",
                content,
                old == null ? "added" : "replaced " + old.version(),
                source,
                (System.nanoTime() - begin) / 1_000_000,
                restarted(plan));
        afterChange();
    }

    private static String restarted(Plan.Steps plan) {
        return plan.restarted().isEmpty()
                ? ""
                : "; started again with it: "
                        + plan.restarted().stream().map(PackageFacts::name).collect(Collectors.joining(", "));
    }

    /** Starts a package that is there. */
    private void start(String name, PackageRecord record) throws PackageException {
        Candidate content = inventory.contents.get(name);
        if (content == null) {
            gates.remove(name);
            throw new PackageException(Kind.REFUSED, String.valueOf(record.reason()));
        }
        try {
            Plan.Steps plan = planned(new Wish.Start(name));
            check(content);
            PackageRecord now = record.wished(true).installed(true).reason(null);
            execute(plan, content, false, List.of(), () -> inventory.records.put(name, now));
            inventory.waiting.remove(name);
        } catch (PackageException e) {
            gates.remove(name);
            noteWaiting(name, !(e.getCause() instanceof StepException step) || step.mayChange());
            commitQuietly(record.wished(true).reason(e.getMessage()));
            throw e;
        } finally {
            publish();
        }
    }

    private void delete(String name) throws PackageException {
        delete(name, Gone.BY_WISH);
    }

    /** How a package comes to be deleted. */
    enum Gone {
        /** Somebody said so; they are told who needs it. */
        BY_WISH,
        /** Its file is gone; what needs it cannot run on. */
        WITH_ITS_FILE
    }

    /** Deletes a package. */
    void delete(String name, Gone how) throws PackageException {
        PackageRecord record = known(name);
        Plan.Steps plan = planned(new Wish.Delete(name, how == Gone.WITH_ITS_FILE));
        Candidate content = inventory.contents.get(name);
        List<Journal.Removal> removals = deployments.fileOf(record.source()).stream()
                .map(file -> new Journal.Removal(name, file))
                .toList();
        execute(plan, content, true, removals, () -> {
            inventory.records.remove(name);
            plan.orphaned()
                    .forEach(p -> inventory.records.computeIfPresent(
                            p.name(),
                            (n, r) -> r.reason("%s needs %s, which was deleted; add it again, or delete %s too"
                                    .formatted(n, name, n))));
            removals.forEach(r -> inventory.deployed.remove(r.deployedFile()));
        });
        plan.orphaned().forEach(p -> inventory.waiting.add(p.name()));
        inventory.waiting.remove(name);
        LOG.info("{} {} deleted", name, record.version());
        afterChange();
    }

    /** A package that did not run was replaced by one that does not either: the new one is what is wished now. */
    private void dropOldBundle(String name) {
        Bundle old = inventory.bundles.remove(name);
        if (old != null) {
            try {
                runner.uninstall(old);
            } catch (StepException e) {
                LOG.warn("{}", e.getMessage());
            }
        }
    }

    private void noteWaiting(String name, boolean waits) {
        if (waits) {
            inventory.waiting.add(name);
        } else {
            inventory.waiting.remove(name);
        }
    }

    private PackageRecord known(String name) throws PackageException {
        PackageRecord record = inventory.records.get(name);
        if (record == null) {
            planned(new Wish.Start(name));
            throw new PackageException(Kind.NOT_FOUND, "there is no package " + name);
        }
        return record;
    }

    private Plan.Steps planned(Wish wish) throws PackageException {
        Collection<PackageFacts> offered =
                deployments.refusedContents().stream().map(inventory::facts).toList();
        Plan plan = new Planner(inventory.facts(), offered).plan(wish);
        if (plan instanceof Plan.Refusal refusal) {
            throw new PackageException(refusal.unknown() ? Kind.NOT_FOUND : Kind.REFUSED, refusal.reason());
        }
        return (Plan.Steps) plan;
    }

    /** Has the handlers that are here look at the tags, before anything is touched. */
    private void check(Candidate content) throws PackageException {
        for (ConfigTag tag : content.descriptor().map(Descriptor::tags).orElse(List.of())) {
            Handler handler = handlers.find(tag);
            // A handler of the package's own older version is no judge of the new one's tags.
            if (handler != null && handler.reference().getBundle() != inventory.bundles.get(content.name())) {
                try {
                    handler.check(tag);
                } catch (ConfigException e) {
                    throw new PackageException(
                            Kind.REFUSED, "%s: %s: %s".formatted(content, e.location(), e.getMessage()), e);
                }
            }
        }
    }

    private void execute(
            Plan.Steps plan,
            @Nullable Candidate content,
            boolean forGood,
            List<Journal.Removal> removals,
            Runnable change)
            throws PackageException {
        Map<String, PackageRecord> before = Map.copyOf(inventory.records);
        var deployedBefore = Map.copyOf(inventory.deployed);
        try {
            journal.begin(plan.steps().stream().map(Step::toString).toList(), removals);
            executor.run(plan, content, forGood, () -> {
                change.run();
                try {
                    inventory.save();
                } catch (IOException e) {
                    inventory.records.clear();
                    inventory.records.putAll(before);
                    inventory.deployed.clear();
                    inventory.deployed.putAll(deployedBefore);
                    throw new StepException(
                            "the change could not be written to %s: %s; it was undone"
                                    .formatted(context.getProperty("carrack.home"), describe(e)),
                            e);
                }
            });
            removals.forEach(removal -> deployments.remove(removal.deployedFile()));
            journal.end();
        } catch (StepException e) {
            endJournal();
            throw new PackageException(Kind.FAILED, e.getMessage(), e);
        } catch (IOException e) {
            endJournal();
            throw new PackageException(
                    Kind.FAILED, "the journal could not be written: %s; nothing was changed".formatted(describe(e)), e);
        }
    }

    private void endJournal() {
        try {
            journal.end();
        } catch (IOException e) {
            LOG.warn("the journal could not be removed", e);
        }
    }

    /** Writes down a record that changes nothing in the framework. */
    private void commitQuietly(PackageRecord record) {
        PackageRecord before = inventory.records.put(record.name(), record);
        if (!record.equals(before)) {
            inventory.saveQuietly();
        }
    }

    /** What has come may be what others wait for: new handlers for tags, packages for dependencies. */
    private void afterChange() {
        applyArrived();
        publish();
        boolean progress = true;
        while (progress && !isStopping) {
            progress = false;
            for (String name : Set.copyOf(inventory.waiting)) {
                PackageRecord record = inventory.records.get(name);
                if (record == null || !record.wished()) {
                    inventory.waiting.remove(name);
                } else if (canPlan(new Wish.Start(name)) && inventory.contents.containsKey(name)) {
                    progress |= retry(name, record);
                }
            }
        }
        deployments.retry();
    }

    private boolean canPlan(Wish wish) {
        try {
            planned(wish);
            return true;
        } catch (PackageException e) {
            return false;
        }
    }

    private boolean retry(String name, PackageRecord record) {
        try {
            start(name, record);
            deployments.solved(record.source());
            LOG.info("{} started: what it waited for is there", name);
            return true;
        } catch (PackageException e) {
            LOG.debug("{} still waits: {}", name, e.getMessage());
            return false;
        }
    }

    @Override
    public void come(Handler handler) {
        synchronized (arrived) {
            arrived.add(handler);
        }
        if (!lock.isHeldByCurrentThread()) {
            // Not here: whoever registers a handler must not wait for a package operation.
            Thread later = new Thread(
                    () -> {
                        lock.lock();
                        try {
                            applyArrived();
                        } finally {
                            lock.unlock();
                        }
                    },
                    "carrack-handler");
            later.setDaemon(true);
            later.start();
        }
    }

    @Override
    public void go(Handler handler) {
        synchronized (arrived) {
            arrived.remove(handler);
        }
        lock.lock();
        try {
            inventory.running.values().forEach(live -> live.undoAllOf(handler));
        } finally {
            lock.unlock();
        }
    }

    /** Gives the tags that wait to the handlers that have come. */
    private void applyArrived() {
        Set<Handler> now;
        synchronized (arrived) {
            now = new HashSet<>(arrived);
            arrived.clear();
        }
        if (now.isEmpty()) {
            return;
        }
        for (Running live : inventory.running.values()) {
            for (ConfigTag tag : live.untaken()) {
                Handler handler = handlers.find(tag);
                if (handler != null) {
                    try {
                        live.apply(handler, tag);
                    } catch (ConfigException e) {
                        live.live().warn("%s: %s".formatted(e.location(), e.getMessage()));
                    }
                }
            }
        }
    }

    Inventory inventory() {
        return inventory;
    }

    void publish() {
        inventory.publish(deployments.refusedRecords());
    }

    private PackageInfo info(String name) throws PackageException {
        publish();
        return find(name).orElseThrow(() -> new PackageException(Kind.NOT_FOUND, "there is no package " + name));
    }

    /** An exception of the file system, for people; Java's own texts are bare paths. */
    static String describe(IOException e) {
        if (e instanceof FileSystemException fs && fs.getReason() != null) {
            return fs.getReason() + " (" + fs.getFile() + ")";
        }
        return e.getMessage() == null
                ? e.getClass().getSimpleName()
                : e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}

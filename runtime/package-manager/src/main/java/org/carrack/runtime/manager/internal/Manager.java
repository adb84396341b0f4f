package org.carrack.runtime.manager.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.carrack.http.TrafficGates;
import org.carrack.manage.PackageException;
import org.carrack.manage.PackageException.Kind;
import org.carrack.manage.PackageInfo;
import org.carrack.manage.PackageManager;
import org.carrack.runtime.manager.internal.ConfigHandlers.Handler;
import org.carrack.runtime.manager.internal.deploy.DeployFolder;
import org.carrack.runtime.manager.internal.journal.ArtifactStore;
import org.carrack.runtime.manager.internal.journal.Journal;
import org.carrack.runtime.manager.internal.journal.PackageRecord;
import org.carrack.runtime.manager.internal.journal.SavedState;
import org.carrack.runtime.manager.internal.journal.StateFile;
import org.carrack.runtime.manager.internal.plan.PackageFacts;
import org.carrack.runtime.manager.internal.plan.Planner;
import org.carrack.runtime.manager.internal.source.Candidate;
import org.carrack.runtime.manager.internal.source.SourceException;
import org.carrack.runtime.manager.internal.source.SourceReader;
import org.jspecify.annotations.Nullable;
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
 * The package manager as others see it: its lock, its threads, its start and its end. What runs after a restart is what
 * {@link StateFile} says; the framework is made to fit it.
 */
@Component(service = PackageManager.class, immediate = true)
public final class Manager implements PackageManager, ConfigHandlers.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Manager.class);

    private final BundleContext context;
    private final ConfigHandlers handlers;
    private final Path data;
    private final SourceReader reader;
    private final Runner runner;
    private final Inventory inventory;
    private final Startup startup;
    private final LateTags lateTags;
    private final Wishes wishes;
    private final Deployments deployments;
    private final boolean isSafe;
    private final boolean isNewHome;

    private final ReentrantLock lock = new ReentrantLock();
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
        data = Path.of(property("carrack.home", "."), "data").toAbsolutePath();
        isSafe = Boolean.parseBoolean(property("carrack.safe", "false"));
        ArtifactStore store = new ArtifactStore(data.resolve("store"));
        Journal journal = new Journal(data);
        StateFile file = new StateFile(data);
        SavedState saved = read(context, file);
        isNewHome = saved.isNew();
        reader = new SourceReader(store);
        inventory = new Inventory(file, saved, handlers, isSafe);
        runner =
                new Runner(context, store, data.resolve("packages"), handlers, new ComponentCheck(context, components));
        lateTags = new LateTags(handlers);
        wishes = new Wishes(inventory, runner, journal, handlers, gates, lateTags);
        deployments = new Deployments(this, inventory, wishes, Files.createDirectories(data.resolveSibling("deploy")));
        startup = new Startup(inventory, reader, gates, deployments);
        startup.recover(journal, store, runner);
        wishes.follow(deployments);
        if (!isSafe) {
            // Requests that come before their package has started wait for it.
            inventory.records.values().stream().filter(PackageRecord::wished).forEach(r -> gates.close(r.name()));
        }
        publish();
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
            Collections.reverse(order);
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

    private static SavedState read(BundleContext context, StateFile file) throws IOException {
        try {
            return file.read();
        } catch (IOException e) {
            // The launcher, which waits for the server to be ready, hears of it and says so.
            context.registerService(
                    Condition.class,
                    Condition.INSTANCE,
                    FrameworkUtil.asDictionary(Map.of(
                            Condition.CONDITION_ID,
                            "org.carrack.start.failed",
                            "reason",
                            String.valueOf(e.getMessage()))));
            throw e;
        }
    }

    private String property(String key, String otherwise) {
        String value = context.getProperty(key);
        return value == null || value.isBlank() ? otherwise : value;
    }

    private void bringUp() {
        try {
            lock.lock();
            try {
                startup.addFromDistribution(property("carrack.distribution.packages", ""), isNewHome);
                startup.load();
                publish();
            } finally {
                lock.unlock();
            }
            if (!isSafe) {
                for (PackageFacts p : Planner.inStartOrder(inventory.facts())) {
                    bringUp(p.name());
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
            LOG.error("the packages could not be brought up: {}", Wishes.describe(e), e);
        } catch (IllegalStateException e) {
            LOG.debug("the server stops while its packages start", e);
        }
    }

    private void bringUp(String name) {
        lock.lock();
        try {
            PackageRecord record = inventory.records.get(name);
            if (!isStopping && record != null && record.wished() && !inventory.running.containsKey(name)) {
                wishes.start(name);
                lateTags.apply(inventory.running.values());
            }
        } catch (PackageException e) {
            LOG.error("{}", e.getMessage());
        } finally {
            publish();
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
        underLock(() -> {
            deployments.refuseBesideItsFile(content, absolute);
            wishes.add(content, deployments.source(absolute));
        });
        return info(content.name());
    }

    @Override
    public PackageInfo update(String name) throws PackageException {
        underLock(() -> {
            PackageRecord record = wishes.known(name);
            Candidate content = read(source(record));
            if (!content.name().equals(name)) {
                throw new PackageException(
                        Kind.REFUSED, "%s cannot be updated: %s now holds %s".formatted(name, source(record), content));
            }
            wishes.add(content, record.source());
        });
        return info(name);
    }

    private Path source(PackageRecord record) throws PackageException {
        if (record.source().equals(Startup.DISTRIBUTION)) {
            throw new PackageException(
                    Kind.REFUSED,
                    "%s came with the server and is updated with it; add it from somewhere else to replace it"
                            .formatted(record.name()));
        }
        Path source = deployments.path(record.source());
        if (!Files.exists(source)) {
            throw new PackageException(
                    Kind.REFUSED,
                    "%s cannot be updated: it came from %s, which is not there; add it from somewhere else"
                            .formatted(record.name(), record.source()));
        }
        return source;
    }

    @Override
    public PackageInfo start(String name) throws PackageException {
        underLock(() -> {
            wishes.start(name);
            wishes.afterChange();
        });
        return info(name);
    }

    @Override
    public PackageInfo stop(String name) throws PackageException {
        underLock(() -> wishes.stop(name));
        return info(name);
    }

    @Override
    public void delete(String name, boolean purge) throws PackageException {
        underLock(() -> {
            if (inventory.records.containsKey(name) || !deployments.removeRefused(name)) {
                wishes.delete(name, Wishes.Gone.BY_WISH);
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
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new PackageException(
                    Kind.FAILED,
                    "%s is deleted, but its data folder is not: %s; delete it by hand"
                            .formatted(name, Wishes.describe(e)),
                    e);
        }
    }

    /** Something to do under the lock. */
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
    <T> T lookUnderLock(Supplier<T> look) {
        lock.lock();
        try {
            return look.get();
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
                            .formatted(source.getFileName(), Wishes.describe(e)),
                    e);
        } catch (UncheckedIOException | OutOfMemoryError e) {
            // A folder that may not be read; content that does not fit into memory.
            throw new PackageException(
                    Kind.FAILED,
                    "%s could not be read: %s; nothing was changed".formatted(source.getFileName(), e.getMessage()),
                    e);
        }
    }

    @Override
    public void come(Handler handler) {
        lateTags.arrived(handler);
        if (!lock.isHeldByCurrentThread()) {
            // Not here: whoever registers a handler must not wait for a package operation.
            Thread later = new Thread(this::applyLateTags, "carrack-handler");
            later.setDaemon(true);
            later.start();
        }
    }

    private void applyLateTags() {
        lock.lock();
        try {
            lateTags.apply(inventory.running.values());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void go(Handler handler) {
        lateTags.gone(handler);
        lock.lock();
        try {
            inventory.running.values().forEach(live -> live.undoAllOf(handler));
        } finally {
            lock.unlock();
        }
    }

    private void publish() {
        inventory.publish(deployments.refusedRecords());
    }

    private PackageInfo info(String name) throws PackageException {
        return find(name).orElseThrow(() -> new PackageException(Kind.NOT_FOUND, "there is no package " + name));
    }
}

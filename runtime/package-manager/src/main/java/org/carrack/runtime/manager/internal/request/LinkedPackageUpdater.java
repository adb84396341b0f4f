package org.carrack.runtime.manager.internal.request;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.carrack.failure.RequestException.Kind;
import org.carrack.manage.PackageException;
import org.carrack.runtime.manager.internal.deploy.LinkedFolderWatcher;
import org.carrack.runtime.manager.internal.execute.PlanExecutor.VersionHook;
import org.carrack.runtime.manager.internal.resolve.ChangeRequest;
import org.carrack.runtime.manager.internal.source.FetchedPackage;
import org.carrack.runtime.manager.internal.source.PackageSource;
import org.carrack.runtime.manager.internal.source.PackageSources;
import org.carrack.runtime.manager.internal.source.Workspace;
import org.carrack.runtime.manager.internal.state.ManagerLock;
import org.carrack.runtime.manager.internal.state.OperationLog;
import org.carrack.runtime.manager.internal.state.PackageListing;
import org.carrack.runtime.manager.internal.state.PackageRecord;
import org.carrack.runtime.manager.internal.state.PackageRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Updates packages from the folders they were added from, each time something in them changes. Safe for any thread. */
public final class LinkedPackageUpdater implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LinkedPackageUpdater.class);

    private final ManagerLock lock;
    private final PackageRegistry registry;
    private final PackageSources packageSources;
    private final RequestHandler requests;
    private final OperationLog operations;
    private final Executor threads;
    private final TaskQueue queue;
    private final LinkedFolderWatcher folders;

    /** Folders whose content was refused, or whose package is stopped. */
    private final Set<Path> pending = ConcurrentHashMap.newKeySet();

    private volatile boolean isClosed;

    /**
     * @param threads runs what another package's coming may have helped
     * @param queue runs changes of folders
     */
    public LinkedPackageUpdater(
            ManagerLock lock,
            PackageRegistry registry,
            PackageListing listing,
            PackageSources packageSources,
            RequestHandler requests,
            OperationLog operations,
            Executor threads,
            TaskQueue queue)
            throws IOException {
        this.lock = lock;
        this.registry = registry;
        this.packageSources = packageSources;
        this.requests = requests;
        this.operations = operations;
        this.threads = threads;
        this.queue = queue;
        folders = new LinkedFolderWatcher(folder -> this.queue.run(() -> update(folder)), System::nanoTime);
        listing.onPublish(packages -> folders.watch(packages.stream()
                .map(PackageListing.PackageSnapshot::record)
                .filter(PackageRecord::linked)
                .map(record -> Path.of(record.source()))
                .collect(Collectors.toSet())));
    }

    /** Starts to watch. */
    public void start() {
        folders.start();
    }

    /** The thread that watches; it must not end before {@link #close}. */
    public Thread thread() {
        return folders.thread();
    }

    /** Updates all packages whose folders changed while the server was down. */
    public void updateAll() {
        lock.look(registry::records).stream()
                .filter(PackageRecord::linked)
                .forEach(record -> update(Path.of(record.source())));
    }

    /** Reads those folders again, since packages have changed. */
    public void retry() {
        pending.forEach(folder -> threads.execute(() -> update(folder)));
    }

    private void update(Path folder) {
        Optional<PackageRecord> record = lock.look(registry::records).stream()
                .filter(r -> r.linked() && r.source().equals(folder.toString()))
                .findFirst();
        if (record.isEmpty() || isClosed) {
            return;
        }
        PackageRecord held = record.get();
        if (!held.shouldRun()) {
            // Stopped: what has changed is taken when it is started again.
            pending.add(folder);
            return;
        }
        pending.remove(folder);
        OperationLog.Progress progress = operations.begin("read " + folder + " again");
        try (Workspace workspace = packageSources.workspace()) {
            PackageSource content = packageSources.open(folder, workspace);
            if (!content.name().equals(held.name())) {
                throw new PackageException(
                        Kind.REFUSED, "%s now holds %s, not %s".formatted(folder, content, held.name()));
            }
            requests.add(
                    new FetchedPackage(content, held.source(), true),
                    false,
                    Optional.empty(),
                    ChangeRequest.DowngradePolicy.REJECT,
                    VersionHook.BY_VERSION,
                    workspace,
                    progress);
            progress.done();
            if (lock.look(registry::records).stream().anyMatch(r -> r.id().equals(held.id()) && !r.shouldRun())) {
                pending.add(folder); // stopped meanwhile
            }
        } catch (PackageException e) {
            LOG.error("{}", e.getMessage());
            pending.add(folder);
            note(held.id(), e.getMessage());
            progress.failed(e.getMessage());
        }
    }

    /** The version before serves on; its listing says why. */
    private void note(String id, String reason) {
        try {
            lock.run(() -> {
                PackageRecord now = registry.record(id);
                if (now != null && registry.isRunning(id)) {
                    registry.note(now.reason("%s; %s serves on".formatted(reason, now.version())));
                }
            });
        } catch (PackageException e) {
            throw new IllegalStateException("a note fails by no refusal", e);
        }
    }

    @Override
    public void close() {
        isClosed = true;
        folders.close();
    }
}

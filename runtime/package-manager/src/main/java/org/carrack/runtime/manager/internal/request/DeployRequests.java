package org.carrack.runtime.manager.internal.request;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.carrack.auth.Caller;
import org.carrack.manage.PackageException;
import org.carrack.runtime.manager.internal.deploy.DeployListener;
import org.carrack.runtime.manager.internal.deploy.PendingDeployments;
import org.carrack.runtime.manager.internal.deploy.PendingDeployments.Status;
import org.carrack.runtime.manager.internal.execute.AddRequest;
import org.carrack.runtime.manager.internal.execute.PackageOperations;
import org.carrack.runtime.manager.internal.execute.PlanPreparation;
import org.carrack.runtime.manager.internal.resolve.ChangeRequest;
import org.carrack.runtime.manager.internal.resolve.PackageFacts;
import org.carrack.runtime.manager.internal.resolve.Planner;
import org.carrack.runtime.manager.internal.source.FetchedPackage;
import org.carrack.runtime.manager.internal.source.Origin;
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.carrack.runtime.manager.internal.source.PackageSource;
import org.carrack.runtime.manager.internal.source.PackageSources;
import org.carrack.runtime.manager.internal.source.Workspace;
import org.carrack.runtime.manager.internal.state.DeployRecord;
import org.carrack.runtime.manager.internal.state.ManagerLock;
import org.carrack.runtime.manager.internal.state.OperationLog;
import org.carrack.runtime.manager.internal.state.PackageRecord;
import org.carrack.runtime.manager.internal.state.PackageRegistry;
import org.carrack.spi.server.FailureText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns changes of the deploy folder into requests: the package of a file is added or replaced, or deleted with it. Files that
 * were refused are tried again when packages change.
 *
 * <p>Called by the thread that watches the folder, and by those that change packages.
 */
public final class DeployRequests implements DeployListener {

    private static final Logger LOG = LoggerFactory.getLogger(DeployRequests.class);

    /** The requester of what the deploy folder's files ask for. */
    private static final Caller DEPLOY_FOLDER = new Caller("deploy folder", Set.of(Caller.ADMIN));

    private final ManagerLock lock;
    private final TaskQueue queue;
    private final PackageRegistry registry;
    private final PendingDeployments files;
    private final PackageOperations packageOperations;
    private final PlanPreparation planning;
    private final PackageSources packageSources;
    private final OperationLog operations;

    /** One monitor for each file: its holder processes a change of that file. */
    private final Map<String, Object> monitors = new ConcurrentHashMap<>();

    private boolean isRetrying;
    private boolean mustRetry;

    public DeployRequests(
            ManagerLock lock,
            TaskQueue queue,
            PackageRegistry registry,
            PendingDeployments files,
            PackageOperations packageOperations,
            PlanPreparation planning,
            PackageSources packageSources,
            OperationLog operations) {
        this.lock = lock;
        this.queue = queue;
        this.registry = registry;
        this.files = files;
        this.packageOperations = packageOperations;
        this.planning = planning;
        this.packageSources = packageSources;
        this.operations = operations;
        registry.onChange(this::retry);
    }

    @Override
    public Path folder() {
        return files.folder();
    }

    @Override
    public boolean isKnown(String file, String stamp) {
        return lock.look(() -> {
            DeployRecord record = registry.deployed(file);
            PendingDeployments.Entry entry = files.entry(file);
            return (record != null && record.stamp().equals(stamp))
                    || (entry != null && entry.stamp().equals(stamp));
        });
    }

    @Override
    public Set<String> knownFiles() {
        return lock.look(
                () -> registry.deployed().stream().map(DeployRecord::file).collect(Collectors.toSet()));
    }

    /** A package that was read, and the workspace that is kept open until it is added. */
    private record OpenedFile(FetchedPackage fetched, String stamp, Workspace workspace) {}

    @Override
    public void changed(Map<String, String> changed, Set<String> deleted) {
        // The lock is taken for each file: requests of callers come in between, and readers see each package as it
        // comes.
        for (String file : deleted) {
            queue.run(() -> serially(file, () -> locked(() -> deleted(file))));
        }
        Map<String, OpenedFile> batch = new HashMap<>();
        changed.forEach((file, stamp) -> open(file, stamp).ifPresent(opened -> {
            batch.put(file, opened);
            // On offer from now on, so that a circle among the files of one drop is seen.
            locked(() -> files.queue(file, opened.fetched().content(), stamp));
        }));
        for (String file : inOrder(batch)) {
            OpenedFile opened = batch.get(file);
            if (opened != null) {
                queue.run(() -> serially(file, () -> deploy(file, opened)));
            }
        }
    }

    private void deploy(String file, OpenedFile opened) {
        try {
            locked(() -> deploy(file, opened.stamp(), opened.fetched()));
        } catch (RuntimeException | Error e) { // whatever it is, it is the problem of this file
            LOG.error("deploy/{} could not be deployed", file, e);
            String reason = "%s could not be deployed: %s".formatted(file, FailureText.of(e));
            locked(() -> refuse(file, opened.stamp(), opened.fetched().content(), Status.REFUSED, reason));
        } finally {
            opened.workspace().close();
        }
    }

    /** Runs one change of a file after the other, although a slow one is overtaken by those of other files. */
    private void serially(String file, Runnable work) {
        synchronized (monitors.computeIfAbsent(file, name -> new Object())) {
            work.run();
        }
    }

    /** Waits until the files that have changed are processed; returns whether they are. */
    public boolean await(Duration limit) {
        return queue.await(limit);
    }

    private void locked(Runnable work) {
        try {
            lock.run(work::run);
        } catch (PackageException e) {
            throw new IllegalStateException("deploying handles its own failures", e);
        }
    }

    private static List<String> inOrder(Map<String, OpenedFile> batch) {
        List<String> names =
                Planner.inStartOrder(batch.values().stream()
                                .map(opened -> opened.fetched().facts())
                                .toList())
                        .stream()
                        .map(PackageFacts::name)
                        .toList();
        List<String> ordered = new ArrayList<>(batch.keySet());
        ordered.sort(Comparator.comparingInt((String file) -> names.indexOf(nameIn(batch, file)))
                .thenComparing(Comparator.naturalOrder()));
        return ordered;
    }

    private static String nameIn(Map<String, OpenedFile> batch, String file) {
        OpenedFile opened = batch.get(file);
        return opened == null ? "" : opened.fetched().content().name();
    }

    /** Opens a file; if that fails, the reason is its problem. */
    private Optional<OpenedFile> open(String file, String stamp) {
        Workspace workspace = packageSources.workspace();
        try {
            PackageSource content = packageSources.open(files.folder().resolve(file), workspace);
            return Optional.of(new OpenedFile(new FetchedPackage(content, Origin.deployed(file)), stamp, workspace));
        } catch (PackageException e) {
            workspace.close();
            locked(() -> {
                refuse(file, stamp, null, Status.REFUSED, e.getMessage());
                noteOnPackage(file, e.getMessage());
            });
            return Optional.empty();
        }
    }

    /** The package that a file held serves on when the file holds none any more; its listing says why. */
    private void noteOnPackage(String file, String reason) {
        if (registry.deployed(file) != null) {
            registry.recordFrom(Origin.deployed(file))
                    .ifPresent(
                            held -> registry.note(held.reason("%s; %s serves on".formatted(reason, held.version()))));
        }
    }

    private void deploy(String file, String stamp, FetchedPackage fetched) {
        PackageSource content = fetched.content();
        Optional<DeployRecord> other = registry.deployed().stream()
                .filter(r -> r.packageName().equals(content.name()) && !r.file().equals(file))
                .filter(r -> files.exists(r.file()))
                .filter(r -> isOfSameMajor(r, content))
                .findFirst();
        if (other.isPresent()) {
            refuse(
                    file,
                    stamp,
                    content,
                    Status.WAITING,
                    "package %s is already there from %s; keep one of the two files"
                            .formatted(
                                    content.name(), Origin.deployed(other.get().file())));
            return;
        }
        PendingDeployments.Entry entry = files.remove(file);
        OperationLog.Progress progress = operations.begin("deploy " + file, DEPLOY_FOLDER);
        progress.about(List.of(content.name()));
        DeployRecord before = registry.beginDeployment(new DeployRecord(file, stamp, content.name()));
        FetchedPackage current = fetched;
        try {
            Map<String, FetchedPackage> fetchedWithIt = new HashMap<>();
            if (fetched.artifact().isEmpty()) {
                // Without the lock: a compiler takes its time.
                current = fetched.compiled(lock.unlocked(() -> compile(fetched, fetchedWithIt, progress)));
            }
            packageOperations.add(AddRequest.deployed(current), fetchedWithIt, progress);
            files.solved(fetched.origin());
            progress.done();
            // A file that held another package before holds it no more.
            if (before != null && !before.packageName().equals(content.name())) {
                deleteAll(before.packageName(), file);
            }
        } catch (PackageException e) {
            progress.failed(e.getMessage());
            refused(file, stamp, current, e.getMessage(), before, entry);
        } finally {
            registry.endDeployment(file);
        }
    }

    private PackageArtifact compile(
            FetchedPackage fetched, Map<String, FetchedPackage> fetchedWithIt, OperationLog.Progress progress)
            throws PackageException {
        ChangeRequest.Add request = new ChangeRequest.Add(fetched.facts(), ChangeRequest.DowngradePolicy.AS_SECONDARY);
        try (Workspace workspace = packageSources.workspace()) {
            return planning.prepare(request, fetched.content(), fetchedWithIt, workspace, progress)
                    .orElseThrow();
        }
    }

    private void refused(
            String file,
            String stamp,
            FetchedPackage fetched,
            String reason,
            @Nullable DeployRecord before,
            PendingDeployments.@Nullable Entry entry) {
        String name = fetched.content().name();
        PackageRecord record = registry.record(name);
        boolean isListed = record != null && (record.source().equals(fetched.origin()) || registry.isRunning(name));
        if (isListed && fetched.artifact().isEmpty()) {
            noteOnPackage(file, reason);
        }
        if (isListed) {
            // Its listing has the reason, or the version before serves on.
            files.problem(fetched.origin(), reason);
            return;
        }
        registry.restoreDeployed(file, before);
        files.refuse(file, new PendingDeployments.Entry(fetched.content(), stamp, Status.WAITING, reason), entry);
    }

    private void refuse(String file, String stamp, @Nullable PackageSource content, Status status, String reason) {
        files.refuse(file, new PendingDeployments.Entry(content, stamp, status, reason), files.entry(file));
    }

    /** Two files may hold the same package only in different major versions. */
    private boolean isOfSameMajor(DeployRecord other, PackageSource content) {
        return registry.recordFrom(Origin.deployed(other.file()))
                .filter(r -> r.packageVersion().major() != content.version().major())
                .isEmpty();
    }

    private void deleted(String file) {
        files.remove(file);
        files.solved(Origin.deployed(file));
        DeployRecord record = registry.forgetDeployed(file);
        if (record != null) {
            deleteAll(record.packageName(), file);
            registry.saveIfDeployedChanged();
            retry();
        }
    }

    /** Deletes the packages of a name that came from a file. */
    private void deleteAll(String name, String file) {
        registry.records().stream()
                .filter(r -> r.name().equals(name) && r.source().equals(Origin.deployed(file)))
                .map(PackageRecord::id)
                .forEach(this::delete);
    }

    private void delete(String id) {
        OperationLog.Progress progress = operations.begin("delete " + id, DEPLOY_FOLDER);
        try {
            packageOperations.delete(id, PackageOperations.DeletionMode.WITH_ITS_FILE, false, progress);
            progress.done();
        } catch (PackageException e) {
            progress.failed(e.getMessage());
            LOG.error("{} could not be deleted: {}", id, e.getMessage());
        }
    }

    /** Tries the files again that another package's coming or going may have helped. */
    private void retry() {
        // Another thread may be at it, and give up the lock for a while: it begins again then.
        mustRetry = true;
        if (isRetrying) {
            return;
        }
        isRetrying = true;
        try {
            while (mustRetry) {
                mustRetry = false;
                for (String file : files.waiting()) {
                    PendingDeployments.Entry entry = files.entry(file);
                    if (entry != null && entry.status() == Status.WAITING && !isClaimed(entry)) {
                        retry(file, entry);
                        mustRetry |= files.entry(file) == null;
                    }
                }
            }
        } finally {
            isRetrying = false;
        }
    }

    /** Whether a transaction changes the package of a file. */
    private boolean isClaimed(PendingDeployments.Entry entry) {
        PackageSource content = entry.content();
        return content != null && lock.isClaimed(content.name());
    }

    private void retry(String file, PendingDeployments.Entry entry) {
        if (entry.content() instanceof PackageArtifact artifact) {
            deploy(file, entry.stamp(), new FetchedPackage(artifact, Origin.deployed(file)));
            return;
        }
        // Sources are compiled against the packages that are there now.
        open(file, entry.stamp()).ifPresent(opened -> deploy(file, opened));
    }
}

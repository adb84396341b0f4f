package org.carrack.runtime.manager.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.carrack.auth.Caller;
import org.carrack.manage.PackageException;
import org.carrack.runtime.manager.internal.deploy.DeployListener;
import org.carrack.runtime.manager.internal.journal.DeployRecord;
import org.carrack.runtime.manager.internal.journal.PackageRecord;
import org.carrack.runtime.manager.internal.plan.ChangeRequest;
import org.carrack.runtime.manager.internal.plan.PackageFacts;
import org.carrack.runtime.manager.internal.plan.Planner;
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.carrack.runtime.manager.internal.source.PackageSource;
import org.carrack.runtime.manager.internal.source.Workspace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the files of the deploy folder mean: which package each holds, and why where it holds none that can be taken. The
 * reason stands beside the file, in {@code <file>.problem}. Changed under the manager's lock.
 */
final class Deployments implements DeployListener {

    private static final Logger LOG = LoggerFactory.getLogger(Deployments.class);

    /** The requester of what the deploy folder's files ask for. */
    private static final Caller DEPLOY_FOLDER = new Caller("deploy folder", Set.of(Caller.ADMIN));

    private static final String PREFIX = "deploy/";

    private final Manager manager;
    private final ManagerLock lock;
    private final OvertakingQueue queue;
    private final Inventory inventory;
    private final PackageOperations packageOperations;
    private final Planning planning;
    private final PackageSources packageSources;
    private final Operations operations;
    private final Path folder;

    /** Files whose package was not taken. */
    private final Map<String, Refused> refused = new TreeMap<>();

    /** One for each file; who holds it deals with a change of that file. */
    private final Map<String, Object> turns = new ConcurrentHashMap<>();

    private boolean isRetrying;
    private boolean mustRetry;

    /**
     * A file whose package was not taken.
     *
     * @param opened nothing if the file could not even be read
     * @param mayChange whether another package's coming or going may help
     */
    private record Refused(@Nullable PackageSource opened, String stamp, String reason, boolean mayChange) {
        /** The package, where it needs no compiling. */
        @Nullable
        PackageArtifact content() {
            return opened instanceof PackageArtifact ready ? ready : null;
        }
    }

    Deployments(
            Manager manager,
            ManagerLock lock,
            OvertakingQueue queue,
            Inventory inventory,
            PackageOperations packageOperations,
            Planning planning,
            PackageSources packageSources,
            Operations operations,
            Path folder) {
        this.planning = planning;
        this.packageSources = packageSources;
        this.operations = operations;
        this.manager = manager;
        this.lock = lock;
        this.queue = queue;
        this.inventory = inventory;
        this.packageOperations = packageOperations;
        this.folder = folder;
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public boolean isKnown(String file, String stamp) {
        return lock.look(() -> {
            DeployRecord record = inventory.deployed.get(file);
            Refused refusal = refused.get(file);
            return (record != null && record.stamp().equals(stamp))
                    || (refusal != null && refusal.stamp().equals(stamp));
        });
    }

    @Override
    public Set<String> knownFiles() {
        return lock.look(() -> Set.copyOf(inventory.deployed.keySet()));
    }

    /** A package that was read, and what is kept open until it is added. */
    private record Read(PackageSource opened, String stamp, Workspace workspace) {}

    @Override
    public void changed(Map<String, String> changed, Set<String> gone) {
        // One lock each: commands get their turn in between, and readers see each package as it comes.
        for (String file : gone) {
            queue.run(() -> serially(file, () -> underLock(() -> gone(file))));
        }
        Map<String, Read> batch = new HashMap<>();
        changed.forEach((file, stamp) -> read(file, stamp).ifPresent(read -> {
            batch.put(file, read);
            // Until its turn comes it is on offer, so that a circle among the files of one drop is seen.
            underLock(() -> refused.put(file, new Refused(read.opened(), stamp, "", false)));
        }));
        for (String file : inOrder(batch)) {
            Read read = batch.get(file);
            if (read != null) {
                queue.run(() -> serially(file, () -> deploy(file, read)));
            }
        }
    }

    private void deploy(String file, Read read) {
        try {
            underLock(() -> deploy(file, read.stamp(), read.opened()));
        } catch (RuntimeException | Error e) { // whatever it is, it is told of this file
            LOG.error("{}{} could not be deployed", PREFIX, file, e);
            String reason = "%s could not be deployed: %s".formatted(file, Runner.describe(e));
            underLock(() -> refuse(file, new Refused(read.opened(), read.stamp(), reason, false)));
        } finally {
            read.workspace().close();
        }
    }

    /** One change of a file after the other, although a slow one is overtaken by those of other files. */
    private void serially(String file, Runnable work) {
        synchronized (turns.computeIfAbsent(file, name -> new Object())) {
            work.run();
        }
    }

    /** Waits until what has been dropped is there; tells whether it is. */
    boolean await(Duration limit) {
        return queue.await(limit);
    }

    private void underLock(Runnable work) {
        try {
            manager.underLock(work::run);
        } catch (PackageException e) {
            throw new IllegalStateException("deployments catch their own", e);
        }
    }

    private static List<String> inOrder(Map<String, Read> batch) {
        List<PackageFacts> order = Planner.inStartOrder(batch.entrySet().stream()
                .map(e -> Inventory.facts(e.getValue().opened(), e.getKey()))
                .toList());
        List<String> names = order.stream().map(PackageFacts::name).toList();
        List<String> files = new ArrayList<>(batch.keySet());
        files.sort(Comparator.comparingInt((String file) -> names.indexOf(nameIn(batch, file)))
                .thenComparing(Comparator.naturalOrder()));
        return files;
    }

    private static String nameIn(Map<String, Read> batch, String file) {
        Read read = batch.get(file);
        return read == null ? "" : read.opened().name();
    }

    /** Reads a file; what is wrong with it is told beside it. */
    private Optional<Read> read(String file, String stamp) {
        Workspace workspace = packageSources.workspace();
        try {
            return Optional.of(new Read(packageSources.open(folder.resolve(file), workspace), stamp, workspace));
        } catch (PackageException e) {
            workspace.close();
            underLock(() -> {
                refuse(file, new Refused(null, stamp, e.getMessage(), false));
                noteOnPackage(file, e.getMessage());
            });
            return Optional.empty();
        }
    }

    /** The package that a file held serves on when the file holds none any more; whoever lists it is told. */
    private void noteOnPackage(String file, String reason) {
        DeployRecord record = inventory.deployed.get(file);
        if (record != null) {
            from(file)
                    .ifPresent(held ->
                            packageOperations.note(held.reason("%s; %s serves on".formatted(reason, held.version()))));
        }
    }

    /** The package that came from a file. */
    private Optional<PackageRecord> from(String file) {
        return inventory.records.values().stream()
                .filter(r -> r.source().equals(PREFIX + file))
                .findFirst();
    }

    /** Tells the reason beside the file of a package, if it has one. */
    void tell(String source, String reason) {
        fileOf(source).filter(file -> Files.exists(folder.resolve(file))).ifPresent(file -> problem(file, reason));
    }

    private void deploy(String file, String stamp, PackageSource opened) {
        Optional<DeployRecord> other = inventory.deployed.values().stream()
                .filter(r -> r.packageName().equals(opened.name()) && !r.file().equals(file))
                .filter(r -> Files.exists(folder.resolve(r.file())))
                .filter(r -> isOfSameMajor(r, opened))
                .findFirst();
        if (other.isPresent()) {
            refuse(
                    file,
                    new Refused(
                            opened,
                            stamp,
                            "package %s is already there from %s%s; keep one of the two files"
                                    .formatted(
                                            opened.name(), PREFIX, other.get().file()),
                            true));
            return;
        }
        Refused last = refused.remove(file);
        Operations.Progress progress = operations.begin("deploy " + file, DEPLOY_FOLDER);
        progress.about(List.of(opened.name()));
        DeployRecord before = inventory.deployed.put(file, new DeployRecord(file, stamp, opened.name()));
        inventory.deploying.add(file);
        PackageArtifact content = opened instanceof PackageArtifact ready ? ready : null;
        try {
            Map<String, Planning.Ready> ready = new HashMap<>();
            if (content == null) {
                // The lock is given up meanwhile: a compiler takes its time.
                content = lock.unlocked(() -> compile(file, opened, ready, progress));
            }
            packageOperations.add(PackageOperations.Addition.deployed(content, PREFIX + file), ready, progress);
            solved(PREFIX + file);
            progress.done();
            // A file that held another package before holds it no more.
            if (before != null && !before.packageName().equals(content.name())) {
                deleteLeftBehind(before.packageName(), file);
            }
        } catch (PackageException e) {
            progress.failed(e.getMessage());
            refuse(file, stamp, opened, content, e.getMessage(), before, last);
        } finally {
            inventory.deploying.remove(file);
        }
        inventory.saveIfDeployedChanged();
    }

    private PackageArtifact compile(
            String file, PackageSource opened, Map<String, Planning.Ready> ready, Operations.Progress progress)
            throws PackageException {
        ChangeRequest.Add request = new ChangeRequest.Add(
                Inventory.facts(opened, PREFIX + file), ChangeRequest.DowngradePolicy.AS_SECONDARY);
        try (Workspace workspace = packageSources.workspace()) {
            return planning.prepare(request, opened, ready, workspace, progress).orElseThrow();
        }
    }

    private void refuse(
            String file,
            String stamp,
            PackageSource opened,
            @Nullable PackageArtifact content,
            String reason,
            @Nullable DeployRecord before,
            @Nullable Refused last) {
        PackageRecord record = inventory.records.get(opened.name());
        boolean isListed = record != null
                && (record.source().equals(PREFIX + file) || inventory.running.containsKey(opened.name()));
        if (isListed && content == null) {
            noteOnPackage(file, reason);
        }
        if (isListed) {
            // It is listed with its reason, or the version before serves on.
            problem(file, reason);
            return;
        }
        if (before == null) {
            inventory.deployed.remove(file);
        } else {
            inventory.deployed.put(file, before);
        }
        refuse(file, new Refused(content == null ? opened : content, stamp, reason, true), last);
    }

    /** Two files of one package are one too many, unless they hold different major versions. */
    private boolean isOfSameMajor(DeployRecord other, PackageSource opened) {
        return from(other.file())
                .filter(r -> r.packageVersion().major() != opened.version().major())
                .isEmpty();
    }

    /** Takes a file that waited for somebody to need its package. */
    Optional<Planning.Ready> take(String sha256) {
        for (Map.Entry<String, Refused> entry : Map.copyOf(refused).entrySet()) {
            PackageArtifact content = entry.getValue().content();
            if (content != null && content.sha256().equals(sha256)) {
                return Optional.of(new Planning.Ready(content, PREFIX + entry.getKey()));
            }
        }
        return Optional.empty();
    }

    private void deleteLeftBehind(String name, String file) {
        inventory.records.values().stream()
                .filter(r -> r.name().equals(name) && r.source().equals(PREFIX + file))
                .map(PackageRecord::id)
                .toList()
                .forEach(this::delete);
    }

    private void gone(String file) {
        refused.remove(file);
        solved(PREFIX + file);
        DeployRecord record = inventory.deployed.remove(file);
        if (record == null) {
            return;
        }
        deleteLeftBehind(record.packageName(), file);
        inventory.saveIfDeployedChanged();
        retry();
    }

    private void delete(String id) {
        Operations.Progress progress = operations.begin("delete " + id, DEPLOY_FOLDER);
        try {
            packageOperations.delete(id, PackageOperations.DeletionMode.WITH_ITS_FILE, false, progress);
            progress.done();
        } catch (PackageException e) {
            progress.failed(e.getMessage());
            LOG.error("{} could not be deleted: {}", id, e.getMessage());
        }
    }

    /** Tries again the files that another package's coming or going may have helped. */
    void retry() {
        // Another thread may be at it, and give up the lock for a while: it begins again then.
        mustRetry = true;
        if (isRetrying) {
            return;
        }
        isRetrying = true;
        try {
            while (mustRetry) {
                mustRetry = false;
                for (Map.Entry<String, Refused> entry : Map.copyOf(refused).entrySet()) {
                    Refused refusal = refused.get(entry.getKey());
                    if (refusal != null && refusal.mayChange() && !isClaimed(refusal)) {
                        retry(entry.getKey(), refusal);
                        mustRetry |= !refused.containsKey(entry.getKey());
                    }
                }
            }
        } finally {
            isRetrying = false;
        }
    }

    /** Whether a transaction has the package of a file in hand. */
    private boolean isClaimed(Refused refusal) {
        PackageSource opened = refusal.opened();
        return opened != null && lock.isClaimed(opened.name());
    }

    private void retry(String file, Refused refusal) {
        PackageArtifact content = refusal.content();
        if (content != null) {
            deploy(file, refusal.stamp(), content);
            return;
        }
        // Sources are compiled against what is there now.
        read(file, refusal.stamp()).ifPresent(read -> deploy(file, read));
    }

    private void refuse(String file, Refused refusal) {
        refuse(file, refusal, refused.get(file));
    }

    /** Refuses a file; says so if it is news. */
    private void refuse(String file, Refused refusal, @Nullable Refused last) {
        refused.put(file, refusal);
        if (last == null || !last.reason().equals(refusal.reason())) {
            problem(file, refusal.reason());
        }
    }

    private void problem(String file, String reason) {
        LOG.error("{}{}: {}", PREFIX, file, reason);
        try {
            Files.write(problemFile(file), List.of(reason), StandardCharsets.UTF_8);
        } catch (IOException e) {
            LOG.warn("{} could not be written: {}", problemFile(file), e.toString());
        }
    }

    /** Takes back the problem of a file. */
    void solved(String source) {
        fileOf(source).ifPresent(file -> {
            try {
                Files.deleteIfExists(problemFile(file));
            } catch (IOException e) {
                LOG.warn("{} could not be deleted: {}", problemFile(file), e.toString());
            }
        });
    }

    private Path problemFile(String file) {
        return folder.resolve(file + ".problem");
    }

    /** The file of the deploy folder that a source names. */
    static Optional<String> fileOf(String source) {
        return source.startsWith(PREFIX) ? Optional.of(source.substring(PREFIX.length())) : Optional.empty();
    }

    /** How a path is written down as a source. */
    String source(Path path) {
        return folder.equals(path.getParent()) ? PREFIX + path.getFileName() : path.toString();
    }

    /** A package whose file is in the deploy folder has one source; another would come and go with that file. */
    void refuseBesideItsFile(String name, String source) throws PackageException {
        PackageRecord record = inventory.records.get(name);
        if (record == null || record.source().equals(source)) {
            return;
        }
        if (fileOf(record.source()).map(folder::resolve).filter(Files::exists).isPresent()) {
            throw new PackageException(
                    PackageException.Kind.REFUSED,
                    "package %s is already there from %s; replace that file, or delete the package first"
                            .formatted(name, record.source()));
        }
    }

    /** A source as it can be fetched. */
    String place(String source) {
        return fileOf(source).map(file -> folder.resolve(file).toString()).orElse(source);
    }

    /** Takes a deleted package's file out of the deploy folder; a folder, which may be somebody's work, is renamed. */
    void remove(String file) {
        Path path = folder.resolve(file);
        try {
            if (Files.isDirectory(path)) {
                Path kept = folder.resolve(file + ".deleted");
                for (int i = 2; Files.exists(kept); i++) {
                    kept = folder.resolve(file + ".deleted" + i);
                }
                Files.move(path, kept, StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            LOG.error(
                    "{}{} could not be removed ({}); remove it, or its package comes back", PREFIX, file, e.toString());
        }
        refused.remove(file);
        solved(PREFIX + file);
    }

    /** Deletes the files of a package that was never taken; tells whether there were any. */
    boolean removeRefused(String name) {
        Set<String> files = new HashSet<>();
        refused.forEach((file, refusal) -> {
            PackageSource content = refusal.opened();
            if (content == null ? file.equals(name) : content.name().equals(name)) {
                files.add(file);
            }
        });
        files.forEach(this::remove);
        return !files.isEmpty();
    }

    /** The packages of the folder that were not taken. */
    Collection<PackageArtifact> refusedContents() {
        List<PackageArtifact> contents = new ArrayList<>();
        refused.values().forEach(r -> {
            PackageArtifact content = r.content();
            if (content != null) {
                contents.add(content);
            }
        });
        return contents;
    }

    /** The same as people see them: failed, with the reason. A file that holds no package is shown by its own name. */
    Collection<PackageRecord> refusedRecords() {
        Map<String, PackageRecord> records = new TreeMap<>();
        refused.forEach((file, refusal) -> {
            PackageSource content = refusal.opened();
            if (content == null) {
                records.put(
                        file,
                        PackageRecord.added(file, "", "", PREFIX + file)
                                .installed(false)
                                .reason(refusal.reason()));
            } else {
                records.put(
                        content.name(),
                        PackageRecord.added(
                                        content.name(),
                                        content.version().toString(),
                                        content instanceof PackageArtifact ready ? ready.sha256() : "",
                                        PREFIX + file)
                                .installed(false)
                                .reason(refusal.reason().isEmpty() ? null : refusal.reason()));
            }
        });
        return records.values();
    }
}

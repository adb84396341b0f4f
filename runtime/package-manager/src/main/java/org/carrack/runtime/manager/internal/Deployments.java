package org.carrack.runtime.manager.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.carrack.manage.PackageException;
import org.carrack.runtime.manager.internal.deploy.DeployListener;
import org.carrack.runtime.manager.internal.journal.DeployRecord;
import org.carrack.runtime.manager.internal.journal.PackageRecord;
import org.carrack.runtime.manager.internal.plan.PackageFacts;
import org.carrack.runtime.manager.internal.plan.Planner;
import org.carrack.runtime.manager.internal.source.Candidate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the files of the deploy folder mean: which package each holds, and why where it holds none that can be taken. The
 * reason stands beside the file, in {@code <file>.problem}. Changed under the manager's lock.
 */
final class Deployments implements DeployListener {

    private static final Logger LOG = LoggerFactory.getLogger(Deployments.class);

    private static final String PREFIX = "deploy/";

    private final Manager manager;
    private final Inventory inventory;
    private final Wishes wishes;
    private final Path folder;

    /** Files whose package was not taken. */
    private final Map<String, Refused> refused = new TreeMap<>();

    private boolean isRetrying;

    /** @param content nothing where the file could not even be read */
    private record Refused(@Nullable Candidate content, String stamp, String reason, boolean mayChange) {}

    Deployments(Manager manager, Inventory inventory, Wishes wishes, Path folder) {
        this.manager = manager;
        this.inventory = inventory;
        this.wishes = wishes;
        this.folder = folder;
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public boolean isKnown(String file, String stamp) {
        return manager.lookUnderLock(() -> {
            DeployRecord record = inventory.deployed.get(file);
            Refused refusal = refused.get(file);
            return (record != null && record.stamp().equals(stamp))
                    || (refusal != null && refusal.stamp().equals(stamp));
        });
    }

    @Override
    public Set<String> knownFiles() {
        return manager.lookUnderLock(() -> Set.copyOf(inventory.deployed.keySet()));
    }

    @Override
    public void changed(Map<String, String> changed, Set<String> gone) {
        // One lock each: commands get their turn in between, and readers see each package as it comes.
        for (String file : gone) {
            underLock(() -> gone(file));
        }
        Map<String, Candidate> batch = new HashMap<>();
        changed.forEach((file, stamp) -> underLock(() -> {
            Optional<Candidate> content = read(file, stamp);
            content.ifPresent(c -> {
                batch.put(file, c);
                // Until its turn comes it is on offer, so that a circle among the files of one drop is seen.
                refused.put(file, new Refused(c, stamp, "it waits for its turn", false));
            });
        }));
        for (String file : inOrder(batch)) {
            Candidate content = batch.get(file);
            String stamp = changed.get(file);
            if (content != null && stamp != null) {
                underLock(() -> deploy(file, stamp, content));
            }
        }
    }

    private void underLock(Runnable work) {
        try {
            manager.underLock(work::run);
        } catch (PackageException e) {
            throw new IllegalStateException("deployments catch their own", e);
        }
    }

    private List<String> inOrder(Map<String, Candidate> batch) {
        List<PackageFacts> order = Planner.inStartOrder(
                batch.values().stream().map(inventory::facts).toList());
        List<String> names = order.stream().map(PackageFacts::name).toList();
        List<String> files = new ArrayList<>(batch.keySet());
        files.sort(java.util.Comparator.comparingInt((String file) -> names.indexOf(nameIn(batch, file)))
                .thenComparing(java.util.Comparator.naturalOrder()));
        return files;
    }

    private static String nameIn(Map<String, Candidate> batch, String file) {
        Candidate content = batch.get(file);
        return content == null ? "" : content.name();
    }

    private Optional<Candidate> read(String file, String stamp) {
        try {
            return Optional.of(manager.read(folder.resolve(file)));
        } catch (PackageException e) {
            refuse(file, new Refused(null, stamp, e.getMessage(), false));
            noteOnPackage(file, e.getMessage());
            return Optional.empty();
        }
    }

    /** The package that a file held serves on when the file holds none any more; whoever lists it is told. */
    private void noteOnPackage(String file, String reason) {
        DeployRecord record = inventory.deployed.get(file);
        PackageRecord held = record == null ? null : inventory.records.get(record.packageName());
        if (held != null && held.source().equals(PREFIX + file)) {
            wishes.note(held.reason("%s; %s serves on".formatted(reason, held.version())));
        }
    }

    /** Tells the reason beside the file of a package, where it has one. */
    void tell(String source, String reason) {
        fileOf(source).filter(file -> Files.exists(folder.resolve(file))).ifPresent(file -> problem(file, reason));
    }

    private void deploy(String file, String stamp, Candidate content) {
        Optional<DeployRecord> other = inventory.deployed.values().stream()
                .filter(r -> r.packageName().equals(content.name()) && !r.file().equals(file))
                .filter(r -> Files.exists(folder.resolve(r.file())))
                .findFirst();
        if (other.isPresent()) {
            refuse(
                    file,
                    new Refused(
                            content,
                            stamp,
                            "package %s is already there from %s%s; keep one of the two files"
                                    .formatted(
                                            content.name(), PREFIX, other.get().file()),
                            true));
            return;
        }
        Refused last = refused.remove(file);
        DeployRecord before = inventory.deployed.put(file, new DeployRecord(file, stamp, content.name()));
        try {
            wishes.add(content, PREFIX + file);
            solved(PREFIX + file);
            // A file that held another package before holds it no more.
            if (before != null && !before.packageName().equals(content.name())) {
                deleteLeftBehind(before.packageName(), file);
            }
        } catch (PackageException e) {
            String reason = e.getMessage();
            PackageRecord record = inventory.records.get(content.name());
            if (record != null
                    && (record.source().equals(PREFIX + file) || inventory.running.containsKey(content.name()))) {
                // It is listed with its reason, or the version before serves on.
                problem(file, reason);
            } else {
                if (before == null) {
                    inventory.deployed.remove(file);
                } else {
                    inventory.deployed.put(file, before);
                }
                refuse(file, new Refused(content, stamp, reason, true), last);
            }
        }
        inventory.saveIfDeployedChanged();
    }

    private void deleteLeftBehind(String name, String file) {
        PackageRecord record = inventory.records.get(name);
        if (record != null && record.source().equals(PREFIX + file)) {
            delete(name);
        }
    }

    private void gone(String file) {
        refused.remove(file);
        solved(PREFIX + file);
        DeployRecord record = inventory.deployed.remove(file);
        if (record == null) {
            return;
        }
        PackageRecord held = inventory.records.get(record.packageName());
        if (held != null && held.source().equals(PREFIX + file)) {
            delete(record.packageName());
        }
        inventory.saveIfDeployedChanged();
        retry();
    }

    private void delete(String name) {
        try {
            wishes.delete(name, Wishes.Gone.WITH_ITS_FILE);
        } catch (PackageException e) {
            LOG.error("{} could not be deleted: {}", name, e.getMessage());
        }
    }

    /** Tries again the files that another package's coming or going may have helped. */
    void retry() {
        if (isRetrying) {
            return;
        }
        isRetrying = true;
        try {
            boolean progress = true;
            while (progress) {
                progress = false;
                for (Map.Entry<String, Refused> entry : Map.copyOf(refused).entrySet()) {
                    Candidate content = entry.getValue().content();
                    if (content != null && entry.getValue().mayChange()) {
                        deploy(entry.getKey(), entry.getValue().stamp(), content);
                        progress |= !refused.containsKey(entry.getKey());
                    }
                }
            }
        } finally {
            isRetrying = false;
        }
    }

    private void refuse(String file, Refused refusal) {
        refuse(file, refusal, refused.get(file));
    }

    /** Refuses a file; says so where it is news. */
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
    void refuseBesideItsFile(Candidate content, Path path) throws PackageException {
        PackageRecord record = inventory.records.get(content.name());
        if (record == null || record.source().equals(source(path))) {
            return;
        }
        if (fileOf(record.source()).map(folder::resolve).filter(Files::exists).isPresent()) {
            throw new PackageException(
                    PackageException.Kind.REFUSED,
                    "package %s is already there from %s; replace that file, or delete the package first"
                            .formatted(content.name(), record.source()));
        }
    }

    /** Where a source is. */
    Path path(String source) {
        return fileOf(source).map(folder::resolve).orElseGet(() -> Path.of(source));
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
            Candidate content = refusal.content();
            if (content != null && content.name().equals(name)) {
                files.add(file);
            }
        });
        files.forEach(this::remove);
        return !files.isEmpty();
    }

    /** The packages of the folder that were not taken. */
    Collection<Candidate> refusedContents() {
        List<Candidate> contents = new ArrayList<>();
        refused.values().forEach(r -> {
            if (r.content() != null) {
                contents.add(r.content());
            }
        });
        return contents;
    }

    /** The same as people see them: failed, with the reason. */
    Collection<PackageRecord> refusedRecords() {
        Map<String, PackageRecord> records = new TreeMap<>();
        refused.forEach((file, refusal) -> {
            Candidate content = refusal.content();
            if (content != null) {
                records.put(
                        content.name(),
                        new PackageRecord(
                                content.name(),
                                content.version().toString(),
                                content.sha256(),
                                PREFIX + file,
                                true,
                                false,
                                refusal.reason()));
            }
        });
        return records.values();
    }
}

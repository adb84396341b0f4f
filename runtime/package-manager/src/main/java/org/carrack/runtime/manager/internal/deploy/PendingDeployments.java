package org.carrack.runtime.manager.internal.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.carrack.manage.PackageException;
import org.carrack.runtime.manager.internal.resolve.PackageFacts;
import org.carrack.runtime.manager.internal.source.FetchedPackage;
import org.carrack.runtime.manager.internal.source.Origin;
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.carrack.runtime.manager.internal.source.PackageOffers;
import org.carrack.runtime.manager.internal.source.PackageSource;
import org.carrack.runtime.manager.internal.state.PackageRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of the deploy folder whose packages are not installed: those that wait for their turn, and those that were refused,
 * with the reason. Their packages are on offer to others.
 *
 * <p>Called under the manager's lock, but for what needs the folder alone: {@link #place}, {@link #originOf}.
 */
public final class PendingDeployments implements PackageOffers {

    private static final Logger LOG = LoggerFactory.getLogger(PendingDeployments.class);

    private final Path folder;
    private final ProblemFiles problems;
    private final Map<String, Entry> entries = new TreeMap<>();

    /** What has become of a file. */
    public enum Status {
        /** It was read, and its package is added as soon as those before it have been. */
        QUEUED,
        /** Its package was refused, and is as long as file and packages stay as they are. */
        REFUSED,
        /** The same, but another package's coming or going may help. */
        WAITING
    }

    /**
     * A file whose package is not installed.
     *
     * @param content nothing if the file could not even be read
     * @param reason why it was refused; empty while it is queued
     */
    public record Entry(@Nullable PackageSource content, String stamp, Status status, String reason) {

        /** The package, if it needs no compiling. */
        Optional<PackageArtifact> artifact() {
            return content instanceof PackageArtifact ready ? Optional.of(ready) : Optional.empty();
        }
    }

    public PendingDeployments(Path folder) {
        this.folder = folder;
        problems = new ProblemFiles(folder);
    }

    /** The deploy folder. */
    public Path folder() {
        return folder;
    }

    /** Whether a file is in the folder. */
    public boolean exists(String file) {
        return Files.exists(folder.resolve(file));
    }

    /** A file whose package is not installed. */
    public @Nullable Entry entry(String file) {
        return entries.get(file);
    }

    /** The files that another package's coming or going may help. */
    public List<String> waiting() {
        return entries.entrySet().stream()
                .filter(entry -> entry.getValue().status() == Status.WAITING)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** A file was read and waits for its turn. */
    public void queue(String file, PackageSource content, String stamp) {
        entries.put(file, new Entry(content, stamp, Status.QUEUED, ""));
    }

    /**
     * A file's package is being added, or was.
     *
     * @return what was known of it before
     */
    public @Nullable Entry remove(String file) {
        return entries.remove(file);
    }

    /**
     * A file was refused; the reason is written beside it, if it is another than before.
     *
     * @param before what was known of the file before
     */
    public void refuse(String file, Entry refusal, @Nullable Entry before) {
        entries.put(file, refusal);
        if (before == null || !before.reason().equals(refusal.reason())) {
            problems.write(file, refusal.reason());
        }
    }

    /** Writes why the installed package of an origin differs from its file, if it has one. */
    public void problem(String origin, String reason) {
        Origin.deployedFile(origin).filter(this::exists).ifPresent(file -> problems.write(file, reason));
    }

    /** The problem of the file of an origin, if it has one, is solved. */
    public void solved(String origin) {
        Origin.deployedFile(origin).ifPresent(problems::delete);
    }

    @Override
    public List<PackageFacts> offers() {
        return stored().stream().map(FetchedPackage::facts).toList();
    }

    @Override
    public Optional<FetchedPackage> stored(String sha256) {
        return stored().stream()
                .filter(one -> one.artifact()
                        .map(PackageArtifact::sha256)
                        .filter(sha256::equals)
                        .isPresent())
                .findFirst();
    }

    /** The packages on offer. */
    public List<FetchedPackage> stored() {
        return entries.entrySet().stream()
                .flatMap(entry -> entry.getValue().artifact().stream()
                        .map(artifact -> new FetchedPackage(artifact, Origin.deployed(entry.getKey()))))
                .toList();
    }

    /**
     * The packages of the files, as they are listed: failed, with the reason. A file that holds no package is listed by its own
     * name.
     */
    public Collection<PackageRecord> records() {
        Map<String, PackageRecord> records = new TreeMap<>();
        entries.forEach((file, entry) -> {
            PackageSource content = entry.content();
            String name = content == null ? file : content.name();
            String version = content == null ? "" : content.version().toString();
            String sha256 = entry.artifact().map(PackageArtifact::sha256).orElse("");
            records.put(
                    name,
                    PackageRecord.added(name, version, sha256, Origin.deployed(file))
                            .installed(false)
                            .reason(entry.reason().isEmpty() ? null : entry.reason()));
        });
        return records.values();
    }

    /** The origin of a package at a path. */
    public String originOf(Path path) {
        return folder.equals(path.getParent()) ? Origin.deployed(String.valueOf(path.getFileName())) : path.toString();
    }

    /** The place of an origin, as it can be fetched. */
    public String place(String origin) {
        return Origin.deployedFile(origin)
                .map(file -> folder.resolve(file).toString())
                .orElse(origin);
    }

    /**
     * Refuses another origin for a package whose file is in the deploy folder: it would come and go with that file.
     *
     * @param record the package as it is installed
     */
    public void refuseOtherOrigin(@Nullable PackageRecord record, String origin) throws PackageException {
        if (record != null
                && !record.source().equals(origin)
                && Origin.deployedFile(record.source()).filter(this::exists).isPresent()) {
            throw new PackageException(
                    PackageException.Kind.REFUSED,
                    "package %s is already there from %s; replace that file, or delete the package first"
                            .formatted(record.name(), record.source()));
        }
    }

    /** Deletes the file of a deleted package; a folder, which may hold work of a person, is renamed. */
    public void delete(String file) {
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
            LOG.error("deploy/{} could not be removed ({}); remove it, or its package comes back", file, e.toString());
        }
        entries.remove(file);
        problems.delete(file);
    }

    /**
     * Deletes the files of a package that was never installed.
     *
     * @return whether there were any
     */
    public boolean deleteAll(String name) {
        Set<String> files = new HashSet<>();
        entries.forEach((file, entry) -> {
            PackageSource content = entry.content();
            if (content == null ? file.equals(name) : content.name().equals(name)) {
                files.add(file);
            }
        });
        files.forEach(this::delete);
        return !files.isEmpty();
    }
}

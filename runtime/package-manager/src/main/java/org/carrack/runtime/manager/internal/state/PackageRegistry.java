package org.carrack.runtime.manager.internal.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carrack.runtime.manager.internal.resolve.PackageFacts;
import org.carrack.runtime.manager.internal.source.Origin;
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The owner of the state of all packages: the records that are kept over restarts, and the artifacts, bundles and live packages
 * of this run. A package is known by its {@linkplain PackageRecord#id() id}.
 *
 * <p>Called under the {@link ManagerLock}.
 */
public final class PackageRegistry {

    private static final Logger LOG = LoggerFactory.getLogger(PackageRegistry.class);

    private final StateFile file;
    private final Path deployFolder;

    private Map<String, PackageRecord> records;
    private Map<String, DeployRecord> deployed;
    private Map<String, DeployRecord> savedDeployed;

    /** Files of the deploy folder whose package is being added: the commit of the addition keeps their records. */
    private final Set<String> deploying = new HashSet<>();

    private final Map<String, PackageArtifact> artifacts = new HashMap<>();
    private final Map<String, Bundle> bundles = new HashMap<>();
    private final Map<String, StartedPackage> running = new TreeMap<>();
    private final Set<String> waiting = new HashSet<>();
    private final List<Runnable> listeners = new ArrayList<>();

    /** Facts that still hold, of packages that use no other: their ids would change with those of the others. */
    private Map<String, KnownFacts> knownFacts = Map.of();

    /** What facts were made of. */
    private record KnownFacts(
            PackageRecord record,
            PackageArtifact artifact,
            @Nullable StartedPackage live,
            boolean isPinned,
            PackageFacts facts) {

        @SuppressWarnings("ReferenceEquality") // they are never changed, and comparing them takes longer than anew
        boolean isOf(
                PackageRecord nowRecord, PackageArtifact nowArtifact, @Nullable StartedPackage nowLive, boolean now) {
            return record == nowRecord && artifact == nowArtifact && live == nowLive && isPinned == now;
        }
    }

    /** @param deployFolder the deploy folder, in which the file of a package may be */
    public PackageRegistry(StateFile file, SavedState saved, Path deployFolder) {
        this.file = file;
        this.deployFolder = deployFolder;
        records = new TreeMap<>(saved.packages());
        deployed = new TreeMap<>(saved.deployed());
        savedDeployed = Map.copyOf(deployed);
    }

    /**
     * Notifies a listener of changes that others may have waited for. Listeners are called in the order in which they were
     * added, under the lock.
     */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Packages have come, started or gone, and what waited for that can be tried again. */
    public void changed() {
        listeners.forEach(Runnable::run);
    }

    // Records.

    /** The record of an id. */
    public @Nullable PackageRecord record(String id) {
        return records.get(id);
    }

    /** The records of all packages, by id. */
    public List<PackageRecord> records() {
        return List.copyOf(records.values());
    }

    /** The record of the package of that name: the primary one, else the newest secondary. */
    public Optional<PackageRecord> recordOf(String name) {
        PackageRecord primary = records.get(name);
        return primary != null
                ? Optional.of(primary)
                : records.values().stream()
                        .filter(r -> r.name().equals(name))
                        .max(Comparator.comparing(PackageRecord::packageVersion));
    }

    /** The record of the package that came from there. */
    public Optional<PackageRecord> recordFrom(String origin) {
        return records.values().stream().filter(r -> r.source().equals(origin)).findFirst();
    }

    /** Changes a record that changes nothing in the framework, and writes it. */
    public void note(PackageRecord record) {
        PackageRecord before = records.put(record.id(), record);
        if (!record.equals(before)) {
            saveQuietly();
        }
    }

    /** Changes a record without writing it. */
    public void put(PackageRecord record) {
        records.put(record.id(), record);
    }

    /** Applies a change and writes it; what cannot be written is not applied. */
    public void commit(StateChange change) throws IOException {
        Map<String, PackageRecord> recordsBefore = records;
        Map<String, DeployRecord> deployedBefore = deployed;
        records = new TreeMap<>(change.packages().apply(Map.copyOf(recordsBefore)));
        deployed = new TreeMap<>(deployedBefore);
        deployed.keySet().removeAll(change.released());
        boolean wasDeploying = deploying.remove(change.deployed());
        try {
            save();
        } catch (IOException e) {
            records = recordsBefore;
            deployed = deployedBefore;
            if (wasDeploying) {
                deploying.add(change.deployed());
            }
            throw e;
        }
    }

    /** Writes all records. */
    public void save() throws IOException {
        Map<String, DeployRecord> done = deployedNow();
        file.write(new SavedState(Optional.empty(), false, records, done));
        savedDeployed = done;
    }

    private void saveQuietly() {
        try {
            save();
        } catch (IOException e) {
            // A crash loses no more than what the next start finds out again.
            LOG.error("the state of the packages could not be written: {}", e.toString());
        }
    }

    // Files of the deploy folder.

    /** What is kept of a file of the deploy folder. */
    public @Nullable DeployRecord deployed(String name) {
        return deployed.get(name);
    }

    /** What is kept of all files of the deploy folder. */
    public List<DeployRecord> deployed() {
        return List.copyOf(deployed.values());
    }

    /**
     * The package of a file is about to be added. The record is kept only with its commit, or after {@link #endDeployment}.
     *
     * @return what was kept of the file before
     */
    public @Nullable DeployRecord beginDeployment(DeployRecord record) {
        deploying.add(record.file());
        return deployed.put(record.file(), record);
    }

    /** The addition has ended, one way or the other. */
    public void endDeployment(String name) {
        deploying.remove(name);
        saveIfDeployedChanged();
    }

    /** The file was not taken: what was kept of it before is kept again. */
    public void restoreDeployed(String name, @Nullable DeployRecord before) {
        if (before == null) {
            deployed.remove(name);
        } else {
            deployed.put(name, before);
        }
    }

    /** The file is gone. */
    public @Nullable DeployRecord forgetDeployed(String name) {
        return deployed.remove(name);
    }

    /** Writes what has become of files, if no commit has done so. */
    public void saveIfDeployedChanged() {
        if (!deployedNow().equals(savedDeployed)) {
            saveQuietly();
        }
    }

    private Map<String, DeployRecord> deployedNow() {
        Map<String, DeployRecord> done = new TreeMap<>(deployed);
        done.keySet().removeAll(deploying);
        return done;
    }

    // What is in the framework.

    /** The content of a package; nothing if its stored bundle is missing or damaged. */
    public @Nullable PackageArtifact artifact(String id) {
        return artifacts.get(id);
    }

    /** The content of a package was read from the store. */
    public void loaded(String id, PackageArtifact artifact) {
        artifacts.put(id, artifact);
    }

    /** The bundle of a package. */
    public @Nullable Bundle bundle(String id) {
        return bundles.get(id);
    }

    /** The bundle of a package was installed. */
    public void installed(String id, PackageArtifact artifact, Bundle bundle) {
        artifacts.put(id, artifact);
        bundles.put(id, bundle);
    }

    /**
     * A package has no bundle any more.
     *
     * @return the one it had, which is still to be uninstalled
     */
    public @Nullable Bundle forgetBundle(String id) {
        artifacts.remove(id);
        return bundles.remove(id);
    }

    /** A live package. */
    public @Nullable StartedPackage running(String id) {
        return running.get(id);
    }

    public boolean isRunning(String id) {
        return running.containsKey(id);
    }

    /** All live packages, by id. */
    public List<StartedPackage> running() {
        return List.copyOf(running.values());
    }

    /** A package is live. */
    public void started(String id, StartedPackage started) {
        running.put(id, started);
        waiting.remove(id);
    }

    /**
     * A package is no longer live.
     *
     * @return what is still to be stopped; nothing if it was not live
     */
    public @Nullable StartedPackage forgetRunning(String id) {
        return running.remove(id);
    }

    /**
     * A package has become primary or secondary, and has another id now.
     *
     * @param started the package as it is live under the new id; nothing if it is not
     */
    public void rename(String from, String to, @Nullable StartedPackage started) {
        PackageArtifact artifact = artifacts.remove(from);
        Bundle bundle = bundles.remove(from);
        running.remove(from);
        if (artifact != null) {
            artifacts.put(to, artifact);
        }
        if (bundle != null) {
            bundles.put(to, bundle);
        }
        if (started != null) {
            running.put(to, started);
        }
    }

    /** The ids of packages that do not run for want of something that another package may bring. */
    public Set<String> waiting() {
        return Set.copyOf(waiting);
    }

    /** Whether a package waits for another. */
    public void setWaiting(String id, boolean waits) {
        if (waits) {
            waiting.add(id);
        } else {
            waiting.remove(id);
        }
    }

    /** What the planner knows of all packages that are installed. */
    public List<PackageFacts> facts() {
        Set<String> files = filesInDeployFolder();
        Map<Bundle, String> ids = new HashMap<>();
        bundles.forEach((id, bundle) -> ids.put(bundle, id));
        Map<String, KnownFacts> now = new HashMap<>();
        List<PackageFacts> all = new ArrayList<>();
        artifacts.forEach((id, artifact) -> {
            PackageRecord record = records.get(id);
            if (record != null) {
                StartedPackage live = running.get(id);
                boolean isPinned = Origin.deployedFile(record.source())
                        .filter(files::contains)
                        .isPresent();
                KnownFacts known = knownFacts.get(id);
                if (known == null || !known.isOf(record, artifact, live, isPinned)) {
                    known = new KnownFacts(
                            record, artifact, live, isPinned, facts(record, artifact, live, isPinned, ids));
                }
                if (known.facts().uses().isEmpty()) {
                    now.put(id, known);
                }
                all.add(known.facts());
            }
        });
        knownFacts = now;
        return all;
    }

    /** Read once for all: a look at each would take longer than all the rest of a plan. */
    private Set<String> filesInDeployFolder() {
        try (Stream<Path> files = Files.list(deployFolder)) {
            return files.map(file -> String.valueOf(file.getFileName())).collect(Collectors.toSet());
        } catch (IOException | UncheckedIOException e) {
            // Without the folder there are none.
            return Set.of();
        }
    }

    private static PackageFacts facts(
            PackageRecord record,
            PackageArtifact artifact,
            @Nullable StartedPackage live,
            boolean isPinned,
            Map<Bundle, String> ids) {
        Set<String> uses = new HashSet<>();
        if (live != null) {
            for (Bundle bundle : live.uses()) {
                String id = ids.get(bundle);
                if (id != null) {
                    uses.add(id);
                }
            }
        }
        return new PackageFacts(
                artifact.name(),
                artifact.version(),
                artifact.sha256(),
                artifact.needs(),
                uses,
                record.source(),
                live != null,
                record.secondary(),
                isPinned,
                artifact.singleton());
    }
}

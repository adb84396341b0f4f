package org.carrack.runtime.manager.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.carrack.manage.Healing;
import org.carrack.manage.PackageException;
import org.carrack.runtime.manager.internal.journal.PackageRecord;
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.carrack.runtime.manager.internal.source.SourceException;
import org.carrack.runtime.manager.internal.source.Workspace;
import org.carrack.spi.http.TrafficGates;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the store, the framework and the inventory fit what is written down, before the packages start. */
final class Startup {

    private static final Logger LOG = LoggerFactory.getLogger(Startup.class);

    /** The source of packages that come with the server. */
    static final String DISTRIBUTION = "distribution";

    private final Inventory inventory;
    private final PackageSources packageSources;
    private final Healer healer;
    private final TrafficGates gates;

    Startup(Inventory inventory, PackageSources packageSources, Healer healer, TrafficGates gates) {
        this.inventory = inventory;
        this.packageSources = packageSources;
        this.healer = healer;
        this.gates = gates;
    }

    /** Sweeps what a crash left of what was not committed, and what is of no use any more. */
    void sweep(Runner runner) throws IOException {
        packageSources.sweep();
        Set<String> kept = new HashSet<>();
        Set<String> installed = new HashSet<>();
        for (PackageRecord record : inventory.records.values()) {
            installed.add(record.sha256());
            PackageRecord.Previous previous = record.previous();
            if (previous != null) {
                kept.add(previous.sha256());
            }
        }
        kept.addAll(installed);
        packageSources.store().keepOnly(kept);
        runner.keepOnly(installed);
    }

    /** The desired state of a new home is what the distribution brings; an old one gets the newer versions of what is still from it. */
    void addFromDistribution(String folder, boolean isNewHome) throws IOException {
        boolean changed = isNewHome;
        for (Path jar : jars(folder)) {
            try (Workspace workspace = packageSources.workspace()) {
                if (!(packageSources.open(jar, workspace) instanceof PackageArtifact content)) {
                    throw new PackageException(PackageException.Kind.REFUSED, jar + " is no bundle");
                }
                PackageRecord record = inventory.records.get(content.name());
                boolean isWanted = record == null
                        ? isNewHome
                        : record.source().equals(DISTRIBUTION)
                                && !record.sha256().equals(content.sha256());
                if (isWanted) {
                    inventory.records.put(
                            content.name(),
                            PackageRecord.added(
                                            content.name(),
                                            content.version().toString(),
                                            content.sha256(),
                                            DISTRIBUTION)
                                    .shouldRun(record == null || record.shouldRun())
                                    .installed(record != null && record.installed()));
                    changed = true;
                }
            } catch (PackageException e) {
                LOG.error("the distribution is damaged: {}", e.getMessage());
            }
        }
        if (changed) {
            inventory.save();
        }
    }

    private static List<Path> jars(String folder) throws IOException {
        if (!Files.isDirectory(Path.of(folder))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
        }
    }

    /** Reads the stored bundles; one that is damaged is restored, or its package is FAILED. */
    void load(Runner runner) {
        for (PackageRecord record : List.copyOf(inventory.records.values())) {
            Optional<Healing> healing = healer.heal(record);
            healing.ifPresent(h -> runner.forget(record.sha256()));
            if (healing.isPresent() && !healing.get().healed()) {
                // Not run, although it may look whole: nobody knows what it is.
                fail(record, healing.get().message());
                continue;
            }
            try {
                inventory.contents.put(record.id(), packageSources.stored(record.sha256()));
            } catch (SourceException | IOException e) {
                fail(record, "the stored bundle of %s cannot be read: %s".formatted(record.name(), e.getMessage()));
            }
        }
    }

    private void fail(PackageRecord record, String reason) {
        LOG.error("{}", reason);
        inventory.records.put(record.id(), record.reason(reason));
        gates.remove(record.name());
    }
}

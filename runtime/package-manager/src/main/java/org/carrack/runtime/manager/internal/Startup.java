package org.carrack.runtime.manager.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carrack.http.TrafficGates;
import org.carrack.runtime.manager.internal.journal.ArtifactStore;
import org.carrack.runtime.manager.internal.journal.Journal;
import org.carrack.runtime.manager.internal.journal.PackageRecord;
import org.carrack.runtime.manager.internal.source.Candidate;
import org.carrack.runtime.manager.internal.source.SourceException;
import org.carrack.runtime.manager.internal.source.SourceReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the store, the framework and the inventory fit what is written down, before the packages start. */
final class Startup {

    private static final Logger LOG = LoggerFactory.getLogger(Startup.class);

    /** The source of packages that come with the server. */
    static final String DISTRIBUTION = "distribution";

    private final Inventory inventory;
    private final SourceReader reader;
    private final TrafficGates gates;
    private final Deployments deployments;

    Startup(Inventory inventory, SourceReader reader, TrafficGates gates, Deployments deployments) {
        this.deployments = deployments;
        this.inventory = inventory;
        this.reader = reader;
        this.gates = gates;
    }

    /** Finishes what a crash interrupted after its commit; what was not committed has left nothing but files to sweep. */
    void recover(Journal journal, ArtifactStore store, Runner runner) throws IOException {
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

    /** A new home wishes what the distribution brings; an old one gets the newer versions of what is still from it. */
    void addFromDistribution(String folder, boolean isNewHome) throws IOException {
        boolean changed = isNewHome;
        for (Path jar : jars(folder)) {
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

    private static List<Path> jars(String folder) throws IOException {
        if (!Files.isDirectory(Path.of(folder))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
        }
    }

    /** Reads the stored bundles; one that is gone or damaged is taken from its source again, or its package is FAILED. */
    void load() {
        for (PackageRecord record : List.copyOf(inventory.records.values())) {
            try {
                inventory.contents.put(record.name(), reader.stored(record.sha256()));
            } catch (SourceException | IOException e) {
                if (!heal(record)) {
                    String reason = "the stored bundle of %s is missing or damaged (%s); add it again"
                            .formatted(record.name(), e.getMessage());
                    LOG.error(reason);
                    inventory.records.put(record.name(), record.reason(reason));
                    gates.remove(record.name());
                }
            }
        }
    }

    private boolean heal(PackageRecord record) {
        Path source = deployments.path(record.source());
        try {
            if (Files.exists(source) && reader.read(source).sha256().equals(record.sha256())) {
                inventory.contents.put(record.name(), reader.stored(record.sha256()));
                LOG.warn(
                        "the stored bundle of {} was missing or damaged; it was taken from {} again",
                        record.name(),
                        source);
                return true;
            }
        } catch (SourceException | IOException e) {
            LOG.debug("{} is no help", source, e);
        }
        return false;
    }
}

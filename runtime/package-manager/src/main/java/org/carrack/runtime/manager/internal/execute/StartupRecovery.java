package org.carrack.runtime.manager.internal.execute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carrack.manage.Healing;
import org.carrack.manage.PackageException;
import org.carrack.runtime.manager.internal.source.ArtifactStore;
import org.carrack.runtime.manager.internal.source.Origin;
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.carrack.runtime.manager.internal.source.PackageSources;
import org.carrack.runtime.manager.internal.source.SourceException;
import org.carrack.runtime.manager.internal.source.Workspace;
import org.carrack.runtime.manager.internal.state.PackageRecord;
import org.carrack.runtime.manager.internal.state.PackageRegistry;
import org.carrack.spi.http.TrafficGates;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the store and the framework to the recorded state before the packages start. */
public final class StartupRecovery {

    private static final Logger LOG = LoggerFactory.getLogger(StartupRecovery.class);

    private final PackageRegistry registry;
    private final PackageSources packageSources;
    private final Healer healer;
    private final TrafficGates gates;
    private final Path distribution;

    public StartupRecovery(
            PackageRegistry registry,
            PackageSources packageSources,
            Healer healer,
            TrafficGates gates,
            Path distribution) {
        this.distribution = distribution;
        this.registry = registry;
        this.packageSources = packageSources;
        this.healer = healer;
        this.gates = gates;
    }

    /** Sweeps what a crash left of what was not committed, and what is of no use any more. */
    public void sweep(BundleRunner runner) throws IOException {
        packageSources.sweep();
        Set<String> kept = new HashSet<>();
        Set<String> installed = new HashSet<>();
        for (PackageRecord record : registry.records()) {
            installed.add(record.sha256());
            PackageRecord.Previous previous = record.previous();
            if (previous != null) {
                kept.add(previous.sha256());
            }
        }
        kept.addAll(installed);
        packageSources.keepOnly(kept);
        runner.keepOnly(installed);
    }

    /** The desired state of a new home is what the distribution brings; an old one gets the newer versions of what is still from it. */
    public void addFromDistribution(boolean isNewHome) throws IOException {
        boolean changed = isNewHome;
        Set<String> stored =
                registry.records().stream().map(PackageRecord::sha256).collect(Collectors.toSet());
        for (Path jar : jars(distribution)) {
            if (!isNewHome && stored.contains(ArtifactStore.digest(jar))) {
                // As at most starts: there is nothing new to read.
                continue;
            }
            try (Workspace workspace = packageSources.workspace()) {
                if (!(packageSources.open(jar, workspace) instanceof PackageArtifact content)) {
                    throw new PackageException(PackageException.Kind.REFUSED, jar + " is no bundle");
                }
                PackageRecord record = registry.record(content.name());
                boolean isWanted = record == null
                        ? isNewHome
                        : record.source().equals(Origin.DISTRIBUTION)
                                && !record.sha256().equals(content.sha256());
                if (isWanted) {
                    registry.put(PackageRecord.added(
                                    content.name(), content.version().toString(), content.sha256(), Origin.DISTRIBUTION)
                            .shouldRun(record == null || record.shouldRun())
                            .installed(record != null && record.installed()));
                    changed = true;
                }
            } catch (PackageException e) {
                LOG.error("the distribution is damaged: {}", e.getMessage());
            }
        }
        if (changed) {
            registry.save();
        }
    }

    private static List<Path> jars(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
        }
    }

    /** Reads the stored bundles; one that is damaged is restored, or its package is FAILED. */
    public void load(BundleRunner runner) {
        for (PackageRecord record : registry.records()) {
            Optional<Healing> healing = healer.heal(record);
            healing.ifPresent(h -> runner.forget(record.sha256()));
            if (healing.isPresent() && !healing.get().healed()) {
                // Not started, although it may look complete: its content is unknown.
                fail(record, healing.get().message());
                continue;
            }
            try {
                registry.loaded(record.id(), packageSources.stored(record.sha256()));
            } catch (SourceException | IOException e) {
                fail(record, "the stored bundle of %s cannot be read: %s".formatted(record.name(), e.getMessage()));
            }
        }
    }

    private void fail(PackageRecord record, String reason) {
        LOG.error("{}", reason);
        registry.put(record.reason(reason));
        gates.remove(record.name());
    }
}

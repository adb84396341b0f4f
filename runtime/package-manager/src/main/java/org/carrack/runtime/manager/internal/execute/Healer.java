package org.carrack.runtime.manager.internal.execute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.carrack.manage.Healing;
import org.carrack.manage.PackageException;
import org.carrack.runtime.manager.internal.deploy.PendingDeployments;
import org.carrack.runtime.manager.internal.source.Origin;
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.carrack.runtime.manager.internal.source.PackageSource;
import org.carrack.runtime.manager.internal.source.PackageSources;
import org.carrack.runtime.manager.internal.source.Repositories;
import org.carrack.runtime.manager.internal.source.Workspace;
import org.carrack.runtime.manager.internal.state.PackageRecord;
import org.carrack.runtime.manager.internal.state.PackageRegistry;
import org.carrack.runtime.manager.internal.state.StateFile;
import org.carrack.spi.server.FailureText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds stored bundles that are missing, truncated or altered, by their digests, and restores them from where they came
 * from or from a repository. Used under the manager's lock.
 */
public final class Healer {

    private static final Logger LOG = LoggerFactory.getLogger(Healer.class);

    private final PackageRegistry registry;
    private final PackageSources packageSources;
    private final StateFile file;
    private final PendingDeployments deployedFiles;
    private final Path distribution;

    public Healer(
            PackageRegistry registry,
            PackageSources packageSources,
            StateFile file,
            PendingDeployments deployedFiles,
            Path distribution) {
        this.registry = registry;
        this.packageSources = packageSources;
        this.file = file;
        this.deployedFiles = deployedFiles;
        this.distribution = distribution;
    }

    /** Looks at everything. */
    public List<Healing> healAll() {
        List<Healing> found = new ArrayList<>();
        index().ifPresent(found::add);
        for (PackageRecord record : registry.records()) {
            heal(record).ifPresent(found::add);
            PackageRecord.Previous previous = record.previous();
            if (previous != null) {
                heal(record.name(), previous.version(), previous.sha256(), previous.source())
                        .ifPresent(found::add);
            }
        }
        return found;
    }

    private Optional<Healing> index() {
        Optional<String> damage = file.damage();
        if (damage.isEmpty()) {
            return Optional.empty();
        }
        try {
            registry.save();
            return Optional.of(logged(new Healing(
                    "data/packages.json",
                    damage.get(),
                    true,
                    "data/packages.json or its copy was %s; both were written anew".formatted(damage.get()))));
        } catch (IOException e) {
            return Optional.of(logged(new Healing(
                    "data/packages.json",
                    damage.get(),
                    false,
                    "data/packages.json is %s and cannot be written: %s"
                            .formatted(damage.get(), FailureText.ofFile(e)))));
        }
    }

    /** Looks at the bundle of one package. */
    public Optional<Healing> heal(PackageRecord record) {
        return heal(record.name(), record.version(), record.sha256(), record.source());
    }

    private Optional<Healing> heal(String name, String version, String sha256, String source) {
        Optional<String> damage;
        try {
            damage = packageSources.store().damage(sha256);
        } catch (IOException e) {
            damage = Optional.of("unreadable");
        }
        if (damage.isEmpty()) {
            return Optional.empty();
        }
        String subject = name + " " + version;
        for (String place : places(name, version, source)) {
            if (restore(place, sha256)) {
                return Optional.of(logged(new Healing(
                        subject,
                        damage.get(),
                        true,
                        "the stored bundle of %s was %s; it was taken from %s again"
                                .formatted(subject, damage.get(), place))));
            }
        }
        return Optional.of(logged(new Healing(
                subject,
                damage.get(),
                false,
                "the stored bundle of %s is %s, and neither %s nor a repository has the same content; add it again"
                        .formatted(subject, damage.get(), source))));
    }

    private static Healing logged(Healing healing) {
        if (healing.healed()) {
            LOG.warn("{}", healing.message());
        } else {
            LOG.error("{}", healing.message());
        }
        return healing;
    }

    private List<String> places(String name, String version, String source) {
        List<String> places = new ArrayList<>();
        if (source.equals(Origin.DISTRIBUTION)) {
            try (Stream<Path> jars = Files.list(distribution)) {
                jars.map(Path::toString).filter(jar -> jar.endsWith(".jar")).forEach(places::add);
            } catch (IOException e) {
                LOG.debug("{} cannot be read", distribution, e);
            }
        } else {
            places.add(deployedFiles.place(source));
        }
        packageSources.repositories().all().stream()
                .filter(o -> o.name().equals(name) && o.version().toString().equals(version))
                .map(Repositories.Offer::source)
                .forEach(places::add);
        return places;
    }

    /** Whether a place has that very content; it is in the store then. */
    private boolean restore(String place, String sha256) {
        try (Workspace workspace = packageSources.workspace()) {
            if (PackageSources.isPath(place) && !Files.exists(Path.of(place))) {
                return false;
            }
            PackageSource opened = packageSources.open(packageSources.fetch(place, workspace), workspace);
            PackageArtifact content = packageSources.build(opened, registry.facts());
            return content.sha256().equals(sha256);
        } catch (PackageException e) {
            LOG.debug("{} is no help: {}", place, e.getMessage());
            return false;
        }
    }
}

package org.carrack.runtime.manager.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.carrack.manage.PackageException;
import org.carrack.manage.PackageException.Kind;
import org.carrack.model.PackageVersion;
import org.carrack.runtime.manager.internal.journal.PackageRecord;
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.carrack.runtime.manager.internal.source.PackageSource;
import org.carrack.runtime.manager.internal.source.Repositories;
import org.carrack.runtime.manager.internal.source.SourceException;
import org.carrack.runtime.manager.internal.source.Workspace;

/** Finds what a package can be updated, upgraded or rolled back to. Runs without the lock, since sources are read. */
final class VersionSelector {

    private static final Pattern WANTED = Pattern.compile("\\d+(\\.\\d+(\\.\\d+([-.][A-Za-z0-9_-]+)?)?)?");

    private final PackageSources packageSources;
    private final Planning planning;
    private final Planning.Locked locked;
    private final Deployments deployments;

    VersionSelector(PackageSources packageSources, Planning planning, Planning.Locked locked, Deployments deployments) {
        this.packageSources = packageSources;
        this.planning = planning;
        this.locked = locked;
        this.deployments = deployments;
    }

    /** A version that could take the place. */
    record Target(PackageSource opened, String source, boolean linked) {}

    private record Choice(PackageVersion version, String where, Getting getting) {}

    private interface Getting {
        Target get() throws PackageException;
    }

    /** The newest within the same major version; the source's own content, changed or not, if nothing is newer. */
    Target update(PackageRecord record, Workspace workspace) throws PackageException {
        PackageVersion now = record.packageVersion();
        List<Choice> choices = new ArrayList<>(offers(record, workspace));
        choices.removeIf(c -> c.version().major() != now.major() || c.version().compareTo(now) <= 0);
        Optional<Target> source = source(record, workspace, choices.isEmpty());
        if (source.isPresent()) {
            PackageVersion there = source.get().opened().version();
            if (there.major() == now.major() || choices.isEmpty()) {
                choices.add(new Choice(there, source.get().source(), source::get));
            }
        }
        Target newest = newest(choices).getting().get();
        boolean isUpgrade = newest.opened().version().major() != now.major()
                && newest.opened().version().compareTo(now) > 0;
        if (isUpgrade) {
            throw new PackageException(
                    Kind.REFUSED,
                    "%s now holds %s, which is no update of %s but an upgrade; type carrack package upgrade %s"
                            .formatted(newest.source(), newest.opened(), now, record.name()));
        }
        return newest;
    }

    /** A wanted version, or the newest there is. */
    Target upgrade(PackageRecord record, Optional<String> wanted, Workspace workspace) throws PackageException {
        if (wanted.isPresent() && !WANTED.matcher(wanted.get()).matches()) {
            throw new PackageException(
                    Kind.REFUSED,
                    "\"%s\" is no version: write X, X.X or X.X.X, such as 2 or 2.1.0".formatted(wanted.get()));
        }
        List<Choice> choices = new ArrayList<>(offers(record, workspace));
        for (PackageArtifact waiting : locked.look(() -> List.copyOf(planning.waitingFiles(record.name())))) {
            String file = locked.look(() -> deployments.take(waiting.sha256()))
                    .map(Planning.Ready::source)
                    .orElse("the deploy folder");
            choices.add(new Choice(waiting.version(), file, () -> new Target(waiting, file, false)));
        }
        PackageRecord.Previous previous = record.previous();
        if (previous != null && wanted.isPresent()) {
            choices.add(new Choice(
                    PackageVersion.parse(previous.version()).orElse(record.packageVersion()),
                    "what was there before",
                    () -> previous(record, previous)));
        }
        Optional<Target> source = source(record, workspace, choices.isEmpty() && wanted.isEmpty());
        source.ifPresent(s -> choices.add(new Choice(s.opened().version(), s.source(), () -> s)));
        List<Choice> fitting = choices.stream()
                .filter(c -> wanted.isEmpty() || fits(c.version(), wanted.get()))
                .toList();
        if (fitting.isEmpty()) {
            String seen = choices.isEmpty()
                    ? "nothing else was seen"
                    : "seen were "
                            + String.join(
                                    ", ",
                                    choices.stream()
                                            .map(c -> c.version() + " in " + c.where())
                                            .distinct()
                                            .toList());
            throw new PackageException(
                    Kind.REFUSED,
                    "%s %s is nowhere to be had: %s is installed, %s; add it by its source, or put it into a repository"
                            .formatted(record.name(), wanted.orElse(""), record.version(), seen));
        }
        return newest(fitting).getting().get();
    }

    private static boolean fits(PackageVersion version, String wanted) {
        Optional<PackageVersion> exact = PackageVersion.parse(wanted);
        if (exact.isPresent()) {
            return exact.get().equals(version);
        }
        String[] parts = wanted.split("\\.", -1);
        return version.major() == Integer.parseInt(parts[0])
                && (parts.length < 2 || version.minor() == Integer.parseInt(parts[1]));
    }

    private static Choice newest(List<Choice> choices) {
        return choices.stream().max(Comparator.comparing(Choice::version)).orElseThrow();
    }

    private List<Choice> offers(PackageRecord record, Workspace workspace) {
        return packageSources.repositories().offers().stream()
                .filter(o -> o.name().equals(record.name()))
                .map(o -> new Choice(o.version(), o.repository(), () -> offered(o, workspace)))
                .toList();
    }

    private Target offered(Repositories.Offer offer, Workspace workspace) throws PackageException {
        PackageSources.Fetched fetched = packageSources.fetch(offer.facts(), workspace);
        return new Target(fetched.opened(), fetched.source(), false);
    }

    /**
     * What the package's own source holds now.
     *
     * @param isNeeded whether there is nothing else to take
     */
    private Optional<Target> source(PackageRecord record, Workspace workspace, boolean isNeeded)
            throws PackageException {
        String place = deployments.place(record.source());
        boolean isThere = !record.source().equals(Startup.DISTRIBUTION)
                && (!PackageSources.isPath(place) || Files.exists(Path.of(place)));
        if (!isThere && !isNeeded) {
            return Optional.empty();
        }
        if (record.source().equals(Startup.DISTRIBUTION)) {
            throw new PackageException(
                    Kind.REFUSED,
                    "%s came with the server and is updated with it; add it from somewhere else to replace it"
                            .formatted(record.name()));
        }
        if (!isThere) {
            throw new PackageException(
                    Kind.REFUSED,
                    "%s cannot be updated: it came from %s, which is not there; add it from somewhere else"
                            .formatted(record.name(), record.source()));
        }
        PackageSource opened = packageSources.open(packageSources.fetch(place, workspace), workspace);
        if (!opened.name().equals(record.name())) {
            throw new PackageException(
                    Kind.REFUSED,
                    "%s cannot be updated: %s now holds %s".formatted(record.name(), record.source(), opened));
        }
        // After a rollback its folder is not followed, until somebody goes forward again.
        PackageRecord.Previous before = record.previous();
        boolean wasLinked = before != null && before.linked() && before.source().equals(record.source());
        return Optional.of(new Target(opened, record.source(), record.linked() || wasLinked));
    }

    /** The version before. */
    Target rollback(PackageRecord record) throws PackageException {
        PackageRecord.Previous previous = record.previous();
        if (previous == null) {
            throw new PackageException(
                    Kind.REFUSED,
                    "%s cannot be rolled back: no version was there before %s"
                            .formatted(record.name(), record.version()));
        }
        return previous(record, previous);
    }

    private Target previous(PackageRecord record, PackageRecord.Previous before) throws PackageException {
        try {
            return new Target(packageSources.stored(before.sha256()), before.source(), false);
        } catch (SourceException | IOException e) {
            throw new PackageException(
                    Kind.FAILED,
                    "the stored bundle of %s %s is missing or damaged; type carrack package heal, or add it again"
                            .formatted(record.name(), before.version()),
                    e);
        }
    }
}

package org.carrack.runtime.manager.internal.request;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.carrack.failure.RequestException.Kind;
import org.carrack.manage.PackageException;
import org.carrack.model.PackageVersion;
import org.carrack.runtime.manager.internal.deploy.PendingDeployments;
import org.carrack.runtime.manager.internal.source.FetchedPackage;
import org.carrack.runtime.manager.internal.source.Origin;
import org.carrack.runtime.manager.internal.source.PackageSource;
import org.carrack.runtime.manager.internal.source.PackageSources;
import org.carrack.runtime.manager.internal.source.Repositories;
import org.carrack.runtime.manager.internal.source.SourceException;
import org.carrack.runtime.manager.internal.source.Workspace;
import org.carrack.runtime.manager.internal.state.ManagerLock;
import org.carrack.runtime.manager.internal.state.PackageRecord;

/** Finds what a package can be updated, upgraded or rolled back to. Runs without the lock, since sources are read. */
public final class VersionSelector {

    private static final Pattern WANTED = Pattern.compile("\\d+(\\.\\d+(\\.\\d+([-.][A-Za-z0-9_-]+)?)?)?");

    private final PackageSources packageSources;
    private final ManagerLock lock;
    private final PendingDeployments deployedFiles;

    public VersionSelector(PackageSources packageSources, ManagerLock lock, PendingDeployments deployedFiles) {
        this.packageSources = packageSources;
        this.lock = lock;
        this.deployedFiles = deployedFiles;
    }

    private record Choice(PackageVersion version, String where, Getting getting) {}

    private interface Getting {
        FetchedPackage get() throws PackageException;
    }

    /** The newest within the same major version; the source's own content, changed or not, if nothing is newer. */
    public FetchedPackage update(PackageRecord record, Workspace workspace) throws PackageException {
        PackageVersion now = record.packageVersion();
        List<Choice> choices = new ArrayList<>(offers(record, workspace));
        choices.removeIf(c -> c.version().major() != now.major() || c.version().compareTo(now) <= 0);
        Optional<FetchedPackage> source = source(record, workspace, choices.isEmpty());
        if (source.isPresent()) {
            PackageVersion there = source.get().content().version();
            if (there.major() == now.major() || choices.isEmpty()) {
                choices.add(new Choice(there, source.get().origin(), source::get));
            }
        }
        FetchedPackage newest = newest(choices).getting().get();
        boolean isUpgrade = newest.content().version().major() != now.major()
                && newest.content().version().compareTo(now) > 0;
        if (isUpgrade) {
            throw new PackageException(
                    Kind.REFUSED,
                    "%s now holds %s, which is no update of %s but an upgrade; type carrack package upgrade %s"
                            .formatted(newest.origin(), newest.content(), now, record.name()));
        }
        return newest;
    }

    /** A wanted version, or the newest there is. */
    public FetchedPackage upgrade(PackageRecord record, Optional<String> wanted, Workspace workspace)
            throws PackageException {
        if (wanted.isPresent() && !WANTED.matcher(wanted.get()).matches()) {
            throw new PackageException(
                    Kind.REFUSED,
                    "\"%s\" is no version: write X, X.X or X.X.X, such as 2 or 2.1.0".formatted(wanted.get()));
        }
        List<Choice> choices = new ArrayList<>(offers(record, workspace));
        lock.look(() -> List.copyOf(deployedFiles.stored())).stream()
                .filter(waiting -> waiting.content().name().equals(record.name()))
                .forEach(waiting ->
                        choices.add(new Choice(waiting.content().version(), waiting.origin(), () -> waiting)));
        PackageRecord.Previous previous = record.previous();
        if (previous != null && wanted.isPresent()) {
            choices.add(new Choice(
                    PackageVersion.parse(previous.version()).orElse(record.packageVersion()),
                    "what was there before",
                    () -> previous(record, previous)));
        }
        Optional<FetchedPackage> source = source(record, workspace, choices.isEmpty() && wanted.isEmpty());
        source.ifPresent(s -> choices.add(new Choice(s.content().version(), s.origin(), () -> s)));
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
        // As text: what is asked for may be larger than any number that a version has.
        return String.valueOf(version.major()).equals(parts[0])
                && (parts.length < 2 || String.valueOf(version.minor()).equals(parts[1]));
    }

    private static Choice newest(List<Choice> choices) {
        return choices.stream().max(Comparator.comparing(Choice::version)).orElseThrow();
    }

    private List<Choice> offers(PackageRecord record, Workspace workspace) {
        return packageSources.repositories().all().stream()
                .filter(o -> o.name().equals(record.name()))
                .map(o -> new Choice(o.version(), o.repository(), () -> offered(o, workspace)))
                .toList();
    }

    /**
     * What a repository has.
     *
     * @param wanted a name, or a name and the wanted version behind a slash
     */
    FetchedPackage offered(String wanted, Workspace workspace) throws PackageException {
        String[] parts = wanted.split("/", 2);
        if (parts[0].isBlank() || (parts.length > 1 && parts[1].isBlank())) {
            throw new PackageException(
                    Kind.REFUSED,
                    "repository:%s names no package: write repository:<name> or repository:<name>/<version>"
                            .formatted(wanted));
        }
        Optional<String> version = parts.length < 2 ? Optional.empty() : Optional.of(parts[1]);
        if (version.isPresent() && !version.get().matches("\\d+(\\.\\d+){0,2}")) {
            throw new PackageException(
                    Kind.REFUSED, "%s is no version: versions are X, X.X or X.X.X".formatted(version.get()));
        }
        List<Repositories.Offer> named = packageSources.repositories().all().stream()
                .filter(offer -> offer.name().equals(parts[0]))
                .toList();
        return offered(
                named.stream()
                        .filter(offer ->
                                version.map(one -> fits(offer.version(), one)).orElse(true))
                        .max(Comparator.comparing(Repositories.Offer::version))
                        .orElseThrow(() -> new PackageException(
                                Kind.NOT_FOUND,
                                "no repository has %s%s; %s"
                                        .formatted(
                                                parts[0],
                                                version.map(one -> " " + one).orElse(""),
                                                seen(named)))),
                workspace);
    }

    private String seen(List<Repositories.Offer> named) {
        if (!named.isEmpty()) {
            return "these versions were seen: "
                    + named.stream()
                            .map(offer -> offer.version().toString())
                            .distinct()
                            .collect(Collectors.joining(", "));
        }
        List<String> places = packageSources.repositories().places();
        return places.isEmpty()
                ? "repositories in etc/carrack.toml is empty"
                : "looked in " + String.join(", ", places);
    }

    private FetchedPackage offered(Repositories.Offer offer, Workspace workspace) throws PackageException {
        return packageSources.fetch(offer.facts(), workspace);
    }

    /**
     * What the package's own source holds now.
     *
     * @param isNeeded whether there is nothing else to take
     */
    private Optional<FetchedPackage> source(PackageRecord record, Workspace workspace, boolean isNeeded)
            throws PackageException {
        String place = deployedFiles.place(record.source());
        boolean isThere = !record.source().equals(Origin.DISTRIBUTION)
                && (!PackageSources.isPath(place) || Files.exists(Path.of(place)));
        if (!isThere && !isNeeded) {
            return Optional.empty();
        }
        if (record.source().equals(Origin.DISTRIBUTION)) {
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
        // After a rollback its folder is not followed, until the package is updated or upgraded again.
        PackageRecord.Previous before = record.previous();
        boolean wasLinked = before != null && before.linked() && before.source().equals(record.source());
        return Optional.of(new FetchedPackage(opened, record.source(), record.linked() || wasLinked));
    }

    /** The version before. */
    public FetchedPackage rollback(PackageRecord record) throws PackageException {
        PackageRecord.Previous previous = record.previous();
        if (previous == null) {
            throw new PackageException(
                    Kind.REFUSED,
                    "%s cannot be rolled back: no version was there before %s"
                            .formatted(record.name(), record.version()));
        }
        return previous(record, previous);
    }

    private FetchedPackage previous(PackageRecord record, PackageRecord.Previous before) throws PackageException {
        try {
            return new FetchedPackage(packageSources.stored(before.sha256()), before.source(), false);
        } catch (SourceException | IOException e) {
            throw new PackageException(
                    Kind.FAILED,
                    "the stored bundle of %s %s is missing or damaged; type carrack package heal, or add it again"
                            .formatted(record.name(), before.version()),
                    e);
        }
    }
}

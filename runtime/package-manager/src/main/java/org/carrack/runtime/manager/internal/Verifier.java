package org.carrack.runtime.manager.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.Location;
import org.carrack.config.PackageFiles;
import org.carrack.manage.PackageException;
import org.carrack.manage.Verification;
import org.carrack.manage.Verification.Problem;
import org.carrack.manage.Verification.Severity;
import org.carrack.model.Dependency;
import org.carrack.model.Descriptor;
import org.carrack.model.DescriptorReader;
import org.carrack.model.Reading;
import org.carrack.runtime.manager.internal.plan.Wish;
import org.carrack.runtime.manager.internal.source.Candidate;
import org.carrack.runtime.manager.internal.source.Opened;
import org.carrack.runtime.manager.internal.source.SourceReader;
import org.carrack.runtime.manager.internal.source.Workspace;
import org.carrack.source.CompilationException;

/** Says all that is wrong with a package, without adding it. */
final class Verifier {

    private final Supplies supplies;
    private final Planning planning;
    private final ConfigHandlers handlers;
    private final Operations operations;
    private final PlatformOwnership platform;

    Verifier(
            Supplies supplies,
            Planning planning,
            ConfigHandlers handlers,
            Operations operations,
            PlatformOwnership platform) {
        this.platform = platform;
        this.supplies = supplies;
        this.planning = planning;
        this.handlers = handlers;
        this.operations = operations;
    }

    Verification verify(String source) throws PackageException {
        try (Workspace workspace = supplies.workspace()) {
            Path fetched = supplies.fetch(source, workspace);
            String name = String.valueOf(fetched.getFileName());
            if (!Files.exists(fetched)) {
                throw new PackageException(
                        PackageException.Kind.REFUSED, "there is no file or folder %s".formatted(fetched));
            }
            if (!Files.isRegularFile(fetched) && !Files.isDirectory(fetched)) {
                throw new PackageException(
                        PackageException.Kind.REFUSED, "%s is neither a file nor a folder".formatted(name));
            }
            return isDescriptor(name, fetched) ? descriptor(name, fetched) : whole(name, fetched, workspace);
        } catch (IOException e) {
            throw new PackageException(
                    PackageException.Kind.FAILED, "%s cannot be read: %s".formatted(source, Wishes.describe(e)), e);
        }
    }

    private static boolean isDescriptor(String name, Path file) {
        return Files.isRegularFile(file) && (name.endsWith(".toml") || name.endsWith(".xml"));
    }

    private Verification descriptor(String name, Path file) throws IOException {
        Reading reading = DescriptorReader.read(name, Files.readAllBytes(file));
        // Of a descriptor alone nobody knows what stands beside it.
        return verification(reading, problems(reading, path -> true));
    }

    private static Verification verification(Reading reading, List<Problem> problems) {
        return new Verification(reading.name(), reading.version(), problems);
    }

    /** A package with all its files. */
    private Verification whole(String name, Path source, Workspace workspace) throws IOException {
        Optional<Reading> reading = SourceReader.descriptor(source);
        List<Problem> problems =
                new ArrayList<>(reading.isPresent() ? problems(reading.get(), SourceReader.files(source)) : List.of());
        boolean isReadable = problems.stream().noneMatch(p -> p.severity() == Severity.ERROR);
        String itsName = reading.map(Reading::name).orElse("");
        String version = reading.map(Reading::version).orElse("");
        if (isReadable) {
            try {
                Opened opened = supplies.open(source, workspace);
                itsName = opened.name();
                version = opened.version().toString();
                if (opened instanceof Candidate content) {
                    checkOwnership(name, content, problems);
                    int ofDescriptor =
                            content.descriptor().map(d -> d.tags().size()).orElse(0);
                    check(content.tags().subList(ofDescriptor, content.tags().size()), path -> true, problems);
                }
                compile(name, opened, workspace, problems);
            } catch (PackageException e) {
                problems.add(error(new Location(name, 0, 0), e.getMessage()));
            }
        }
        return new Verification(itsName, version, problems);
    }

    private void compile(String name, Opened opened, Workspace workspace, List<Problem> problems) {
        Wish.Add wish = new Wish.Add(Inventory.facts(opened, name), Wish.Age.OLDER_TOO);
        Operations.Progress progress = operations.begin("verify " + name);
        try {
            Optional<Candidate> content =
                    planning.prepare(wish, opened, new java.util.HashMap<>(), workspace, progress);
            if (content.isPresent() && !(opened instanceof Candidate)) {
                checkOwnership(name, content.get(), problems);
            }
            progress.done();
        } catch (PackageException e) {
            progress.failed(e.getMessage());
            if (e.getCause() instanceof CompilationException compilation) {
                compilation.mistakes().forEach(m -> problems.add(error(m.location(), m.message())));
            } else {
                Location where = opened.needs().stream()
                        .map(Dependency::location)
                        .findFirst()
                        .orElse(new Location(name, 0, 0));
                problems.add(warning(where, e.getMessage()));
            }
        }
    }

    private void checkOwnership(String name, Candidate content, List<Problem> problems) {
        try {
            platform.check(content);
        } catch (PackageException e) {
            problems.add(error(new Location(name, 0, 0), e.getMessage()));
        }
    }

    private List<Problem> problems(Reading reading, PackageFiles files) {
        List<Problem> problems = new ArrayList<>();
        for (org.carrack.model.Problem p : reading.problems()) {
            boolean isError = p.severity() == org.carrack.model.Problem.Severity.ERROR;
            problems.add(new Problem(isError ? Severity.ERROR : Severity.WARNING, p.location(), p.message()));
        }
        check(reading.descriptor().map(Descriptor::tags).orElse(List.of()), files, problems);
        return problems;
    }

    private void check(List<ConfigTag> tags, PackageFiles files, List<Problem> problems) {
        for (ConfigTag tag : tags) {
            ConfigHandlers.Handler handler = handlers.find(tag);
            if (handler == null) {
                problems.add(warning(tag.location(), handlers.untakenText(tag)));
            } else {
                try {
                    handler.check(tag, files);
                } catch (ConfigException e) {
                    problems.add(error(e.location(), String.valueOf(e.getMessage())));
                }
            }
        }
    }

    private static Problem error(Location location, String message) {
        return new Problem(Severity.ERROR, location, message);
    }

    private static Problem warning(Location location, String message) {
        return new Problem(Severity.WARNING, location, message);
    }
}

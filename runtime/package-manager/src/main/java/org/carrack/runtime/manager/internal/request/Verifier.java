package org.carrack.runtime.manager.internal.request;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.SourceLocation;
import org.carrack.config.handler.PackageFiles;
import org.carrack.manage.PackageException;
import org.carrack.manage.Verification;
import org.carrack.manage.Verification.Problem;
import org.carrack.manage.Verification.Severity;
import org.carrack.model.Dependency;
import org.carrack.model.Descriptor;
import org.carrack.model.DescriptorReader;
import org.carrack.model.Reading;
import org.carrack.runtime.manager.internal.execute.PlanPreparation;
import org.carrack.runtime.manager.internal.execute.PlatformNamespace;
import org.carrack.runtime.manager.internal.execute.TrialInstallation;
import org.carrack.runtime.manager.internal.resolve.ChangeRequest;
import org.carrack.runtime.manager.internal.source.FetchedPackage;
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.carrack.runtime.manager.internal.source.PackageSource;
import org.carrack.runtime.manager.internal.source.PackageSources;
import org.carrack.runtime.manager.internal.source.SourceReader;
import org.carrack.runtime.manager.internal.source.Workspace;
import org.carrack.runtime.manager.internal.state.OperationLog;
import org.carrack.runtime.manager.internal.tags.ConfigHandlers;
import org.carrack.spi.server.FailureText;
import org.carrack.spi.source.CompilationException;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/** Says all that is wrong with a package, without adding it. */
public final class Verifier {

    /** Warnings begin with their place. */
    private static final Pattern PLACED = Pattern.compile("([^:]{1,200}):(\\d{1,9}):(\\d{1,9}): (.*)", Pattern.DOTALL);

    private final PackageSources packageSources;
    private final PlanPreparation planning;
    private final ConfigHandlers handlers;
    private final OperationLog operations;
    private final PlatformNamespace platform;
    private final ChangePreviews previews;
    private final BundleContext context;
    private final ComponentVerifiers components;
    private final boolean isAlone;

    /** @param isAlone whether this server is there for the check alone, so that it has no packages that others may need */
    public Verifier(
            BundleContext context,
            PackageSources packageSources,
            PlanPreparation planning,
            ConfigHandlers handlers,
            OperationLog operations,
            PlatformNamespace platform,
            ChangePreviews previews,
            ComponentVerifiers components,
            boolean isAlone) {
        this.isAlone = isAlone;
        this.context = context;
        this.components = components;
        this.previews = previews;
        this.platform = platform;
        this.packageSources = packageSources;
        this.planning = planning;
        this.handlers = handlers;
        this.operations = operations;
    }

    public Verification verify(String source) throws PackageException {
        try (Workspace workspace = packageSources.workspace()) {
            Path fetched = packageSources.fetch(source, workspace);
            String name = String.valueOf(fetched.getFileName());
            if (!Files.exists(fetched)) {
                throw new PackageException(
                        PackageException.Kind.REFUSED, "there is no file or folder %s".formatted(fetched));
            }
            if (!Files.isRegularFile(fetched) && !Files.isDirectory(fetched)) {
                throw new PackageException(
                        PackageException.Kind.REFUSED, "%s is neither a file nor a folder".formatted(name));
            }
            return isDescriptor(name, fetched) ? descriptor(name, fetched) : packageFiles(name, fetched, workspace);
        } catch (IOException e) {
            throw new PackageException(
                    PackageException.Kind.FAILED, "%s cannot be read: %s".formatted(source, FailureText.ofFile(e)), e);
        }
    }

    private static boolean isDescriptor(String name, Path file) {
        return Files.isRegularFile(file) && (name.endsWith(".toml") || name.endsWith(".xml"));
    }

    private Verification descriptor(String name, Path file) throws IOException {
        Reading reading = DescriptorReader.read(name, Files.readAllBytes(file));
        // A descriptor alone has no files beside it.
        return verification(reading, problems(reading, path -> true));
    }

    private static Verification verification(Reading reading, List<Problem> problems) {
        return new Verification(reading.name(), reading.version(), problems);
    }

    /** A package with all its files. */
    private Verification packageFiles(String name, Path source, Workspace workspace) throws IOException {
        Optional<Reading> reading = SourceReader.descriptor(source);
        PackageFiles files = SourceReader.files(source);
        List<Problem> problems = new ArrayList<>(reading.isPresent() ? problems(reading.get(), files) : List.of());
        boolean isReadable = problems.stream().noneMatch(p -> p.severity() == Severity.ERROR);
        String itsName = reading.map(Reading::name).orElse("");
        components.verify(new Verified(files, itsName, problems));
        String version = reading.map(Reading::version).orElse("");
        if (isReadable) {
            try {
                PackageSource opened = packageSources.open(source, workspace);
                itsName = opened.name();
                version = opened.version().toString();
                if (opened instanceof PackageArtifact content) {
                    checkOwnership(name, content, problems);
                    int ofDescriptor =
                            content.descriptor().map(d -> d.tags().size()).orElse(0);
                    check(content.tags().subList(ofDescriptor, content.tags().size()), path -> true, problems);
                }
                compile(name, opened, workspace, problems);
            } catch (PackageException e) {
                problems.add(error(new SourceLocation(name, 0, 0), e.getMessage()));
            }
        }
        return new Verification(itsName, version, problems);
    }

    private void compile(String name, PackageSource opened, Workspace workspace, List<Problem> problems) {
        ChangeRequest.Add request =
                new ChangeRequest.Add(new FetchedPackage(opened, name).facts(), ChangeRequest.DowngradePolicy.ALLOW);
        OperationLog.Progress progress = operations.begin("verify " + name);
        Map<String, FetchedPackage> others = new HashMap<>();
        try {
            Optional<PackageArtifact> content = planning.prepare(request, opened, others, workspace, progress);
            if (content.isPresent()) {
                if (!(opened instanceof PackageArtifact)) {
                    checkOwnership(name, content.get(), problems);
                }
                checkReplaced(name, content.get(), problems);
                preview(content.get(), problems);
                if (problems.stream().noneMatch(p -> p.severity() == Severity.ERROR)) {
                    checkClasses(name, content.get(), others.isEmpty(), problems);
                }
            }
            progress.done();
        } catch (PackageException e) {
            progress.failed(e.getMessage());
            if (e.getCause() instanceof CompilationException compilation) {
                compilation.mistakes().forEach(m -> problems.add(error(m.location(), m.message())));
            } else {
                SourceLocation where = opened.needs().stream()
                        .map(Dependency::location)
                        .findFirst()
                        .orElse(new SourceLocation(name, 0, 0));
                problems.add(isAlone ? warning(where, e.getMessage()) : error(where, e.getMessage()));
            }
        }
    }

    /**
     * What its classes say.
     *
     * @param isComplete whether the packages it needs are all installed
     */
    private void checkClasses(String name, PackageArtifact content, boolean isComplete, List<Problem> problems) {
        SourceLocation where = new SourceLocation(name, 0, 0);
        try (TrialInstallation trial =
                new TrialInstallation(context, packageSources.store().path(content.sha256()))) {
            Optional<String> unresolved = trial.resolve();
            if (unresolved.isPresent()) {
                // Who exports it may be one of the packages that would come with it.
                if (isComplete) {
                    problems.add(error(where, "%s cannot be resolved: %s".formatted(content, unresolved.get())));
                }
                return;
            }
            Map<Class<?>, Set<String>> services = new LinkedHashMap<>();
            for (TrialInstallation.Component component : trial.components()) {
                try {
                    services.put(trial.load(component.type()), component.services());
                } catch (ClassNotFoundException | LinkageError e) {
                    problems.add(error(
                            where,
                            "component %s of %s failed: %s".formatted(component.type(), content, FailureText.of(e))));
                }
            }
            components.problems(content.name(), services).forEach(p -> problems.add(error(where, p)));
        } catch (BundleException | IOException | XMLStreamException e) {
            problems.add(error(where, "%s cannot be installed: %s".formatted(content, FailureText.of(e))));
        }
    }

    private void checkReplaced(String name, PackageArtifact content, List<Problem> problems) {
        try {
            planning.refuseReplacement(content, name);
        } catch (PackageException e) {
            problems.add(error(new SourceLocation(name, 0, 0), e.getMessage()));
        }
    }

    /** What the database would say. */
    private void preview(PackageArtifact content, List<Problem> problems) {
        try {
            previews.of(List.of(content));
        } catch (PackageException e) {
            Problem problem = e.getCause() instanceof ConfigException cause
                    ? error(cause.location(), String.valueOf(cause.getMessage()))
                    : error(new SourceLocation(content.name(), 0, 0), e.getMessage());
            // Its handler may have reported it already.
            if (problems.stream().noneMatch(told -> told.message().equals(problem.message()))) {
                problems.add(problem);
            }
        }
    }

    private void checkOwnership(String name, PackageArtifact content, List<Problem> problems) {
        try {
            platform.check(content);
        } catch (PackageException e) {
            problems.add(error(new SourceLocation(name, 0, 0), e.getMessage()));
        }
    }

    private List<Problem> problems(Reading reading, PackageFiles files) {
        List<Problem> problems = new ArrayList<>();
        for (org.carrack.model.Problem p : reading.problems()) {
            boolean isError = p.severity() == org.carrack.model.Problem.Severity.ERROR;
            problems.add(new Problem(isError ? Severity.ERROR : Severity.WARNING, p.location(), p.message()));
        }
        check(
                reading.descriptor().map(Descriptor::tags).orElse(List.of()),
                new Verified(files, reading.name(), problems),
                problems);
        return problems;
    }

    private void check(List<ConfigTag> tags, PackageFiles files, List<Problem> problems) {
        for (ConfigTag tag : tags) {
            ConfigHandlers.Handler handler = handlers.find(tag);
            if (handler == null) {
                problems.add(warning(tag.location(), handlers.unhandledMessage(tag)));
            } else {
                try {
                    handler.check(handler.read(tag), files);
                } catch (ConfigException e) {
                    problems.add(error(e.location(), String.valueOf(e.getMessage())));
                }
            }
        }
    }

    /** The files, with the warnings of handlers about them. */
    private record Verified(PackageFiles files, String packageName, List<Problem> problems) implements PackageFiles {

        @Override
        public boolean contains(String path) {
            return files.contains(path);
        }

        @Override
        public Set<String> paths() {
            return files.paths();
        }

        @Override
        public Optional<byte[]> read(String path) {
            return files.read(path);
        }

        @Override
        public void warn(String warning) {
            Matcher placed = PLACED.matcher(warning);
            problems.add(
                    placed.matches()
                            ? Verifier.warning(
                                    new SourceLocation(
                                            placed.group(1),
                                            Integer.parseInt(placed.group(2)),
                                            Integer.parseInt(placed.group(3))),
                                    placed.group(4))
                            : Verifier.warning(new SourceLocation(packageName, 0, 0), warning));
        }
    }

    private static Problem error(SourceLocation location, String message) {
        return new Problem(Severity.ERROR, location, message);
    }

    private static Problem warning(SourceLocation location, String message) {
        return new Problem(Severity.WARNING, location, message);
    }
}

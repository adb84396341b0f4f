package org.carrack.runtime.settings.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import org.carrack.config.ConfigTag;
import org.carrack.config.Masked;
import org.carrack.model.Problem;
import org.carrack.model.TomlTags;
import org.carrack.runtime.settings.internal.ConfigChecker.Mistake;
import org.carrack.spi.config.ServerConfig;
import org.carrack.spi.server.LazyModules;
import org.carrack.spi.server.StartFailure;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code etc/carrack.toml}, read again when it has changed. */
@Component(service = {ServerConfig.class, ConfigFile.class})
public final class ConfigFile implements ServerConfig {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigFile.class);

    private static final String NAME = "etc/carrack.toml";

    /** What the names of the server's own modules begin with. */
    private static final String OURS = "org.carrack.";

    /** Where {@code carrack status} reads what is wrong. */
    private static final String NOTE = "data/run/configuration";

    private final Path file;
    private final Path note;
    private FileTime time = FileTime.fromMillis(0);
    private final BundleContext context;
    private ConfigTag root = empty();
    private List<Mistake> mistakes = List.of();
    private String problem = "";
    private @Nullable ConfigChecker checker;
    private @Nullable List<ConfigDefinition> definitions;
    private boolean isStarted;
    private final @Nullable LazyModules modules;

    @Activate
    public ConfigFile(
            BundleContext context,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL) @Nullable LazyModules modules) {
        this.context = context;
        this.modules = modules;
        String home = context.getProperty("carrack.home");
        file = Path.of(home == null ? "." : home, NAME).toAbsolutePath();
        note = file.resolveSibling("../" + NOTE).normalize();
        try {
            Files.deleteIfExists(note);
        } catch (IOException e) {
            LOG.warn("{} could not be deleted: {}", note, e.toString());
        }
        current();
        if (!problem.isEmpty()) {
            // Without it the server would be another one: with another database, no TLS, no trusted proxies.
            String reason = "%s; correct it, or move it away to start without it".formatted(problem);
            StartFailure.tell(context, reason);
            throw new IllegalStateException(reason);
        }
        isStarted = true;
    }

    @Override
    public synchronized Optional<String> problem() {
        current();
        return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
    }

    @Override
    public ConfigTag root() {
        ConfigTag now = current();
        if (modules != null) {
            // Without the lock: the modules that are started read this file.
            for (String waiting : modules.waiting(LazyModules.Trigger.CONFIG)) {
                if (now.children().stream().anyMatch(tag -> tag.isNamed(waiting))) {
                    modules.require(LazyModules.Trigger.CONFIG, waiting);
                }
            }
        }
        return now;
    }

    private synchronized ConfigTag current() {
        try {
            FileTime now = Files.getLastModifiedTime(file);
            if (!now.equals(time)) {
                time = now;
                List<Problem> problems = new ArrayList<>();
                ConfigTag read = TomlTags.tags(NAME, Files.readString(file), problems);
                if (problems.isEmpty()) {
                    root = read;
                    mistakes = read.children().isEmpty() ? List.of() : checker().check(read);
                    mistakes.forEach(this::report);
                    tell("");
                    warnOfReaders(root);
                } else {
                    tell(problems.get(0).toString());
                }
            }
        } catch (NoSuchFileException e) {
            root = empty();
            mistakes = List.of();
            tell("");
        } catch (IOException e) {
            // Of text that is not UTF-8, too.
            tell("%s cannot be read: %s".formatted(NAME, e));
        }
        return root;
    }

    @Override
    public synchronized List<String> problems() {
        current();
        return mistakes.stream().map(Mistake::withEffect).toList();
    }

    @Override
    public synchronized boolean isInvalid(ConfigTag tag) {
        // The tag of the file as it is now, or of one before: two texts are never at the same place with the same
        // value.
        return mistakes.stream()
                .anyMatch(mistake -> mistake.tag().location().equals(tag.location())
                        && mistake.tag().value().equals(tag.value()));
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public synchronized List<String> check(Path other) throws IOException {
        List<Problem> problems = new ArrayList<>();
        ConfigTag read = TomlTags.tags(other.toString(), Files.readString(other), problems);
        return problems.isEmpty()
                ? checker().check(read).stream().map(Mistake::toString).toList()
                : problems.stream().map(Problem::toString).toList();
    }

    /** At the start the launcher prints it, too. */
    private void report(Mistake mistake) {
        String text = mistake.withEffect();
        LOG.error(text);
        if (isStarted) {
            System.err.println(text);
        }
    }

    private ConfigChecker checker() throws IOException {
        ConfigChecker known = checker;
        if (known == null) {
            known = new ConfigChecker(definitions());
            checker = known;
        }
        return known;
    }

    /** The definitions of all modules. They are read when there is something to check. */
    synchronized List<ConfigDefinition> definitions() throws IOException {
        List<ConfigDefinition> known = definitions;
        if (known == null) {
            List<ConfigDefinition> found = new ArrayList<>();
            for (Bundle bundle : context.getBundles()) {
                if (!String.valueOf(bundle.getSymbolicName()).startsWith(OURS)) {
                    continue;
                }
                Enumeration<URL> files = bundle.findEntries("OSGI-INF/metatype", "*.xml", false);
                while (files != null && files.hasMoreElements()) {
                    try (InputStream in = files.nextElement().openStream()) {
                        found.addAll(MetatypeReader.read(in));
                    }
                }
            }
            known = List.copyOf(found);
            definitions = known;
        }
        return known;
    }

    /** Reports a problem in the log, on the console and, for {@code carrack status}, in a file; an empty text says that there is none any more. */
    private void tell(String now) {
        if (now.equals(problem)) {
            return;
        }
        problem = now;
        if (!isStarted) {
            // The start fails for it, and says so.
            return;
        }
        try {
            if (now.isEmpty()) {
                Files.deleteIfExists(note);
                return;
            }
            String told = "%s; what the file said before counts until it is corrected".formatted(now);
            LOG.error(told);
            System.err.println(told);
            Files.writeString(note, told + "\n");
        } catch (IOException e) {
            LOG.warn("{} could not be written: {}", note, e.toString());
        }
    }

    /** Secrets in a file that others on this machine can read are none. */
    private void warnOfReaders(ConfigTag tag) throws IOException {
        if (holdsSecret(tag)
                && file.getFileSystem().supportedFileAttributeViews().contains("posix")
                && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
            LOG.warn("{} holds secrets, and others on this machine can read it: chmod 600 {}", NAME, file);
        }
    }

    private static boolean holdsSecret(ConfigTag tag) {
        return (tag.value().isPresent() && Masked.isSecret(tag.name()))
                || tag.children().stream().anyMatch(ConfigFile::holdsSecret);
    }

    private static ConfigTag empty() {
        return TomlTags.tags(NAME, "", new ArrayList<>());
    }
}

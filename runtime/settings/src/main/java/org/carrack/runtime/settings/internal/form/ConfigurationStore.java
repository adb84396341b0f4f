package org.carrack.runtime.settings.internal.form;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.carrack.auth.AuditLog;
import org.carrack.auth.AuditLog.Outcome;
import org.carrack.auth.Caller;
import org.carrack.config.Masked;
import org.carrack.failure.RequestException.Kind;
import org.carrack.manage.ConfigForm;
import org.carrack.manage.ConfigForm.Problem;
import org.carrack.manage.ConfigRevision;
import org.carrack.manage.ConfigurationException;
import org.carrack.manage.Configurations;
import org.carrack.model.Nearest;
import org.carrack.runtime.settings.internal.form.RevisionHistory.Kept;
import org.carrack.spi.config.ConfigDocument;
import org.carrack.spi.manage.PackageStorage;
import org.carrack.spi.server.FailureText;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** All documents of the configuration, with what is common to them. Their files are read and changed by one thread at a time. */
@Component(service = {Configurations.class, PackageStorage.class})
public final class ConfigurationStore implements Configurations, PackageStorage {

    private static final String BY_HAND = "file";

    private final List<ConfigDocument.Provider> providers = new CopyOnWriteArrayList<>();
    private final Path home;
    private final RevisionHistory history;
    private final Clock clock;

    /** Comes after settings, and can be missing in tests. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable AuditLog audit;

    @Activate
    public ConfigurationStore(BundleContext context) {
        this(Path.of(context.getProperty("carrack.home")), Clock.systemUTC());
    }

    ConfigurationStore(Path home, Clock clock) {
        this.home = home.toAbsolutePath().normalize();
        this.clock = clock;
        history = new RevisionHistory(home.resolve("data/configuration"));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addProvider(ConfigDocument.Provider provider) {
        providers.add(provider);
    }

    void removeProvider(ConfigDocument.Provider provider) {
        providers.remove(provider);
    }

    private List<ConfigDocument> documents() {
        return providers.stream()
                .flatMap(provider -> provider.documents().stream())
                .sorted(Comparator.comparing((ConfigDocument one) -> !one.name().equals(SERVER))
                        .thenComparing(ConfigDocument::name))
                .toList();
    }

    private ConfigDocument document(String name) throws ConfigurationException {
        List<ConfigDocument> all = documents();
        Optional<ConfigDocument> found =
                all.stream().filter(one -> one.name().equals(name)).findFirst();
        if (found.isEmpty()) {
            TreeSet<String> names = new TreeSet<>();
            all.forEach(one -> names.add(one.name()));
            throw new ConfigurationException(
                    Kind.NOT_FOUND,
                    "there is no configuration %s; %s"
                            .formatted(
                                    name,
                                    Nearest.to(name, names)
                                            .map("did you mean %s?"::formatted)
                                            .orElse("these are: " + String.join(", ", names))));
        }
        return found.get();
    }

    @Override
    public List<ConfigForm> list() {
        List<ConfigForm> forms = new ArrayList<>();
        for (ConfigDocument document : documents()) {
            try {
                forms.add(FormDifference.masked(form(document, text(document))));
            } catch (ConfigurationException e) {
                forms.add(new ConfigForm(
                        document.name(),
                        document.name(),
                        shown(document),
                        "",
                        List.of(),
                        List.of(new Problem("", e.getMessage(), false))));
            }
        }
        return forms;
    }

    @Override
    public synchronized ConfigForm find(String name) throws ConfigurationException {
        ConfigDocument document = document(name);
        String text = text(document);
        noteByHand(document, text);
        return FormDifference.masked(form(document, text));
    }

    private String shown(ConfigDocument document) {
        Path file = document.file().toAbsolutePath().normalize();
        return (file.startsWith(home) ? home.relativize(file) : file).toString().replace('\\', '/');
    }

    private ConfigForm form(ConfigDocument document, String text) {
        ConfigForm read = document.read(text);
        return new ConfigForm(
                document.name(), read.title(), shown(document), revision(text), read.sections(), read.problems());
    }

    private String text(ConfigDocument document) throws ConfigurationException {
        try {
            return ConfigurationFiles.read(document.file());
        } catch (IOException e) {
            throw new ConfigurationException(
                    Kind.FAILED, "%s cannot be read: %s".formatted(shown(document), FailureText.ofFile(e)), e);
        }
    }

    private static String revision(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public synchronized ConfigForm change(
            String name, Map<String, Optional<List<String>>> changes, Optional<String> revision, Caller by)
            throws ConfigurationException {
        ConfigDocument document = document(name);
        String before = text(document);
        noteByHand(document, before);
        ConfigForm form = form(document, before);
        boolean isChanged = false;
        String subject = name + " " + String.join(", ", new TreeSet<>(changes.keySet()));
        try {
            if (revision.isPresent() && !revision.get().equals(form.revision())) {
                throw new ConfigurationException(
                        Kind.CONFLICT,
                        "%s was changed meanwhile%s; nothing was changed: look at it as it is now, and change that"
                                .formatted(form.file(), lastChange(name)));
            }
            for (Map.Entry<String, Optional<List<String>>> change : changes.entrySet()) {
                boolean isReadOnly = form.field(change.getKey())
                        .map(ConfigForm.Field::isReadOnly)
                        .orElse(false);
                if (isReadOnly) {
                    throw new ConfigurationException(
                            Kind.REFUSED, "%s of %s cannot be changed here".formatted(change.getKey(), name));
                }
            }
            requireText(document);
            String now = document.edit(before, withoutMasks(form, changes));
            if (!now.equals(before)) {
                refuseProblems(form(document, now), changes.keySet());
                save(document, before, now, by.name());
                isChanged = true;
            }
        } catch (ConfigurationException e) {
            record(by, "config.set", subject, Outcome.REFUSED, "");
            throw e;
        }
        ConfigForm changed = form(document, text(document));
        record(
                by,
                "config.set",
                subject,
                Outcome.DONE,
                isChanged ? lastChange(name).strip() : "it was so already");
        return FormDifference.masked(changed);
    }

    /** Who sends a form back as it was given sends the masks of the secrets, too. */
    private static Map<String, Optional<List<String>>> withoutMasks(
            ConfigForm form, Map<String, Optional<List<String>>> changes) {
        Map<String, Optional<List<String>>> kept = new LinkedHashMap<>(changes);
        kept.entrySet()
                .removeIf(change -> form.field(change.getKey())
                        .map(field -> FormDifference.masked(field, field.value()))
                        .filter(masked -> masked.stream().anyMatch(text -> text.contains(Masked.MASK)))
                        .filter(masked -> change.getValue().equals(Optional.of(masked)))
                        .isPresent());
        return kept;
    }

    private void requireText(ConfigDocument document) throws ConfigurationException {
        try {
            if (!ConfigurationFiles.isUtf8(document.file())) {
                throw new ConfigurationException(
                        Kind.REFUSED,
                        "%s is not in UTF-8; mend it first, or go back to a revision".formatted(shown(document)));
            }
        } catch (IOException e) {
            throw new ConfigurationException(
                    Kind.FAILED, "%s cannot be read: %s".formatted(shown(document), FailureText.ofFile(e)), e);
        }
    }

    /** What is wrong elsewhere in the file was so before, and does not stand in the way. */
    private static void refuseProblems(ConfigForm now, Iterable<String> keys) throws ConfigurationException {
        for (Problem problem : now.problems()) {
            for (String key : keys) {
                if (!problem.isWarning() && problem.key().equalsIgnoreCase(key)) {
                    throw new ConfigurationException(Kind.REFUSED, problem.message() + "; nothing was changed");
                }
            }
        }
    }

    private String lastChange(String name) {
        try {
            return history.last(name)
                    .map(kept -> " by %s (%s)"
                            .formatted(
                                    kept.revision().by(),
                                    String.join("; ", kept.revision().changes())))
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    private void save(ConfigDocument document, String before, String now, String by) throws ConfigurationException {
        try {
            if (history.last(document.name()).isEmpty()) {
                // What the file was before anybody changed it here can be had back.
                add(document, before, before, BY_HAND);
            }
            ConfigurationFiles.write(document.file(), now, document.isSecret());
            add(document, before, now, by);
        } catch (IOException e) {
            throw new ConfigurationException(
                    Kind.FAILED,
                    "%s could not be written: %s; what it said before counts"
                            .formatted(shown(document), FailureText.ofFile(e)),
                    e);
        }
        document.changed();
    }

    /** Somebody may have edited the file since the last revision: that is a revision, too. */
    private void noteByHand(ConfigDocument document, String text) throws ConfigurationException {
        try {
            Optional<Kept> last = history.last(document.name());
            if (last.isPresent() && !last.get().text().equals(text)) {
                add(document, last.get().text(), text, BY_HAND);
            }
        } catch (IOException e) {
            throw new ConfigurationException(
                    Kind.FAILED,
                    "the revisions of %s cannot be kept: %s".formatted(document.name(), FailureText.ofFile(e)),
                    e);
        }
    }

    private void add(ConfigDocument document, String before, String now, String by) throws IOException {
        int number = history.last(document.name())
                        .map(kept -> kept.revision().number())
                        .orElse(0)
                + 1;
        List<String> changes = FormDifference.of(document.read(before), before, document.read(now), now);
        history.add(
                document.name(),
                new Kept(new ConfigRevision(number, clock.instant(), by, document.version(), changes), now));
    }

    @Override
    public synchronized List<ConfigRevision> history(String name) throws ConfigurationException {
        ConfigDocument document = document(name);
        noteByHand(document, text(document));
        return kept(name).stream().map(Kept::revision).toList();
    }

    private List<Kept> kept(String name) throws ConfigurationException {
        try {
            return history.all(name);
        } catch (IOException e) {
            throw new ConfigurationException(
                    Kind.FAILED, "the revisions of %s cannot be read: %s".formatted(name, FailureText.ofFile(e)), e);
        }
    }

    @Override
    public synchronized ConfigForm rollback(String name, int number, Caller by) throws ConfigurationException {
        ConfigDocument document = document(name);
        String before = text(document);
        noteByHand(document, before);
        try {
            List<Kept> all = kept(name);
            Kept wanted = all.stream()
                    .filter(kept -> kept.revision().number() == number)
                    .findFirst()
                    .orElseThrow(() -> new ConfigurationException(
                            Kind.NOT_FOUND,
                            "there is no revision %d of %s; these are: %s"
                                    .formatted(
                                            number,
                                            name,
                                            all.isEmpty()
                                                    ? "none"
                                                    : String.join(
                                                            ", ",
                                                            all.stream()
                                                                    .map(kept -> String.valueOf(kept.revision()
                                                                            .number()))
                                                                    .toList()))));
            for (Problem problem : form(document, wanted.text()).problems()) {
                if (!problem.isWarning()) {
                    throw new ConfigurationException(
                            Kind.REFUSED,
                            "revision %d of %s would not be valid now: %s; nothing was changed"
                                    .formatted(number, name, problem.message()));
                }
            }
            if (!wanted.text().equals(before)) {
                save(document, before, wanted.text(), by.name());
            }
        } catch (ConfigurationException e) {
            record(by, "config.rollback", name, Outcome.REFUSED, String.valueOf(number));
            throw e;
        }
        record(by, "config.rollback", name, Outcome.DONE, String.valueOf(number));
        return FormDifference.masked(form(document, text(document)));
    }

    private void record(Caller by, String action, String subject, Outcome outcome, String detail) {
        AuditLog log = audit;
        if (log != null) {
            log.record(by.name(), action, subject, outcome, detail, by.from());
        }
    }

    @Override
    public synchronized void purge(String packageName) throws IOException {
        for (String name : history.names()) {
            if (name.equals(packageName) || name.startsWith(packageName + ".")) {
                history.purge(name);
            }
        }
    }
}

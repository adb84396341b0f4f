package org.carrack.runtime.plugins.internal.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.carrack.config.Masked;
import org.carrack.failure.RequestException.Kind;
import org.carrack.manage.ConfigForm;
import org.carrack.manage.ConfigForm.Field;
import org.carrack.manage.ConfigForm.FieldType;
import org.carrack.manage.ConfigForm.Section;
import org.carrack.manage.ConfigurationException;
import org.carrack.model.Nearest;
import org.carrack.runtime.plugins.internal.template.ConfigTemplate;
import org.carrack.runtime.plugins.internal.template.IniEditor;
import org.carrack.runtime.plugins.internal.template.IniFile;
import org.carrack.runtime.plugins.internal.template.OptionType;
import org.carrack.runtime.plugins.internal.template.TemplateOption;
import org.carrack.runtime.plugins.internal.template.ValueException;
import org.carrack.spi.config.ConfigDocument;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a plugin: {@code etc/plugins/<package>.<Plugin>.ini}, by its template. The one validator of it, for forms, the file, the
 * start of a plugin, and revisions. For any thread.
 */
public final class PluginDocument implements ConfigDocument {

    /** Knows the choices of options. */
    @FunctionalInterface
    public interface Choices {

        /** Those of an option; nothing if nobody knows them now. */
        Optional<List<String>> of(String option);
    }

    private final String name;
    private final String ownSection;
    private final Path file;
    private final String shownFile;
    private final String version;
    private final ConfigTemplate template;
    private final Choices choices;
    private final Runnable changed;

    /**
     * @param name with its package
     * @param plugin without
     * @param home the folder of the server
     * @param version that of the package
     */
    public PluginDocument(
            String name,
            String plugin,
            Path home,
            String version,
            ConfigTemplate template,
            Choices choices,
            Runnable changed) {
        this.name = name;
        this.version = version;
        this.template = template;
        this.choices = choices;
        this.changed = changed;
        ownSection = "plugins." + plugin;
        shownFile = "etc/plugins/" + name + ".ini";
        file = home.resolve(shownFile);
    }

    /** The section whose options have no section in their keys. */
    public String ownSection() {
        return ownSection;
    }

    /** What it is read by. */
    public ConfigTemplate template() {
        return template;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public boolean isSecret() {
        return options().anyMatch(PluginDocument::isSecret);
    }

    private java.util.stream.Stream<TemplateOption> options() {
        return template.sections().stream().flatMap(section -> template.options(section).stream());
    }

    private static boolean isSecret(TemplateOption option) {
        return option.type() == OptionType.PASSWORD || Masked.isSecret(option.name());
    }

    /** The key of an option in a form. */
    public String key(TemplateOption option) {
        return option.section().equals(ownSection) ? option.name() : option.section() + "." + option.name();
    }

    /**
     * What a text says, else the defaults.
     *
     * @param texts by the key of the option in lower case
     */
    public record Values(Map<String, List<String>> texts, List<ConfigForm.Problem> problems) {

        /** The first mistake that keeps the text from counting. */
        public Optional<String> mistake() {
            return problems.stream()
                    .filter(problem -> !problem.isWarning())
                    .map(ConfigForm.Problem::message)
                    .findFirst();
        }
    }

    /** Reads a text. */
    public Values values(String text) {
        Reading reading = new Reading(IniFile.read(shownFile, text));
        options().forEach(reading::field);
        return new Values(reading.values, reading.problems());
    }

    @Override
    public ConfigForm read(String text) {
        Reading reading = new Reading(IniFile.read(shownFile, text));
        List<Section> sections = new ArrayList<>();
        for (String section : template.sections()) {
            List<Field> fields =
                    template.options(section).stream().map(reading::field).toList();
            if (!fields.isEmpty()) {
                sections.add(new Section(section, section.equals(ownSection) ? name : section, fields));
            }
        }
        return new ConfigForm(name, "Plugin " + name, "", "", sections, reading.problems());
    }

    /** A text as it is read by the template. */
    private final class Reading {

        private final IniFile ini;
        private final Map<String, List<String>> values = new LinkedHashMap<>();
        private final List<ConfigForm.Problem> found = new ArrayList<>();

        Reading(IniFile ini) {
            this.ini = ini;
            template.problems()
                    .forEach(problem -> found.add(new ConfigForm.Problem("", problem.toString(), problem.isWarning())));
            ini.problems()
                    .forEach(problem -> found.add(new ConfigForm.Problem(
                            "", problem.toString() + effect(problem.isWarning()), problem.isWarning())));
        }

        private String effect(boolean isWarning) {
            return isWarning ? "" : "; the file counts for nothing until it is mended";
        }

        Field field(TemplateOption described) {
            TemplateOption option = withChoices(described);
            String key = key(option);
            Optional<IniFile.Option> said = ini.option(option.section(), option.name());
            List<String> value = option.standard();
            boolean isSecret = isSecret(option) || (said.isPresent() && refersToSecret(option, said.get()));
            String raw = "";
            if (said.isPresent()) {
                raw = said.get().value();
                try {
                    value = option.read(ini.value(option.section(), said.get()));
                } catch (ValueException e) {
                    found.add(new ConfigForm.Problem(
                            key,
                            "%s:%d:1: %s %s; the file counts for nothing until it is mended"
                                    .formatted(
                                            shownFile,
                                            said.get().line(),
                                            option.name(),
                                            isSecret && !e.getMessage().startsWith("has a single %")
                                                    ? "cannot have that value"
                                                    : e.getMessage()),
                            false));
                    // What is in the file is shown, whatever it is.
                    value = List.of(raw);
                }
            }
            values.put(key.toLowerCase(Locale.ROOT), value);
            return new Field(
                    key,
                    option.name(),
                    option.description(),
                    isSecret ? FieldType.PASSWORD : type(option),
                    value,
                    option.standard(),
                    said.isPresent(),
                    option.choices(),
                    option.isOrdered(),
                    option.min(),
                    option.max(),
                    option.link(),
                    option.isReadOnly(),
                    false,
                    said.map(IniFile.Option::line).orElse(0));
        }

        private boolean refersToSecret(TemplateOption option, IniFile.Option said) {
            return ini.references(option.section(), said.value()).stream()
                    .anyMatch(other -> template.option(option.section(), other)
                            .map(PluginDocument::isSecret)
                            .orElse(Masked.isSecret(other)));
        }

        /** Those of the lines, then what nobody reads. */
        List<ConfigForm.Problem> problems() {
            List<ConfigForm.Problem> all = new ArrayList<>(found);
            for (IniFile.Section section : ini.sections()) {
                if (!template.sections().contains(section.name())) {
                    all.add(unknown(
                            section.line(),
                            "[%s]".formatted(section.name()),
                            Nearest.to(section.name(), template.sections())));
                    continue;
                }
                TreeSet<String> known = new TreeSet<>();
                template.options(section.name()).forEach(option -> known.add(option.name()));
                for (IniFile.Option option : section.options().values()) {
                    if (template.option(section.name(), option.name()).isEmpty()) {
                        all.add(unknown(option.line(), option.name(), Nearest.to(option.name(), known)));
                    }
                }
            }
            return all;
        }

        private ConfigForm.Problem unknown(int line, String what, Optional<String> nearest) {
            return new ConfigForm.Problem(
                    "",
                    "%s:%d:1: %s is not in the template%s; it is kept, and ignored"
                            .formatted(
                                    shownFile,
                                    line,
                                    what,
                                    nearest.map(", did you mean %s?"::formatted).orElse("")),
                    true);
        }
    }

    private TemplateOption withChoices(TemplateOption option) {
        boolean isChosen = option.type() == OptionType.SELECT || option.type() == OptionType.MULTILIST;
        return isChosen && option.choices().isEmpty()
                ? choices.of(key(option)).map(option::withChoices).orElse(option)
                : option;
    }

    private static FieldType type(TemplateOption option) {
        return switch (option.type()) {
            case INT, INTRANGE -> FieldType.INTEGER;
            case BOOL -> FieldType.FLAG;
            case SELECT -> FieldType.CHOICE;
            case MULTILIST -> FieldType.LIST;
            case DURATION -> FieldType.DURATION;
            case PASSWORD -> FieldType.PASSWORD;
            case STRING, UNKNOWN -> isSecret(option) ? FieldType.PASSWORD : FieldType.TEXT;
        };
    }

    @Override
    public String edit(String text, Map<String, Optional<List<String>>> changes) throws ConfigurationException {
        IniFile before = IniFile.read(shownFile, text);
        Optional<IniFile.Problem> unreadable = before.problems().stream()
                .filter(problem -> !problem.isWarning())
                .findFirst();
        if (unreadable.isPresent()) {
            throw new ConfigurationException(
                    Kind.REFUSED,
                    "%s cannot be understood; mend it first, or go back to a revision (%s)"
                            .formatted(shownFile, unreadable.get()));
        }
        String edited = text;
        for (Map.Entry<String, Optional<List<String>>> change : changes.entrySet()) {
            TemplateOption option = withChoices(option(change.getKey()));
            @Nullable List<String> wanted = change.getValue().orElse(null);
            if (wanted == null) {
                if (before.section("DEFAULT")
                        .flatMap(all -> all.option(option.name()))
                        .isPresent()) {
                    throw new ConfigurationException(
                            Kind.REFUSED,
                            "%s of %s stands in [DEFAULT], for all sections; take it out of %s"
                                    .formatted(option.name(), name, shownFile));
                }
                edited = IniEditor.remove(edited, option.section(), option.name());
                continue;
            }
            try {
                edited = IniEditor.put(edited, option.section(), option.name(), option.written(option.checked(wanted)));
            } catch (ValueException e) {
                throw new ConfigurationException(
                        Kind.REFUSED,
                        "%s of %s %s; nothing was changed"
                                .formatted(
                                        option.name(),
                                        name,
                                        isSecret(option) ? "cannot have that value" : e.getMessage()));
            }
        }
        return edited;
    }

    private TemplateOption option(String key) throws ConfigurationException {
        Optional<TemplateOption> found =
                options().filter(option -> key(option).equalsIgnoreCase(key)).findFirst();
        if (found.isEmpty()) {
            List<String> known = options().map(this::key).toList();
            throw new ConfigurationException(
                    Kind.NOT_FOUND,
                    "%s has no option %s; %s"
                            .formatted(
                                    name,
                                    key,
                                    Nearest.to(key, known)
                                            .map("did you mean %s?"::formatted)
                                            .orElse("these are: "
                                                    + (known.isEmpty() ? "none" : String.join(", ", known)))));
        }
        return found.get();
    }

    @Override
    public void changed() {
        changed.run();
    }
}

package org.carrack.runtime.settings.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.carrack.config.ConfigTag;
import org.carrack.config.Masked;
import org.carrack.failure.RequestException.Kind;
import org.carrack.manage.ConfigForm;
import org.carrack.manage.ConfigForm.Field;
import org.carrack.manage.ConfigForm.FieldType;
import org.carrack.manage.ConfigForm.Section;
import org.carrack.manage.ConfigurationException;
import org.carrack.manage.Configurations;
import org.carrack.model.Nearest;
import org.carrack.model.Problem;
import org.carrack.model.TomlTags;
import org.carrack.runtime.settings.internal.ConfigDefinition.ConfigKey;
import org.carrack.runtime.settings.internal.ConfigDefinition.ValueType;
import org.carrack.spi.config.ConfigDocument;
import org.jspecify.annotations.Nullable;

/**
 * {@code etc/carrack.toml} as a document, by the definitions of all modules. A key is {@code table.key}; of tables with names of their own
 * {@code table.name.key}. For any thread.
 */
final class ServerDocument implements ConfigDocument {

    private static final String NAME = "etc/carrack.toml";

    private final Path file;
    private final String version;
    private final List<ConfigDefinition> definitions;
    private final ConfigChecker checker;
    private final Runnable changed;

    ServerDocument(Path file, String version, List<ConfigDefinition> definitions, Runnable changed) {
        this.file = file;
        this.version = version;
        this.definitions = List.copyOf(definitions);
        this.changed = changed;
        checker = new ConfigChecker(definitions);
    }

    @Override
    public String name() {
        return Configurations.SERVER;
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
        // It may hold some; a file that others may read stays so, with the warning that it gets at the start.
        return false;
    }

    @Override
    public ConfigForm read(String text) {
        List<Problem> unread = new ArrayList<>();
        ConfigTag root = TomlTags.tags(NAME, text, unread);
        List<ConfigForm.Problem> problems = new ArrayList<>();
        unread.forEach(problem -> problems.add(new ConfigForm.Problem("", problem.toString(), false)));
        Map<String, Section> sections = new LinkedHashMap<>();
        for (ConfigDefinition definition : definitions) {
            if (definition.isNamed()) {
                root.child(definition.table()).map(ConfigTag::children).orElse(List.of()).stream()
                        .filter(named -> named.value().isEmpty())
                        .forEach(named ->
                                add(sections, definition.table() + "." + named.name(), definition, Optional.of(named)));
            } else {
                add(
                        sections,
                        definition.table(),
                        definition,
                        definition.table().isEmpty() ? Optional.of(root) : root.child(definition.table()));
            }
        }
        if (unread.isEmpty()) {
            for (ConfigChecker.Mistake mistake : checker.check(root)) {
                problems.add(new ConfigForm.Problem(key(sections, mistake.tag()), mistake.toString(), false));
            }
        }
        return new ConfigForm(name(), "Server", "", "", List.copyOf(sections.values()), problems);
    }

    private static String key(Map<String, Section> sections, ConfigTag wrong) {
        return sections.values().stream()
                .flatMap(section -> section.fields().stream())
                .filter(field -> field.line() == wrong.location().line() && field.line() > 0)
                .map(Field::key)
                .findFirst()
                .orElse("");
    }

    private static void add(
            Map<String, Section> sections, String name, ConfigDefinition definition, Optional<ConfigTag> table) {
        List<Field> fields = new ArrayList<>();
        Section there = sections.get(name);
        if (there != null) {
            fields.addAll(there.fields());
        }
        for (ConfigKey key : definition.keys()) {
            fields.add(field(
                    name.isEmpty() ? key.name() : name + "." + key.name(),
                    key,
                    table.flatMap(t -> t.child(key.name())).orElse(null)));
        }
        String title = there == null ? definition.title() : there.title();
        sections.put(name, new Section(name, title, fields));
    }

    private static Field field(String name, ConfigKey key, @Nullable ConfigTag said) {
        List<String> standard = key.defaultValue().map(List::of).orElse(List.of());
        return new Field(
                name,
                key.name(),
                key.description(),
                type(key),
                said == null ? standard : texts(said),
                standard,
                said != null,
                key.options(),
                true,
                key.min(),
                key.max(),
                "",
                key.type() == ValueType.TABLE,
                key.needsRestart(),
                said == null ? 0 : said.location().line());
    }

    private static List<String> texts(ConfigTag said) {
        return said.value().isPresent()
                ? List.of(String.valueOf(said.value().get()))
                : said.children().stream()
                        .map(child -> child.value()
                                .map(value -> child.isNamed("value")
                                        ? String.valueOf(value)
                                        : child.name() + " = " + (Masked.isSecret(child.name()) ? Masked.MASK : value))
                                .orElse(child.name()))
                        .toList();
    }

    private static FieldType type(ConfigKey key) {
        return switch (key.type()) {
            case TEXT ->
                Masked.isSecret(key.name())
                        ? FieldType.PASSWORD
                        : key.options().isEmpty() ? FieldType.TEXT : FieldType.CHOICE;
            case TEXTS -> FieldType.LIST;
            case INTEGER -> FieldType.INTEGER;
            case FLAG -> FieldType.FLAG;
            case TABLE -> FieldType.RAW;
        };
    }

    /** Where a key belongs: its table as the parts of a name, and what it is there. */
    private record Place(List<String> table, ConfigKey key) {

        String header() {
            return table.stream().map(TomlEditor::key).collect(Collectors.joining(".", "[", "]"));
        }
    }

    private Place place(String key) throws ConfigurationException {
        TreeSet<String> known = new TreeSet<>();
        for (ConfigDefinition definition : definitions) {
            for (ConfigKey one : definition.keys()) {
                String table = definition.table();
                String suffix = "." + one.name();
                if (definition.isNamed()) {
                    known.add(table + ".NAME" + suffix);
                    if (key.startsWith(table + ".")
                            && key.endsWith(suffix)
                            && key.length() > table.length() + 1 + suffix.length()) {
                        String name = key.substring(table.length() + 1, key.length() - suffix.length());
                        return new Place(List.of(table, name), one);
                    }
                } else {
                    String full = table.isEmpty() ? one.name() : table + suffix;
                    known.add(full);
                    if (full.equalsIgnoreCase(key)) {
                        return new Place(table.isEmpty() ? List.of() : List.of(table), one);
                    }
                }
            }
        }
        throw new ConfigurationException(
                Kind.NOT_FOUND,
                "there is no key %s in %s; %s"
                        .formatted(
                                key,
                                NAME,
                                Nearest.to(key, known)
                                        .map("did you mean %s?"::formatted)
                                        .orElse("carrack config show server lists them")));
    }

    @Override
    public String edit(String text, Map<String, Optional<List<String>>> changes) throws ConfigurationException {
        String edited = text;
        for (Map.Entry<String, Optional<List<String>>> change : changes.entrySet()) {
            edited = edit(edited, place(change.getKey()), change.getKey(), change.getValue());
        }
        return edited;
    }

    private String edit(String text, Place place, String name, Optional<List<String>> value)
            throws ConfigurationException {
        ConfigTag root = parsed(text);
        Optional<ConfigTag> table = Optional.of(root);
        for (String part : place.table()) {
            table = table.flatMap(one ->
                    one.children().stream().filter(child -> child.isNamed(part)).findFirst());
        }
        Optional<ConfigTag> old = table.flatMap(one -> one.child(place.key().name()));
        String edited;
        if (value.isEmpty()) {
            edited = old.isEmpty()
                    ? text
                    : TomlEditor.remove(text, old.get().location().line());
        } else {
            String literal = TomlEditor.literal(value(place.key(), name, value.get()));
            String line = place.key().name() + " = " + literal;
            if (old.isPresent()) {
                edited = TomlEditor.replace(text, old.get().location().line(), literal);
            } else if (place.table().isEmpty()) {
                edited = TomlEditor.insert(text, TomlEditor.lastOutsideTables(text), line);
            } else if (table.isPresent()
                    && isHeader(text, table.get().location().line())) {
                edited = TomlEditor.insert(text, table.get().location().line(), line);
            } else if (table.isPresent() && !table.get().children().isEmpty()) {
                // It is written as dotted keys, or inline, which is refused below.
                String dotted = place.table().stream().map(TomlEditor::key).collect(Collectors.joining("."));
                edited = TomlEditor.insert(
                        text, table.get().children().get(0).location().line(), dotted + "." + line);
            } else {
                String end = text.isEmpty() || text.endsWith("\n") ? "" : "\n";
                String added = end + (text.isBlank() ? "" : "\n") + place.header() + "\n" + line + "\n";
                edited = text + (text.contains("\r\n") ? added.replace("\n", "\r\n") : added);
            }
        }
        List<Problem> problems = new ArrayList<>();
        ConfigTag now = TomlTags.tags(NAME, edited, problems);
        requireOnly(root, problems.isEmpty() ? Optional.of(now) : Optional.empty(), place, name);
        return edited;
    }

    private static boolean isHeader(String text, int line) {
        List<String> lines = text.lines().toList();
        return line >= 1
                && line <= lines.size()
                && lines.get(line - 1).stripLeading().startsWith("[");
    }

    /** An inline table, or one that is written in pieces, could be changed in another place than is meant. */
    private void requireOnly(ConfigTag before, Optional<ConfigTag> now, Place place, String name)
            throws ConfigurationException {
        List<String> path = new ArrayList<>(place.table());
        path.add(place.key().name());
        if (now.isEmpty() || !without(before, path).equals(without(now.get(), path))) {
            throw new ConfigurationException(
                    Kind.REFUSED,
                    "%s is written in %s in a way that is not edited here; nothing was changed: edit the file"
                            .formatted(name, NAME));
        }
    }

    private static Map<String, Object> without(ConfigTag tag, List<String> path) {
        Map<String, Object> all = new LinkedHashMap<>();
        int index = 0;
        for (ConfigTag child : tag.children()) {
            boolean isOnPath = !path.isEmpty() && child.isNamed(path.get(0));
            if (isOnPath && path.size() == 1) {
                continue;
            }
            Object value =
                    child.value().orElseGet(() -> without(child, isOnPath ? path.subList(1, path.size()) : List.of()));
            if (!isOnPath || !value.equals(Map.of())) {
                all.put(child.name().toLowerCase(Locale.ROOT) + (child.isNamed("value") ? index++ : ""), value);
            }
        }
        return all;
    }

    private static ConfigTag parsed(String text) throws ConfigurationException {
        List<Problem> problems = new ArrayList<>();
        ConfigTag root = TomlTags.tags(NAME, text, problems);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(
                    Kind.REFUSED,
                    "%s cannot be understood; mend it first (%s)".formatted(NAME, Objects.toString(problems.get(0))));
        }
        return root;
    }

    /** What is out of range is found when the text is checked. */
    private static Object value(ConfigKey key, String name, List<String> texts) throws ConfigurationException {
        if (key.type() == ValueType.TEXTS) {
            return texts;
        }
        String text = texts.size() == 1 ? texts.get(0) : "";
        String stripped = text.strip().toLowerCase(Locale.ROOT);
        Object value = texts.size() != 1
                ? null
                : switch (key.type()) {
                    case TEXT -> text;
                    case INTEGER -> stripped.matches("[+-]?\\d{1,18}") ? (Object) Long.valueOf(stripped) : null;
                    case FLAG ->
                        stripped.equals("true") || stripped.equals("false") ? (Object) Boolean.valueOf(stripped) : null;
                    case TEXTS, TABLE -> null;
                };
        if (value == null) {
            throw new ConfigurationException(
                    Kind.REFUSED,
                    "%s must be %s%s"
                            .formatted(
                                    name,
                                    key.type().description(),
                                    Masked.isSecret(key.name())
                                            ? ""
                                            : ", not %s"
                                                    .formatted(
                                                            texts.isEmpty() ? "nothing" : String.join(", ", texts))));
        }
        return value;
    }

    @Override
    public void changed() {
        changed.run();
    }
}

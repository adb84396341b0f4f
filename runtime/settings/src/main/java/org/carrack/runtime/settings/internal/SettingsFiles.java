package org.carrack.runtime.settings.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.carrack.config.ConfigTag;
import org.carrack.config.SourceLocation;
import org.carrack.model.Problem;
import org.carrack.model.TomlTags;
import org.carrack.model.XmlTags;
import org.carrack.runtime.settings.internal.form.ConfigurationFiles;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the files of an installation say of settings: {@code etc/settings.xml}, as in Adapt, and {@code etc/settings/<package>.toml}.
 * Used by one thread at a time.
 */
final class SettingsFiles {

    private static final Logger LOG = LoggerFactory.getLogger(SettingsFiles.class);

    private static final String XML = "etc/settings.xml";
    private static final String FOLDER = "etc/settings";

    private final Path home;

    SettingsFiles(Path home) {
        this.home = home;
    }

    /** What a file says of one setting, as texts. */
    record FileValue(List<String> texts, SourceLocation location) {}

    /**
     * What all files say, at one moment.
     *
     * @param common of {@code etc/settings.xml}, by name
     * @param own of {@code etc/settings/<package>.toml}, by package and name
     */
    record Content(Map<String, FileValue> common, Map<String, Map<String, FileValue>> own) {

        static final Content NOTHING = new Content(Map.of(), Map.of());
    }

    /** The folders whose files count. */
    List<Path> folders() throws IOException {
        return List.of(Files.createDirectories(home.resolve("etc")), Files.createDirectories(home.resolve(FOLDER)));
    }

    /**
     * Reads all. A file that cannot be understood is left aside, as it was.
     *
     * @param before what was read last
     */
    Content read(Content before) {
        Map<String, Map<String, FileValue>> own = new TreeMap<>();
        try (Stream<Path> files = Files.list(home.resolve(FOLDER))) {
            for (Path file : files.sorted().toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(".toml")) {
                    String packageName = name.substring(0, name.length() - ".toml".length());
                    own.put(packageName, toml(packageName, before.own().getOrDefault(packageName, Map.of())));
                }
            }
        } catch (NoSuchFileException e) {
            LOG.debug("there is no folder of settings");
        } catch (IOException e) {
            LOG.error("{} cannot be read: {}", FOLDER, e.toString());
        }
        return new Content(xml(before.common()), own);
    }

    private @Nullable String text(String file) {
        try {
            return Files.readString(home.resolve(file));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            LOG.error("{} cannot be read: {}; what it said before counts", file, e.toString());
            return null;
        }
    }

    private static boolean isGood(List<Problem> problems) {
        problems.forEach(problem -> LOG.error("{}; what the file said before counts until it is mended", problem));
        return problems.isEmpty();
    }

    private Map<String, FileValue> xml(Map<String, FileValue> before) {
        String text = text(XML);
        if (text == null) {
            return Map.of();
        }
        List<Problem> problems = new ArrayList<>();
        ConfigTag root = XmlTags.tags(XML, text, problems);
        if (!isGood(problems) || root == null) {
            return before;
        }
        Map<String, FileValue> all = new LinkedHashMap<>();
        for (ConfigTag settings : root.children("settings")) {
            for (ConfigTag setting : settings.children("setting")) {
                String name = setting.child("name")
                        .flatMap(ConfigTag::value)
                        .map(String::valueOf)
                        .orElse("");
                List<String> several = setting.children("values").stream()
                        .flatMap(values -> values.children("value").stream())
                        .map(value -> String.valueOf(value.value().orElse("")))
                        .toList();
                boolean isList = setting.child("values").isPresent();
                List<String> one = setting.children("value").stream()
                        .map(value -> String.valueOf(value.value().orElse("")))
                        .limit(1)
                        .toList();
                if (!name.isBlank() && (isList || !one.isEmpty())) {
                    all.put(name, new FileValue(isList ? several : one, setting.location()));
                }
            }
        }
        return all;
    }

    private static String file(String packageName) {
        return FOLDER + "/" + packageName + ".toml";
    }

    private Map<String, FileValue> toml(String packageName, Map<String, FileValue> before) {
        String text = text(file(packageName));
        if (text == null) {
            return Map.of();
        }
        List<Problem> problems = new ArrayList<>();
        Map<String, FileValue> all = toml(packageName, text, problems);
        return isGood(problems) ? all : before;
    }

    private static Map<String, FileValue> toml(String packageName, String text, List<Problem> problems) {
        Map<String, FileValue> all = new LinkedHashMap<>();
        collect("", TomlTags.tags(file(packageName), text, problems), all);
        return all;
    }

    /** {@code "a.b" = 1}, {@code a.b = 1} and {@code b = 1} below {@code [a]} are the same. */
    private static void collect(String prefix, ConfigTag tag, Map<String, FileValue> all) {
        for (ConfigTag child : tag.children()) {
            String name = prefix + child.name();
            if (child.value().isPresent()) {
                all.put(name, new FileValue(List.of(String.valueOf(child.value().get())), child.location()));
            } else if (child.children().stream().allMatch(c -> c.name().equals("value"))) {
                all.put(
                        name,
                        new FileValue(
                                child.children().stream()
                                        .map(c -> String.valueOf(c.value().orElse("")))
                                        .toList(),
                                child.location()));
            } else {
                collect(name + ".", child, all);
            }
        }
    }

    /** Writes what a setting of a package is, or that nothing is said of it; comments and all else stay. */
    void write(String packageName, String name, @Nullable Object value) throws IOException {
        String before = text(file(packageName));
        ConfigurationFiles.write(path(packageName), edit(packageName, before == null ? "" : before, name, value), true);
    }

    /** The file of a package. */
    Path path(String packageName) {
        return home.resolve(file(packageName));
    }

    /** What a text that would be the file of a package says, by name. */
    static Map<String, FileValue> read(String packageName, String text, List<Problem> problems) {
        return toml(packageName, text, problems);
    }

    /**
     * The text of a package's file with another value.
     *
     * @param value nothing to take it out
     * @throws IOException if the text cannot be understood
     */
    static String edit(String packageName, String before, String name, @Nullable Object value) throws IOException {
        List<Problem> problems = new ArrayList<>();
        Map<String, FileValue> said = toml(packageName, before, problems);
        if (!problems.isEmpty()) {
            throw new IOException(
                    "%s cannot be understood; mend it first (%s)".formatted(file(packageName), problems.get(0)));
        }
        FileValue old = said.get(name);
        if (value == null) {
            return old == null
                    ? before
                    : TomlEditor.remove(before, old.location().line());
        }
        return old == null
                ? TomlEditor.insert(
                        before,
                        TomlEditor.lastOutsideTables(before),
                        TomlEditor.quoted(name) + " = " + TomlEditor.literal(value))
                : TomlEditor.replace(before, old.location().line(), TomlEditor.literal(value));
    }

    /** Deletes the file of a package. */
    void delete(String packageName) throws IOException {
        Files.deleteIfExists(home.resolve(file(packageName)));
    }
}

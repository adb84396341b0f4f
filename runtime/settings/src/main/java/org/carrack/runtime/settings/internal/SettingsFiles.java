package org.carrack.runtime.settings.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carrack.config.ConfigTag;
import org.carrack.config.SourceLocation;
import org.carrack.model.Problem;
import org.carrack.model.TomlTags;
import org.carrack.model.XmlTags;
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

    /** Writes what a setting of a package is, or that nothing is said of it; comments and all else stay where they can. */
    void write(String packageName, String name, @Nullable Object value) throws IOException {
        String path = file(packageName);
        String before = text(path);
        List<String> lines =
                new ArrayList<>(before == null ? List.of() : before.lines().toList());
        List<Problem> problems = new ArrayList<>();
        Map<String, FileValue> said = toml(packageName, before == null ? "" : before, problems);
        if (!problems.isEmpty()) {
            throw new IOException("%s cannot be understood; mend it first (%s)".formatted(path, problems.get(0)));
        }
        Map<String, FileValue> wanted = new LinkedHashMap<>(said);
        wanted.remove(name);
        if (value != null) {
            wanted.put(name, new FileValue(Declared.texts(value), new SourceLocation(path, 0, 0)));
        }
        String line = value == null ? "" : quoted(name) + " = " + toml(value);
        FileValue old = said.get(name);
        if (old != null && value == null) {
            lines.remove(old.location().line() - 1);
        } else if (old != null) {
            String there = lines.get(old.location().line() - 1);
            lines.set(
                    old.location().line() - 1,
                    there.substring(0, Math.max(there.indexOf('='), 0)).stripTrailing() + " = "
                            + toml(value == null ? "" : value));
        } else if (value != null) {
            // Before the first table, or it would be in that.
            int table = 0;
            while (table < lines.size() && !lines.get(table).stripLeading().startsWith("[")) {
                table++;
            }
            lines.add(table, line);
        }
        String text = String.join("\n", lines) + "\n";
        if (!texts(toml(packageName, text, new ArrayList<>())).equals(texts(wanted))) {
            // A value over several lines, perhaps: then it is written anew.
            text = wanted.entrySet().stream()
                    .map(e -> quoted(e.getKey()) + " = "
                            + (e.getKey().equals(name) && value != null
                                    ? toml(value)
                                    : toml(single(e.getValue().texts()))))
                    .collect(Collectors.joining("\n", "", "\n"));
        }
        replace(home.resolve(path), text);
    }

    private static Object single(List<String> texts) {
        return texts.size() == 1 ? texts.get(0) : texts;
    }

    private static Map<String, List<String>> texts(Map<String, FileValue> said) {
        return said.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().texts()));
    }

    private static void replace(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Path fresh = Files.createTempFile(file.getParent(), ".settings", ".new");
        Files.write(fresh, text.getBytes(StandardCharsets.UTF_8));
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            // Settings may be secrets.
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Deletes the file of a package. */
    void delete(String packageName) throws IOException {
        Files.deleteIfExists(home.resolve(file(packageName)));
    }

    private static String toml(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(one -> quoted(String.valueOf(one))).collect(Collectors.joining(", ", "[", "]"));
        }
        return value instanceof String text ? quoted(text) : String.valueOf(value);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < ' ' || c == 127) {
                        quoted.append("\\u%04x".formatted((int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}

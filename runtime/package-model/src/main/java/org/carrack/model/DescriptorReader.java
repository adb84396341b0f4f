package org.carrack.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.carrack.auth.Access;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.SourceLocation;
import org.jspecify.annotations.Nullable;

/**
 * Reads descriptors: {@code package.toml} with the name at the top (3Bot) or in {@code [source]} (ThreeBot), and
 * {@code bundle.xml} (Adapt). Every problem is collected, each with file, line and column.
 */
public final class DescriptorReader {

    /** The TOML descriptor's file name. */
    public static final String TOML = "package.toml";

    /** The XML descriptor's file name. */
    public static final String XML = "bundle.xml";

    /** The version of a package.toml that names none, as 3Bot's do. */
    static final PackageVersion NO_VERSION = new PackageVersion(1, 0, 0, "");

    private static final List<String> VERSION_STATES = List.of("alpha", "beta", "release_candidate", "release");

    /** The keys that every package may have, besides the tags of config handlers. */
    public static final Set<String> KEYS = Set.of(
            "name",
            "version",
            "label",
            "ui_name",
            "status",
            "description",
            "type",
            "namespace",
            "threebot",
            "vendor",
            "website",
            "license",
            "copyright",
            "author",
            "authors",
            "contributors",
            "depends_on",
            "works_with",
            "version_status",
            "availability",
            "source",
            "actor",
            "is_auth",
            "is_admin",
            "is_package_authorized",
            "force_https",
            "frontend",
            "excluded",
            "actors_dir",
            "chats_dir",
            "services_dir");

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,127}");
    private static final Pattern WANTED = Pattern.compile("(\\d{1,9})(?:\\.(\\d{1,9})(\\.\\d{1,9})?)?");

    private final String file;
    private final List<Problem> problems = new ArrayList<>();

    private final TomlParser toml;

    private DescriptorReader(String file, TomlParser toml) {
        this.file = file;
        this.toml = toml;
    }

    /** Reads TOML, as {@link TomlTags#tags} does, or has it from where it was read before. */
    @FunctionalInterface
    public interface TomlParser {

        /**
         * The file as one tag.
         *
         * @param problems is given the problems of its language
         */
        ConfigTag parse(String file, String text, List<Problem> problems);
    }

    /** A file of a package, by its path; nothing if there is none. */
    @FunctionalInterface
    public interface Files {
        Optional<byte[]> read(String path) throws IOException;
    }

    /**
     * Reads the descriptor of a package; if it has both, they must agree on name and version, and
     * {@code package.toml} counts.
     *
     * @return nothing if the package has no descriptor
     */
    public static Optional<Reading> readPackage(Files files) throws IOException {
        return readPackage(files, TomlTags::tags);
    }

    /**
     * The same with another parser.
     *
     * @param parser is given {@code package.toml}, if there is one
     */
    public static Optional<Reading> readPackage(Files files, TomlParser parser) throws IOException {
        Optional<Reading> toml = files.read(TOML).map(bytes -> new DescriptorReader(TOML, parser).read(bytes));
        Optional<Reading> xml = files.read(XML).map(bytes -> read(XML, bytes));
        if (toml.isEmpty() || xml.isEmpty()) {
            return toml.or(() -> xml);
        }
        List<Problem> all = new ArrayList<>(toml.get().problems());
        all.addAll(xml.get().problems());
        Optional<Descriptor> first = toml.get().descriptor();
        Optional<Descriptor> second = xml.get().descriptor();
        if (first.isPresent() && second.isPresent()) {
            String one = first.get().name() + " " + first.get().version();
            String other = second.get().name() + " " + second.get().version();
            if (!one.equals(other)) {
                all.add(Problem.error(
                        new SourceLocation(XML, 0, 0),
                        "%s says %s and %s says %s; make them agree or remove one".formatted(TOML, one, XML, other)));
                return Optional.of(new Reading(
                        Optional.empty(), toml.get().name(), toml.get().version(), all));
            }
        }
        return Optional.of(new Reading(
                second.isPresent() ? first : Optional.empty(),
                toml.get().name(),
                toml.get().version(),
                all));
    }

    /**
     * Reads one descriptor.
     *
     * @param file its name; one that ends in {@code .xml} is read as XML, any other as TOML
     */
    public static Reading read(String file, byte[] bytes) {
        return new DescriptorReader(file, TomlTags::tags).read(bytes);
    }

    private Reading read(byte[] bytes) {
        boolean isXml = file.endsWith(".xml");
        String text = text(bytes, isXml);
        Tag root = text == null ? null : isXml ? xmlBundle(text) : Tag.of(toml.parse(file, text, problems));
        String name = root == null ? "" : given(root, "name");
        String version = root == null ? "" : given(root, "version");
        if (root == null || hasErrors()) {
            return new Reading(Optional.empty(), name, version, problems);
        }
        try {
            Descriptor descriptor = descriptor(withSource(root), isXml);
            return hasErrors()
                    ? new Reading(Optional.empty(), name, version, problems)
                    : new Reading(
                            Optional.of(descriptor),
                            descriptor.name(),
                            descriptor.version().toString(),
                            problems);
        } catch (ConfigException e) {
            error(e.location(), String.valueOf(e.getMessage()));
            return new Reading(Optional.empty(), name, version, problems);
        }
    }

    private static String given(Tag root, String key) {
        return root.child(key)
                .or(() -> root.child("source").flatMap(source -> source.child(key)))
                .flatMap(ConfigTag::value)
                .map(String::valueOf)
                .orElse("");
    }

    private @Nullable String text(byte[] bytes, boolean isXml) {
        try {
            String encoding = isXml ? xmlEncoding(bytes) : "UTF-8";
            String text;
            if (encoding.equalsIgnoreCase("UTF-8")) {
                text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            } else {
                StringWriter all = new StringWriter();
                try (Reader reader = new InputStreamReader(new ByteArrayInputStream(bytes), encoding)) {
                    reader.transferTo(all);
                }
                text = all.toString();
            }
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            error(new SourceLocation(file, 0, 0), "this is not UTF-8; save it as UTF-8");
        } catch (IOException e) {
            error(new SourceLocation(file, 0, 0), "its encoding is not known; save it as UTF-8");
        }
        return null;
    }

    private static String xmlEncoding(byte[] bytes) {
        String head = new String(bytes, 0, Math.min(bytes.length, 200), StandardCharsets.ISO_8859_1);
        Matcher m = Pattern.compile("^(?:\u00EF\u00BB\u00BF)?\\s*<\\?xml[^>]*encoding=[\"']([A-Za-z0-9._-]+)[\"']")
                .matcher(head);
        return m.find() ? m.group(1) : "UTF-8";
    }

    private @Nullable Tag xmlBundle(String text) {
        Tag root = XmlTags.read(file, text, problems);
        if (root == null) {
            return null;
        }
        List<ConfigTag> bundles = root.children("bundle");
        if (!root.isNamed("adapt_framework") || bundles.isEmpty()) {
            error(
                    root.location(),
                    "this is no bundle.xml: it must be <adapt_framework><bundle>…, not <%s>".formatted(root.name()));
            return null;
        }
        if (bundles.size() > 1) {
            error(bundles.get(1).location(), "there is a second <bundle>; a package has one");
            return null;
        }
        return (Tag) bundles.get(0);
    }

    /** ThreeBot keeps name and version in {@code [source]}: its keys are read as if they stood at the top. */
    private Tag withSource(Tag root) {
        Optional<ConfigTag> source = root.child("source");
        if (source.isEmpty()) {
            return root;
        }
        for (String key : List.of("name", "version")) {
            Optional<Object> top = root.child(key).flatMap(ConfigTag::value);
            Optional<ConfigTag> inner = source.get().child(key);
            if (top.isPresent() && inner.isPresent() && !top.equals(inner.get().value())) {
                error(
                        inner.get().location(),
                        "[source] says %s = %s and the top says %s; keep one"
                                .formatted(key, inner.get().value().orElse(""), top.get()));
            }
        }
        List<ConfigTag> children = Stream.concat(
                        root.children().stream().filter(child -> !child.isNamed("source")),
                        source.get().children().stream()
                                .filter(child -> root.child(child.name()).isEmpty()))
                .toList();
        return new Tag(root.name(), root.location(), null, children);
    }

    /** The access that the flags of a tag give; for those that are not set, what is around it gives. */
    public static Access access(ConfigTag tag, Access around) throws ConfigException {
        return around.at(flag(tag, "is_auth"), flag(tag, "is_package_authorized"), flag(tag, "is_admin"));
    }

    private static Optional<Boolean> flag(ConfigTag tag, String name) throws ConfigException {
        return tag.child(name).isEmpty() ? Optional.empty() : Optional.of(tag.flag(name, true));
    }

    private Descriptor descriptor(Tag root, boolean isXml) throws ConfigException {
        String name = name(root);
        PackageVersion version = version(root, isXml);
        for (String key : List.of("frontend", "excluded")) {
            root.child(key)
                    .ifPresent(tag -> warning(tag.location(), "%s is read and has no effect here".formatted(key)));
        }
        root.child("status")
                .ifPresent(tag -> warning(
                        tag.location(),
                        "status has no effect here: a package that is added runs until it is stopped (carrack package stop %s)"
                                .formatted(name)));
        if (isXml) {
            warnOfAdapt(root);
        }
        Access access = access(root, Access.CLOSED);
        return new Descriptor(
                file,
                name,
                version,
                first(root, "label", "ui_name").orElse(name),
                first(root, "description").orElse(""),
                first(root, "type").orElse("package"),
                first(root, "threebot"),
                vendor(root),
                website(root),
                first(root, "license").orElse(""),
                first(root, "copyright").orElse(""),
                people(root, "authors", "author"),
                people(root, "contributors", "contributor"),
                first(root, "actors_dir").orElse("actors"),
                first(root, "chats_dir").orElse("chats"),
                access,
                root.flag("force_https", false),
                dependencies(root),
                root.children().stream()
                        .filter(tag -> KEYS.stream().noneMatch(tag::isNamed))
                        .toList());
    }

    /** What every bundle of Adapt has. */
    private void warnOfAdapt(Tag root) {
        for (String key : List.of("label", "type", "namespace")) {
            if (root.child(key).flatMap(ConfigTag::value).isEmpty()) {
                warning(root.location(), "<%s> is missing, which every bundle of Adapt has".formatted(key));
            }
        }
        root.child("version_status")
                .filter(tag -> !VERSION_STATES.contains(
                        String.valueOf(tag.value().orElse("")).strip()))
                .ifPresent(tag -> warning(
                        tag.location(),
                        "version_status is one of %s, not \"%s\""
                                .formatted(
                                        String.join(", ", VERSION_STATES),
                                        tag.value().orElse(""))));
    }

    private String name(Tag root) throws ConfigException {
        Optional<String> name = root.string("name");
        if (name.isEmpty() || name.get().isBlank()) {
            error(root.location(), "the package has no name; add name = \"…\" (lower-case letters, digits, _ and -)");
            return "";
        }
        if (!NAME.matcher(name.get()).matches()) {
            error(
                    root.child("name").orElse(root).location(),
                    "\"%s\" is no package name: use lower-case letters, digits, _ and -, starting with a letter"
                            .formatted(name.get()));
        }
        return name.get();
    }

    private PackageVersion version(Tag root, boolean isXml) throws ConfigException {
        Optional<String> version = root.string("version");
        if (version.isEmpty() || version.get().isBlank()) {
            if (isXml) {
                error(root.location(), "the package has no version; add <version>1.0.0</version>");
            } else {
                warning(
                        root.location(),
                        "the package has no version, %s is assumed; add version = \"%s\""
                                .formatted(NO_VERSION, NO_VERSION));
            }
            return NO_VERSION;
        }
        Optional<PackageVersion> parsed = PackageVersion.parse(version.get());
        if (parsed.isEmpty()) {
            error(
                    root.child("version").orElse(root).location(),
                    "\"%s\" is no version: write major.minor.micro, such as 1.0.0 or 1.0.0-beta"
                            .formatted(version.get()));
        }
        return parsed.orElse(NO_VERSION);
    }

    private static Optional<String> first(Tag root, String... keys) throws ConfigException {
        for (String key : keys) {
            Optional<String> text = root.string(key).map(String::strip).filter(t -> !t.isEmpty());
            if (text.isPresent()) {
                return text;
            }
        }
        return Optional.empty();
    }

    private static String vendor(Tag root) throws ConfigException {
        Optional<ConfigTag> vendor = root.child("vendor");
        if (vendor.isPresent() && !vendor.get().children().isEmpty()) {
            return vendor.get().string("name").orElse("");
        }
        return first(root, "vendor").orElse("");
    }

    private static String website(Tag root) throws ConfigException {
        Optional<ConfigTag> vendor =
                root.child("vendor").filter(v -> v.child("website").isPresent());
        return vendor.isPresent()
                ? vendor.get().string("website").orElse("")
                : first(root, "website").orElse("");
    }

    /** {@code authors = ["Ada <ada@…>"]}, {@code [[authors]]} with name and email, or Adapt's nested elements. */
    private static List<Person> people(Tag root, String group, String one) throws ConfigException {
        List<ConfigTag> tags = new ArrayList<>(root.children(one));
        for (ConfigTag tag : root.children(group)) {
            List<ConfigTag> inner = new ArrayList<>(tag.children(one));
            inner.addAll(tag.children("value"));
            tags.addAll(inner.isEmpty() ? List.of(tag) : inner);
        }
        List<Person> people = new ArrayList<>();
        for (ConfigTag tag : tags) {
            if (tag.children().isEmpty()) {
                String text = String.valueOf(tag.value().orElse(""));
                people.add(person(text.strip()));
            } else {
                people.add(new Person(
                        tag.string("name").orElse(""), tag.string("email").orElse("")));
            }
        }
        return people.stream()
                .filter(p -> !p.name().isBlank() || !p.email().isBlank())
                .toList();
    }

    /** {@code Ada <ada@example.org>}, or a name alone. */
    private static Person person(String text) {
        int at = text.lastIndexOf('<');
        return at >= 0 && text.endsWith(">")
                ? new Person(
                        text.substring(0, at).strip(),
                        text.substring(at + 1, text.length() - 1).strip())
                : new Person(text, "");
    }

    private List<Dependency> dependencies(Tag root) throws ConfigException {
        List<Dependency> found = new ArrayList<>();
        for (ConfigTag group : root.children("depends_on")) {
            List<ConfigTag> bundles = group.children("bundle");
            for (ConfigTag tag : bundles.isEmpty() && group.child("name").isPresent() ? List.of(group) : bundles) {
                Optional<Dependency> dependency = dependency(tag);
                if (dependency.isPresent()) {
                    Dependency wanted = dependency.get();
                    if (found.stream().anyMatch(d -> d.name().equals(wanted.name()))) {
                        warning(
                                tag.location(),
                                "%s is named twice in depends_on; the last one counts".formatted(wanted.name()));
                        found.removeIf(d -> d.name().equals(wanted.name()));
                    }
                    found.add(wanted);
                }
            }
            boolean isEmpty = group.children().isEmpty()
                    && String.valueOf(group.value().orElse("")).isBlank();
            if (bundles.isEmpty() && group.child("name").isEmpty() && !isEmpty) {
                error(group.location(), "depends_on names no package; write [[depends_on]] with name and version");
            }
        }
        return found;
    }

    private Optional<Dependency> dependency(ConfigTag tag) throws ConfigException {
        String name = tag.requiredString("name");
        if (!NAME.matcher(name).matches()) {
            error(tag.child("name").orElse(tag).location(), "\"%s\" in depends_on is no package name".formatted(name));
            return Optional.empty();
        }
        int major = -1;
        int minor = -1;
        // Adapt lets version be repeated and takes the newest.
        for (ConfigTag version : tag.children("version")) {
            String text = String.valueOf(version.value().orElse("")).trim();
            if (text.isEmpty()) {
                continue;
            }
            Matcher m = WANTED.matcher(text);
            if (!m.matches()) {
                error(
                        version.location(),
                        "\"%s\" is no version to depend on: write X or X.X, such as 1 or 1.2".formatted(text));
                return Optional.empty();
            }
            if (m.group(3) != null) {
                warning(
                        version.location(),
                        "depends_on takes X or X.X; the last part of %s is ignored".formatted(text));
            }
            int thisMajor = Integer.parseInt(m.group(1));
            int thisMinor = m.group(2) == null ? -1 : Integer.parseInt(m.group(2));
            if (thisMajor > major || (thisMajor == major && thisMinor > minor)) {
                major = thisMajor;
                minor = thisMinor;
            }
        }
        return Optional.of(new Dependency(name, major, minor, tag.location()));
    }

    private boolean hasErrors() {
        return problems.stream().anyMatch(p -> p.severity() == Problem.Severity.ERROR);
    }

    private void error(SourceLocation location, String message) {
        problems.add(Problem.error(location, message));
    }

    private void warning(SourceLocation location, String message) {
        problems.add(Problem.warning(location, message));
    }
}

package org.carrack.runtime.data.internal.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.carrack.config.ConfigException;
import org.carrack.config.SourceLocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ThreeBot's language of schemas: lines of {@code [number:] [&]name[**] = [default] [(type)] [!url] [#comment]} in blocks that
 * begin with {@code @url = …}. It looks like TOML and is none.
 *
 * <p>Source: the JumpScale X schema factory and its measured behaviour; what that refused is refused.
 */
public final class ModelLanguage {

    private static final Pattern NUMBER = Pattern.compile("^(\\d+)\\s*:\\s*(.*)$");
    private static final Pattern URL = Pattern.compile("[a-z0-9_][a-z0-9_.-]*");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** The columns of each table that are not the model's. */
    private static final List<String> OWN_COLUMNS = List.of(ModelTable.ID, ModelTable.REVISION);

    private static final Logger LOG = LoggerFactory.getLogger(ModelLanguage.class);

    private final String file;

    private ModelLanguage(String file) {
        this.file = file;
    }

    /**
     * Reads a file: its first block is the model, the others are of objects in it.
     *
     * @throws ConfigException at the first line that cannot be understood
     */
    public static ModelSchema read(String file, String text) throws ConfigException {
        return new ModelLanguage(file).read(text);
    }

    private ModelSchema read(String text) throws ConfigException {
        Map<String, List<ModelField>> blocks = new LinkedHashMap<>();
        Map<String, SourceLocation> places = new LinkedHashMap<>();
        List<ModelField> current = null;
        Boolean isNumbered = null;
        int number = 0;
        // Some editors begin a file with a mark of its byte order.
        for (String line : text.replaceFirst("^\uFEFF", "").split("\n", -1)) {
            SourceLocation at = new SourceLocation(file, ++number, 0);
            String stripped = withoutComment(line).strip();
            if (stripped.isEmpty()) {
                continue;
            }
            if (stripped.startsWith("@")) {
                String[] parts = stripped.substring(1).split("=", 2);
                if (parts[0].strip().equals("url")) {
                    String url = url(parts.length < 2 ? "" : parts[1], at);
                    if (blocks.containsKey(url)) {
                        throw new ConfigException(at, "the schema %s is there twice".formatted(url));
                    }
                    current = new ArrayList<>();
                    isNumbered = null;
                    blocks.put(url, current);
                    places.put(url, at);
                }
                continue;
            }
            if (current == null) {
                throw new ConfigException(at, "a schema begins with @url = …; there is none before this line");
            }
            Matcher numbered = NUMBER.matcher(stripped);
            boolean hasNumber = numbered.matches();
            if (isNumbered != null && isNumbered != hasNumber) {
                throw new ConfigException(at, "either all fields of a schema have a number or none has");
            }
            isNumbered = hasNumber;
            ModelField field = field(hasNumber ? numbered.group(2) : stripped, at);
            if (current.stream().anyMatch(f -> f.name().equalsIgnoreCase(field.name()))) {
                throw new ConfigException(at, "the field %s is there twice".formatted(field.name()));
            }
            current.add(field);
        }
        if (blocks.isEmpty()) {
            throw new ConfigException(
                    new SourceLocation(file, 0, 0), "there is no schema in it: one begins with @url = …");
        }
        Map<String, ModelSchema> parts = new LinkedHashMap<>();
        String first = null;
        for (Map.Entry<String, List<ModelField>> block : blocks.entrySet()) {
            first = first == null ? block.getKey() : first;
            SourceLocation at = java.util.Objects.requireNonNull(places.get(block.getKey()));
            parts.put(block.getKey(), new ModelSchema(block.getKey(), block.getValue(), Map.of(), at));
        }
        ModelSchema model = java.util.Objects.requireNonNull(parts.get(first));
        return new ModelSchema(model.url(), model.fields(), parts, model.location());
    }

    private static String withoutComment(String line) {
        // Anywhere, even inside quotes, as in the original.
        int comment = line.indexOf('#');
        return comment < 0 ? line : line.substring(0, comment);
    }

    private static String url(String text, SourceLocation at) throws ConfigException {
        String url = unquoted(text.strip()).toLowerCase(Locale.ROOT);
        if (url.length() <= 5 || !URL.matcher(url).matches()) {
            throw new ConfigException(
                    at, "\"%s\" is no URL of a schema: use more than 5 letters, digits, dots and _".formatted(url));
        }
        return url;
    }

    private static String unquoted(String text) {
        boolean isQuoted = text.length() >= 2
                && (text.charAt(0) == '"' || text.charAt(0) == '\'')
                && text.charAt(text.length() - 1) == text.charAt(0);
        return isQuoted ? text.substring(1, text.length() - 1) : text;
    }

    private static ModelField field(String line, SourceLocation at) throws ConfigException {
        int equals = line.indexOf('=');
        if (equals < 0) {
            throw new ConfigException(at, "there must be a = to define a field: name = default (type)");
        }
        String name = line.substring(0, equals).strip();
        boolean isUnique = name.startsWith("&");
        name = isUnique ? name.substring(1).strip() : name;
        int stars = name.length() - name.replaceFirst("\\*+$", "").length();
        name = name.substring(0, name.length() - stars).strip();
        if (stars == 1 || stars > 3) {
            throw new ConfigException(at, "an index is written with two stars, %s**".formatted(name));
        }
        if (stars == 3) {
            // ThreeBot's mark of full text, which its own store reads as an index.
            LOG.warn("{}: {}*** is read as {}**, an index", at, name, name);
        }
        check(name, at);
        String rest = line.substring(equals + 1).strip();
        String reference = null;
        int exclamation = rest.lastIndexOf('!');
        if (exclamation >= 0 && rest.substring(exclamation + 1).strip().matches("[A-Za-z0-9_.]+")) {
            String before = rest.substring(0, exclamation).strip();
            if (before.isEmpty() || before.endsWith(")")) {
                reference = rest.substring(exclamation + 1).strip().toLowerCase(Locale.ROOT);
                rest = before;
            }
        }
        int open = rest.indexOf('(');
        int close = open < 0 ? -1 : rest.indexOf(')', open);
        String code = close < 0 ? null : rest.substring(open + 1, close).strip();
        String text = close < 0 ? rest : rest.substring(0, open).strip();
        return typed(name, code, text, stars >= 2 || isUnique, isUnique || name.equals("name"), reference, at);
    }

    private static void check(String name, SourceLocation at) throws ConfigException {
        if (OWN_COLUMNS.contains(name.toLowerCase(Locale.ROOT))) {
            throw new ConfigException(at, "do not use '%s' in your schema, it is the server's own".formatted(name));
        }
        if (name.contains("__")) {
            throw new ConfigException(
                    at, "the name %s holds two underscores in a row, which are for indexes".formatted(name));
        }
        if (!NAME.matcher(name).matches() || name.length() > 60) {
            throw new ConfigException(at, "\"%s\" is no name of a field: use letters, digits and _".formatted(name));
        }
    }

    private static ModelField typed(
            String name,
            @Nullable String code,
            String text,
            boolean isIndexed,
            boolean isUnique,
            @Nullable String reference,
            SourceLocation at)
            throws ConfigException {
        FieldType type = code == null ? inferred(text, at) : type(code, at);
        FieldType element = null;
        if (type == FieldType.LIST) {
            String of = code == null ? "s" : code.toLowerCase(Locale.ROOT).replaceFirst("^list$|^l", "");
            element = of.isEmpty() ? FieldType.STRING : type(of, at);
        }
        boolean isObject = type == FieldType.OBJECT || element == FieldType.OBJECT;
        if (isObject && reference == null) {
            throw new ConfigException(
                    at, "the field %s is an object; say of which schema: (%s) !its.url".formatted(name, code));
        }
        if (isIndexed && !type.canBeIndexed()) {
            throw new ConfigException(at, "the field %s of type %s cannot have an index".formatted(name, type.shown()));
        }
        List<String> values = List.of();
        if (type == FieldType.ENUM) {
            values = Arrays.stream(unquoted(text).split(",", -1))
                    .map(value -> value.strip().toUpperCase(Locale.ROOT))
                    .filter(value -> !value.isEmpty())
                    .distinct()
                    .toList();
            if (values.isEmpty()) {
                throw new ConfigException(at, "the enumeration %s names no values: \"red,green\" (E)".formatted(name));
            }
        }
        ModelField field = new ModelField(
                name, type, element, values, null, isIndexed, isUnique, reference, name.endsWith("_"), false, at);
        try {
            Object standard = FieldValues.standard(field, text);
            return new ModelField(
                    name,
                    type,
                    element,
                    values,
                    standard,
                    isIndexed,
                    isUnique,
                    reference,
                    name.endsWith("_"),
                    false,
                    at);
        } catch (FieldValues.InvalidException e) {
            throw new ConfigException(
                    at, "the default of the field %s cannot be used: %s".formatted(name, e.getMessage()));
        }
    }

    private static FieldType type(String code, SourceLocation at) throws ConfigException {
        String lower = code.toLowerCase(Locale.ROOT);
        if (FieldType.ofCode(lower).isPresent()) {
            return FieldType.ofCode(lower).get();
        }
        if (lower.startsWith("l") && FieldType.ofCode(lower.substring(1)).isPresent()) {
            return FieldType.LIST;
        }
        throw new ConfigException(at, "there is no type (%s)".formatted(code));
    }

    /** The type of a default that says none. */
    private static FieldType inferred(String text, SourceLocation at) throws ConfigException {
        if (text.contains("\\n")) {
            return FieldType.MULTILINE;
        }
        if (text.isEmpty() || text.indexOf('"') >= 0 || text.indexOf('\'') >= 0) {
            return FieldType.STRING;
        }
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return FieldType.BOOL;
        }
        if (text.matches("\\d+\\.\\d*|\\d*\\.\\d+")) {
            return FieldType.FLOAT;
        }
        if (text.replace(" ", "").equals("[]")) {
            return FieldType.LIST;
        }
        if (text.matches("\\d+")) {
            return FieldType.INT;
        }
        throw new ConfigException(at, "cannot find a type for %s; write it behind, as in (S)".formatted(text));
    }
}

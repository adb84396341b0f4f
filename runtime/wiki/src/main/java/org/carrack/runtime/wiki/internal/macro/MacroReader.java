package org.carrack.runtime.wiki.internal.macro;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/**
 * Reads calls of macros in ThreeBot's two forms: {@code !!!name(1, key="value")} on a line of its own, and a block of code whose first line
 * is {@code !!!name}, with TOML or other text below it. Stateless.
 */
public final class MacroReader {

    private static final Pattern LINE =
            Pattern.compile("!!!([a-zA-Z_][\\w.]{0,100})[ \\t]*(?:\\((.*)\\))?[ \\t]*", Pattern.DOTALL);

    /** What is looked at in the arguments of a call. */
    private static final Pattern VALUE = Pattern.compile(
            "\\G\\s*(?:([a-zA-Z_]\\w*)\\s*=\\s*)?(?:\"((?:[^\"\\\\]++|\\\\.)*+)\"|'((?:[^'\\\\]++|\\\\.)*+)'|\\[((?:[^\\]\"']++|\"[^\"]*+\"|'[^']*+')*+)\\]|(\\{[^}]*\\})|([^,\"'\\[\\]{}]+?))\\s*(?:,|$)");

    /** An entry of a list. */
    private static final Pattern ITEM = Pattern.compile("\"([^\"]*)\"|'([^']*)'|([^,\\s\"'][^,\"']*)");

    private MacroReader() {}

    /** Whether a text is meant as a macro. */
    public static boolean isMacro(String text) {
        return text.startsWith("!!!");
    }

    /**
     * Reads a line.
     *
     * @throws MacroException if it is no call of a macro
     */
    public static MacroCall line(String text) throws MacroException {
        return read(text.strip(), "");
    }

    /**
     * Reads a block of code.
     *
     * @throws MacroException if its first line is no call of a macro, or its TOML cannot be read
     */
    public static MacroCall block(String text) throws MacroException {
        int end = text.indexOf('\n');
        return read(end < 0 ? text.strip() : text.substring(0, end).strip(), end < 0 ? "" : text.substring(end + 1));
    }

    private static MacroCall read(String line, String body) throws MacroException {
        Matcher call = LINE.matcher(line);
        if (!call.matches()) {
            throw new MacroException("%s is no macro: write !!!name(key=\"value\")".formatted(shortened(line)));
        }
        String name = call.group(1).substring(call.group(1).lastIndexOf('.') + 1);
        List<Object> positional = new ArrayList<>();
        Map<String, Object> named = new LinkedHashMap<>();
        if (call.group(2) != null) {
            arguments(name, call.group(2), positional, named);
        }
        if (Macros.takesToml(name) && !body.isBlank()) {
            named.putAll(toml(name, body));
        }
        return new MacroCall(name, positional, named, body);
    }

    private static String shortened(String line) {
        return line.length() > 60 ? line.substring(0, 60) + "…" : line;
    }

    private static void arguments(String name, String text, List<Object> positional, Map<String, Object> named)
            throws MacroException {
        String rest = text.strip();
        Matcher value = VALUE.matcher(rest);
        int at = 0;
        while (at < rest.length()) {
            if (!value.find(at)) {
                throw new MacroException("the arguments of the macro %s cannot be read from %s on"
                        .formatted(name, shortened(rest.substring(at))));
            }
            Object one = one(name, value);
            if (value.group(1) == null) {
                positional.add(one);
            } else {
                named.put(value.group(1), one);
            }
            at = value.end();
        }
    }

    private static Object one(String name, Matcher value) throws MacroException {
        Optional<String> quoted = Optional.ofNullable(value.group(2)).or(() -> Optional.ofNullable(value.group(3)));
        if (quoted.isPresent()) {
            return quoted.get().replaceAll("\\\\(.)", "$1");
        }
        if (value.group(4) != null) {
            List<Object> items = new ArrayList<>();
            Matcher item = ITEM.matcher(value.group(4));
            while (item.find()) {
                items.add(
                        item.group(1) != null
                                ? item.group(1)
                                : item.group(2) != null
                                        ? item.group(2)
                                        : item.group(3).strip());
            }
            return items;
        }
        if (value.group(5) != null) {
            return toml(name, "table = " + value.group(5)).getOrDefault("table", Map.of());
        }
        String plain = value.group(6).strip();
        return switch (plain) {
            case "true", "True" -> true;
            case "false", "False" -> false;
            default -> plain.matches("-?\\d{1,15}") ? (Object) Long.valueOf(plain) : plain;
        };
    }

    private static Map<String, Object> toml(String name, String body) throws MacroException {
        TomlParseResult parsed = Toml.parse(body);
        if (parsed.hasErrors()) {
            throw new MacroException("the TOML of the macro %s cannot be read: %s"
                    .formatted(name, parsed.errors().get(0).toString()));
        }
        return table(parsed);
    }

    private static Map<String, Object> table(TomlTable table) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (String key : table.keySet()) {
            Object value = table.get(List.of(key));
            if (value != null) {
                values.put(key, plain(value));
            }
        }
        return values;
    }

    private static Object plain(Object value) {
        if (value instanceof TomlTable table) {
            return table(table);
        }
        if (value instanceof TomlArray array) {
            return array.toList().stream().map(MacroReader::plain).toList();
        }
        return value;
    }
}

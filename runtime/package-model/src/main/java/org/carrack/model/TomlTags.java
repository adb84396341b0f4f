package org.carrack.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.carrack.config.ConfigTag;
import org.carrack.config.SourceLocation;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** Reads TOML into tags. */
public final class TomlTags {

    private final String file;

    private TomlTags(String file) {
        this.file = file;
    }

    /**
     * Any TOML file as one tag.
     *
     * @param problems is given the problems of its language
     */
    public static ConfigTag tags(String file, String text, List<Problem> problems) {
        return read(file, text, problems);
    }

    /** The file as one tag; problems with its language are added to {@code problems}. */
    static Tag read(String file, String text, List<Problem> problems) {
        try {
            return parse(file, text, problems);
        } catch (StackOverflowError e) {
            // The parser descends into each bracket and each part of a dotted key.
            SourceLocation start = new SourceLocation(file, 1, 1);
            problems.add(Problem.error(start, "this is nested too deeply to be read; nest it less"));
            return new Tag(file, start, null, List.of());
        }
    }

    private static Tag parse(String file, String text, List<Problem> problems) {
        if (text.isBlank()) {
            // Nothing to parse, and the parser takes long to be ready.
            return new Tag(file, new SourceLocation(file, 1, 1), null, List.of());
        }
        TomlTags tags = new TomlTags(file);
        TomlParseResult toml = Toml.parse(Text.withoutMark(text));
        toml.errors()
                .forEach(error -> problems.add(
                        Problem.error(tags.location(error.position()), clean(String.valueOf(error.getMessage())))));
        return new Tag(file, new SourceLocation(file, 1, 1), null, tags.children(toml));
    }

    private static String clean(String message) {
        return "this is not TOML: " + message;
    }

    private List<ConfigTag> children(TomlTable table) {
        record Placed(TomlPosition position, List<ConfigTag> tags) {}
        List<Placed> placed = new ArrayList<>();
        for (String key : table.keySet()) {
            List<String> path = List.of(key);
            TomlPosition position = table.inputPositionOf(path);
            Object value = table.get(path);
            if (position != null && value != null) {
                placed.add(new Placed(position, tags(key, position, value)));
            }
        }
        // tomlj forgets the order of keys.
        placed.sort(Comparator.comparingInt((Placed p) -> p.position().line())
                .thenComparingInt(p -> p.position().column()));
        return placed.stream().flatMap(p -> p.tags().stream()).toList();
    }

    private List<ConfigTag> tags(String name, TomlPosition position, Object value) {
        if (value instanceof TomlArray array && !array.isEmpty() && array.get(0) instanceof TomlTable) {
            return elements(name, array);
        }
        return List.of(tag(name, position, value));
    }

    private Tag tag(String name, @Nullable TomlPosition position, Object value) {
        if (value instanceof TomlTable table) {
            return new Tag(name, location(position), null, children(table));
        }
        if (value instanceof TomlArray array) {
            return new Tag(name, location(position), null, elements("value", array));
        }
        return new Tag(name, location(position), value, List.of());
    }

    private List<ConfigTag> elements(String name, TomlArray array) {
        List<ConfigTag> elements = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            elements.add(tag(name, array.inputPositionOf(i), array.get(i)));
        }
        return elements;
    }

    private SourceLocation location(@Nullable TomlPosition position) {
        if (position == null) {
            return new SourceLocation(file, 0, 0);
        }
        return new SourceLocation(file, position.line(), position.column());
    }
}

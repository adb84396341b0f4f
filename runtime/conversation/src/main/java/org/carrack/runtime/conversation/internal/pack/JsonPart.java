package org.carrack.runtime.conversation.internal.pack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.carrack.spi.json.JsonValues;
import org.jspecify.annotations.Nullable;

/** A value of a JSON file with where it is. Immutable but for the list of problems, which all parts of a file share. */
final class JsonPart {

    private static final Pattern PLACE = Pattern.compile("line: (\\d+), column: (\\d+)");

    private final String file;
    private final String path;
    private final @Nullable Object value;
    private final List<String> problems;

    private JsonPart(String file, String path, @Nullable Object value, List<String> problems) {
        this.file = file;
        this.path = path;
        this.value = value;
        this.problems = problems;
    }

    /** The whole of a file; what is wrong with it, or a part of it, is added to the problems. */
    static JsonPart of(String file, String text, List<String> problems) {
        String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        try {
            return new JsonPart(file, "$", JsonValues.readValue(plain), problems);
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            Matcher place = PLACE.matcher(message);
            problems.add("%s%s: this is not JSON: %s"
                    .formatted(
                            file,
                            place.find() ? ":" + place.group(1) + ":" + place.group(2) : "",
                            message.lines().findFirst().orElse("")));
            return new JsonPart(file, "$", null, new ArrayList<>());
        }
    }

    /** Says what is wrong here. */
    void reject(String message) {
        problems.add("%s: %s".formatted(place(), message));
    }

    /** Where it is, for messages. */
    String place() {
        return "%s: %s".formatted(file, path);
    }

    boolean isThere() {
        return value != null;
    }

    /** Its elements; none, and a problem, if it is no list. */
    List<JsonPart> elements(String what) {
        if (!(value instanceof List<?> list)) {
            reject("%s must be a list".formatted(what));
            return List.of();
        }
        List<JsonPart> parts = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            parts.add(new JsonPart(file, "%s[%d]".formatted(path, i), list.get(i), problems));
        }
        return parts;
    }

    /** Whether it is an object; a problem if it is not. */
    boolean isObject(String what) {
        if (value instanceof Map) {
            return true;
        }
        reject("%s must be an object".formatted(what));
        return false;
    }

    /** The names of its fields. */
    List<String> names() {
        return value instanceof Map<?, ?> map
                ? map.keySet().stream().map(String::valueOf).toList()
                : List.of();
    }

    /** The field that has one of these names, in any letters. */
    JsonPart field(String... wanted) {
        Map<?, ?> map = value instanceof Map<?, ?> object ? object : Map.of();
        for (String name : names()) {
            for (String one : wanted) {
                if (name.equalsIgnoreCase(one)) {
                    return new JsonPart(file, path + "." + name, map.get(name), problems);
                }
            }
        }
        return new JsonPart(file, path + "." + wanted[0], null, problems);
    }

    /** The text; nothing, and a problem, if it is none. */
    Optional<String> text(String what) {
        if (value instanceof String text) {
            return Optional.of(text);
        }
        reject("%s must be a text".formatted(what));
        return Optional.empty();
    }

    /** The text; nothing, and a problem, if it is none or blank. */
    Optional<String> filledText(String what) {
        Optional<String> text = text(what);
        if (text.isPresent() && text.get().isBlank()) {
            reject("it is blank");
            return Optional.empty();
        }
        return text;
    }

    /** The whole number, towards zero; 0 if it is not there. */
    Optional<Integer> number(String what) {
        if (value == null) {
            return Optional.of(0);
        }
        if (value instanceof Number number && Math.abs(number.doubleValue()) < 1_000_000) {
            return Optional.of((int) number.doubleValue());
        }
        reject("%s must be a number".formatted(what));
        return Optional.empty();
    }

    /** The texts of a list; what is no text, or a blank one, is a problem. */
    List<String> texts(String what) {
        if (value == null) {
            return List.of();
        }
        return elements(what).stream()
                .flatMap(element -> element.filledText("each of " + what).stream())
                .toList();
    }
}

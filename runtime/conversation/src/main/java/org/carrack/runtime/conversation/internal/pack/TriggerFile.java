package org.carrack.runtime.conversation.internal.pack;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.carrack.model.Nearest;
import org.carrack.runtime.conversation.internal.text.EntryParser;
import org.carrack.runtime.conversation.internal.text.EntryParser.KeyWord;

/**
 * {@code res/locales/<tag>/triggers.json} of a package, in the format of Elivia's packages: as its document spells it, as its code reads it, and
 * as it was before ({@code callback}). What is wrong is left out, and told with its place; the rest counts. Immutable.
 *
 * @param problems each with file, JSON path and reason
 */
public record TriggerFile(List<Trigger> triggers, List<String> problems) {

    private static final Set<String> PARSERS = Set.of("after", "before", "between");
    /** A file may have so many patterns and examples, so that the index of them is made soon. */
    static final int MOST_PATTERNS = 10_000;

    private static final Set<String> TYPES = Set.of("text", "number");

    public TriggerFile {
        triggers = List.copyOf(triggers);
        problems = List.copyOf(problems);
    }

    /**
     * Reads a file.
     *
     * @param file its name, for messages
     */
    public static TriggerFile read(String file, String text) {
        List<String> problems = new ArrayList<>();
        List<Trigger> triggers = new ArrayList<>();
        Map<String, Integer> counts = new HashMap<>();
        JsonPart root = JsonPart.of(file, text, problems);
        if (!root.isThere()) {
            return new TriggerFile(List.of(), problems);
        }
        for (JsonPart element : root.elements("the file")) {
            if (!element.isObject("a module")) {
                continue;
            }
            JsonPart callback = element.field("callback");
            if (callback.isThere()) {
                callback.text("callback").ifPresent(name -> add(name, element, counts, triggers));
                continue;
            }
            for (String name : element.names()) {
                for (JsonPart trigger : element.field(name).elements("the triggers of " + name)) {
                    if (trigger.isObject("a trigger")) {
                        add(name, trigger, counts, triggers);
                    }
                }
            }
        }
        return new TriggerFile(triggers, problems);
    }

    private static void add(String function, JsonPart trigger, Map<String, Integer> counts, List<Trigger> triggers) {
        int index = counts.merge(function, 1, Integer::sum) - 1;
        List<String> patterns = patterns(trigger.field("patterns", "pattern"));
        List<String> examples = trigger.field("olivia-feed", "olivia_feed").texts("olivia-feed");
        int there = triggers.stream()
                .mapToInt(one -> one.patterns().size() + one.examples().size())
                .sum();
        if (there + patterns.size() + examples.size() > MOST_PATTERNS) {
            trigger.reject("it would be more than %d patterns and examples in one file; leave some out"
                    .formatted(MOST_PATTERNS));
            return;
        }
        if (patterns.isEmpty() && examples.isEmpty()) {
            trigger.reject("it has no patterns, so nothing leads to it");
            return;
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        JsonPart list = trigger.field("entries");
        if (list.isThere()) {
            for (JsonPart entry : list.elements("entries")) {
                if (entry.isObject("an entry")) {
                    Optional<String> name = entry.field("name").text("the name of an entry");
                    Optional<Entry> read = parser(entry).flatMap(parser -> entry(entry, parser));
                    if (name.isPresent() && read.isPresent()) {
                        entries.put(name.get(), read.get());
                    }
                }
            }
        }
        triggers.add(new Trigger(function, index, patterns, examples, entries));
    }

    private static List<String> patterns(JsonPart list) {
        List<String> patterns = new ArrayList<>();
        for (JsonPart part : list.isThere() ? list.elements("patterns") : List.<JsonPart>of()) {
            part.filledText("each of patterns").ifPresent(pattern -> {
                try {
                    patterns.addAll(PatternTemplate.expand(pattern));
                } catch (IllegalArgumentException e) {
                    part.reject(String.valueOf(e.getMessage()));
                }
            });
        }
        return patterns;
    }

    private static Optional<Entry> entry(JsonPart entry, EntryParser parser) {
        JsonPart kind = entry.field("type");
        Optional<String> type = kind.isThere() ? kind.text("the type of an entry") : Optional.of("text");
        if (type.isEmpty()) {
            return Optional.empty();
        }
        if (!TYPES.contains(type.get())) {
            kind.reject("there is no type %s; these are: text, number".formatted(type.get()));
            return Optional.empty();
        }
        List<String> values = entry.field("values").texts("values").stream()
                .map(value -> value.strip().toLowerCase(Locale.ROOT))
                .toList();
        return Optional.of(new Entry(parser, type.get().equals("number"), values));
    }

    private static Optional<EntryParser> parser(JsonPart entry) {
        JsonPart kind = entry.field("parser");
        Optional<String> name = kind.text("the parser of an entry").map(String::strip);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        if (!PARSERS.contains(name.get())) {
            kind.reject("there is no parser %s; %s"
                    .formatted(
                            name.get(),
                            Nearest.to(name.get(), PARSERS)
                                    .map("did you mean %s?"::formatted)
                                    .orElse("these are: after, before, between")));
            return Optional.empty();
        }
        JsonPart resources = entry.field("resources", "ressources");
        if (!resources.isObject("resources")) {
            return Optional.empty();
        }
        if (name.get().equals("between")) {
            Optional<KeyWord> after = key(resources, "after", "x");
            Optional<KeyWord> before = key(resources, "before", "y");
            return after.isPresent() && before.isPresent()
                    ? Optional.of(new EntryParser.Between(after.get(), before.get()))
                    : Optional.empty();
        }
        Optional<KeyWord> key = key(resources, "key", "x");
        return name.get().equals("after") ? key.map(EntryParser.After::new) : key.map(EntryParser.Before::new);
    }

    private static Optional<KeyWord> key(JsonPart resources, String name, String count) {
        Optional<String> key = resources.field(name).text(name);
        Optional<Integer> x = resources.field(count).number(count);
        if (key.isPresent() && key.get().isBlank()) {
            resources.field(name).reject("it is blank");
            return Optional.empty();
        }
        return key.isPresent() && x.isPresent() ? Optional.of(KeyWord.of(key.get(), x.get())) : Optional.empty();
    }
}

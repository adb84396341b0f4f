package org.carrack.runtime.conversation.internal.pack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code res/locales/<tag>/fixtures.json} of a package: sentences with what they must lead to, which is looked at whenever the index is made.
 *
 * <pre>{@code
 * [{"sentence": "send hello to bob", "module": "Module", "entries": {"contact": "bob"}},
 *  {"sentence": "hello bob", "module": null}]
 * }</pre>
 *
 * <p>What is wrong is left out, and told with its place. Immutable.
 */
public record FixtureFile(List<Fixture> fixtures, List<String> problems) {

    /**
     * A sentence.
     *
     * @param place where it is, for messages
     * @param module the module of this package that it is for; empty for none of it
     * @param entries what its module must be given; others may be there
     */
    public record Fixture(String place, String sentence, String module, Map<String, String> entries) {

        public Fixture {
            entries = Map.copyOf(entries);
        }
    }

    public FixtureFile {
        fixtures = List.copyOf(fixtures);
        problems = List.copyOf(problems);
    }

    /** Reads a file. */
    public static FixtureFile read(String file, String text) {
        List<String> problems = new ArrayList<>();
        List<Fixture> fixtures = new ArrayList<>();
        JsonPart root = JsonPart.of(file, text, problems);
        if (root.isThere()) {
            for (JsonPart element : root.elements("the file")) {
                if (element.isObject("a fixture")) {
                    fixture(element).ifPresent(fixtures::add);
                }
            }
        }
        return new FixtureFile(fixtures, problems);
    }

    private static Optional<Fixture> fixture(JsonPart element) {
        Optional<String> sentence = element.field("sentence").text("sentence");
        JsonPart module = element.field("module");
        Optional<String> name = module.isThere() ? module.text("module") : Optional.of("");
        Map<String, String> entries = new LinkedHashMap<>();
        JsonPart wanted = element.field("entries");
        if (wanted.isThere() && wanted.isObject("entries")) {
            for (String entry : wanted.names()) {
                wanted.field(entry).text("an entry").ifPresent(value -> entries.put(entry, value));
            }
        }
        return sentence.isPresent() && name.isPresent()
                ? Optional.of(new Fixture(element.place(), sentence.get(), name.get(), entries))
                : Optional.empty();
    }
}

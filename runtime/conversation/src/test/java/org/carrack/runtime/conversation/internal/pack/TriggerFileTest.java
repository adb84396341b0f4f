package org.carrack.runtime.conversation.internal.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.carrack.runtime.conversation.internal.text.EntryParser.After;
import org.carrack.runtime.conversation.internal.text.EntryParser.Between;
import org.carrack.runtime.conversation.internal.text.EntryParser.KeyWord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TriggerFileTest {

    private static TriggerFile read(String text) {
        return TriggerFile.read("res/locales/en/triggers.json", text);
    }

    @Test
    void readsWhatTheCodeReads() {
        TriggerFile file = read("""
                [{"Module": [{"entries": [
                    {"name": "message", "parser": "between", "resources": {"after": "send", "x": 0, "before": "to", "y": -1}},
                    {"name": "contact", "parser": "after", "resources": {"key": "to", "x": -1}}],
                  "patterns": ["send to "], "olivia-feed": ["send a message to dad"]}]}]
                """);
        assertThat(file.problems()).isEmpty();
        Trigger trigger = file.triggers().get(0);
        assertThat(trigger.function()).isEqualTo("Module");
        assertThat(trigger.patterns()).containsExactly("send to ");
        assertThat(trigger.examples()).containsExactly("send a message to dad");
        assertThat(trigger.entries())
                .isEqualTo(Map.of(
                        "message", Entry.text(new Between(KeyWord.of("send", 0), KeyWord.of("to", -1))),
                        "contact", Entry.text(new After(KeyWord.of("to", -1)))));
    }

    @Test
    void readsWhatTheDocumentSaysAndTheLegacyForm() {
        assertThat(
                        read(
                                "[{\"F\": [{\"pattern\": [\"hi\"], \"entries\": [{\"name\": \"n\", \"parser\": \"between \", \"ressources\": {\"after\": \"a\", \"before\": \"b\"}}]}]}]"))
                .isEqualTo(
                        read(
                                "[{\"callback\": \"F\", \"Patterns\": [\"hi\"], \"entries\": [{\"name\": \"n\", \"parser\": \"between\", \"resources\": {\"after\": \"a\", \"x\": 0.9, \"before\": \"b\", \"y\": -0.9}}]}]"));
        TriggerFile both = read(
                "[{\"F\": [{\"pattern\": [\"a\"]}, {\"pattern\": [\"b\"], \"entries\": null}]}, {\"F\": [{\"pattern\": [\"c\"], \"entries\": []}]}]");
        assertThat(both.triggers()).extracting(Trigger::index).containsExactly(0, 1, 2);
        assertThat(both.problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|$: the file must be a list",
                "[5]|$[0]: a module must be an object",
                "[{\"F\": 5}]|$[0].F: the triggers of F must be a list",
                "[{\"F\": [5]}]|$[0].F[0]: a trigger must be an object",
                "[{\"F\": [{}]}]|$[0].F[0]: it has no patterns, so nothing leads to it",
                "[{\"F\": [{\"patterns\": [\" \"]}]}]|$[0].F[0].patterns[0]: it is blank",
                "[{\"F\": [{\"patterns\": [5, \"a\"]}]}]|$[0].F[0].patterns[0]: each of patterns must be a text",
                "[{\"callback\": 5, \"patterns\": [\"a\"]}]|$[0].callback: callback must be a text",
                "[{\"F\": [{\"patterns\": [\"a\"], \"entries\": [{\"name\": \"n\", \"parser\": \"aftr\", \"resources\": {}}]}]}]|$[0].F[0].entries[0].parser: there is no parser aftr; did you mean after?",
                "[{\"F\": [{\"patterns\": [\"a\"], \"entries\": [{\"name\": \"n\", \"type\": \"int\", \"parser\": \"after\", \"resources\": {\"key\": \"to\"}}]}]}]|$[0].F[0].entries[0].type: there is no type int; these are: text, number",
                "[{\"F\": [{\"patterns\": [\"[a] [b] [c] [d] [e] [f] [g]\"]}]}]|$[0].F[0].patterns[0]: it stands for more than 100 patterns; write several",
                "[{\"F\": [{\"patterns\": [\"a\"], \"entries\": [{\"name\": \"n\", \"parser\": \"after\"}]}]}]|$[0].F[0].entries[0].resources: resources must be an object",
                "[{\"F\": [{\"patterns\": [\"a\"], \"entries\": [{\"name\": \"n\", \"parser\": \"after\", \"resources\": {}}]}]}]|$[0].F[0].entries[0].resources.key: key must be a text",
                "[{\"F\": [{\"patterns\": [\"a\"], \"entries\": [{\"name\": \"n\", \"parser\": \"after\", \"resources\": {\"key\": \"to\", \"x\": \"1\"}}]}]}]|$[0].F[0].entries[0].resources.x: x must be a number"
            })
    void tellsWhatIsWrongWithItsPlace(String text, String problem) {
        assertThat(read(text).problems()).contains("res/locales/en/triggers.json: " + problem);
    }

    @Test
    void isBounded() {
        String many = "\"a\",".repeat(TriggerFile.MOST_PATTERNS - 1) + "\"b\"";
        TriggerFile file = read("[{\"F\": [{\"patterns\": [%s]}, {\"patterns\": [\"c\"]}]}]".formatted(many));
        assertThat(file.triggers()).hasSize(1);
        assertThat(file.problems())
                .containsExactly(
                        "res/locales/en/triggers.json: $[0].F[1]: it would be more than 10000 patterns and examples in one file; leave some out");
    }

    @Test
    void keepsWhatIsRight() {
        TriggerFile file = read(
                "[5, {\"F\": [{}, {\"patterns\": [\"a\"], \"entries\": [{\"name\": 5, \"parser\": \"after\", \"resources\": {\"key\": \"k\"}}, {\"name\": \"n\", \"parser\": \"after\", \"resources\": {\"key\": \"k\"}}]}]}]");
        assertThat(file.triggers()).hasSize(1);
        assertThat(file.triggers().get(0).entries()).containsOnlyKeys("n");
        assertThat(file.problems()).hasSize(3);
    }

    @Test
    void tellsWhereItIsNoJson() {
        assertThat(read("[\n  {\"F\": }\n]").problems().get(0))
                .startsWith("res/locales/en/triggers.json:2:9: this is not JSON: ");
        assertThat(read("").problems()).hasSize(1);
    }
}

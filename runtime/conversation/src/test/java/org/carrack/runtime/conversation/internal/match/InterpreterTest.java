package org.carrack.runtime.conversation.internal.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.carrack.runtime.conversation.internal.match.Classifier.Candidate;
import org.carrack.runtime.conversation.internal.match.Interpreter.Fit;
import org.carrack.runtime.conversation.internal.match.Interpreter.Interpretation;
import org.carrack.runtime.conversation.internal.match.Interpreter.Limits;
import org.carrack.runtime.conversation.internal.match.Interpreter.Outcome;
import org.carrack.runtime.conversation.internal.pack.FixtureFile;
import org.carrack.runtime.conversation.internal.pack.TriggerFile;
import org.carrack.runtime.conversation.internal.text.ArrangedText.Found;
import org.junit.jupiter.api.Test;

class InterpreterTest {

    private static final Limits LIMITS = new Limits(0.34, 0.02);

    private static List<Candidate> candidates(String packageName, String triggers) {
        TriggerFile file = TriggerFile.read("triggers.json", "[{\"Module\": " + triggers.replace('\'', '"') + "}]");
        assertThat(file.problems()).isEmpty();
        return file.triggers().stream()
                .map(trigger -> new Candidate(packageName, trigger))
                .toList();
    }

    private static Interpreter interpreter(List<Candidate> candidates) {
        return new Interpreter(new Classifier(candidates, Corpus.stemmer("en")), Locale.ENGLISH);
    }

    private static Interpretation interpret(Interpreter interpreter, String sentence) {
        return interpreter.interpret(sentence, LIMITS, name -> true);
    }

    private static final Interpreter LAMPS = interpreter(List.of(
            candidates("kitchen", "[{'patterns': ['turn on the kitchen lamp']}]")
                    .get(0),
            candidates("garden", "[{'patterns': ['turn on the garden lamp']}]").get(0),
            candidates("music", "[{'patterns': ['play music']}]").get(0)));

    @Test
    void asksWhichOneIsMeantIfTwoAreNear() {
        assertThat(interpret(LAMPS, "turn on the lamp").outcome()).isEqualTo(Outcome.UNCLEAR);
        assertThat(interpret(LAMPS, "turn on the garden lamp").outcome()).isEqualTo(Outcome.UNDERSTOOD);
        assertThat(interpret(LAMPS, "colourless ideas").outcome()).isEqualTo(Outcome.NOT_UNDERSTOOD);
    }

    @Test
    void knowsWhatAShortAnswerIsNearestTo() {
        assertThat(interpret(LAMPS, "garden").nearest(0.02))
                .hasValueSatisfying(
                        nearest -> assertThat(nearest.candidate().packageName()).isEqualTo("garden"));
        assertThat(interpret(LAMPS, "lamp").nearest(0.02)).isEmpty();
        assertThat(interpret(LAMPS, "hello").nearest(0.02)).isEmpty();
    }

    private static final Interpreter TIMERS = interpreter(List.of(
            candidates("timer", """
                            [{'patterns': ['set a timer for'], 'entries': [{'name': 'minutes', 'type': 'number', 'parser': 'after',
                              'resources': {'key': 'for'}}]}]""").get(0),
            candidates("chef", "[{'patterns': ['a timer for']}]").get(0),
            candidates("lamp", """
                            [{'patterns': ['make it'], 'entries': [{'name': 'colour', 'values': ['Red', 'dark blue'], 'parser': 'after',
                              'resources': {'key': 'it'}}]}]""").get(0)));

    private static String value(Fit fit) {
        return fit.entries().getOrDefault("minutes", Found.NOTHING).value();
    }

    @Test
    void findsNumbersInDigitsAndWords() {
        for (String sentence : List.of("set a timer for 5 minutes", "set a timer for five minutes")) {
            Fit fit = interpret(TIMERS, sentence).best().orElseThrow();
            assertThat(fit.scored().candidate().packageName()).isEqualTo("timer");
            assertThat(value(fit)).isEqualTo("5");
        }
        Fit missing = interpret(TIMERS, "set a timer for").best().orElseThrow();
        assertThat(value(missing)).isEmpty();
    }

    @Test
    void goesOnToTheNextIfAnEntryIsNotWhatItMustBe() {
        Interpretation read = interpret(TIMERS, "set a timer for pasta");
        assertThat(read.best().orElseThrow().scored().candidate().packageName()).isEqualTo("chef");
        assertThat(read.others().get(0).refusal()).isEqualTo("but 'minutes' must be a number");
        assertThat(interpret(TIMERS, "make it dark blue").best()).isPresent();
        Interpretation brown = interpret(TIMERS, "make it brown");
        assertThat(brown.outcome()).isEqualTo(Outcome.NOT_UNDERSTOOD);
        assertThat(brown.others().get(0).refusal()).isEqualTo("but 'colour' must be one of red, dark blue");
    }

    private static List<String> check(String fixtures) {
        FixtureFile file = FixtureFile.read("fixtures.json", fixtures.replace('\'', '"'));
        assertThat(file.problems()).isEmpty();
        return Fixtures.check("timer", file.fixtures(), TIMERS, LIMITS);
    }

    @Test
    void looksAtWhatAPackageSaysOfItself() {
        assertThat(check("""
                        [{'sentence': 'set a timer for 5 minutes', 'module': 'Module', 'entries': {'minutes': '5'}},
                         {'sentence': 'set a timer for pasta', 'module': null},
                         {'sentence': 'good morning'}]""")).isEmpty();
        assertThat(check("""
                        [{'sentence': 'set a timer for pasta', 'module': 'Module'},
                         {'sentence': 'set a timer for 5 minutes'},
                         {'sentence': 'hello', 'module': 'Module'},
                         {'sentence': 'set a timer for 5', 'module': 'Module', 'entries': {'minutes': '6'}}]"""))
                .containsExactly(
                        "fixtures.json: $[0]: 'set a timer for pasta' is for chef.Module[0], and must be for Module",
                        "fixtures.json: $[1]: 'set a timer for 5 minutes' is for timer.Module[0], and must be for none of this package",
                        "fixtures.json: $[2]: 'hello' is for none, and must be for Module",
                        "fixtures.json: $[3]: in 'set a timer for 5' the entry minutes is '5', and must be '6'");
        assertThat(FixtureFile.read("fixtures.json", "[{\"module\": 5}, 3]").problems())
                .containsExactly(
                        "fixtures.json: $[0].sentence: sentence must be a text",
                        "fixtures.json: $[0].module: module must be a text",
                        "fixtures.json: $[1]: a fixture must be an object");
    }
}

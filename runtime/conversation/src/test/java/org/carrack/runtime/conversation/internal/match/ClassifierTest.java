package org.carrack.runtime.conversation.internal.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.carrack.runtime.conversation.internal.match.Classifier.Candidate;
import org.carrack.runtime.conversation.internal.match.Classifier.Scored;
import org.carrack.runtime.conversation.internal.match.Interpreter.Limits;
import org.carrack.runtime.conversation.internal.pack.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifierTest {

    private static final Limits LIMITS = new Limits(0.34, 0.02);

    private static Candidate candidate(String packageName, String... patterns) {
        return new Candidate(packageName, new Trigger("Module", 0, List.of(patterns), List.of(), Map.of()));
    }

    private static String winner(Classifier classifier, String sentence) {
        return new Interpreter(classifier, Locale.ENGLISH)
                .interpret(sentence, LIMITS, name -> true).fits().stream()
                        .findFirst()
                        .map(fit -> fit.scored().candidate().packageName())
                        .orElse("none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "fr"})
    void leadsEachPatternToItsOwnModule(String language) throws Exception {
        Classifier classifier = new Classifier(Corpus.candidates(language), Corpus.stemmer(language));
        for (Candidate candidate : Corpus.candidates(language)) {
            for (String pattern : candidate.trigger().patterns()) {
                Scored best = classifier.classify(pattern, name -> true).get(0);
                assertThat(best.candidate().packageName()).as(pattern).isEqualTo(candidate.packageName());
                assertThat(best.score()).isEqualTo(1);
            }
        }
        assertThat(classifier.conflicts()).isEmpty();
    }

    /** The figures are printed; what is asserted is what people rely on. */
    @ParameterizedTest
    @CsvSource({"en, 0.93, 0.10", "fr, 0.93, 0.10"})
    void understandsWhatPeopleSay(String language, double least, double most) throws Exception {
        Classifier classifier = new Classifier(Corpus.candidates(language), Corpus.stemmer(language));
        List<String> wrong = new ArrayList<>();
        int meant = 0;
        int right = 0;
        int none = 0;
        int accepted = 0;
        for (Corpus.Line line : Corpus.read("sentences-" + language)) {
            for (String sentence : line.texts()) {
                String found = winner(classifier, sentence);
                boolean isRight = found.equals(line.module());
                if (line.module().equals("none")) {
                    none++;
                    accepted += isRight ? 0 : 1;
                } else {
                    meant++;
                    right += isRight ? 1 : 0;
                }
                if (!isRight) {
                    wrong.add("%s is %s, not %s (%s)"
                            .formatted(
                                    sentence,
                                    found,
                                    line.module(),
                                    classifier.classify(sentence, n -> true).stream()
                                            .limit(2)
                                            .map(one -> one.candidate().packageName() + " %.2f".formatted(one.score()))
                                            .toList()));
                }
            }
        }
        System.out.printf(
                "conversation %s: %d of %d understood (%.3f), %d of %d accepted that are for none (%.3f): %s%n",
                language, right, meant, (double) right / meant, accepted, none, (double) accepted / none, wrong);
        System.out.printf("conversation %s, BM25 alone: %.3f%n", language, Corpus.accuracyOfBm25(language));
        assertThat((double) right / meant).as(wrong.toString()).isGreaterThan(least);
        assertThat((double) accepted / none).as(wrong.toString()).isLessThan(most);
    }

    @Test
    void givesTheSameAnswersInAnyOrderOfPackages() throws Exception {
        List<Candidate> candidates = new ArrayList<>(Corpus.candidates("en"));
        List<String> sentences = Corpus.read("sentences-en").stream()
                .flatMap(line -> line.texts().stream())
                .toList();
        Set<List<List<Scored>>> answers = new HashSet<>();
        Random random = new Random(4711);
        for (int i = 0; i < 100; i++) {
            Collections.shuffle(candidates, random);
            Classifier classifier = new Classifier(candidates, Corpus.stemmer("en"));
            answers.add(sentences.stream()
                    .limit(50)
                    .map(sentence -> classifier.classify(sentence, name -> true))
                    .toList());
        }
        assertThat(answers).hasSize(1);
    }

    @Test
    void doesNotCareForSignsAndCapitals() throws Exception {
        Classifier classifier = new Classifier(Corpus.candidates("en"), Corpus.stemmer("en"));
        List<Scored> plain = classifier.classify("what is the weather in paris", name -> true);
        for (String other : List.of(
                "What is the weather, in Paris?",
                "WHAT IS THE WEATHER IN PARIS!!!",
                " what  is the weather\tin paris ")) {
            assertThat(classifier.classify(other, name -> true)).isEqualTo(plain);
        }
    }

    @Test
    void tellsPatternsOfSeveralAndTakesTheFirst() {
        Classifier classifier =
                new Classifier(List.of(candidate("zoo", "Hello!"), candidate("arc", "hello")), Corpus.stemmer("en"));
        assertThat(classifier.conflicts())
                .containsExactly("the pattern 'Hello!' leads to arc.Module[0] and to zoo.Module[0]; the first answers");
        assertThat(winner(classifier, "hello")).isEqualTo("arc");
        // Who may not call the first is answered by the second.
        assertThat(classifier
                        .classify("hello", "zoo"::equals)
                        .get(0)
                        .candidate()
                        .packageName())
                .isEqualTo("zoo");
    }

    @Test
    void understandsNothingWhereThereIsNothing() {
        Classifier empty = new Classifier(List.of(), Corpus.stemmer("en"));
        assertThat(empty.classify("hello", name -> true)).isEmpty();
        Classifier one = new Classifier(List.of(candidate("a", "hello")), Corpus.stemmer("en"));
        for (String sentence : List.of("", " ", "?!", "...", "\u0000", "🙂")) {
            assertThat(one.classify(sentence, name -> true)).as(sentence).isEmpty();
        }
    }

    @Test
    void bearsAnything() throws Exception {
        Classifier classifier = new Classifier(Corpus.candidates("en"), Corpus.stemmer("en"));
        Random random = new Random(1);
        for (int i = 0; i < Integer.getInteger("carrack.sentences", 20_000); i++) {
            StringBuilder sentence = new StringBuilder();
            int length = random.nextInt(60);
            for (int j = 0; j < length; j++) {
                sentence.appendCodePoint(
                        random.nextInt(4) == 0 ? random.nextInt(0x2000) : "abc toe'-%\"".charAt(random.nextInt(11)));
            }
            classifier.classify(sentence.toString(), name -> true);
        }
        assertThat(classifier.classify("send ".repeat(10_000), name -> true)).isNotEmpty();
    }
}

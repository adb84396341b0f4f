package org.carrack.runtime.conversation.internal.match;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.carrack.runtime.conversation.internal.match.Classifier.Scored;
import org.carrack.runtime.conversation.internal.pack.Entry;
import org.carrack.runtime.conversation.internal.text.ArrangedText;
import org.carrack.runtime.conversation.internal.text.ArrangedText.Found;

/**
 * What is made of a sentence of one language: the triggers that fit it, with what they look for in it, and whether it is clear which is meant.
 * Immutable; for any thread.
 */
public final class Interpreter {

    /** So many are told of those that do not fit. */
    private static final int MOST_OTHERS = 5;

    private final Classifier classifier;
    private final Locale locale;

    public Interpreter(Classifier classifier, Locale locale) {
        this.classifier = classifier;
        this.locale = locale;
    }

    /**
     * How well a trigger must fit.
     *
     * @param threshold a candidate with a lower score is none
     * @param margin if the second is nearer to the first than that, it is asked which is meant
     */
    public record Limits(double threshold, double margin) {}

    /** What a sentence is for. */
    public enum Outcome {
        /** The first candidate. */
        UNDERSTOOD,
        /** One of the first candidates: which, is to be asked. */
        UNCLEAR,
        /** None. */
        NOT_UNDERSTOOD
    }

    /**
     * A candidate with what it would be given.
     *
     * @param refusal why it is none all the same, in words; empty if it is one
     */
    public record Fit(Scored scored, Map<String, Found> entries, String refusal) {

        public Fit {
            entries = Map.copyOf(entries);
        }

        boolean isRefused() {
            return !refusal.isEmpty();
        }
    }

    /**
     * What is made of a sentence.
     *
     * @param fits those it could be for, the best first
     * @param others candidates that are none, since they fit too badly, or are refused
     */
    public record Interpretation(Outcome outcome, List<Fit> fits, List<Fit> others) {

        public Interpretation {
            fits = List.copyOf(fits);
            others = List.copyOf(others);
        }

        /** The one that it is for, if it is clear. */
        public Optional<Fit> best() {
            return outcome == Outcome.UNDERSTOOD ? Optional.of(fits.get(0)) : Optional.empty();
        }

        /** The one that is nearest, however far, if it is nearer than any other by a margin. */
        public Optional<Scored> nearest(double margin) {
            List<Scored> nearest = all().stream().map(Fit::scored).limit(2).toList();
            boolean isAlone = nearest.size() == 1
                    || (nearest.size() == 2
                            && nearest.get(0).score() - nearest.get(1).score() >= margin);
            return isAlone ? Optional.of(nearest.get(0)) : Optional.empty();
        }

        /** Those it could be for and the others, the best first. */
        public List<Fit> all() {
            return Stream.concat(fits.stream(), others.stream())
                    .sorted(Comparator.comparingDouble((Fit fit) -> fit.scored().score())
                            .reversed())
                    .toList();
        }
    }

    /** Patterns that lead to several triggers, in words. */
    public List<String> conflicts() {
        return classifier.conflicts();
    }

    /**
     * Interprets a sentence. A trigger that finds something else than it looks for does not fit, and the next is looked at.
     *
     * @param isOpen whether whoever says it may call the modules of a package
     */
    public Interpretation interpret(String sentence, Limits limits, Predicate<String> isOpen) {
        ArrangedText text = ArrangedText.of(sentence);
        List<Fit> fits = new ArrayList<>();
        List<Fit> others = new ArrayList<>();
        for (Scored scored : classifier.classify(sentence, isOpen)) {
            boolean isNear = scored.score() >= limits.threshold();
            if (!isNear && others.size() >= MOST_OTHERS) {
                break;
            }
            Fit fit = fit(scored, text);
            (isNear && !fit.isRefused() ? fits : others).add(fit);
        }
        return new Interpretation(outcome(fits, limits.margin()), fits, others);
    }

    private Fit fit(Scored scored, ArrangedText text) {
        Map<String, Found> found = new HashMap<>();
        String refusal = "";
        for (Map.Entry<String, Entry> entry :
                scored.candidate().trigger().entries().entrySet()) {
            Optional<Found> value = entry.getValue().find(text, locale);
            if (value.isPresent()) {
                found.put(entry.getKey(), value.get());
            } else {
                refusal = "but '%s' must be %s"
                        .formatted(entry.getKey(), entry.getValue().allowed());
            }
        }
        return new Fit(scored, found, refusal);
    }

    private static Outcome outcome(List<Fit> fits, double margin) {
        if (fits.isEmpty()) {
            return Outcome.NOT_UNDERSTOOD;
        }
        Scored best = fits.get(0).scored();
        // Those with the very same pattern are told when they come; it cannot be said which is meant.
        boolean isNear = best.score() < 1
                && fits.stream()
                        .map(Fit::scored)
                        .filter(one ->
                                !one.text().strip().equalsIgnoreCase(best.text().strip()))
                        .findFirst()
                        .filter(second -> best.score() - second.score() < margin)
                        .isPresent();
        return isNear ? Outcome.UNCLEAR : Outcome.UNDERSTOOD;
    }
}

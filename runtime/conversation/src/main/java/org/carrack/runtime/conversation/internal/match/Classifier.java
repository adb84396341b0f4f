package org.carrack.runtime.conversation.internal.match;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.carrack.runtime.conversation.internal.pack.Trigger;

/**
 * Finds the trigger that a sentence is for, among those of one language. Nothing is trained: the same triggers, in whatever order, give the same
 * answers. Immutable; for any thread.
 *
 * <p>A sentence with the stems of a pattern is for that pattern. One that has the stems of a pattern among its own, in their order, is for it with
 * what share of its known words that is. Else it is compared by TF-IDF and cosine, which finds what is misspelt or put otherwise.
 */
public final class Classifier {

    private static final double CONTAINED = 0.55;
    private static final double CONTAINED_MORE = 0.4;

    /** What pieces of words count beside the words. */
    private static final double PIECES = 0.5;

    /** What short words count, which are mostly those that are in every sentence. */
    private static final double SHORT_WORDS = 0.5;

    /** What it counts that a sentence is like one of a single word that is not in it, or of short words alone. */
    private static final double FAINT = 0.45;

    private final Stemmer stemmer;
    private final List<Example> examples;
    private final Map<String, Integer> documents = new HashMap<>();
    private final Map<String, List<Posting>> postings = new HashMap<>();
    private final double[] norms;
    private final List<String> conflicts = new ArrayList<>();

    /** A trigger of a package. */
    public record Candidate(String packageName, Trigger trigger) {

        /** How people know it. */
        public String name() {
            return packageName + "." + trigger.name();
        }
    }

    private record Example(Candidate candidate, String text, boolean isPattern, Features features) {}

    private record Posting(int example, double weight) {}

    /**
     * A candidate with how well it fits.
     *
     * @param score from 0 to 1
     * @param text the pattern or example that fits
     * @param reason how, in words
     */
    public record Scored(Candidate candidate, double score, String text, String reason) {}

    /** @param candidates in any order */
    public Classifier(List<Candidate> candidates, Stemmer stemmer) {
        this.stemmer = stemmer;
        List<Example> all = new ArrayList<>();
        candidates.stream()
                .sorted(Comparator.comparing(Candidate::packageName)
                        .thenComparing(c -> c.trigger().function())
                        .thenComparing(c -> c.trigger().index()))
                .forEach(candidate -> {
                    candidate.trigger().patterns().forEach(text -> add(all, candidate, text, true));
                    candidate.trigger().examples().forEach(text -> add(all, candidate, text, false));
                });
        examples = List.copyOf(all);
        examples.forEach(example ->
                example.features().counts().keySet().forEach(feature -> documents.merge(feature, 1, Integer::sum)));
        norms = new double[examples.size()];
        for (int i = 0; i < examples.size(); i++) {
            int index = i;
            double[] square = {0};
            examples.get(i).features().counts().forEach((feature, count) -> {
                double weight = weight(feature, count);
                square[0] += weight * weight;
                postings.computeIfAbsent(feature, f -> new ArrayList<>()).add(new Posting(index, weight));
            });
            norms[i] = Math.sqrt(square[0]);
        }
        findConflicts();
    }

    private void add(List<Example> all, Candidate candidate, String text, boolean isPattern) {
        Features features = Features.of(text, stemmer);
        if (!features.stems().isEmpty()) {
            all.add(new Example(candidate, text, isPattern, features));
        }
    }

    private void findConflicts() {
        Map<String, Example> first = new TreeMap<>();
        for (Example example : examples) {
            if (example.isPattern()) {
                String key = String.join(" ", example.features().stems());
                Example other = first.putIfAbsent(key, example);
                if (other != null && !other.candidate().equals(example.candidate())) {
                    conflicts.add("the pattern '%s' leads to %s and to %s; the first answers"
                            .formatted(
                                    example.text().strip(),
                                    other.candidate().name(),
                                    example.candidate().name()));
                }
            }
        }
    }

    /** Patterns that lead to several triggers, in words. */
    public List<String> conflicts() {
        return List.copyOf(conflicts);
    }

    private double rarity(String feature) {
        return Math.log(1 + (double) examples.size() / Math.max(1, documents.getOrDefault(feature, 1)));
    }

    private double weight(String feature, int count) {
        double kind = feature.startsWith("~") ? PIECES : feature.length() <= Features.SHORT ? SHORT_WORDS : 1;
        return (1 + Math.log(count)) * rarity(feature) * kind;
    }

    /** Two words that never stand together say nothing that the words do not. */
    private boolean isNothing(String feature) {
        return feature.indexOf(' ') > 0 && !documents.containsKey(feature);
    }

    /**
     * The candidates that fit a sentence at all, the best first; of those that fit alike the first by name.
     *
     * @param isOpen whether whoever says it may call the modules of a package
     */
    public List<Scored> classify(String sentence, Predicate<String> isOpen) {
        Features said = Features.of(sentence, stemmer);
        double[] products = new double[examples.size()];
        double square = 0;
        for (Map.Entry<String, Integer> feature : said.counts().entrySet()) {
            if (isNothing(feature.getKey())) {
                continue;
            }
            double weight = weight(feature.getKey(), feature.getValue());
            square += weight * weight;
            for (Posting posting : postings.getOrDefault(feature.getKey(), List.of())) {
                products[posting.example()] += weight * posting.weight();
            }
        }
        double norm = Math.sqrt(square);
        double known = said.stems().stream()
                .filter(documents::containsKey)
                .mapToDouble(this::rarity)
                .sum();
        Map<Candidate, Scored> best = new LinkedHashMap<>();
        for (int i = 0; i < products.length; i++) {
            Example example = examples.get(i);
            if (products[i] > 0 && isOpen.test(example.candidate().packageName())) {
                Scored scored = scored(example, said, products[i] / (norm * norms[i]), known);
                Scored before = best.get(scored.candidate());
                if (before == null || before.score() < scored.score()) {
                    best.put(scored.candidate(), scored);
                }
            }
        }
        List<Scored> all = new ArrayList<>(best.values());
        // The sort is stable, and they are in the order of their names.
        all.sort(Comparator.comparingDouble(Scored::score).reversed());
        return all;
    }

    private Scored scored(Example example, Features said, double cosine, double known) {
        Features features = example.features();
        if (features.stems().equals(said.stems())) {
            return new Scored(example.candidate(), 1, example.text(), "it is the %s".formatted(kind(example)));
        }
        double contained = 0;
        if (example.isPattern() && said.contains(features)) {
            double its = features.stems().stream().mapToDouble(this::rarity).sum();
            contained = CONTAINED + CONTAINED_MORE * Math.min(1, its / known);
        }
        boolean isFaint = features.isFaint()
                || (features.words().size() == 1 && said.words().size() > 1);
        double similar = Math.min(cosine, 0.99) * (isFaint ? FAINT : 1);
        return contained >= similar
                ? new Scored(example.candidate(), contained, example.text(), "it has the words of the pattern")
                : new Scored(example.candidate(), similar, example.text(), "it is like the " + kind(example));
    }

    private static String kind(Example example) {
        return example.isPattern() ? "pattern" : "example";
    }
}

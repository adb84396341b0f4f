package org.carrack.runtime.conversation.internal.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.carrack.runtime.conversation.internal.pack.Trigger;
import org.jspecify.annotations.Nullable;

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
    private final int count;
    private final List<Example> examples;
    private final Map<String, Integer> documents = new HashMap<>();
    private final Map<String, Postings> postings = new HashMap<>();
    private final double[] norms;
    private final List<String> conflicts = new ArrayList<>();

    /** A trigger of a package. */
    public record Candidate(String packageName, Trigger trigger) {

        /** How people know it. */
        public String name() {
            return packageName + "." + trigger.name();
        }
    }

    /** @param order of its candidate among all */
    private record Example(
            Candidate candidate, int order, String text, boolean isPattern, Features features, boolean isFaint) {}

    /** The examples that have a feature, and its weight in each. */
    private static final class Postings {

        private int[] examples = new int[2];
        private double[] weights = new double[2];
        private int size;

        void add(int example, double weight) {
            if (size == examples.length) {
                examples = Arrays.copyOf(examples, size * 2);
                weights = Arrays.copyOf(weights, size * 2);
            }
            examples[size] = example;
            weights[size] = weight;
            size++;
        }

        void addTo(double[] products, double weight) {
            for (int i = 0; i < size; i++) {
                products[examples[i]] += weight * weights[i];
            }
        }
    }

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
        List<Candidate> sorted = candidates.stream()
                .sorted(Comparator.comparing(Candidate::packageName)
                        .thenComparing(c -> c.trigger().function())
                        .thenComparing(c -> c.trigger().index()))
                .toList();
        count = sorted.size();
        List<Example> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            for (String text : sorted.get(i).trigger().patterns()) {
                add(all, sorted.get(i), i, text, true);
            }
            for (String text : sorted.get(i).trigger().examples()) {
                add(all, sorted.get(i), i, text, false);
            }
        }
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
                postings.computeIfAbsent(feature, f -> new Postings()).add(index, weight);
            });
            norms[i] = Math.sqrt(square[0]);
        }
        findConflicts();
    }

    private void add(List<Example> all, Candidate candidate, int order, String text, boolean isPattern) {
        Features features = Features.of(text, stemmer);
        if (!features.stems().isEmpty()) {
            all.add(new Example(candidate, order, text, isPattern, features, features.isFaint()));
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
            Postings its = postings.get(feature.getKey());
            if (its != null) {
                its.addTo(products, weight);
            }
        }
        double norm = Math.sqrt(square);
        double known = said.stems().stream()
                .filter(documents::containsKey)
                .mapToDouble(this::rarity)
                .sum();
        Map<String, Boolean> isOpenPackage = new HashMap<>();
        @Nullable Scored[] best = new Scored[count];
        for (int i = 0; i < products.length; i++) {
            Example example = examples.get(i);
            if (products[i] > 0
                    && isOpenPackage.computeIfAbsent(example.candidate().packageName(), isOpen::test)) {
                double contained = contained(example, said, known);
                double similar = similar(example, said, products[i] / (norm * norms[i]));
                Scored before = best[example.order()];
                if (before == null || before.score() < Math.max(contained, similar)) {
                    best[example.order()] = scored(example, contained, similar);
                }
            }
        }
        List<Scored> all =
                Arrays.stream(best).filter(Objects::nonNull).collect(Collectors.toCollection(ArrayList::new));
        // The sort is stable, and they are in the order of their names.
        all.sort(Comparator.comparingDouble(Scored::score).reversed());
        return all;
    }

    /** 1 for one with the same stems, less for a pattern with its stems among those that are said, else 0. */
    private double contained(Example example, Features said, double known) {
        Features features = example.features();
        if (features.stems().equals(said.stems())) {
            return 1;
        }
        if (!example.isPattern() || !said.contains(features)) {
            return 0;
        }
        double its = features.stems().stream().mapToDouble(this::rarity).sum();
        return CONTAINED + CONTAINED_MORE * Math.min(1, its / known);
    }

    private static double similar(Example example, Features said, double cosine) {
        boolean isFaint = example.isFaint()
                || (example.features().words().size() == 1 && said.words().size() > 1);
        return Math.min(cosine, 0.99) * (isFaint ? FAINT : 1);
    }

    private static Scored scored(Example example, double contained, double similar) {
        String reason = contained == 1
                ? "it is the " + kind(example)
                : contained >= similar ? "it has the words of the pattern" : "it is like the " + kind(example);
        return new Scored(example.candidate(), Math.max(contained, similar), example.text(), reason);
    }

    private static String kind(Example example) {
        return example.isPattern() ? "pattern" : "example";
    }
}

package org.carrack.runtime.conversation.internal.match;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.carrack.runtime.conversation.internal.match.Classifier.Candidate;
import org.carrack.runtime.conversation.internal.pack.Trigger;

/** Patterns of ten modules, and what people would say to them: put otherwise, misspelt, and for none of them. */
final class Corpus {

    private static final Map<String, Analyzer> ANALYZERS =
            Map.of("en", new EnglishAnalyzer(), "fr", new FrenchAnalyzer());

    private Corpus() {}

    /** A line: a module, and texts for it. */
    record Line(String module, List<String> texts) {}

    static List<Line> read(String name) throws IOException {
        List<Line> lines = new ArrayList<>();
        try (InputStream in = Corpus.class.getResourceAsStream("/corpus/" + name + ".txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.lines().filter(one -> !one.startsWith("#")).toList()) {
                String[] parts = line.split(":", 2);
                lines.add(new Line(
                        parts[0],
                        List.of(parts[1].split(";")).stream().map(String::strip).toList()));
            }
        }
        return lines;
    }

    static List<Candidate> candidates(String language) throws IOException {
        List<Candidate> candidates = new ArrayList<>();
        for (Line line : read("patterns-" + language)) {
            candidates.add(new Candidate(line.module(), new Trigger("Module", 0, line.texts(), List.of(), Map.of())));
        }
        return candidates;
    }

    /** Stems as the server makes them: a word that analyzers leave out is its own. */
    static Stemmer stemmer(String language) {
        Analyzer analyzer = Objects.requireNonNull(ANALYZERS.get(language));
        return words -> words.stream()
                .map(word -> word.length() > 3 ? stem(analyzer, word) : word)
                .toList();
    }

    private static String stem(Analyzer analyzer, String word) {
        try (TokenStream tokens = analyzer.tokenStream("word", word)) {
            CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            String stem = tokens.incrementToken() ? term.toString() : word;
            tokens.end();
            return stem;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

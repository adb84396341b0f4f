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
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.QueryBuilder;
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

    /** How many of the sentences that are for a module Lucene's BM25 finds the module of, by the same patterns; it has no threshold. */
    static double accuracyOfBm25(String language) throws IOException {
        Analyzer analyzer = Objects.requireNonNull(ANALYZERS.get(language));
        int right = 0;
        int all = 0;
        try (ByteBuffersDirectory directory = new ByteBuffersDirectory()) {
            try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
                for (Line line : read("patterns-" + language)) {
                    for (String pattern : line.texts()) {
                        Document document = new Document();
                        document.add(new StringField("module", line.module(), Field.Store.YES));
                        document.add(new TextField("text", pattern, Field.Store.NO));
                        writer.addDocument(document);
                    }
                }
            }
            try (DirectoryReader reader = DirectoryReader.open(directory)) {
                IndexSearcher searcher = new IndexSearcher(reader);
                QueryBuilder queries = new QueryBuilder(analyzer);
                for (Line line : read("sentences-" + language)) {
                    for (String sentence : line.module().equals("none") ? List.<String>of() : line.texts()) {
                        Query query = queries.createBooleanQuery("text", sentence, BooleanClause.Occur.SHOULD);
                        ScoreDoc[] hits = query == null ? new ScoreDoc[0] : searcher.search(query, 1).scoreDocs;
                        all++;
                        boolean isRight = hits.length > 0
                                && searcher.storedFields()
                                        .document(hits[0].doc)
                                        .get("module")
                                        .equals(line.module());
                        right += isRight ? 1 : 0;
                    }
                }
            }
        }
        return (double) right / all;
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

package org.carrack.runtime.search.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.carrack.spi.search.WordStems;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Stems by Lucene's analyzers. For any thread. */
@Component
public final class LuceneStems implements WordStems {

    /** Short words have no endings: "his" is no form of "hi". */
    private static final int SHORT = 3;

    private final Map<String, Analyzer> analyzers = new ConcurrentHashMap<>();

    @Activate
    public LuceneStems() {}

    @Override
    public List<String> stems(List<String> words, String language) {
        String known = Locale.forLanguageTag(language.replace('_', '-')).getLanguage();
        if (!Languages.all().contains(known)) {
            return List.copyOf(words);
        }
        Analyzer analyzer = analyzers.computeIfAbsent(known, Languages::analyzer);
        List<String> stems = new ArrayList<>(words.size());
        for (String word : words) {
            stems.add(word.length() > SHORT ? stem(analyzer, word) : word);
        }
        return stems;
    }

    /** Analyzers leave out the most common words, which are words here as any other. */
    private static String stem(Analyzer analyzer, String word) {
        try (TokenStream tokens = analyzer.tokenStream("word", word)) {
            CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            String stem = tokens.incrementToken() ? term.toString() : word;
            tokens.end();
            return stem;
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory can be read", e);
        }
    }
}

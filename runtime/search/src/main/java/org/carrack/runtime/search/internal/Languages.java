package org.carrack.runtime.search.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.StopwordAnalyzerBase;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.bg.BulgarianAnalyzer;
import org.apache.lucene.analysis.ca.CatalanAnalyzer;
import org.apache.lucene.analysis.cz.CzechAnalyzer;
import org.apache.lucene.analysis.da.DanishAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.el.GreekAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.fa.PersianAnalyzer;
import org.apache.lucene.analysis.fi.FinnishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.hi.HindiAnalyzer;
import org.apache.lucene.analysis.hu.HungarianAnalyzer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.lt.LithuanianAnalyzer;
import org.apache.lucene.analysis.lv.LatvianAnalyzer;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.no.NorwegianAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.ro.RomanianAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.sv.SwedishAnalyzer;
import org.apache.lucene.analysis.th.ThaiAnalyzer;
import org.apache.lucene.analysis.tr.TurkishAnalyzer;
import org.carrack.spi.search.SearchDocument;

/**
 * The languages whose words have forms that are found as one. Chinese, Japanese and Korean are not among them: they are indexed by pairs of
 * characters as they are. Stateless.
 */
final class Languages {

    /** How much of a text is looked at to guess its language. */
    private static final int LOOKED_AT = 3_000;

    private static final Pattern WORDS = Pattern.compile("[^\\p{L}\\p{M}']+");

    private static final Map<String, Supplier<Analyzer>> ANALYZERS = new LinkedHashMap<>();

    static {
        ANALYZERS.put("en", EnglishAnalyzer::new);
        ANALYZERS.put("ar", ArabicAnalyzer::new);
        ANALYZERS.put("bg", BulgarianAnalyzer::new);
        ANALYZERS.put("ca", CatalanAnalyzer::new);
        ANALYZERS.put("cs", CzechAnalyzer::new);
        ANALYZERS.put("da", DanishAnalyzer::new);
        ANALYZERS.put("de", GermanAnalyzer::new);
        ANALYZERS.put("el", GreekAnalyzer::new);
        ANALYZERS.put("es", SpanishAnalyzer::new);
        ANALYZERS.put("fa", PersianAnalyzer::new);
        ANALYZERS.put("fi", FinnishAnalyzer::new);
        ANALYZERS.put("fr", FrenchAnalyzer::new);
        ANALYZERS.put("hi", HindiAnalyzer::new);
        ANALYZERS.put("hu", HungarianAnalyzer::new);
        ANALYZERS.put("it", ItalianAnalyzer::new);
        ANALYZERS.put("lt", LithuanianAnalyzer::new);
        ANALYZERS.put("lv", LatvianAnalyzer::new);
        ANALYZERS.put("nl", DutchAnalyzer::new);
        ANALYZERS.put("no", NorwegianAnalyzer::new);
        ANALYZERS.put("pt", PortugueseAnalyzer::new);
        ANALYZERS.put("ro", RomanianAnalyzer::new);
        ANALYZERS.put("ru", RussianAnalyzer::new);
        ANALYZERS.put("sv", SwedishAnalyzer::new);
        ANALYZERS.put("th", ThaiAnalyzer::new);
        ANALYZERS.put("tr", TurkishAnalyzer::new);
    }

    /** The languages of which a word is one of the most common. Made with the first text whose language nobody knows. */
    private static final class CommonWords {

        private static final Map<String, List<String>> LANGUAGES = new HashMap<>();

        static {
            ANALYZERS.forEach((language, analyzer) -> {
                CharArraySet words = analyzer.get() instanceof StopwordAnalyzerBase known
                        ? known.getStopwordSet()
                        : DutchAnalyzer.getDefaultStopSet();
                for (Object word : words) {
                    LANGUAGES
                            .computeIfAbsent(String.valueOf((char[]) word), any -> new ArrayList<>())
                            .add(language);
                }
            });
        }
    }

    private Languages() {}

    static Set<String> all() {
        return ANALYZERS.keySet();
    }

    static Analyzer analyzer(String language) {
        Supplier<Analyzer> known = ANALYZERS.get(language);
        if (known == null) {
            throw new IllegalArgumentException("there are no rules for the language " + language);
        }
        return known.get();
    }

    /** The language of a document: as it says, else as its most common words do; empty for one without rules. */
    static String of(SearchDocument document) {
        String said =
                Locale.forLanguageTag(document.language().replace('_', '-')).getLanguage();
        if (said.isEmpty()) {
            return guess(document.text());
        }
        return ANALYZERS.containsKey(said) ? said : "";
    }

    private static String guess(String text) {
        String beginning = text.substring(0, Math.min(text.length(), LOOKED_AT)).toLowerCase(Locale.ROOT);
        Map<String, Integer> counts = new HashMap<>();
        for (String word : WORDS.split(beginning)) {
            CommonWords.LANGUAGES
                    .getOrDefault(word, List.of())
                    .forEach(language -> counts.merge(language, 1, Integer::sum));
        }
        String best = "";
        int most = 1;
        // In their order, so that of two the same is taken each time.
        for (String language : ANALYZERS.keySet()) {
            int count = counts.getOrDefault(language, 0);
            if (count > most) {
                most = count;
                best = language;
            }
        }
        return best;
    }
}

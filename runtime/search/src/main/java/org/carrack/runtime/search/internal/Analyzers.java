package org.carrack.runtime.search.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.DelegatingAnalyzerWrapper;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cjk.CJKWidthFilter;
import org.apache.lucene.analysis.core.FlattenGraphFilter;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.apache.lucene.analysis.miscellaneous.LengthFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;

/** How texts become terms, by the kind of the field. For any thread. */
final class Analyzers extends DelegatingAnalyzerWrapper {

    /** Longer ones are data rather than words, and Lucene takes none that are very long. */
    private static final int LONGEST_TERM = 200;

    private static final int CJK =
            CJKBigramFilter.HAN | CJKBigramFilter.HIRAGANA | CJKBigramFilter.KATAKANA | CJKBigramFilter.HANGUL;

    private static final int PARTS = WordDelimiterGraphFilter.GENERATE_WORD_PARTS
            | WordDelimiterGraphFilter.GENERATE_NUMBER_PARTS
            | WordDelimiterGraphFilter.SPLIT_ON_CASE_CHANGE
            | WordDelimiterGraphFilter.SPLIT_ON_NUMERICS
            | WordDelimiterGraphFilter.PRESERVE_ORIGINAL;

    private final Map<String, Analyzer> languages = new ConcurrentHashMap<>();
    private final Analyzer words;
    private final Analyzer code;

    private Analyzers(Analyzer words, Analyzer code) {
        super(PER_FIELD_REUSE_STRATEGY);
        this.words = words;
        this.code = code;
    }

    /** For texts that are indexed. */
    static Analyzers ofTexts() {
        return new Analyzers(new WordAnalyzer(true), new CodeAnalyzer(true));
    }

    /** For what is looked for. */
    static Analyzers ofQueries() {
        return new Analyzers(new WordAnalyzer(false), new CodeAnalyzer(false));
    }

    @Override
    protected Analyzer getWrappedAnalyzer(String field) {
        String kind = Fields.kind(field);
        return switch (kind) {
            case "" -> words;
            case "code" -> code;
            default -> languages.computeIfAbsent(kind, Languages::analyzer);
        };
    }

    /**
     * Words as Unicode separates them; Chinese, Japanese and Korean as pairs of characters. A text has its single characters besides, since
     * somebody may look for one.
     */
    private static final class WordAnalyzer extends Analyzer {

        private final boolean isText;

        WordAnalyzer(boolean isText) {
            this.isText = isText;
        }

        @Override
        protected TokenStreamComponents createComponents(String field) {
            StandardTokenizer source = new StandardTokenizer();
            source.setMaxTokenLength(LONGEST_TERM);
            TokenStream lower = new LowerCaseFilter(new CJKWidthFilter(source));
            return new TokenStreamComponents(source, new CJKBigramFilter(lower, CJK, isText));
        }
    }

    /** What is between spaces and is no plain word; of a text its parts as well. */
    private static final class CodeAnalyzer extends Analyzer {

        private final boolean isText;

        CodeAnalyzer(boolean isText) {
            this.isText = isText;
        }

        @Override
        protected TokenStreamComponents createComponents(String field) {
            Tokenizer source = new WhitespaceTokenizer();
            TokenFilter all = isText
                    ? new FlattenGraphFilter(new WordDelimiterGraphFilter(new CodeFilter(source), PARTS, null))
                    : new LengthFilter(source, 1, LONGEST_TERM);
            return new TokenStreamComponents(source, new LengthFilter(new LowerCaseFilter(all), 1, LONGEST_TERM));
        }
    }
}

package org.carrack.runtime.search.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.QueryBuilder;
import org.carrack.spi.search.SearchQuery;
import org.jspecify.annotations.Nullable;

/**
 * Makes a query of what somebody has typed: words, and words in quotes. Nothing else has a meaning, so nothing can be wrong with it. For any
 * thread.
 */
final class QueryReader {

    private static final Pattern PARTS = Pattern.compile("\"([^\"]*)\"?|([^\\s\"]+)");

    /** More words than that nobody types. */
    private static final int MOST_WORDS = 16;

    private static final int LONGEST = 300;

    private static final float TITLE = 4;
    private static final float HEADINGS = 2;

    /** Of what only begins as it was typed. */
    private static final float BEGINNING = 0.3f;

    /** Of what is another form of the word. */
    private static final float OTHER_FORM = 0.8f;

    private static final Map<String, Float> BASES =
            Map.of(Fields.TITLE, TITLE, Fields.HEADINGS, HEADINGS, Fields.TEXT, 1f);

    private final QueryBuilder builder;

    QueryReader(Analyzers analyzers) {
        builder = new QueryBuilder(analyzers);
    }

    /**
     * The query.
     *
     * @param languages those that documents of the index have
     * @return nothing if it looks for nothing
     */
    @Nullable
    Query read(SearchQuery asked, Set<String> languages) {
        String text = asked.text().length() > LONGEST ? asked.text().substring(0, LONGEST) : asked.text();
        List<Query> parts = new ArrayList<>();
        Matcher part = PARTS.matcher(text);
        while (part.find() && parts.size() < MOST_WORDS) {
            Query one = part.group(1) != null ? exact(part.group(1)) : word(part.group(2), languages);
            if (one != null) {
                parts.add(one);
            }
        }
        if (parts.isEmpty()) {
            return null;
        }
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        parts.forEach(one -> all.add(one, Occur.MUST));
        all.add(
                new TermInSetQuery(
                        Fields.GROUP, asked.groups().stream().map(BytesRef::new).toList()),
                Occur.FILTER);
        return all.build();
    }

    private @Nullable Query exact(String words) {
        List<Query> ways = new ArrayList<>();
        BASES.forEach((field, weight) -> add(ways, builder.createPhraseQuery(field, words), weight));
        return anyOf(ways);
    }

    private @Nullable Query word(String word, Set<String> languages) {
        if (word.codePoints().noneMatch(Character::isLetterOrDigit)) {
            return null;
        }
        List<Query> ways = new ArrayList<>();
        BASES.forEach((field, weight) -> add(ways, builder.createPhraseQuery(field, word), weight));
        String beginning = trimmed(word).toLowerCase(Locale.ROOT);
        for (String field : List.of(Fields.TITLE, Fields.TEXT)) {
            float weight = BASES.getOrDefault(field, 1f);
            add(ways, builder.createPhraseQuery(field + Fields.AS_CODE, word), weight);
            for (String language : languages) {
                add(
                        ways,
                        builder.createBooleanQuery(Fields.in(field, language), word, Occur.MUST),
                        weight * OTHER_FORM);
            }
            add(ways, new PrefixQuery(new Term(field, beginning)), weight * BEGINNING);
            add(ways, new PrefixQuery(new Term(field + Fields.AS_CODE, beginning)), weight * BEGINNING);
        }
        return anyOf(ways);
    }

    /** Without what is around it: the comma of a sentence. */
    private static String trimmed(String word) {
        return word.replaceAll("^[^\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+$", "");
    }

    private static void add(List<Query> ways, @Nullable Query one, float weight) {
        if (one != null) {
            ways.add(new BoostQuery(one, weight));
        }
    }

    private static @Nullable Query anyOf(List<Query> ways) {
        return ways.isEmpty() ? null : new DisjunctionMaxQuery(ways, 0.1f);
    }
}

package org.carrack.runtime.search.internal;

import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.Term;
import org.apache.lucene.util.BytesRef;
import org.carrack.spi.search.SearchDocument;

/**
 * A document as Lucene has it. Its title and text are indexed several times: as words, as code ({@code fooBar} and {@code foo-bar} in their parts
 * and as a whole), and by the rules of its language. Stateless.
 */
final class Fields {

    static final String KEY = "key";
    static final String GROUP = "group";
    static final String ID = "id";
    static final String FINGERPRINT = "fingerprint";
    static final String TITLE = "title";
    static final String HEADINGS = "headings";
    static final String TEXT = "text";

    /** Between the name of what is indexed and how it is. */
    private static final char OF = '.';

    static final String AS_CODE = OF + "code";

    /** With the place of each word, for snippets. */
    private static final FieldType WORDS = new FieldType();

    static {
        WORDS.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS_AND_OFFSETS);
        WORDS.freeze();
    }

    private static final int LONGEST_TEXT = 500_000;

    private Fields() {}

    /** The name of a field for a text by the rules of a language. */
    static String in(String field, String language) {
        return field + OF + language;
    }

    /** What a field is made of: the title, the headings or the text. */
    static String base(String field) {
        int of = field.indexOf(OF);
        return of < 0 ? field : field.substring(0, of);
    }

    /** How a field is indexed: {@code code}, a language, or nothing for words. */
    static String kind(String field) {
        int of = field.indexOf(OF);
        return of < 0 ? "" : field.substring(of + 1);
    }

    static Term key(String group, String id) {
        return new Term(KEY, group + '\n' + id);
    }

    static Term group(String group) {
        return new Term(GROUP, group);
    }

    static Iterable<? extends IndexableField> of(String group, SearchDocument one) {
        Document document = new Document();
        document.add(new StringField(KEY, key(group, one.id()).text(), Field.Store.NO));
        document.add(new StringField(GROUP, group, Field.Store.YES));
        document.add(new SortedDocValuesField(GROUP, new BytesRef(group)));
        document.add(new SortedDocValuesField(ID, new BytesRef(one.id())));
        document.add(new SortedDocValuesField(FINGERPRINT, new BytesRef(one.fingerprint())));
        document.add(new StoredField(ID, one.id()));
        document.add(new StoredField(TITLE, one.title()));
        // Nobody looks for what is on page a hundred of a page.
        String text = one.text().length() > LONGEST_TEXT ? one.text().substring(0, LONGEST_TEXT) : one.text();
        document.add(new StoredField(TEXT, text));
        String language = Languages.of(one);
        document.add(words(HEADINGS, String.join("\n", one.headings())));
        for (String base : List.of(TITLE, TEXT)) {
            String value = base.equals(TITLE) ? one.title() : text;
            document.add(words(base, value));
            document.add(words(base + AS_CODE, value));
            if (!language.isEmpty()) {
                document.add(words(in(base, language), value));
            }
        }
        return document;
    }

    private static Field words(String name, String value) {
        return new Field(name, value, WORDS);
    }
}

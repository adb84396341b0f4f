package org.carrack.runtime.search.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.Weight;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.IOUtils;
import org.carrack.spi.search.SearchDocument;
import org.carrack.spi.search.SearchException;
import org.carrack.spi.search.SearchIndex;
import org.carrack.spi.search.SearchQuery;
import org.carrack.spi.search.SearchResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An index by Lucene. One change at a time; searches besides. For any thread. */
final class LuceneIndex implements SearchIndex {

    private static final Logger LOG = LoggerFactory.getLogger(LuceneIndex.class);

    private final Path folder;
    private final QueryReader queries = new QueryReader(Analyzers.ofQueries());
    private volatile Opened opened;
    private boolean isClosed;

    /** What is open of it. */
    private record Opened(FSDirectory directory, IndexWriter writer, SearcherManager searchers) {

        /** Without what was not committed. */
        void close() throws IOException {
            try {
                searchers.close();
                writer.rollback();
            } finally {
                directory.close();
            }
        }
    }

    private LuceneIndex(Path folder) throws IOException {
        this.folder = folder;
        opened = open(folder);
    }

    /** The index of a folder; one that cannot be read is made anew: what is in it can be read again. */
    static LuceneIndex open(Path parent, int format) throws IOException {
        Path folder = IndexFolder.of(parent, format);
        try {
            return new LuceneIndex(folder);
        } catch (LockObtainFailedException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // a codec that is not there is an IllegalArgumentException
            LOG.warn("the search index {} cannot be read, and is made anew: {}", folder, e.getMessage());
            IOUtils.rm(folder);
            return new LuceneIndex(IndexFolder.of(parent, format));
        }
    }

    @SuppressWarnings("MustBeClosedChecker") // closed with the index
    private static Opened open(Path folder) throws IOException {
        FSDirectory directory = FSDirectory.open(folder);
        IndexWriter writer = null;
        try {
            writer = new IndexWriter(directory, new IndexWriterConfig(Analyzers.ofTexts()).setCommitOnClose(false));
            return new Opened(directory, writer, new SearcherManager(writer, null));
        } catch (IOException | RuntimeException e) {
            if (writer != null) {
                writer.rollback();
            }
            directory.close();
            throw e;
        }
    }

    /** Something that is done with a searcher. */
    @FunctionalInterface
    private interface Reading<T> {
        T with(IndexSearcher searcher) throws IOException;
    }

    private <T> T read(Reading<T> reading) {
        try {
            SearcherManager searchers = opened.searchers();
            IndexSearcher searcher = searchers.acquire();
            try {
                return reading.with(searcher);
            } finally {
                searchers.release(searcher);
            }
        } catch (IOException | AlreadyClosedException e) {
            throw failed("read", e);
        }
    }

    private SearchException failed(String what, Exception cause) {
        return new SearchException(
                "the search index %s cannot be %s: %s".formatted(folder, what, cause.getMessage()), cause);
    }

    @Override
    public Set<String> groups() {
        return read(searcher -> {
            Set<String> groups = new HashSet<>();
            Terms terms = MultiTerms.getTerms(searcher.getIndexReader(), Fields.GROUP);
            if (terms != null) {
                TermsEnum all = terms.iterator();
                for (BytesRef term = all.next(); term != null; term = all.next()) {
                    groups.add(term.utf8ToString());
                }
            }
            // A term outlives its documents until their segment is merged.
            groups.removeIf(group -> fingerprints(searcher, group).isEmpty());
            return groups;
        });
    }

    @Override
    public Map<String, String> fingerprints(String group) {
        return read(searcher -> fingerprints(searcher, group));
    }

    private Map<String, String> fingerprints(IndexSearcher searcher, String group) {
        Map<String, String> known = new LinkedHashMap<>();
        try {
            for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
                LeafReader reader = leaf.reader();
                PostingsEnum documents = reader.postings(Fields.group(group), PostingsEnum.NONE);
                if (documents == null) {
                    continue;
                }
                SortedDocValues ids = DocValues.getSorted(reader, Fields.ID);
                SortedDocValues fingerprints = DocValues.getSorted(reader, Fields.FINGERPRINT);
                for (int document = documents.nextDoc();
                        document != DocIdSetIterator.NO_MORE_DOCS;
                        document = documents.nextDoc()) {
                    boolean isThere =
                            reader.getLiveDocs() == null || reader.getLiveDocs().get(document);
                    if (isThere && ids.advanceExact(document) && fingerprints.advanceExact(document)) {
                        known.put(text(ids), text(fingerprints));
                    }
                }
            }
        } catch (IOException e) {
            throw failed("read", e);
        }
        return known;
    }

    private static String text(SortedDocValues values) throws IOException {
        return values.lookupOrd(values.ordValue()).utf8ToString();
    }

    @Override
    public void update(String group, Collection<SearchDocument> changed, Collection<String> removed) {
        write(writer -> {
            for (SearchDocument one : changed) {
                writer.updateDocument(Fields.key(group, one.id()), Fields.of(group, one));
            }
            for (String id : removed) {
                writer.deleteDocuments(Fields.key(group, id));
            }
        });
    }

    @Override
    public void remove(String group) {
        write(writer -> writer.deleteDocuments(Fields.group(group)));
    }

    /** Something that is written. */
    @FunctionalInterface
    private interface Writing {
        void with(IndexWriter writer) throws IOException;
    }

    private synchronized void write(Writing writing) {
        try {
            Opened now = opened;
            if (!now.writer().isOpen() && !isClosed) {
                // What kept it from being written the last time may be over.
                now = open(folder);
                opened = now;
            }
            writing.with(now.writer());
            now.writer().commit();
            now.searchers().maybeRefreshBlocking();
        } catch (IOException | RuntimeException e) {
            giveUp();
            throw failed("written", e);
        }
    }

    /** What was not committed is not to be committed with what comes next. */
    private void giveUp() {
        if (isClosed) {
            return;
        }
        try {
            opened.close();
            opened = open(folder);
        } catch (IOException | RuntimeException e) { // the disk is full, say
            LOG.debug("{} is opened again when something is written", folder, e);
        }
    }

    @Override
    public SearchResult search(SearchQuery asked) {
        return read(searcher -> {
            Query query = queries.read(asked, languages(searcher.getIndexReader()));
            return query == null ? new SearchResult(0, List.of()) : search(searcher, query, asked);
        });
    }

    private static Set<String> languages(IndexReader reader) {
        Set<String> languages = new HashSet<>();
        for (FieldInfo field : FieldInfos.getMergedFieldInfos(reader)) {
            String kind = Fields.kind(field.name);
            if (Languages.all().contains(kind)) {
                languages.add(kind);
            }
        }
        return languages;
    }

    private static SearchResult search(IndexSearcher searcher, Query query, SearchQuery asked) throws IOException {
        long wanted = (long) asked.offset() + asked.limit();
        int most = (int) Math.min(wanted, Math.max(1, searcher.getIndexReader().maxDoc()));
        TopDocs found = searcher.search(query, most);
        Weight weight = searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE, 1);
        StoredFields stored = searcher.storedFields();
        List<SearchResult.Hit> hits = new ArrayList<>();
        for (int i = asked.offset(); i < found.scoreDocs.length; i++) {
            hits.add(hit(searcher, weight, stored, found.scoreDocs[i]));
        }
        return new SearchResult(searcher.count(query), hits);
    }

    private static SearchResult.Hit hit(IndexSearcher searcher, Weight weight, StoredFields stored, ScoreDoc found)
            throws IOException {
        List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
        LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(found.doc, leaves));
        int document = found.doc - leaf.docBase;
        Document content = stored.document(found.doc);
        String title = value(content, Fields.TITLE);
        String text = value(content, Fields.TEXT);
        return new SearchResult.Hit(
                value(content, Fields.GROUP),
                value(content, Fields.ID),
                Snippets.title(title, Snippets.matches(weight, leaf, document, Fields.TITLE)),
                Snippets.of(text, Snippets.matches(weight, leaf, document, Fields.TEXT)));
    }

    private static String value(Document document, String field) {
        @Nullable String value = document.get(field);
        return value == null ? "" : value;
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        try {
            opened.close();
        } catch (IOException e) {
            LOG.warn("the search index {} could not be closed: {}", folder, e.getMessage());
        }
    }
}

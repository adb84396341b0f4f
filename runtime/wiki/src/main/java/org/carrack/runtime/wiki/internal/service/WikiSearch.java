package org.carrack.runtime.wiki.internal.service;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.carrack.auth.Caller;
import org.carrack.runtime.wiki.internal.content.PageHead;
import org.carrack.runtime.wiki.internal.content.Wiki;
import org.carrack.runtime.wiki.internal.markdown.MarkdownParser;
import org.carrack.runtime.wiki.internal.render.PageText;
import org.carrack.spi.search.SearchDocument;
import org.carrack.spi.search.SearchException;
import org.carrack.spi.search.SearchIndex;
import org.carrack.spi.search.SearchIndexes;
import org.carrack.spi.search.SearchQuery;
import org.carrack.spi.search.SearchResult;
import org.carrack.spi.server.LazyModules;
import org.commonmark.node.Node;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds pages. The index is opened for the first who searches, and from then on follows the packages; what a package has is compared with what is
 * indexed, and only the pages that differ are indexed again. For any thread; searching blocks.
 */
@Component(service = WikiSearch.class)
public final class WikiSearch {

    private static final Logger LOG = LoggerFactory.getLogger(WikiSearch.class);

    /** To be raised when other things are put into documents. */
    private static final int FORMAT = 1;

    /** A package that is replaced is gone for a moment. */
    private static final long GONE_MS = 3_000;

    private static final long LONGEST_WAIT_S = 20;

    private final LiveWikis wikis;
    private final @Nullable LazyModules modules;
    private volatile @Nullable SearchIndexes indexes;
    private @Nullable Opened opened;

    /** What was indexed last. */
    private final Map<String, Wiki> indexed = new ConcurrentHashMap<>();

    private boolean isStopped;

    /**
     * The index with the thread that writes it, one package after the other.
     *
     * @param last what is written last of what is to be written now
     */
    private record Opened(SearchIndex index, ScheduledThreadPoolExecutor writer, Future<?> last) {}

    @Activate
    public WikiSearch(
            @Reference LiveWikis wikis,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL) @Nullable LazyModules modules) {
        this.wikis = wikis;
        this.modules = modules;
        wikis.listen(new LiveWikis.Listener() {
            @Override
            public void added(String packageName) {
                changed(packageName, 0);
            }

            @Override
            public void removed(String packageName) {
                changed(packageName, GONE_MS);
            }
        });
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void addIndexes(SearchIndexes all) {
        indexes = all;
    }

    void removeIndexes(SearchIndexes all) {
        indexes = null;
    }

    @Deactivate
    synchronized void deactivate() {
        isStopped = true;
        Opened now = opened;
        if (now != null) {
            opened = null;
            now.writer().shutdown();
            try {
                boolean unused = now.writer().awaitTermination(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            now.index().close();
        }
    }

    private synchronized Opened opened() {
        Opened known = opened;
        if (known != null) {
            return known;
        }
        if (isStopped) {
            throw new IllegalStateException("the server stops");
        }
        if (modules != null) {
            modules.require(LazyModules.Trigger.SERVICE, SearchIndexes.class.getName());
        }
        SearchIndexes all = indexes;
        if (all == null) {
            throw new IllegalStateException("the module search does not run");
        }
        SearchIndex index = all.open("wikis", FORMAT);
        ScheduledThreadPoolExecutor writer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "carrack-wiki-index");
            thread.setDaemon(true);
            return thread;
        });
        writer.setKeepAliveTime(10, TimeUnit.SECONDS);
        writer.allowCoreThreadTimeOut(true);
        writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        Opened now = new Opened(index, writer, writer.submit(() -> indexAll(index)));
        opened = now;
        return now;
    }

    private void indexAll(SearchIndex index) {
        Set<String> gone = new HashSet<>(index.groups());
        for (String name : wikis.packages()) {
            gone.remove(name);
            index(index, name);
        }
        gone.forEach(name -> index(index, name));
    }

    private synchronized void changed(String packageName, long delayMs) {
        Opened now = opened;
        if (now != null) {
            try {
                Future<?> next =
                        now.writer().schedule(() -> index(now.index(), packageName), delayMs, TimeUnit.MILLISECONDS);
                if (delayMs == 0) {
                    opened = new Opened(now.index(), now.writer(), next);
                }
            } catch (RejectedExecutionException e) {
                LOG.debug("the wiki of {} is indexed after the next start", packageName, e);
            }
        }
    }

    /** Has the index say of a package what it says itself. One that cannot be indexed hinders no other. */
    private void index(SearchIndex index, String packageName) {
        try {
            Optional<Wiki> wiki = wikis.find(packageName);
            if (wiki.isEmpty()) {
                index.remove(packageName);
                indexed.remove(packageName);
                return;
            }
            Map<String, String> known = index.fingerprints(packageName);
            List<SearchDocument> changed = new ArrayList<>();
            Set<String> gone = new HashSet<>(known.keySet());
            for (PageHead page : wiki.get().pages()) {
                String text =
                        wiki.get().text(page.path()).orElseThrow(() -> new IOException(page.path() + " has just gone"));
                String fingerprint = fingerprint(page.title() + '\n' + page.language() + '\n' + text);
                gone.remove(page.path());
                if (!fingerprint.equals(known.get(page.path()))) {
                    changed.add(document(page, fingerprint, text));
                }
            }
            if (!changed.isEmpty() || !gone.isEmpty()) {
                index.update(packageName, changed, gone);
            }
            indexed.put(packageName, wiki.get());
        } catch (IOException | RuntimeException e) { // of this package, or of the disk
            LOG.warn("the wiki of {} cannot be indexed, and is found as it was: {}", packageName, e.getMessage());
        }
    }

    private static SearchDocument document(PageHead page, String fingerprint, String text) {
        List<String> headings = List.of();
        String plain = text;
        try {
            Node parsed = MarkdownParser.parse(text);
            headings = PageText.headings(parsed);
            plain = PageText.of(parsed);
        } catch (StackOverflowError e) { // by a text that nests for ever
            LOG.debug("{} is indexed as it is", page.path(), e);
        }
        return new SearchDocument(page.path(), fingerprint, page.language(), page.title(), headings, plain);
    }

    private static String fingerprint(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }

    /**
     * Searches the wikis that a caller may read.
     *
     * @param packageName the only one to search; empty for all
     * @throws SearchException if the index cannot be read
     */
    SearchResult search(String text, String packageName, Caller caller, int offset, int limit) {
        List<String> readable = wikis.readable(caller).stream()
                .filter(name -> packageName.isEmpty() || name.equals(packageName))
                .toList();
        Opened before = opened();
        await(before.last());
        for (String name : readable) {
            // A followed folder can change, or come back, without its package.
            if (!wikis.find(name).equals(Optional.ofNullable(indexed.get(name)))) {
                changed(name, 0);
            }
        }
        Opened now = opened();
        await(now.last());
        return now.index().search(new SearchQuery(text, Set.copyOf(readable), offset, limit));
    }

    private static void await(Future<?> last) {
        try {
            last.get(LONGEST_WAIT_S, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.info("the wikis are being indexed still; what was found is not all");
        } catch (ExecutionException e) {
            LOG.warn("the wikis could not be indexed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package org.carrack.runtime.search.internal;

import java.io.IOException;
import java.nio.file.Path;
import org.carrack.spi.search.SearchException;
import org.carrack.spi.search.SearchIndex;
import org.carrack.spi.search.SearchIndexes;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Indexes in {@code data/search} of the home. For any thread. */
@Component(service = SearchIndexes.class)
public final class LuceneIndexes implements SearchIndexes {

    private final Path folder;

    @Activate
    public LuceneIndexes(BundleContext context) {
        this(Path.of(context.getProperty("carrack.home"), "data", "search"));
    }

    /** Indexes in a folder. */
    LuceneIndexes(Path folder) {
        this.folder = folder;
    }

    @Override
    public SearchIndex open(String name, int format) {
        if (!name.matches("[a-z0-9-]{1,50}")) {
            throw new IllegalArgumentException("%s is no name of an index".formatted(name));
        }
        try {
            return LuceneIndex.open(folder.resolve(name), format);
        } catch (IOException e) {
            throw new SearchException(
                    "the search index %s cannot be opened: %s; searches of it fail until it can be written"
                            .formatted(folder.resolve(name), e.getMessage()),
                    e);
        }
    }
}

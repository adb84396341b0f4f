package org.carrack.spi.search;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An index on disk. Its documents are in groups, one for each package say, which change as one: a search sees a group before a change or
 * after it. Implemented by the module {@code search}. For any thread; everything may block.
 */
@ProviderType
public interface SearchIndex extends AutoCloseable {

    /** The groups that have documents. */
    Set<String> groups();

    /** The documents of a group: the fingerprint of each, by its id. */
    Map<String, String> fingerprints(String group);

    /**
     * Changes a group.
     *
     * @param changed documents that are new, or take the place of those with their ids
     * @param removed the ids of documents that are gone
     * @throws SearchException if it cannot be written; nothing is changed then
     */
    void update(String group, Collection<SearchDocument> changed, Collection<String> removed);

    /**
     * Removes a group.
     *
     * @throws SearchException as above
     */
    void remove(String group);

    /**
     * Searches. There is no query that is wrong: what has no meaning for the search is looked for as text, or left out.
     *
     * @throws SearchException if the index cannot be read
     */
    SearchResult search(SearchQuery query);

    /** Closes it; what was changed is on disk. */
    @Override
    void close();
}

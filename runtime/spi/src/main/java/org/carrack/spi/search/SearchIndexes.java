package org.carrack.spi.search;

import org.osgi.annotation.versioning.ProviderType;

/** Opens indexes. Implemented by the module {@code search}, as a service. For any thread. */
@ProviderType
public interface SearchIndexes {

    /**
     * Opens the index of a name; one that cannot be read, or that an older server has made, begins empty. Whoever has opened it closes it.
     *
     * @param name of small letters, digits and hyphens: the folder below {@code data/search}
     * @param format grows whenever its user puts other things into documents: an index of another format begins empty
     * @throws SearchException if it cannot be written, or is open
     */
    SearchIndex open(String name, int format);
}

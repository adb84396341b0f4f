package org.carrack.data;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Provides key-value stores of packages in a kind of database, such as {@code redis}. Modules and packages implement it as a service
 * with the property {@value #TYPE}.
 *
 * <p>Safe for any thread.
 */
@ConsumerType
public interface KeyValuesProvider {

    /** The service property with the {@code type} of {@code [[bcdbs]]}. */
    String TYPE = "carrack.bcdb.type";

    /**
     * The keys and values of a namespace.
     *
     * @param instance the database, as {@code [[bcdbs]]} names it
     * @throws DataException if it is not available; the message gives the reason and the remedy
     */
    KeyValues open(String namespace, String instance);

    /** Deletes a namespace with its content. */
    void purge(String namespace, String instance);
}

package org.carrack.data;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Keeps keys and values of packages in a kind of database: {@code redis} is one. Modules and packages implement it as a service
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
     * @param instance which database of the kind, as {@code [[bcdbs]]} names it
     * @throws DataException where it cannot be had; the message says why and what to do
     */
    KeyValues open(String namespace, String instance);

    /** Deletes all of a namespace. */
    void purge(String namespace, String instance);
}

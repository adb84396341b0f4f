package org.carrack.data;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Texts by their keys, in a database that a package has to itself: one of its {@code [[bcdbs]]}. Implemented by the server, which
 * registers it as a service with the properties {@value #NAMESPACE} and {@code carrack.package}.
 *
 * <p>Safe for any thread. All methods throw {@link DataException} where the database does not answer.
 */
@ProviderType
public interface KeyValues {

    /** The service property with the namespace. */
    String NAMESPACE = "carrack.bcdb";

    /** The text of a key. */
    Optional<String> get(String key);

    /** Gives a key a text. */
    void set(String key, String value);

    /**
     * Takes a key away.
     *
     * @return whether it was there
     */
    boolean delete(String key);

    /** The keys that begin so, in their order. */
    List<String> keys(String prefix);
}

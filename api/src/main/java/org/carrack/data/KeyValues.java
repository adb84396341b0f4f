package org.carrack.data;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A key-value store of a package: one of its {@code [[bcdbs]]}. Implemented by the server, which
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

    /** Stores a text. */
    void set(String key, String value);

    /**
     * Removes a key.
     *
     * @return whether it existed
     */
    boolean delete(String key);

    /** The keys with a prefix, sorted. */
    List<String> keys(String prefix);
}

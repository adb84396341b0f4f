package org.carrack.data;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The records of one model. Implemented by the server.
 *
 * <p>Each method is one transaction. Safe for any thread. All throw {@link DataException}, also where the package of the model is
 * not live any more.
 *
 * @param <T> the class of the model; {@code Map<String, Object>} of the fields' JSON values where it has none
 */
@ProviderType
public interface Records<T> {

    /** A record with all defaults, not stored. */
    T blank();

    /** Stores a new record. */
    Stored<T> add(T value);

    /**
     * Stores a changed record.
     *
     * @param changed its {@code revision} is the one that was read
     * @throws DataException {@code STALE} where somebody else has changed it since, {@code NOT_FOUND} where it is gone
     */
    Stored<T> set(Stored<T> changed);

    /** The record of that number. */
    Optional<Stored<T>> get(long id);

    /** The record whose field {@code name} is that. */
    Optional<Stored<T>> getByName(String name);

    /**
     * The records that a query is about.
     *
     * @throws DataException {@code NOT_FOUND} where it names a field that is not there, {@code INVALID} where a value is none of
     *     its field
     */
    List<Stored<T>> find(Query query);

    /** How many a condition holds for. */
    long count(Condition where);

    /** Whether there is a record of that number. */
    boolean exists(long id);

    /** Hands over all that a query is about, one by one, without having all in memory. */
    void each(Query query, Consumer<Stored<T>> reader);

    /**
     * Deletes a record.
     *
     * @return whether there was one
     */
    boolean delete(long id);

    /**
     * Deletes all records.
     *
     * @return how many
     */
    long destroy();
}

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
 * @param <T> the class of the model; {@code Map<String, Object>} of the fields' JSON values if it has none
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
     * @throws DataException {@code STALE} if somebody else has changed it since, {@code NOT_FOUND} if it is gone
     */
    Stored<T> set(Stored<T> changed);

    /** The record of that number. */
    Optional<Stored<T>> get(long id);

    /** The record whose field {@code name} has a value. */
    Optional<Stored<T>> getByName(String name);

    /**
     * The result of a query.
     *
     * @throws DataException {@code NOT_FOUND} if it names an unknown field, {@code INVALID} if a value is invalid for
     *     its field
     */
    List<Stored<T>> find(Query query);

    /** The number of records that satisfy a condition. */
    long count(Condition where);

    /** Whether there is a record of that number. */
    boolean exists(long id);

    /** Passes the result of a query to a consumer, record by record, without keeping it in memory. */
    void each(Query query, Consumer<Stored<T>> reader);

    /**
     * Deletes a record.
     *
     * @return whether it existed
     */
    boolean delete(long id);

    /**
     * Deletes all records.
     *
     * @return their number
     */
    long destroy();
}

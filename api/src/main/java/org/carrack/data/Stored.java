package org.carrack.data;

/**
 * A record as it is stored. Immutable.
 *
 * @param id its number, given by the server, 1 or more
 * @param revision the number of its changes, for optimistic locking
 * @param value its content
 */
public record Stored<T>(long id, long revision, T value) {}

package org.carrack.data;

/**
 * A record as it is stored. Immutable.
 *
 * @param id its number, given by the server, 1 or more
 * @param revision how often it was changed; who changes it says which one they have seen
 * @param value what it holds
 */
public record Stored<T>(long id, long revision, T value) {}

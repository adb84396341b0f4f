package org.carrack.model;

/**
 * An author or contributor.
 *
 * @param email empty if none is given
 */
public record Person(String name, String email) {}

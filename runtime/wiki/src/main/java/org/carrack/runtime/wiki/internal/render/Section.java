package org.carrack.runtime.wiki.internal.render;

/**
 * A heading of a page. Immutable.
 *
 * @param level from 1
 * @param id by which one gets to it: the fragment of the address
 */
public record Section(int level, String id, String title) {}

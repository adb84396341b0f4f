package org.carrack.runtime.wiki.internal.render;

/**
 * What is wrong with a page. Immutable.
 *
 * @param path the page's file, relative to the wiki's folder
 * @param line from 1; 0 if there is none
 * @param column likewise
 * @param message one sentence
 */
public record Problem(String path, int line, int column, String message) {}

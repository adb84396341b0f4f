package org.carrack.manage;

/**
 * What was wrong with something that the server keeps, and what became of it. Immutable.
 *
 * @param subject what it is: a package with its version, or a file of the home
 * @param damage what was wrong: {@code missing}, {@code truncated}, {@code altered}
 * @param healed whether it is whole again
 * @param message one sentence: where it was restored from, or what to do
 */
public record Healing(String subject, String damage, boolean healed, String message) {}

package org.carrack.manage;

/**
 * The repair of something damaged that the server stores. Immutable.
 *
 * @param subject what is damaged: a package with its version, or a file of the home
 * @param damage the damage: {@code missing}, {@code truncated}, {@code altered}
 * @param healed whether it was repaired
 * @param message one sentence: where it was restored from, or what to do
 */
public record Healing(String subject, String damage, boolean healed, String message) {}

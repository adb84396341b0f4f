package org.carrack.manage;

import java.time.Instant;
import java.util.List;

/**
 * What a file of the configuration was from a moment on.
 *
 * @param number from 1 on, the greater the later
 * @param time when it was found or made
 * @param by who made it; {@code file} if somebody edited the file itself
 * @param version the version of the package, or of the server, for which it was valid
 * @param changes what was different from the one before, a line for each value; secrets are {@code ***}
 */
public record ConfigRevision(int number, Instant time, String by, String version, List<String> changes) {

    public ConfigRevision {
        changes = List.copyOf(changes);
    }
}

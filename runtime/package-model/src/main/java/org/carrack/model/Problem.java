package org.carrack.model;

import org.carrack.config.Location;

/** Something wrong in a descriptor: one sentence, and where. */
public record Problem(Severity severity, Location location, String message) {

    /** How bad it is. */
    public enum Severity {
        /** The package cannot be taken. */
        ERROR,
        /** The package is taken; somebody should look. */
        WARNING
    }

    static Problem error(Location location, String message) {
        return new Problem(Severity.ERROR, location, message);
    }

    static Problem warning(Location location, String message) {
        return new Problem(Severity.WARNING, location, message);
    }

    /** {@code file:line:column: message}. */
    @Override
    public String toString() {
        return location + ": " + message;
    }
}

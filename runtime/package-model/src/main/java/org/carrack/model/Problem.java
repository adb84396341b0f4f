package org.carrack.model;

import org.carrack.config.SourceLocation;

/** Something wrong in a descriptor: one sentence, and where. */
public record Problem(Severity severity, SourceLocation location, String message) {

    /** How bad it is. */
    public enum Severity {
        /** The package cannot be taken. */
        ERROR,
        /** The package is taken; somebody should look. */
        WARNING
    }

    /** What people write may be long; the beginning and the end of a message are what they need. */
    private static final int LONGEST = 400;

    public Problem {
        message = shortened(message);
    }

    /** A message of which the middle is left out if it is too long to be read. */
    public static String shortened(String message) {
        return message.length() <= LONGEST
                ? message
                : message.substring(0, LONGEST / 2) + " … " + message.substring(message.length() - LONGEST / 2);
    }

    static Problem error(SourceLocation location, String message) {
        return new Problem(Severity.ERROR, location, message);
    }

    static Problem warning(SourceLocation location, String message) {
        return new Problem(Severity.WARNING, location, message);
    }

    /** {@code file:line:column: message}. */
    @Override
    public String toString() {
        return location + ": " + message;
    }
}

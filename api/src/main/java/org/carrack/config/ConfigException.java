package org.carrack.config;

/** A tag that its handler refuses. The message is one sentence that says what is wrong and what to do. */
public final class ConfigException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Location location;

    public ConfigException(Location location, String message) {
        super(message);
        this.location = location;
    }

    /** Where the refused tag, or the refused part of it, stands. */
    public Location location() {
        return location;
    }
}

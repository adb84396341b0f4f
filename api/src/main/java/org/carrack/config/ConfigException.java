package org.carrack.config;

/** A tag that its handler rejects. The message is one sentence with the reason and the remedy. */
public final class ConfigException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient SourceLocation location;

    public ConfigException(SourceLocation location, String message) {
        super(message);
        this.location = location;
    }

    /** The location of the rejected tag or part of it. */
    public SourceLocation location() {
        return location;
    }
}

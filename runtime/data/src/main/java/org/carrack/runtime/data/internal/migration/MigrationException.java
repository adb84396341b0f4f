package org.carrack.runtime.data.internal.migration;

import org.carrack.config.SourceLocation;

/** A change that is refused or has failed; nothing of it is left. The message is one sentence for people. */
public final class MigrationException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient SourceLocation location;

    public MigrationException(SourceLocation location, String message) {
        super(message);
        this.location = location;
    }

    public MigrationException(SourceLocation location, String message, Throwable cause) {
        super(message, cause);
        this.location = location;
    }

    public SourceLocation location() {
        return location;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}

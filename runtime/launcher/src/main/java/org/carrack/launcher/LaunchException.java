package org.carrack.launcher;

/** The server cannot start. The message is one sentence for the person who tries. */
final class LaunchException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int exitStatus;

    private LaunchException(String message, int exitStatus) {
        super(message);
        this.exitStatus = exitStatus;
    }

    /** The command was wrong. */
    static LaunchException usage(String message) {
        return new LaunchException(message, 2);
    }

    /** The command was right and cannot be carried out. */
    static LaunchException failed(String message) {
        return new LaunchException(message, 1);
    }

    int exitStatus() {
        return exitStatus;
    }
}

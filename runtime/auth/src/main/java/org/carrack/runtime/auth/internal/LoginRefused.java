package org.carrack.runtime.auth.internal;

import java.time.Duration;

/** A login that was refused. The message is for the person who tried. */
final class LoginRefused extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final Duration wait;

    /**
     * @param status the HTTP status
     * @param wait after how long it may be tried again
     */
    LoginRefused(int status, Duration wait, String message) {
        super(message);
        this.status = status;
        this.wait = wait;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    int status() {
        return status;
    }

    /** In seconds, rounded up; 0 if there is no need to wait. */
    long waitS() {
        return seconds(wait);
    }

    static long seconds(Duration wait) {
        return wait.plusMillis(999).toSeconds();
    }
}

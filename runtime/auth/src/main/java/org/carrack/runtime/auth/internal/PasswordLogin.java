package org.carrack.runtime.auth.internal;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.carrack.auth.AuditLog;
import org.carrack.auth.Caller;

/**
 * Takes passwords, as slowly as they are hashed, and slower where they are wrong. Safe for any thread; waits.
 */
final class PasswordLogin {

    private static final int STRIPES = 64;
    private static final int MOST_WAITING = 20;
    private static final long LONGEST_WAIT_S = 10;
    private static final Duration BUSY_FOR = Duration.ofSeconds(2);

    /** What stands for every name that no account can have. */
    private static final String NO_NAME = "?";

    private final AccountRegistry accounts;
    private final AuditLog audit;

    /** Hashing takes memory and a processor: no more at once than there are. */
    private final Semaphore hashing =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors()), true);

    /** One after the other for one account from one address, so that each knows how the one before ended. */
    private final ReentrantLock[] turns =
            Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(ReentrantLock[]::new);

    PasswordLogin(AccountRegistry accounts, AuditLog audit) {
        this.accounts = accounts;
        this.audit = audit;
    }

    /**
     * Whose password it is.
     *
     * @param hash what it was found to be the password of
     */
    record Credentials(String name, Optional<String> hash) {}

    /** Returns whose password it is. */
    Credentials check(String given, String password, String address) throws LoginRefused {
        String plain = given.strip().toLowerCase(Locale.ROOT);
        String name = plain.matches("[a-z0-9._@-]{1,80}") ? plain : NO_NAME;
        ReentrantLock turn = turns[Math.floorMod((name + " " + address).hashCode(), STRIPES)];
        if (turn.getQueueLength() > MOST_WAITING) {
            throw busy();
        }
        try {
            if (!turn.tryLock(LONGEST_WAIT_S, TimeUnit.SECONDS)) {
                throw busy();
            }
            return check(name, password, address, turn);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        }
    }

    private Credentials check(String name, String password, String address, Lock turn)
            throws LoginRefused, InterruptedException {
        try {
            Duration wait = accounts.throttle().begin(name, address).orElse(Duration.ZERO);
            if (!wait.isZero()) {
                refused("", "too many wrong passwords", address);
                throw new LoginRefused(
                        429,
                        wait,
                        "there were too many wrong passwords; try again in %d s".formatted(LoginRefused.seconds(wait)));
            }
            Optional<String> hash = accounts.book().hash(name);
            if (!matches(hash, password)) {
                refused(name, "wrong name or password", address);
                throw new LoginRefused(401, Duration.ZERO, "the name or the password is wrong");
            }
            accounts.throttle().succeeded(name, address);
            return new Credentials(name, hash);
        } finally {
            turn.unlock();
        }
    }

    private boolean matches(Optional<String> hash, String password) throws LoginRefused, InterruptedException {
        if (!hashing.tryAcquire(LONGEST_WAIT_S, TimeUnit.SECONDS)) {
            throw busy();
        }
        try {
            boolean isTooLong = password.length() > Passwords.LONGEST;
            return accounts.passwords().matches(isTooLong ? "" : password, hash) && !isTooLong;
        } finally {
            hashing.release();
        }
    }

    /** The caller is anonymous until the login succeeds, whatever name is given. */
    private void refused(String name, String why, String address) {
        audit.record(Caller.ANONYMOUS.name(), "login", name, AuditLog.Outcome.REFUSED, why, address);
    }

    private static LoginRefused busy() {
        return new LoginRefused(503, BUSY_FOR, "too many log in at once; try again in a moment");
    }
}

package org.carrack.auth;

import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Who did what to which package, setting or account, and who tried to and was refused. Implemented by the server; its modules
 * and packages that administrate something write to it.
 *
 * <p>Safe for any thread. What was done is on disk when the method returns. What was refused is soon, without keeping the
 * caller; what repeats itself is counted, and written once with how often it came.
 */
@ProviderType
public interface AuditLog {

    /** How it ended. */
    enum Outcome {
        /** It was done. */
        DONE,
        /** It was not allowed, or could not be. */
        REFUSED
    }

    /**
     * One entry.
     *
     * @param time when
     * @param who the account's name
     * @param action what: {@code login}, {@code package.add}, {@code account.delete}
     * @param subject to which package, setting or account
     * @param outcome how it ended
     * @param detail what else is to be known, never a secret
     * @param address from where, where it came over a network
     * @param count how often
     */
    record Entry(
            Instant time,
            String who,
            String action,
            String subject,
            Outcome outcome,
            String detail,
            String address,
            int count) {}

    /** Records what somebody did or tried. */
    void record(String who, String action, String subject, Outcome outcome, String detail, String address);

    /** The last entries, the newest last. */
    List<Entry> last(int count);
}

package org.carrack.auth;

import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The log of changes to packages, settings and accounts, and of rejected attempts. Implemented by the server; its modules
 * and packages that administrate something write to it.
 *
 * <p>Safe for any thread. Changes are on disk when the method returns. Rejections are written shortly after,
 * without blocking the caller; repeated ones are counted and written once.
 */
@ProviderType
public interface AuditLog {

    /** The outcome. */
    enum Outcome {
        /** Done. */
        DONE,
        /** Rejected or failed. */
        REFUSED
    }

    /**
     * One entry.
     *
     * @param time when it happened
     * @param who the name of the account
     * @param action the action: {@code login}, {@code package.add}, {@code account.delete}
     * @param subject the package, setting or account
     * @param outcome the outcome
     * @param detail further information, never a secret
     * @param address the caller's address; empty if the call came over no network
     * @param count the number of repetitions
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

    /** Writes an entry. */
    void record(String who, String action, String subject, Outcome outcome, String detail, String address);

    /** The last entries, the newest last. */
    List<Entry> last(int count);
}

package org.carrack.auth;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The accounts of the server, with their tokens and sessions. Implemented by the server; for its administration. What is done
 * here is written to the {@link AuditLog}. It does not check whether {@code by} is authorized: its callers do.
 *
 * <p>Safe for any thread. Methods that change something wait for the database; changes take effect at once, for open connections,
 * too.
 */
@ProviderType
public interface Accounts {

    /** All accounts, by name. */
    List<Account> list();

    /** The account of that name. */
    Optional<Account> find(String name);

    /**
     * Creates an account.
     *
     * @param name small letters, digits and {@code . _ - @}
     * @param password empty for an account with tokens only
     * @param roles {@code admin}, {@code user}, {@code package:<name>}; {@code user} if there are none
     * @param by the caller that requests it
     */
    Account add(String name, Optional<String> password, Set<String> roles, Caller by) throws AccountException;

    /** Generates a random password that is easy to read aloud. */
    String suggestPassword();

    /** Deletes an account with its tokens and sessions; the last one with the role {@code admin} stays. */
    void delete(String name, Caller by) throws AccountException;

    /** Changes the password of an account and ends its sessions. */
    void setPassword(String name, String password, Caller by) throws AccountException;

    /** Replaces the roles that were assigned to an account here. */
    Account setRoles(String name, Set<String> roles, Caller by) throws AccountException;

    /** Unlocks an account or an address after too many wrong passwords. */
    void unlock(String nameOrAddress, Caller by) throws AccountException;

    /** The tokens of an account, or of all if it is empty. */
    List<AccessToken> tokens(String account);

    /**
     * Creates a token.
     *
     * @param account the account it belongs to
     * @param name its name; a token of that name is replaced
     * @param roles a subset of the account's roles; empty for all
     * @param packages the packages it is for; empty for all
     * @param validity how long it is valid; empty for ever
     * @return the token; it cannot be read again
     */
    String createToken(
            String account,
            String name,
            Set<String> roles,
            Set<String> packages,
            Optional<Duration> validity,
            Caller by)
            throws AccountException;

    /** Revokes a token. */
    void revokeToken(String account, String name, Caller by) throws AccountException;

    /** The sessions of an account, or of all if it is empty; the most recently used first. */
    List<Session> sessions(String account);

    /** Ends a session. */
    void endSession(String id, Caller by) throws AccountException;

    /** Ends all sessions of an account; returns their number. */
    int endSessions(String account, Caller by) throws AccountException;
}

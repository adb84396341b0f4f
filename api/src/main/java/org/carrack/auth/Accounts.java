package org.carrack.auth;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The accounts of the server, with their tokens and sessions. Implemented by the server; for its administration. What is done
 * here is written to the {@link AuditLog}. It does not ask whether {@code by} may do it: its callers' doors do.
 *
 * <p>Safe for any thread. Methods that change something wait for the database; what they did counts at once, for connections
 * that are open too.
 */
@ProviderType
public interface Accounts {

    /** All accounts, by name. */
    List<Account> list();

    /** The account of that name. */
    Optional<Account> find(String name);

    /**
     * Makes an account.
     *
     * @param name small letters, digits and {@code . _ - @}
     * @param password nothing for one that has tokens alone
     * @param roles {@code admin}, {@code user}, {@code package:<name>}; {@code user} where there are none
     * @param by who wants it
     */
    Account add(String name, Optional<String> password, Set<String> roles, Caller by) throws AccountException;

    /** A password that nobody guesses, and that can be read out to somebody. */
    String suggestPassword();

    /** Deletes an account with its tokens and sessions; the last one with the role {@code admin} stays. */
    void delete(String name, Caller by) throws AccountException;

    /** Gives an account another password, and ends its sessions. */
    void setPassword(String name, String password, Caller by) throws AccountException;

    /** Gives an account other roles, instead of those it was given here before. */
    Account setRoles(String name, Set<String> roles, Caller by) throws AccountException;

    /** Takes passwords for an account, or from an address, again at once, after too many wrong ones. */
    void unlock(String nameOrAddress, Caller by) throws AccountException;

    /** The tokens of an account, or of all where it is empty. */
    List<AccessToken> tokens(String account);

    /**
     * Makes a token.
     *
     * @param account whose it is
     * @param name what it is called; one of that name is replaced by it
     * @param roles of the account's roles, those that it has; empty for all
     * @param packages the packages it is for; empty for all
     * @param validity for how long it is good; nothing for ever
     * @return the token; it cannot be had again
     */
    String createToken(
            String account,
            String name,
            Set<String> roles,
            Set<String> packages,
            Optional<Duration> validity,
            Caller by)
            throws AccountException;

    /** Makes a token worth nothing. */
    void revokeToken(String account, String name, Caller by) throws AccountException;

    /** The sessions of an account, or of all where it is empty; the last heard of first. */
    List<Session> sessions(String account);

    /** Ends a session. */
    void endSession(String id, Caller by) throws AccountException;

    /** Ends all sessions of an account and tells how many there were. */
    int endSessions(String account, Caller by) throws AccountException;
}

package admin.actors;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.carrack.actor.Actor;
import org.carrack.actor.ActorException;
import org.carrack.actor.ActorMethod;
import org.carrack.actor.ActorName;
import org.carrack.actor.CallContext;
import org.carrack.actor.Default;
import org.carrack.auth.AccessToken;
import org.carrack.auth.Account;
import org.carrack.auth.AccountException;
import org.carrack.auth.Accounts;
import org.carrack.auth.AuditLog;
import org.carrack.auth.Session;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Accounts, tokens and sessions as an actor: {@code /admin/actors/accounts/…}. */
@Component
@ActorName("accounts")
public class AccountsActor implements Actor {

    private final Accounts accounts;
    private final AuditLog audit;

    @Activate
    public AccountsActor(@Reference Accounts accounts, @Reference AuditLog audit) {
        this.accounts = accounts;
        this.audit = audit;
    }

    /** An account with the password that was made up for it. */
    public record CreatedAccount(Account account, Optional<String> password) {}

    /** A token, which is shown this once. */
    public record Token(String account, String name, String token) {}

    private interface AccountOperation<T> {
        T run() throws AccountException;
    }

    private static <T> T done(AccountOperation<T> operation) {
        try {
            return operation.run();
        } catch (AccountException e) {
            throw ActorException.of(e);
        }
    }

    /** All accounts. */
    @ActorMethod(safe = true)
    public List<Account> list() {
        return accounts.list();
    }

    /**
     * Makes an account.
     *
     * @param password made up and returned if none is given
     * @param roles {@code admin}, {@code user}, {@code package:<name>}
     * @param no_password whether it has tokens alone
     */
    @ActorMethod
    public CreatedAccount add(
            String name,
            Optional<String> password,
            @Default("[]") Set<String> roles,
            @Default("false") boolean no_password,
            CallContext call) {
        boolean isMadeUp = password.isEmpty() && !no_password;
        Optional<String> given = isMadeUp ? Optional.of(accounts.suggestPassword()) : password;
        Account made = done(() -> accounts.add(name, no_password ? Optional.empty() : given, roles, call.caller()));
        return new CreatedAccount(made, isMadeUp ? given : Optional.empty());
    }

    /** Deletes an account with its tokens and sessions. */
    @ActorMethod
    public void delete(String name, CallContext call) {
        done(() -> {
            accounts.delete(name, call.caller());
            return name;
        });
    }

    /** Gives an account another password, and ends its sessions. */
    @ActorMethod
    public void set_password(String name, String password, CallContext call) {
        done(() -> {
            accounts.setPassword(name, password, call.caller());
            return name;
        });
    }

    /** Gives an account other roles, instead of those it was given before. */
    @ActorMethod
    public Account set_roles(String name, Set<String> roles, CallContext call) {
        return done(() -> accounts.setRoles(name, roles, call.caller()));
    }

    /** Takes passwords for an account again, after too many wrong ones. */
    @ActorMethod
    public void unlock(String name, CallContext call) {
        done(() -> {
            accounts.unlock(name, call.caller());
            return name;
        });
    }

    /** The tokens of an account, or of all. */
    @ActorMethod(safe = true)
    public List<AccessToken> tokens(@Default("") String account) {
        return accounts.tokens(account);
    }

    /**
     * Makes a token.
     *
     * @param name what it is called; one of that name is replaced
     * @param roles of the account's roles, those that it has; none for all
     * @param packages the packages it is for; none for all
     * @param expires for how long it is good: {@code 90d}, {@code 12h}, {@code 30m}, {@code 20s} or {@code never}
     */
    @ActorMethod
    public Token create_token(
            String account,
            @Default("default") String name,
            @Default("[]") Set<String> roles,
            @Default("[]") Set<String> packages,
            @Default(AccessToken.USUAL_VALIDITY) String expires,
            CallContext call) {
        return new Token(
                account,
                name,
                done(() -> accounts.createToken(
                        account, name, roles, packages, AccessToken.validity(expires), call.caller())));
    }

    /** Makes a token worth nothing. */
    @ActorMethod
    public void revoke_token(String account, @Default("default") String name, CallContext call) {
        done(() -> {
            accounts.revokeToken(account, name, call.caller());
            return name;
        });
    }

    /** The sessions of an account, or of all. */
    @ActorMethod(safe = true)
    public List<Session> sessions(@Default("") String account) {
        return accounts.sessions(account);
    }

    /** Ends a session. */
    @ActorMethod
    public void end_session(String id, CallContext call) {
        done(() -> {
            accounts.endSession(id, call.caller());
            return id;
        });
    }

    /** Ends all sessions of an account, and tells how many there were. */
    @ActorMethod
    public int end_sessions(String account, CallContext call) {
        return done(() -> accounts.endSessions(account, call.caller()));
    }

    /** Who did what last, and who was refused. */
    @ActorMethod(safe = true)
    public List<AuditLog.Entry> audit(@Default("50") int count) {
        return audit.last(count);
    }
}

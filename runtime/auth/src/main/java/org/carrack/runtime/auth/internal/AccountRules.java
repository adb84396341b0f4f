package org.carrack.runtime.auth.internal;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.carrack.auth.AccountException;
import org.carrack.auth.Caller;

/** What accounts, roles, packages and tokens may be called. Stateless. */
final class AccountRules {

    static final int LONGEST_NAME = 80;

    /** OpenID Connect Core 1.0, 2. */
    static final int LONGEST_SUBJECT = 255;

    private static final Pattern NAME =
            Pattern.compile("[a-z0-9][a-z0-9._@-]{0," + (AccountRules.LONGEST_NAME - 1) + "}");
    private static final Pattern ROLE = Pattern.compile("[a-z][a-z0-9_.-]*(:[a-z][a-z0-9_-]*)?");
    private static final Pattern PACKAGE = Pattern.compile("[a-z][a-z0-9_-]*");
    private static final Pattern TOKEN_NAME = Pattern.compile("[A-Za-z0-9._-]{1,80}");
    private static final Set<String> RESERVED = Set.of(Caller.ANONYMOUS.name(), Caller.OWNER.name(), "server");

    private AccountRules() {}

    static boolean isName(String name) {
        return NAME.matcher(name).matches() && !RESERVED.contains(name);
    }

    static boolean isRole(String role) {
        return ROLE.matcher(role).matches();
    }

    static void checkName(String name, String asGiven) throws AccountException {
        if (!isName(name)) {
            throw refused(
                    "\"%s\" cannot be an account's name: it is at most %d small letters, digits and . _ - @, begins with a letter or digit, and is none of %s"
                            .formatted(asGiven, LONGEST_NAME, String.join(", ", new TreeSet<>(RESERVED))));
        }
    }

    static void checkPassword(String account, String password) throws AccountException {
        String problem = Passwords.problem(account, password).orElse("");
        if (!problem.isEmpty()) {
            throw refused(problem);
        }
    }

    static void checkRoles(Set<String> roles) throws AccountException {
        for (String role : roles) {
            if (!isRole(role)) {
                throw refused("\"%s\" is no role; these are: %s, %s, %s, and words of your own in small letters"
                        .formatted(role, Caller.ADMIN, Caller.USER, Caller.roleOf("<name>")));
            }
        }
    }

    static void checkToken(String name, Set<String> packages) throws AccountException {
        if (!TOKEN_NAME.matcher(name).matches()) {
            throw refused("\"%s\" cannot be a token's name: it is letters, digits and . _ -".formatted(name));
        }
        for (String wanted : packages) {
            if (!PACKAGE.matcher(wanted).matches()) {
                throw refused("\"%s\" cannot be a package's name".formatted(wanted));
            }
        }
    }

    static AccountException refused(String message) {
        return new AccountException(AccountException.Kind.REFUSED, message);
    }
}

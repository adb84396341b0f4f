package org.carrack.auth;

import java.util.Optional;

/**
 * Who may use what a package offers. Doors are closed unless a descriptor opens them. Immutable.
 *
 * <p>Of the three the strictest counts: {@code is_admin} before {@code is_package_authorized} before {@code is_auth}.
 *
 * @param isAuth whether a caller must have logged in
 * @param isPackageAuthorized whether a caller must have the role of the package, {@link Caller#roleOf}
 * @param isAdmin whether a caller must have the role {@code admin}
 */
public record Access(boolean isAuth, boolean isPackageAuthorized, boolean isAdmin) {

    /** What a descriptor that says nothing gets. */
    public static final Access CLOSED = new Access(true, false, true);

    /** Open to everybody. */
    public static final Access OPEN = new Access(false, false, false);

    /** What a caller gets at this door. */
    public enum Decision {
        /** Come in. */
        ALLOWED,
        /** Say who you are first (HTTP 401). */
        LOGIN_NEEDED,
        /** Known, and not allowed (HTTP 403). */
        FORBIDDEN
    }

    /** Whether everybody may come in, and nobody is asked who they are. */
    public boolean isOpen() {
        return !isAuth && !isPackageAuthorized && !isAdmin;
    }

    /**
     * The access of one place of a package that has this access: what the place says itself, and for the rest what the package
     * says. To open a place to those who hold the package's role does not mean admins alone, unless that is said too.
     */
    public Access at(Optional<Boolean> isAuth, Optional<Boolean> isPackageAuthorized, Optional<Boolean> isAdmin) {
        return new Access(
                isAuth.orElse(this.isAuth),
                isPackageAuthorized.orElse(this.isPackageAuthorized),
                isAdmin.orElse(!isPackageAuthorized.orElse(false) && this.isAdmin));
    }

    /** Who is let in, in words for people. */
    public String audience(String packageName) {
        return isAdmin
                ? "admins"
                : isPackageAuthorized
                        ? "accounts with the role " + Caller.roleOf(packageName)
                        : isAuth ? "all accounts" : "everybody";
    }

    /** Whether it lets in fewer. */
    public boolean isStricterThan(Access other) {
        return strictness() > other.strictness();
    }

    private int strictness() {
        return isAdmin ? 3 : isPackageAuthorized ? 2 : isAuth ? 1 : 0;
    }

    /**
     * Decides for one caller. All doors ask here.
     *
     * @param packageName whose door it is; empty for the server's own
     */
    public Decision decide(Caller caller, String packageName) {
        if (isOpen()) {
            return Decision.ALLOWED;
        }
        if (caller.isAnonymous()) {
            return Decision.LOGIN_NEEDED;
        }
        boolean hasRole = isAdmin
                ? caller.has(Caller.ADMIN)
                : isPackageAuthorized
                        ? caller.has(Caller.roleOf(packageName))
                        // Who has none left has nothing to do here.
                        : !caller.roles().isEmpty();
        return hasRole && caller.reaches(packageName) ? Decision.ALLOWED : Decision.FORBIDDEN;
    }
}

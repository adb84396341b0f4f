package org.carrack.auth;

import java.util.Optional;

/**
 * The access rule of what a package offers: closed unless its descriptor opens it. Immutable.
 *
 * <p>The strictest of the three applies: {@code is_admin} before {@code is_package_authorized} before {@code is_auth}.
 *
 * @param isAuth whether a caller must have logged in
 * @param isPackageAuthorized whether a caller must have the role of the package, {@link Caller#roleOf}
 * @param isAdmin whether a caller must have the role {@code admin}
 */
public record Access(boolean isAuth, boolean isPackageAuthorized, boolean isAdmin) {

    /** The default of a descriptor. */
    public static final Access CLOSED = new Access(true, false, true);

    /** Open to everybody. */
    public static final Access OPEN = new Access(false, false, false);

    /** Whether this rule admits a caller. */
    public enum Decision {
        /** The caller is admitted. */
        ALLOWED,
        /** Authentication is required (HTTP 401). */
        UNAUTHENTICATED,
        /** The authenticated caller is not authorized (HTTP 403). */
        FORBIDDEN
    }

    /** Whether everybody is admitted, without authentication. */
    public boolean isOpen() {
        return !isAuth && !isPackageAuthorized && !isAdmin;
    }

    /**
     * The access rule of a part of a package that has this rule: the part's own flags, and the package's for the rest;
     * says. To open a place to those who hold the package's role does not mean admins alone, unless that is said too.
     */
    public Access at(Optional<Boolean> isAuth, Optional<Boolean> isPackageAuthorized, Optional<Boolean> isAdmin) {
        return new Access(
                isAuth.orElse(this.isAuth),
                isPackageAuthorized.orElse(this.isPackageAuthorized),
                isAdmin.orElse(!isPackageAuthorized.orElse(false) && this.isAdmin));
    }

    /** Who is admitted, in words. */
    public String audience(String packageName) {
        return isAdmin
                ? "admins"
                : isPackageAuthorized
                        ? "accounts with the role " + Caller.roleOf(packageName)
                        : isAuth ? "all accounts" : "everybody";
    }

    /** Whether it admits fewer callers. */
    public boolean isStricterThan(Access other) {
        return strictness() > other.strictness();
    }

    private int strictness() {
        return isAdmin ? 3 : isPackageAuthorized ? 2 : isAuth ? 1 : 0;
    }

    /**
     * Decides for one caller. Every transport asks here.
     *
     * @param packageName the package that is accessed; empty for the server itself
     */
    public Decision decide(Caller caller, String packageName) {
        if (isOpen()) {
            return Decision.ALLOWED;
        }
        if (caller.isAnonymous()) {
            return Decision.UNAUTHENTICATED;
        }
        boolean hasRole = isAdmin
                ? caller.has(Caller.ADMIN)
                : isPackageAuthorized
                        ? caller.has(Caller.roleOf(packageName))
                        // A token whose roles were all revoked is not admitted.
                        : !caller.roles().isEmpty();
        return hasRole && caller.reaches(packageName) ? Decision.ALLOWED : Decision.FORBIDDEN;
    }
}

package org.carrack.auth;

/**
 * Who may use what a package offers. Doors are closed unless a descriptor opens them. Immutable.
 *
 * @param isAuth whether a caller must have logged in
 * @param isAdmin whether a caller must have the role {@code admin}
 */
public record Access(boolean isAuth, boolean isAdmin) {

    /** What a descriptor that says nothing gets. */
    public static final Access CLOSED = new Access(true, true);

    /** Open to everybody. */
    public static final Access OPEN = new Access(false, false);

    /** What a caller gets at this door. */
    public enum Decision {
        /** Come in. */
        ALLOWED,
        /** Say who you are first (HTTP 401). */
        LOGIN_NEEDED,
        /** Known, and not allowed (HTTP 403). */
        FORBIDDEN
    }

    /** Decides for one caller. Admin outranks login: an admin-only door is closed to every other account. */
    public Decision decide(Caller caller) {
        if (!isAuth && !isAdmin) {
            return Decision.ALLOWED;
        }
        if (caller.isAnonymous()) {
            return Decision.LOGIN_NEEDED;
        }
        return !isAdmin || caller.has(Caller.ADMIN) ? Decision.ALLOWED : Decision.FORBIDDEN;
    }
}

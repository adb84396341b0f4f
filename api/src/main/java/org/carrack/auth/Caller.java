package org.carrack.auth;

import java.util.Set;

/**
 * Who makes a call. Immutable and safe for any thread.
 *
 * @param name the account's name, {@code anonymous} for nobody
 * @param roles the roles the caller has; {@code admin} opens every door
 */
public record Caller(String name, Set<String> roles) {

    /** The role that opens every door. */
    public static final String ADMIN = "admin";

    /** A caller who has not said who they are. */
    public static final Caller ANONYMOUS = new Caller("anonymous", Set.of());

    /** The owner of the server's home folder, who proves it by being able to read that folder. */
    public static final Caller OWNER = new Caller("owner", Set.of(ADMIN));

    public Caller {
        roles = Set.copyOf(roles);
    }

    /** Whether nobody has logged in. */
    public boolean isAnonymous() {
        return roles.isEmpty() && name.equals(ANONYMOUS.name);
    }

    /** Whether this caller has the role {@code role}. */
    public boolean has(String role) {
        return roles.contains(role) || roles.contains(ADMIN);
    }
}

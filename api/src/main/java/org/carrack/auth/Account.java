package org.carrack.auth;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * An account. Immutable.
 *
 * @param name its name, in small letters
 * @param roles the roles that were assigned here
 * @param providerRoles the roles that were assigned by the provider of the last login
 * @param email its address; empty if it is not known
 * @param provider the {@link LoginProvider} it logs in with; empty for one with a password of its own
 * @param hasPassword whether it can log in with a password
 * @param created when it was created
 * @param lockedUntil until when passwords are rejected, after too many wrong ones
 */
public record Account(
        String name,
        Set<String> roles,
        Set<String> providerRoles,
        String email,
        String provider,
        boolean hasPassword,
        Instant created,
        Optional<Instant> lockedUntil) {

    public Account {
        roles = Set.copyOf(roles);
        providerRoles = Set.copyOf(providerRoles);
    }

    /** All its roles, in order. */
    public Set<String> allRoles() {
        Set<String> all = new TreeSet<>(roles);
        all.addAll(providerRoles);
        return all;
    }
}

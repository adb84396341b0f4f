package org.carrack.auth;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * An account. Immutable.
 *
 * @param name its name, in small letters
 * @param roles what it was given here
 * @param providerRoles what it was given by the provider it last logged in with
 * @param email its address; empty where it is not known
 * @param provider the {@link LoginProvider} it logs in with; empty for one with a password of its own
 * @param hasPassword whether it can log in with a password
 * @param created when it was made
 * @param lockedUntil until when no password is taken for it from anywhere, after too many wrong ones
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

package org.carrack.runtime.auth.internal;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.carrack.auth.Caller;

/**
 * An account as it is kept. Immutable.
 *
 * @param provider the login provider it belongs to; empty for one of our own
 * @param subject who it is at the provider
 * @param hash of its password
 */
record AccountRow(
        String name,
        Set<String> roles,
        Set<String> providerRoles,
        String email,
        String provider,
        String subject,
        Optional<String> hash,
        Instant created) {

    /** One that only this server has. */
    static AccountRow ofOurs(String name, Set<String> roles, Optional<String> hash, Instant created) {
        return new AccountRow(name, roles, Set.of(), "", "", "", hash, created);
    }

    /** All its roles. */
    Set<String> allRoles() {
        Set<String> all = new TreeSet<>(roles);
        all.addAll(providerRoles);
        return all;
    }

    boolean isAdmin() {
        return allRoles().contains(Caller.ADMIN);
    }

    AccountRow withRoles(Set<String> other) {
        return new AccountRow(name, other, providerRoles, email, provider, subject, hash, created);
    }

    AccountRow withHash(String other) {
        return new AccountRow(name, roles, providerRoles, email, provider, subject, Optional.of(other), created);
    }

    /** As the provider has it now. */
    AccountRow known(Set<String> rolesThere, String emailThere) {
        return new AccountRow(name, roles, rolesThere, emailThere, provider, subject, hash, created);
    }
}

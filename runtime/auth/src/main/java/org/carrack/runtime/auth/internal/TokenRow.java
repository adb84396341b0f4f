package org.carrack.runtime.auth.internal;

import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.carrack.auth.AccessToken;
import org.carrack.auth.Caller;

/** A token as it is kept: by its digest. Immutable. */
record TokenRow(String digest, AccessToken token) {

    boolean isExpired(Instant now) {
        return token.expires().filter(end -> !now.isBefore(end)).isPresent();
    }

    /** Who shows it: its account, with those of its roles that the token has. */
    Caller caller(AccountRow account) {
        Caller whole = new Caller(account.name(), account.allRoles());
        Set<String> roles = token.roles().isEmpty()
                ? whole.roles()
                : token.roles().stream().filter(whole::has).collect(Collectors.toSet());
        return new Caller(account.name(), roles, token.packages(), "");
    }
}

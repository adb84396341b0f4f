package org.carrack.runtime.auth.internal;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.carrack.auth.Caller;

/**
 * All accounts and tokens, and the caller that each is. Immutable: a change makes a new one, which is swapped in whole.
 *
 * @param accounts by name
 * @param tokens by digest
 * @param callers by the account's name
 * @param tokenCallers by the token's digest
 */
record State(
        Map<String, AccountRow> accounts,
        Map<String, TokenRow> tokens,
        Map<String, Caller> callers,
        Map<String, Caller> tokenCallers) {

    static final State EMPTY = of(Map.of(), Map.of());

    private static State of(Map<String, AccountRow> accounts, Map<String, TokenRow> tokens) {
        Map<String, Caller> callers = new HashMap<>();
        accounts.values().forEach(row -> callers.put(row.name(), new Caller(row.name(), row.allRoles())));
        Map<String, Caller> tokenCallers = new HashMap<>();
        tokens.forEach((digest, row) -> {
            AccountRow account = accounts.get(row.token().account());
            if (account != null) {
                tokenCallers.put(digest, row.caller(account));
            }
        });
        return new State(Map.copyOf(accounts), Map.copyOf(tokens), Map.copyOf(callers), Map.copyOf(tokenCallers));
    }

    static State of(Collection<AccountRow> accounts, Collection<TokenRow> tokens) {
        return of(
                accounts.stream().collect(Collectors.toMap(AccountRow::name, Function.identity())),
                tokens.stream().collect(Collectors.toMap(TokenRow::digest, Function.identity())));
    }

    State with(AccountRow account) {
        Map<String, AccountRow> more = new HashMap<>(accounts);
        more.put(account.name(), account);
        return of(more, tokens);
    }

    State withoutAccount(String name) {
        Map<String, AccountRow> fewer = new HashMap<>(accounts);
        fewer.remove(name);
        Map<String, TokenRow> others = new HashMap<>(tokens);
        others.values().removeIf(row -> row.token().account().equals(name));
        return of(fewer, others);
    }

    /** In the place of the account's token of that name. */
    State with(TokenRow token) {
        Map<String, TokenRow> more = new HashMap<>(tokens);
        more.values()
                .removeIf(row -> row.token().account().equals(token.token().account())
                        && row.token().name().equals(token.token().name()));
        more.put(token.digest(), token);
        return of(accounts, more);
    }

    State withoutToken(String digest) {
        Map<String, TokenRow> fewer = new HashMap<>(tokens);
        fewer.remove(digest);
        return of(accounts, fewer);
    }
}

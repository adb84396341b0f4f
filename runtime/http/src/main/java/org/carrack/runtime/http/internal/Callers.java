package org.carrack.runtime.http.internal;

import org.carrack.auth.Caller;
import org.carrack.auth.TokenAuthenticator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Says who makes a request: who shows a token, or nobody. */
final class Callers {

    private static final String BEARER = "Bearer ";

    private final @Nullable TokenAuthenticator tokens;

    Callers(@Nullable TokenAuthenticator tokens) {
        this.tokens = tokens;
    }

    Caller of(Request request) {
        String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        if (tokens == null
                || authorization == null
                || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Caller.ANONYMOUS;
        }
        return tokens.authenticate(authorization.substring(BEARER.length()).trim())
                .orElse(Caller.ANONYMOUS);
    }
}

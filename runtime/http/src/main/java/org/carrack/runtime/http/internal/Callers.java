package org.carrack.runtime.http.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.carrack.auth.Caller;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Says who makes a request. Until there are accounts, that is the owner, who shows the token that the server left in its
 * home folder, or nobody.
 */
final class Callers {

    private static final String BEARER = "Bearer ";

    private final byte @Nullable [] ownerToken;

    Callers(@Nullable String ownerToken) {
        this.ownerToken =
                ownerToken == null || ownerToken.isEmpty() ? null : ownerToken.getBytes(StandardCharsets.UTF_8);
    }

    Caller of(Request request) {
        String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        if (ownerToken != null
                && authorization != null
                && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            byte[] shown = authorization.substring(BEARER.length()).trim().getBytes(StandardCharsets.UTF_8);
            if (MessageDigest.isEqual(ownerToken, shown)) {
                return Caller.OWNER;
            }
        }
        return Caller.ANONYMOUS;
    }
}

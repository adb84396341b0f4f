package org.carrack.runtime.http.internal.access;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.carrack.auth.Caller;
import org.carrack.runtime.http.internal.response.AuthenticationUnavailable;
import org.carrack.spi.auth.Authentication;
import org.carrack.spi.auth.Authenticator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Authenticates requests: by a token, by a session, or as anonymous. */
public final class RequestAuthenticator {

    private static final String BEARER = "Bearer ";

    /** The headers by which nginx passes the original request with its access question. */
    private static final String ORIGINAL_METHOD = "X-Original-Method";

    private static final String ORIGINAL_UPGRADE = "X-Original-Upgrade";

    /** Why a request with a credential is anonymous nevertheless. */
    public enum Distrust {
        /** The token is unknown, or expired. */
        TOKEN,
        /** A page of another site may have sent it, and the browser the cookie with it. */
        CROSS_SITE;

        private static final String ATTRIBUTE = Distrust.class.getName();

        /** Of a request whose caller was asked for. */
        public static @Nullable Distrust of(Request request) {
            return request.getAttribute(ATTRIBUTE) instanceof Distrust distrust ? distrust : null;
        }
    }

    private volatile @Nullable Authenticator authenticator;

    public void use(@Nullable Authenticator other) {
        authenticator = other;
    }

    /** What a connection has shown last: most show the same again. */
    private record Remembered(String header, boolean isSecure, Optional<Authentication> authentication) {

        static final Remembered NOTHING = new Remembered("", false, Optional.empty());

        private static final String ATTRIBUTE = Remembered.class.getName();
    }

    /** Who makes it, at which address. */
    public Caller of(Request request) {
        Optional<Caller> caller = remembered(request).authentication().flatMap(Authentication::caller);
        if (caller.isPresent()) {
            if (isTrusted(request)) {
                return caller.get().at(Addresses.ofClient(request));
            }
            request.setAttribute(Distrust.ATTRIBUTE, Distrust.CROSS_SITE);
        } else if (bearer(request.getHeaders().get(HttpHeader.AUTHORIZATION)) != null) {
            request.setAttribute(Distrust.ATTRIBUTE, Distrust.TOKEN);
        }
        return Caller.ANONYMOUS;
    }

    /** What it shows, for as long as a connection lasts. */
    public Optional<Authentication> shown(Request request) {
        return isTrusted(request) ? remembered(request).authentication() : Optional.empty();
    }

    private Remembered remembered(Request request) {
        Authenticator known = authenticator;
        String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        String token = bearer(authorization);
        String header = token == null ? request.getHeaders().get(HttpHeader.COOKIE) : authorization;
        if (known == null || header == null) {
            return Remembered.NOTHING;
        }
        ConnectionMetaData connection = request.getConnectionMetaData();
        if (connection.getAttribute(Remembered.ATTRIBUTE) instanceof Remembered before
                && before.header().equals(header)
                && before.isSecure() == request.isSecure()) {
            return before;
        }
        Remembered now = new Remembered(header, request.isSecure(), authentication(known, token, request));
        // All cookie fields count, not the first alone.
        if (token != null || request.getHeaders().getFields(HttpHeader.COOKIE).size() == 1) {
            connection.setAttribute(Remembered.ATTRIBUTE, now);
        }
        return now;
    }

    private static Optional<Authentication> authentication(
            Authenticator known, @Nullable String token, Request request) {
        try {
            return token == null
                    ? cookie(request, Authenticator.cookie(request.isSecure())).flatMap(known::session)
                    : known.token(token);
        } catch (IllegalStateException e) {
            throw new AuthenticationUnavailable(e);
        }
    }

    /** Whether a session counts for this request; a token always does. */
    private static boolean isTrusted(Request request) {
        return isSameOrigin(request)
                || bearer(request.getHeaders().get(HttpHeader.AUTHORIZATION)) != null
                || !mayChangeSomething(request);
    }

    /** The token of an {@code Authorization} header; null of one of another kind. */
    public static @Nullable String bearer(@Nullable String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : null;
    }

    /** Whether it is a token of this server, good or not. */
    public static boolean isOurs(@Nullable String authorization) {
        String token = bearer(authorization);
        return token != null && token.startsWith(Authenticator.TOKEN_PREFIX);
    }

    /** Read by hand: a parser leaves out all that comes after a cookie it dislikes, which need not be ours. */
    public static Optional<String> cookie(Request request, String name) {
        return request.getHeaders().getFields(HttpHeader.COOKIE).stream()
                .flatMap(field -> Stream.of(String.valueOf(field.getValue()).split(";")))
                .map(String::strip)
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> pair.substring(name.length() + 1).strip())
                .map(value -> value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                        ? value.substring(1, value.length() - 1)
                        : value)
                .findFirst();
    }

    /** A WebSocket may be used for anything once it is open. */
    private static boolean mayChangeSomething(Request request) {
        String original = request.getHeaders().get(ORIGINAL_METHOD);
        return !isSafe(request.getMethod())
                || request.getHeaders().contains(HttpHeader.UPGRADE)
                || (original != null && !isSafe(original))
                || !request.getHeaders().getCSV(ORIGINAL_UPGRADE, false).isEmpty();
    }

    private static boolean isSafe(String method) {
        return HttpMethod.GET.is(method) || HttpMethod.HEAD.is(method) || HttpMethod.OPTIONS.is(method);
    }

    /** As OWASP's cheat sheet on cross-site request forgery has it: by fetch metadata, else by the origin. */
    public static boolean isSameOrigin(Request request) {
        String site = request.getHeaders().get("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin") || site.equals("none");
        }
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        String host = request.getHeaders().get(HttpHeader.HOST);
        if (origin == null || host == null) {
            return false;
        }
        String plain = origin.toLowerCase(Locale.ROOT);
        return plain.equals("http://" + withoutPort(host, ":80"))
                || plain.equals("https://" + withoutPort(host, ":443"));
    }

    /** A browser leaves the usual port out of an origin. */
    private static String withoutPort(String host, String port) {
        String plain = host.toLowerCase(Locale.ROOT);
        return plain.endsWith(port) ? plain.substring(0, plain.length() - port.length()) : plain;
    }
}

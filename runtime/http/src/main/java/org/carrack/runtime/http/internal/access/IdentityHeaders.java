package org.carrack.runtime.http.internal.access;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carrack.auth.Caller;
import org.carrack.spi.auth.Authenticator;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * The identity of the caller for packages: the headers {@code X-Forwarded-User} and {@code X-Forwarded-Roles}, from this server alone and never
 * of the client; and not our credentials, the token and the cookie of the session. Stateless.
 */
public final class IdentityHeaders {

    private static final List<String> COOKIES = List.of(Authenticator.COOKIE, Authenticator.SECURE_COOKIE);
    private static final List<String> HEADERS = List.of(Authenticator.USER_HEADER, Authenticator.ROLES_HEADER);

    private IdentityHeaders() {}

    /**
     * The request as a package may see it.
     *
     * @param caller the authenticated caller; anonymous if no authentication was required
     */
    public static Request withIdentity(Request request, Caller caller) {
        HttpFields sent = request.getHeaders();
        HttpFields shown = withIdentity(sent, caller);
        return shown == sent
                ? request
                : new Request.Wrapper(request) {
                    @Override
                    public HttpFields getHeaders() {
                        return shown;
                    }
                };
    }

    public static HttpFields withIdentity(HttpFields sent, Caller caller) {
        boolean isTold = !caller.isAnonymous();
        if (!isTold && sent.stream().noneMatch(field -> isOurs(field, false))) {
            return sent;
        }
        HttpFields.Mutable shown = HttpFields.build();
        for (HttpField field : sent) {
            HttpField kept = isOurs(field, isTold) ? withoutOurs(field) : field;
            if (kept != null) {
                shown.add(kept);
            }
        }
        if (isTold) {
            shown.put(Authenticator.USER_HEADER, caller.name());
            shown.put(Authenticator.ROLES_HEADER, caller.rolesInOneLine());
        }
        return shown.asImmutable();
    }

    /** A header as a package may see it, which few are asked for. */
    public static @Nullable String header(HttpFields sent, String name, Caller caller) {
        boolean mayBeOurs =
                name.equalsIgnoreCase("Cookie") || name.equalsIgnoreCase("Authorization") || isIdentity(name);
        return (mayBeOurs ? withIdentity(sent, caller) : sent).get(name);
    }

    /**
     * Whether a field is, or holds, something that is between the client and us.
     *
     * @param isTold whether a token authenticated the caller, so that none is left in
     */
    private static boolean isOurs(HttpField field, boolean isTold) {
        HttpHeader header = field.getHeader();
        if (header == HttpHeader.COOKIE) {
            return String.valueOf(field.getValue()).contains(Authenticator.COOKIE);
        }
        if (header == HttpHeader.AUTHORIZATION) {
            return RequestAuthenticator.isOurs(field.getValue())
                    || (isTold && RequestAuthenticator.bearer(field.getValue()) != null);
        }
        return header == null && isIdentity(field.getName());
    }

    /** Backends that know headers as variables take a line below for a dash. */
    private static boolean isIdentity(String name) {
        return HEADERS.stream().anyMatch(ours -> ours.equalsIgnoreCase(name.replace('_', '-')));
    }

    private static @Nullable HttpField withoutOurs(HttpField field) {
        if (field.getHeader() != HttpHeader.COOKIE) {
            return null;
        }
        String rest = Stream.of(String.valueOf(field.getValue()).split(";"))
                .map(String::strip)
                .filter(cookie -> !COOKIES.contains(nameOf(cookie)))
                .collect(Collectors.joining("; "));
        return rest.isEmpty() ? null : new HttpField(HttpHeader.COOKIE, rest);
    }

    private static String nameOf(String cookie) {
        int end = cookie.indexOf('=');
        return (end < 0 ? cookie : cookie.substring(0, end)).strip();
    }

    /** The headers with the caller's identity. */
    public static List<HttpField> of(HttpFields shown) {
        List<HttpField> fields = new ArrayList<>();
        for (String name : HEADERS) {
            HttpField field = shown.getField(name);
            if (field != null) {
                fields.add(field);
            }
        }
        return fields;
    }

    /** Whether a package's answer would set the cookie of a session. */
    public static boolean setsSession(HttpField field) {
        return field.getHeader() == HttpHeader.SET_COOKIE && COOKIES.contains(nameOf(String.valueOf(field.getValue())));
    }
}

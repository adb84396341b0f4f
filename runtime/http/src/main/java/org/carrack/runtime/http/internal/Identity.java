package org.carrack.runtime.http.internal;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carrack.auth.Authenticator;
import org.carrack.auth.Caller;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * What a package is told of who calls: the headers {@code X-Forwarded-User} and {@code X-Forwarded-Roles}, of us alone and never
 * of the client; and not what opens our door, the token and the cookie of the session. Stateless.
 */
final class Identity {

    private static final List<String> COOKIES = List.of(Authenticator.COOKIE, Authenticator.SECURE_COOKIE);

    private Identity() {}

    /**
     * The request as a package may see it.
     *
     * @param caller whom the door let in; anonymous where it asked nobody
     */
    static Request show(Request request, Caller caller) {
        HttpFields sent = request.getHeaders();
        HttpFields shown = show(sent, caller);
        return shown == sent
                ? request
                : new Request.Wrapper(request) {
                    @Override
                    public HttpFields getHeaders() {
                        return shown;
                    }
                };
    }

    static HttpFields show(HttpFields sent, Caller caller) {
        boolean isTold = !caller.isAnonymous();
        String cookies = sent.get(HttpHeader.COOKIE);
        boolean hasSession = cookies != null && cookies.contains(Authenticator.COOKIE);
        if (!isTold
                && !hasSession
                && !sent.contains(Authenticator.USER_HEADER)
                && !sent.contains(Authenticator.ROLES_HEADER)) {
            return sent;
        }
        HttpFields.Mutable shown = HttpFields.build(sent);
        shown.remove(Authenticator.USER_HEADER);
        shown.remove(Authenticator.ROLES_HEADER);
        if (hasSession) {
            withoutSession(shown);
        }
        if (isTold) {
            // What opened our door is nobody else's to know.
            if (Callers.isBearer(shown.get(HttpHeader.AUTHORIZATION))) {
                shown.remove(HttpHeader.AUTHORIZATION);
            }
            shown.put(Authenticator.USER_HEADER, caller.name());
            shown.put(Authenticator.ROLES_HEADER, String.join(",", new TreeSet<>(caller.roles())));
        }
        return shown.asImmutable();
    }

    private static void withoutSession(HttpFields.Mutable fields) {
        List<String> lines = fields.stream()
                .filter(field -> field.getHeader() == HttpHeader.COOKIE)
                .map(HttpField::getValue)
                .toList();
        fields.remove(HttpHeader.COOKIE);
        for (String line : lines) {
            String rest = Stream.of(line.split(";"))
                    .map(String::strip)
                    .filter(cookie -> COOKIES.stream().noneMatch(name -> cookie.startsWith(name + "=")))
                    .collect(Collectors.joining("; "));
            if (!rest.isEmpty()) {
                fields.add(HttpHeader.COOKIE, rest);
            }
        }
    }
}

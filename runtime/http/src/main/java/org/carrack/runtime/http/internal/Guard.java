package org.carrack.runtime.http.internal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.carrack.auth.Access;
import org.carrack.auth.AuditLog;
import org.carrack.auth.Authenticator;
import org.carrack.auth.Caller;
import org.carrack.http.HttpAnswer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests in or tells why not: a browser is sent to log in, a program gets 401 or 403. What is open asks nobody who they
 * are.
 */
final class Guard {

    static final String CROSS_SITE =
            "the cookie of a session does not count here, since nothing says that a page of this server sent the request (Origin, Sec-Fetch-Site); a program shows a token";

    private final Callers callers;
    private final AuditLog audit;

    Guard(Callers callers, AuditLog audit) {
        this.callers = callers;
        this.audit = audit;
    }

    /** Who makes a request, whatever door it is for. */
    Caller caller(Request request) {
        return callers.of(request);
    }

    /**
     * Asks whether a request may come in.
     *
     * @return who makes it, anonymous at an open door; null where it may not and is answered already
     */
    @Nullable
    Caller admit(Access access, String packageName, Request request, Response response, Callback callback) {
        if (access.isOpen()) {
            return Caller.ANONYMOUS;
        }
        Caller caller = callers.of(request);
        switch (access.decide(caller, packageName)) {
            case ALLOWED -> {
                return caller;
            }
            case LOGIN_NEEDED -> askLogin(packageName, request, response, callback);
            case FORBIDDEN -> {
                record(caller, packageName, request, "not allowed");
                Errors.writeDenied(request, response, callback, caller.name());
            }
        }
        return null;
    }

    private void askLogin(String packageName, Request request, Response response, Callback callback) {
        Callers.Distrust distrust = Callers.Distrust.of(request);
        if (distrust == Callers.Distrust.CROSS_SITE) {
            record(Caller.ANONYMOUS, packageName, request, "cross-site");
            Errors.write(request, response, callback, 403, CROSS_SITE);
            return;
        }
        if (distrust == Callers.Distrust.TOKEN) {
            record(Caller.ANONYMOUS, packageName, request, "a token that is nobody's, or no more");
        }
        if (isNavigation(request)) {
            response.setStatus(HttpStatus.FOUND_302);
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
            response.getHeaders()
                    .put(HttpHeader.LOCATION, "%s?next_url=%s".formatted(Authenticator.LOGIN_PATH, encoded(request)));
            callback.succeeded();
            return;
        }
        response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
        Errors.write(request, response, callback, 401, "this needs a login");
    }

    private static String encoded(Request request) {
        return URLEncoder.encode(request.getHttpURI().getPathQuery(), StandardCharsets.UTF_8);
    }

    /** Whether a person at a browser wants to see a page; what scripts fetch is none. */
    private static boolean isNavigation(Request request) {
        String mode = request.getHeaders().get("Sec-Fetch-Mode");
        return (HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod()))
                && Errors.wantsPage(request)
                && (mode == null || mode.equals("navigate"));
    }

    /** The answer of an endpoint: one that asks for a login, although there was a session, says why that does not count. */
    HttpAnswer explained(HttpAnswer answer, Request request) {
        Callers.Distrust distrust = answer.status() == 401 ? Callers.Distrust.of(request) : null;
        if (distrust == null) {
            return answer;
        }
        boolean isCrossSite = distrust == Callers.Distrust.CROSS_SITE;
        record(Caller.ANONYMOUS, "", request, isCrossSite ? "cross-site" : "a token that is nobody's, or no more");
        return isCrossSite ? HttpAnswer.error(403, CROSS_SITE) : answer;
    }

    private void record(Caller caller, String packageName, Request request, String why) {
        audit.record(
                caller.name(),
                "http." + request.getMethod(),
                packageName.isEmpty() ? Request.getPathInContext(request) : packageName,
                AuditLog.Outcome.REFUSED,
                why,
                Request.getRemoteAddr(request));
    }
}

package org.carrack.runtime.http.internal.access;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.carrack.auth.Access;
import org.carrack.auth.AuditLog;
import org.carrack.auth.Caller;
import org.carrack.http.HttpResponse;
import org.carrack.runtime.http.internal.response.Responses;
import org.carrack.spi.auth.Authentication;
import org.carrack.spi.auth.Authenticator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Admits requests or refuses them: a browser is sent to log in, a program gets 401 or 403. What is open does not ask who callers
 * are.
 */
public final class AccessFilter {

    static final String CROSS_SITE =
            "the cookie of a session does not count here, since nothing says that a page of this server sent the request (Origin, Sec-Fetch-Site); a program shows a token";

    private static final String BAD_TOKEN = "the token is nobody's, or it has expired or was revoked";

    private static final String CROSS_SITE_SHORT = "cross-site";

    private final RequestAuthenticator authenticator;
    private final AuditLog audit;
    private final UpgradedConnectionMonitor watch;

    public AccessFilter(RequestAuthenticator authenticator, AuditLog audit, UpgradedConnectionMonitor watch) {
        this.authenticator = authenticator;
        this.audit = audit;
        this.watch = watch;
    }

    /** The caller of a request, whatever it is for. */
    public Caller caller(Request request) {
        return authenticator.of(request);
    }

    /**
     * Asks whether a request may come in.
     *
     * @return the caller, anonymous if no authentication is required; null if the caller was rejected and is answered already
     */
    @Nullable
    public Caller admit(Access access, String packageName, Request request, Response response, Callback callback) {
        if (access.isOpen()) {
            return Caller.ANONYMOUS;
        }
        Caller caller = authenticator.of(request);
        Optional<HttpResponse> refusal = refusal(access, packageName, caller, request);
        if (refusal.isPresent()) {
            Responses.write(response, callback, refusal.get());
            return null;
        }
        if (request.getHeaders().contains(HttpHeader.UPGRADE)) {
            watch.watch(request, response, isStillAllowed(access, packageName, request));
        }
        return caller;
    }

    /** Whether who made a request could still make it. */
    private BooleanSupplier isStillAllowed(Access access, String packageName, Request request) {
        Optional<Authentication> shown = authenticator.shown(request);
        return () -> shown.flatMap(Authentication::caller)
                .filter(caller -> access.decide(caller, packageName) == Access.Decision.ALLOWED)
                .isPresent();
    }

    /**
     * Whether who made a request is the same caller still, with the same roles: a connection acts for a caller for as long as it lasts.
     * Where it leaves HTTP, it is closed soon after that ends.
     */
    public BooleanSupplier isStill(Caller caller, Request request, Response response) {
        Optional<Authentication> shown = caller.isAnonymous() ? Optional.empty() : authenticator.shown(request);
        if (shown.isEmpty()) {
            return () -> true;
        }
        Authentication known = shown.get();
        BooleanSupplier isStill = () -> known.caller()
                .filter(now -> now.at(caller.from()).equals(caller))
                .isPresent();
        watch.watch(request, response, isStill);
        return isStill;
    }

    /** The response for a refused caller; nothing if access is allowed. */
    public Optional<HttpResponse> refusal(Access access, String packageName, Caller caller, Request request) {
        return switch (access.decide(caller, packageName)) {
            case ALLOWED -> Optional.empty();
            case UNAUTHENTICATED -> Optional.of(askLogin(packageName, request));
            case FORBIDDEN -> {
                record(caller, packageName, request, "not allowed");
                yield Optional.of(Responses.denied(request, caller.denied(packageName)));
            }
        };
    }

    private HttpResponse askLogin(String packageName, Request request) {
        RequestAuthenticator.Distrust distrust = RequestAuthenticator.Distrust.of(request);
        if (distrust == RequestAuthenticator.Distrust.CROSS_SITE) {
            record(Caller.ANONYMOUS, packageName, request, CROSS_SITE_SHORT);
            return Responses.answer(request, 403, CROSS_SITE);
        }
        if (distrust == RequestAuthenticator.Distrust.TOKEN) {
            record(Caller.ANONYMOUS, packageName, request, BAD_TOKEN);
        }
        if (isNavigation(request)) {
            return new HttpResponse(
                    HttpStatus.FOUND_302,
                    Map.of(
                            "Location",
                            "%s?next_url=%s".formatted(Authenticator.LOGIN_PATH, encoded(request)),
                            "Cache-Control",
                            "no-store"),
                    new byte[0]);
        }
        return Responses.answer(request, 401, distrust == null ? "this needs a login" : BAD_TOKEN)
                .with("WWW-Authenticate", "Bearer");
    }

    private static String encoded(Request request) {
        return URLEncoder.encode(request.getHttpURI().getPathQuery(), StandardCharsets.UTF_8);
    }

    /** Whether a person at a browser wants to see a page; what scripts fetch is none. */
    private static boolean isNavigation(Request request) {
        String mode = request.getHeaders().get("Sec-Fetch-Mode");
        return (HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod()))
                && Responses.wantsPage(request)
                && (mode == null || mode.equals("navigate"));
    }

    /**
     * The answer of an endpoint. One that asks for a login although something was shown says why that does not count; what an
     * endpoint of the server refuses is written down.
     */
    public HttpResponse explained(HttpResponse answer, Caller caller, String packageName, Request request) {
        if (answer.status() == 403 && packageName.isEmpty() && RequestAuthenticator.Distrust.of(request) == null) {
            record(caller, "", request, "not allowed");
        }
        RequestAuthenticator.Distrust distrust =
                answer.status() == 401 ? RequestAuthenticator.Distrust.of(request) : null;
        if (distrust == null) {
            return answer;
        }
        boolean isCrossSite = distrust == RequestAuthenticator.Distrust.CROSS_SITE;
        record(Caller.ANONYMOUS, packageName, request, isCrossSite ? CROSS_SITE_SHORT : BAD_TOKEN);
        return isCrossSite
                ? HttpResponse.error(403, CROSS_SITE)
                : HttpResponse.error(401, BAD_TOKEN).with("WWW-Authenticate", "Bearer");
    }

    private void record(Caller caller, String packageName, Request request, String why) {
        audit.record(
                caller.name(),
                "http." + request.getMethod(),
                Request.getPathInContext(request),
                AuditLog.Outcome.REFUSED,
                packageName.isEmpty() ? why : "package %s: %s".formatted(packageName, why),
                Addresses.ofClient(request));
    }
}

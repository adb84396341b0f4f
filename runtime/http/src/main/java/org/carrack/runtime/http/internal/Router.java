package org.carrack.runtime.http.internal;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.carrack.auth.Caller;
import org.carrack.http.BodyTooLargeException;
import org.carrack.http.HttpEndpoint;
import org.carrack.http.HttpResponse;
import org.carrack.spi.http.RequestObserver;
import org.carrack.spi.http.RequestScope;
import org.carrack.spi.http.TrafficGates;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpScheme;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The root of the handler tree: finds out from an immutable table who answers a path. It never blocks, so Jetty calls it
 * without changing threads; what may block is handed to the worker threads. Requests of a package pass its gate.
 */
final class Router extends Handler.Abstract.NonBlocking {

    private static final Logger LOG = LoggerFactory.getLogger(Router.class);

    /** The attribute of a request with who makes it, for servlets, whose access rule is known later. */
    static final String CALLER = Router.class.getName() + ".caller";

    private final Supplier<RouteTable> routes;
    private final IntSupplier securePort;
    private final Gates gates;
    private final AccessFilter guard;
    private final Supplier<List<RequestObserver>> observers;
    private final Executor workers;
    private final AllowedHosts hosts;

    private final LongSupplier uploadLimit;

    Router(
            Supplier<RouteTable> routes,
            IntSupplier securePort,
            Gates gates,
            AccessFilter guard,
            Supplier<List<RequestObserver>> observers,
            Executor workers,
            AllowedHosts hosts,
            LongSupplier uploadLimit) {
        this.uploadLimit = uploadLimit;
        this.hosts = hosts;
        this.observers = observers;
        this.routes = routes;
        this.securePort = securePort;
        this.gates = gates;
        this.guard = guard;
        this.workers = workers;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        List<RequestObserver> all = observers.get();
        route(request, response, all.isEmpty() ? callback : new Observed(callback, all, request, response));
        return true;
    }

    private static final HttpField NOT_FRAMED = new PreEncodedHttpField("X-Frame-Options", "SAMEORIGIN");

    private static final HttpField NOT_FRAMED_BY_OTHERS =
            new PreEncodedHttpField("Content-Security-Policy", "frame-ancestors 'self'");

    private void route(Request received, Response response, Callback callback) {
        Request request = ThreebotPaths.plain(received, routes.get(), gates);
        String path = Request.getPathInContext(request);
        if (path.indexOf('%') >= 0 && Uris.leadsOut(path)) {
            // Whoever reads the escapes once more would be led to another file or package.
            Responses.write(request, response, callback, 400, "the path is ambiguous: it hides dots behind escapes");
            return;
        }
        String first = segment(path, 0);
        Routes known = routes.get().routes();
        if (known.hasPlaces()) {
            VirtualHost place = known.place(port(request, known), Request.getServerName(request));
            if (!place.equals(VirtualHost.OWN)) {
                handle(place, request, response, callback, path, first);
                return;
            }
        }
        if (!hosts.allows(Request.getServerName(request))) {
            Responses.write(
                    request,
                    response,
                    callback,
                    421,
                    "this server does not answer for the host %s; its owner can add it to allowed_hosts in etc/carrack.toml"
                            .formatted(Request.getServerName(request)));
            return;
        }
        String second = segment(path, first.length() + 1);
        String threebot = threebot(path, first, second);
        if (!threebot.isEmpty()) {
            pass(
                    second,
                    request,
                    response,
                    callback,
                    leaving -> serveThreebot(request, response, leaving, path, threebot, second));
            return;
        }
        if (first.isEmpty() || first.equals("favicon.ico")) {
            StartPage.offer(request, path, routes, guard);
        }
        passToOwner(known, request, response, callback, path, first);
    }

    /**
     * Lets a request of the server's own port through the gate of whoever has the path. What the server has itself waits for
     * nobody.
     */
    private void passToOwner(
            Routes known, Request request, Response response, Callback callback, String path, String first) {
        String second = segment(path, first.length() + 1);
        if (routes.get().serverPath(first, second) != null) {
            serve(request, response, callback, path, first, second);
            return;
        }
        pass(
                owner(known, path, first, second),
                request,
                response,
                callback,
                leaving -> serve(request, response, leaving, path, first, second));
    }

    private String owner(Routes known, String path, String first, String second) {
        boolean isEndpoint = routes.get().packagePaths().containsKey(second);
        Route route = isEndpoint || gates.isClosed(first) ? null : known.find(VirtualHost.OWN, first, path);
        return route == null ? first : route.packageName();
    }

    /** A request for another port, or for a host that a package has to itself. */
    private void handle(
            VirtualHost place, Request request, Response response, Callback callback, String path, String first) {
        String second = segment(path, first.length() + 1);
        RouteTable table = routes.get();
        HttpEndpoint everywhere = table.pathOfEveryHost(first, second);
        if (everywhere != null) {
            call(everywhere, request, response, callback, "", below(everywhere, path, first, second));
            return;
        }
        Routes known = table.routes();
        Route route = known.find(place, first, path);
        Route shared = known.find(VirtualHost.OWN, first, path);
        // The longest path wins, of what is included too.
        int length = route == null ? -1 : route.path().length();
        boolean isEndpoint = table.packagePaths().containsKey(second)
                && first.length() + second.length() + 2 > length
                && known.includes(place, first, second);
        boolean isShared = shared != null
                && shared.path().length() > length
                && known.includes(place, shared.packageName(), shared.name());
        if (isEndpoint) {
            pass(first, request, response, callback, leaving -> serve(request, response, leaving, path, first, second));
        } else if (shared != null && isShared) {
            passToRoute(shared.packageName(), VirtualHost.OWN, request, response, callback, path, first);
        } else if (route != null) {
            passToRoute(route.packageName(), place, request, response, callback, path, first);
        } else {
            notFound(request, response, callback);
        }
    }

    /** Lets a request through a package's gate to its route; after a wait it may be another version's. */
    private void passToRoute(
            String packageName,
            VirtualHost place,
            Request request,
            Response response,
            Callback callback,
            String path,
            String first) {
        pass(
                packageName,
                request,
                response,
                callback,
                leaving -> serve(routes.get().routes().find(place, first, path), request, response, leaving));
    }

    /** The number of a port that a package has to itself, here or at a proxy before us; 0 for the server's own. */
    private static int port(Request request, Routes known) {
        int ofProxy = TrustedProxies.port(request);
        if (ofProxy != 0 && known.hasPort(ofProxy)) {
            return ofProxy;
        }
        String name = request.getConnectionMetaData().getConnector().getName();
        return name == null ? 0 : Integer.parseInt(name);
    }

    /** Lets a request through a package's gate. */
    private void pass(
            String packageName, Request request, Response response, Callback callback, Consumer<Callback> then) {
        if (callback instanceof Observed observed && gates.exists(packageName)) {
            observed.isFor(packageName);
        }
        gates.pass(packageName, new TrafficGates.Passage() {
            @Override
            public void enter(Runnable leave) {
                then.accept(Callback.from(callback, leave));
            }

            @Override
            public void refuse() {
                response.getHeaders().put(HttpHeader.RETRY_AFTER, 5);
                Responses.write(
                        request,
                        response,
                        callback,
                        503,
                        "package %s is being replaced; try again in a moment".formatted(packageName));
            }
        });
    }

    /** The first segment where the path is of the form {@code /<threebot>/<package>/<what packages have>/…}, else nothing. */
    private String threebot(String path, String first, String second) {
        RouteTable table = routes.get();
        if (second.isEmpty() || table.packagePaths().containsKey(second) || !gates.exists(second)) {
            return "";
        }
        String third = segment(path, first.length() + second.length() + 2);
        // A package that is being started has told no threebot yet: after its gate we know.
        boolean mayBe = table.isOf(first, second) || !gates.exists(first);
        return mayBe && table.packagePaths().containsKey(third) ? first : "";
    }

    private void serveThreebot(
            Request request, Response response, Callback callback, String path, String threebot, String packageName) {
        RouteTable table = routes.get();
        int start = threebot.length() + packageName.length() + 2;
        String segment = segment(path, start);
        HttpEndpoint endpoint = table.packagePaths().get(segment);
        if (endpoint == null || !table.isOf(threebot, packageName)) {
            notFound(request, response, callback);
        } else if (!table.isHttpsForced(packageName) || !isSentToHttps(request, response, callback)) {
            call(endpoint, request, response, callback, packageName, path.substring(start + segment.length() + 1));
        }
    }

    private void serve(
            Request request, Response response, Callback callback, String path, String first, String second) {
        RouteTable table = routes.get();
        HttpEndpoint ofServer = table.serverPath(first, second);
        if (ofServer != null) {
            call(ofServer, request, response, callback, "", below(ofServer, path, first, second));
            return;
        }
        HttpEndpoint ofPackage = second.isEmpty() ? null : table.packagePaths().get(second);
        if (ofPackage != null) {
            if (table.isHttpsForced(first) && isSentToHttps(request, response, callback)) {
                return;
            }
            call(ofPackage, request, response, callback, first, path.substring(first.length() + second.length() + 2));
            return;
        }
        serve(table.routes().find(VirtualHost.OWN, first, path), request, response, callback);
    }

    private void serve(@Nullable Route route, Request request, Response response, Callback callback) {
        Handler fallback = routes.get().fallback();
        if (route == null || route.handler() == null) {
            Caller caller = guard.caller(request);
            request.setAttribute(CALLER, caller);
            block(fallback, null, Identity.show(request, caller), response, callback);
            return;
        }
        boolean isForced = route.isHttpsForced() && route.place().port() == 0;
        if (isForced && isSentToHttps(request, response, callback)) {
            return;
        }
        Caller caller = guard.admit(route.access(), route.packageName(), request, response, callback);
        if (caller == null) {
            return;
        }
        Response shown = route.access().isOpen() ? response : new PrivateResponse(request, response);
        if (route.served() instanceof Served.Files) {
            shown.getHeaders().put(Responses.NOT_SNIFFED);
            if (!route.access().isOpen()) {
                // Pages that act in the name of who is logged in are in no frame of another site.
                shown.getHeaders().put(NOT_FRAMED);
                shown.getHeaders().put(NOT_FRAMED_BY_OTHERS);
            }
        }
        if (route.handler() instanceof QuickHandler quick && quick.handleQuickly(request, shown, callback)) {
            return;
        }
        // What a site does not take may be for a servlet.
        block(
                route.handler(),
                fallback == null ? null : new AfterSite(fallback, request),
                Identity.show(request, caller),
                shown,
                callback);
    }

    /** Servlets, which have access rules of their own: they check who made the request before it reached the site. */
    private final class AfterSite extends Handler.Abstract {

        private final Handler servlets;
        private final Request original;

        AfterSite(Handler servlets, Request original) {
            this.servlets = servlets;
            this.original = original;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            request.setAttribute(CALLER, guard.caller(original));
            return servlets.handle(request, response, callback);
        }
    }

    /** The path below an endpoint of the server, which has one segment or two. */
    private String below(HttpEndpoint endpoint, String path, String first, String second) {
        boolean isOne = routes.get().serverPaths().get(first) == endpoint;
        return path.substring(first.length() + 1 + (isOne ? 0 : second.length() + 1));
    }

    /** Redirects a request without TLS to the TLS port. */
    private boolean isSentToHttps(Request request, Response response, Callback callback) {
        int port = securePort.getAsInt();
        if (request.isSecure() || port == 0) {
            return false;
        }
        String host = Request.getServerName(request);
        boolean isRead = HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
        response.setStatus(isRead ? HttpStatus.FOUND_302 : HttpStatus.TEMPORARY_REDIRECT_307);
        response.getHeaders()
                .put(
                        HttpHeader.LOCATION,
                        HttpURI.build(request.getHttpURI())
                                .scheme(HttpScheme.HTTPS)
                                .host(host)
                                .port(port == 443 ? -1 : port)
                                .asString());
        callback.succeeded();
        return true;
    }

    private void call(
            HttpEndpoint endpoint,
            Request request,
            Response response,
            Callback callback,
            String packageName,
            String path) {
        Caller caller = guard.caller(request);
        CompletionStage<HttpResponse> answer;
        try {
            answer = endpoint.handle(
                    new JettyCall(request, request.getHeaders(), packageName, path, caller, workers, uploadLimit));
        } catch (RuntimeException e) {
            answer(e, request, response, callback);
            return;
        }
        BiConsumer<@Nullable HttpResponse, @Nullable Throwable> done = (given, failure) -> {
            if (given != null) {
                Responses.write(response, callback, guard.explained(given, caller, packageName, request));
            } else {
                answer(failure, request, response, callback);
            }
        };
        answer.whenComplete(done);
    }

    private static void answer(@Nullable Throwable failure, Request request, Response response, Callback callback) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof BodyTooLargeException tooLarge) {
            // The rest of the body is not worth reading.
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            Responses.write(response, callback, HttpResponse.error(413, String.valueOf(tooLarge.getMessage())));
        } else if (cause instanceof HttpException bad) {
            Responses.write(response, callback, HttpResponse.error(bad.getCode(), String.valueOf(bad.getReason())));
        } else if (cause instanceof TimeoutException) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            Responses.write(response, callback, HttpResponse.error(408, "the body did not come in time"));
        } else if (cause instanceof IOException) {
            LOG.debug(
                    "{} {} broke off", request.getMethod(), request.getHttpURI().getPath(), cause);
            callback.failed(cause);
        } else {
            LOG.error("{} {} failed", request.getMethod(), request.getHttpURI().getPath(), cause);
            Responses.write(response, callback, HttpResponse.error(500, "the server failed; its log says why"));
        }
    }

    /** Lets a handler that may block answer on a worker thread; where it does not take the request, the next one may. */
    private void block(
            @Nullable Handler handler, @Nullable Handler next, Request request, Response response, Callback callback) {
        if (handler == null) {
            notFound(request, response, callback);
            return;
        }
        workers.execute(() -> {
            RequestScope scope = RequestScope.open();
            try {
                if (!handler.handle(request, response, callback)
                        && (next == null || !next.handle(request, response, callback))) {
                    notFound(request, response, callback);
                }
            } catch (EofException e) {
                LOG.debug(
                        "{} {} broke off",
                        request.getMethod(),
                        request.getHttpURI().getPath(),
                        e);
                callback.failed(e);
            } catch (Exception | Error e) { // Handler.handle declares the one; the gate must be told of the other too
                LOG.error(
                        "{} {} failed",
                        request.getMethod(),
                        request.getHttpURI().getPath(),
                        e);
                Response.writeError(request, response, callback, e);
            } finally {
                scope.close();
            }
        });
    }

    private static void notFound(Request request, Response response, Callback callback) {
        HttpResponse instead = StartPage.insteadOfNothing(request);
        if (instead != null) {
            Responses.write(response, callback, instead);
            return;
        }
        Responses.write(request, response, callback, 404, Responses.nothingAt(request));
    }

    /** The segment that starts after the slash at {@code from}; empty if there is none. */
    static String segment(String path, int from) {
        if (from >= path.length() || path.charAt(from) != '/') {
            return "";
        }
        int end = path.indexOf('/', from + 1);
        return path.substring(from + 1, end < 0 ? path.length() : end);
    }
}

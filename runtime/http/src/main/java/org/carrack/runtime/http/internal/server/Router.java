package org.carrack.runtime.http.internal.server;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
import org.carrack.http.HttpRequest;
import org.carrack.http.HttpResponse;
import org.carrack.http.PushEndpoint;
import org.carrack.lifecycle.PackageContext;
import org.carrack.runtime.http.internal.access.AccessFilter;
import org.carrack.runtime.http.internal.access.AllowedHosts;
import org.carrack.runtime.http.internal.access.IdentityHeaders;
import org.carrack.runtime.http.internal.access.PrivateResponse;
import org.carrack.runtime.http.internal.access.TrustedProxies;
import org.carrack.runtime.http.internal.push.PushConnections;
import org.carrack.runtime.http.internal.response.QuickHandler;
import org.carrack.runtime.http.internal.response.Responses;
import org.carrack.runtime.http.internal.response.Uris;
import org.carrack.runtime.http.internal.routing.PathSegments;
import org.carrack.runtime.http.internal.routing.Route;
import org.carrack.runtime.http.internal.routing.RouteMatcher;
import org.carrack.runtime.http.internal.routing.RouteTable;
import org.carrack.runtime.http.internal.routing.RouteTarget;
import org.carrack.runtime.http.internal.routing.Routes;
import org.carrack.runtime.http.internal.routing.VirtualHost;
import org.carrack.spi.http.EventAnswerEndpoint;
import org.carrack.spi.http.PackageEndpoint;
import org.carrack.spi.http.RequestObserver;
import org.carrack.spi.http.RequestScope;
import org.carrack.spi.http.TrafficGates;
import org.carrack.spi.server.LazyModules;
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

    /** In the place of a response that a stream of events is. */
    private static final HttpResponse ANSWERED = new HttpResponse(0, Map.of(), new byte[0]);

    /** The attribute of a request with who makes it, for servlets, whose access rule is known later. */
    static final String CALLER = Router.class.getName() + ".caller";

    private final Supplier<RouteTable> routes;
    private final IntSupplier securePort;
    private final Gates gates;
    private final AccessFilter accessFilter;
    private final Supplier<List<RequestObserver>> observers;
    private final Executor workers;
    private final AllowedHosts hosts;

    private final LongSupplier uploadLimit;
    private final PushConnections push;
    private final @Nullable LazyModules modules;

    Router(
            Supplier<RouteTable> routes,
            IntSupplier securePort,
            Gates gates,
            AccessFilter accessFilter,
            Supplier<List<RequestObserver>> observers,
            Executor workers,
            AllowedHosts hosts,
            LongSupplier uploadLimit,
            PushConnections push,
            @Nullable LazyModules modules) {
        this.push = push;
        this.modules = modules;
        this.uploadLimit = uploadLimit;
        this.hosts = hosts;
        this.observers = observers;
        this.routes = routes;
        this.securePort = securePort;
        this.gates = gates;
        this.accessFilter = accessFilter;
        this.workers = workers;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        List<RequestObserver> all = observers.get();
        route(request, response, all.isEmpty() ? callback : new ObservingCallback(callback, all, request, response));
        return true;
    }

    private static final HttpField NOT_FRAMED = new PreEncodedHttpField("X-Frame-Options", "SAMEORIGIN");

    private static final HttpField NOT_FRAMED_BY_OTHERS =
            new PreEncodedHttpField("Content-Security-Policy", "frame-ancestors 'self'");

    private void route(Request received, Response response, Callback callback) {
        RouteTable table = routes.get();
        Request request = ThreebotPaths.atPackagePath(received, table, gates);
        String path = Request.getPathInContext(request);
        if (path.indexOf('%') >= 0 && Uris.leadsOut(path)) {
            // A backend that decodes the escapes once more would reach another file or package.
            Responses.write(request, response, callback, 400, "the path is ambiguous: it hides dots behind escapes");
            return;
        }
        String segment = waitingForSegment(path);
        if (segment != null) {
            workers.execute(() -> startModule(LazyModules.Trigger.PACKAGE_PATH, segment, received, response, callback));
            return;
        }
        VirtualHost host = virtualHost(request, table.routes());
        if (host.equals(VirtualHost.OWN)) {
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
            String trigger = waitingFor(path);
            if (trigger != null) {
                // A module that nobody has asked for is started by the first who does.
                workers.execute(() -> startModule(LazyModules.Trigger.PATH, trigger, received, response, callback));
                return;
            }
            if (path.length() <= 1 || path.equals("/favicon.ico")) {
                StartPage.offer(request, path, routes, accessFilter);
            }
        }
        String gate = new RouteMatcher(table, gates).gate(host, path);
        if (gate.isEmpty()) {
            answer(table, host, path, request, response, callback);
        } else {
            // After a wait the route may be that of another version.
            pass(
                    gate,
                    request,
                    response,
                    callback,
                    passed -> answer(routes.get(), host, path, request, response, passed));
        }
    }

    private @Nullable String waitingFor(String path) {
        if (modules != null) {
            for (String waiting : modules.waiting(LazyModules.Trigger.PATH)) {
                if (path.startsWith(waiting)
                        && (path.length() == waiting.length() || path.charAt(waiting.length()) == '/')) {
                    return waiting;
                }
            }
        }
        return null;
    }

    /** The segment below a package of a path, if a module waits for it. */
    private @Nullable String waitingForSegment(String path) {
        Set<String> waiting = modules == null ? Set.of() : modules.waiting(LazyModules.Trigger.PACKAGE_PATH);
        for (String segment : waiting) {
            // Every request comes here, and hardly one is about it.
            if (path.contains(segment)) {
                return segmentBelowPackage(path, waiting);
            }
        }
        return null;
    }

    private @Nullable String segmentBelowPackage(String path, Set<String> waiting) {
        String first = PathSegments.at(path, 0);
        String second = PathSegments.at(path, first.length() + 1);
        if (waiting.contains(second)) {
            return gates.exists(first) ? second : null;
        }
        // Below a threebot.
        String third = PathSegments.at(path, first.length() + second.length() + 2);
        return waiting.contains(third) && gates.exists(second) ? third : null;
    }

    private void startModule(
            LazyModules.Trigger kind, String name, Request request, Response response, Callback callback) {
        try {
            Objects.requireNonNull(modules).require(kind, name);
            route(request, response, callback);
        } catch (IllegalStateException e) {
            LOG.error("{} cannot be answered: {}", name, e.getMessage(), e);
            Responses.write(request, response, callback, 503, "the server cannot answer this now; its log says why");
        }
    }

    private static VirtualHost virtualHost(Request request, Routes known) {
        return known.hasVirtualHosts()
                ? known.virtualHost(port(request, known), Request.getServerName(request))
                : VirtualHost.OWN;
    }

    private void answer(
            RouteTable table, VirtualHost host, String path, Request request, Response response, Callback callback) {
        RouteMatcher.Match match = new RouteMatcher(table, gates).match(host, path);
        if (match instanceof RouteMatcher.Match.Endpoint endpoint) {
            boolean isForced = !endpoint.packageName().isEmpty() && table.isHttpsForced(endpoint.packageName());
            if (!isForced || !isSentToHttps(request, response, callback)) {
                call(endpoint.endpoint(), request, response, callback, endpoint.packageName(), endpoint.path());
            }
        } else if (match instanceof RouteMatcher.Match.PackageRoute found) {
            serve(found.route(), table.fallback(), request, response, callback);
        } else if (match instanceof RouteMatcher.Match.Servlets) {
            Caller caller = accessFilter.caller(request);
            request.setAttribute(CALLER, caller);
            block(table.fallback(), null, IdentityHeaders.withIdentity(request, caller), response, callback);
        } else {
            notFound(request, response, callback);
        }
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
        if (callback instanceof ObservingCallback observed && gates.exists(packageName)) {
            observed.isFor(packageName);
        }
        gates.pass(packageName, new TrafficGates.Passage() {
            @Override
            public void enter(Runnable leave) {
                then.accept(new GateCallback(callback, leave));
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

    private void serve(Route route, @Nullable Handler fallback, Request request, Response response, Callback callback) {
        boolean isForced = route.isHttpsForced() && route.virtualHost().port() == 0;
        if (isForced && isSentToHttps(request, response, callback)) {
            return;
        }
        Caller caller = accessFilter.admit(route.access(), route.packageName(), request, response, callback);
        if (caller == null) {
            return;
        }
        Response shown = route.access().isOpen() ? response : new PrivateResponse(request, response);
        if (route.served() instanceof RouteTarget.Files) {
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
                IdentityHeaders.withIdentity(request, caller),
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
            request.setAttribute(CALLER, accessFilter.caller(original));
            return servlets.handle(request, response, callback);
        }
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
        PackageContext live =
                endpoint instanceof PackageEndpoint ? routes.get().packages().get(packageName) : null;
        Caller caller;
        if (live == null || live.access().isOpen()) {
            caller = accessFilter.caller(request);
        } else {
            Caller admitted = accessFilter.admit(live.access(), packageName, request, response, callback);
            if (admitted == null) {
                return;
            }
            caller = admitted;
        }
        CompletionStage<HttpResponse> answer;
        try {
            HttpRequest call = new JettyHttpRequest(
                    request, request.getHeaders(), packageName, path, caller, workers, uploadLimit);
            if (endpoint instanceof PushEndpoint pushing
                    && PushConnections.isWanted(call)
                    && push.isOpened(
                            pushing,
                            call,
                            request,
                            response,
                            callback,
                            accessFilter.isStill(caller, request, response),
                            GateCallback.leaving(callback))) {
                return;
            }
            if (endpoint instanceof EventAnswerEndpoint events) {
                answer = events.answer(call).thenApply(given -> {
                    if (given instanceof EventAnswerEndpoint.Answer.Whole whole) {
                        return whole.response();
                    }
                    push.answer(
                            ((EventAnswerEndpoint.Answer.Events) given).listener(),
                            response,
                            callback,
                            accessFilter.isStill(caller, request, response));
                    return ANSWERED;
                });
            } else {
                answer = endpoint.handle(call);
            }
        } catch (RuntimeException e) {
            answer(e, request, response, callback);
            return;
        }
        BiConsumer<@Nullable HttpResponse, @Nullable Throwable> done = (given, failure) -> {
            if (given != null && given.equals(ANSWERED)) {
                return;
            }
            if (given != null) {
                Responses.write(response, callback, accessFilter.explained(given, caller, packageName, request));
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
            // What cannot be understood is not read to its end, so that the connection ends, and the client must not
            // use it again.
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
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
        HttpResponse instead = Responses.insteadOfNothing(request);
        if (instead != null) {
            Responses.write(response, callback, instead);
            return;
        }
        Responses.write(request, response, callback, 404, Responses.nothingAt(request));
    }
}

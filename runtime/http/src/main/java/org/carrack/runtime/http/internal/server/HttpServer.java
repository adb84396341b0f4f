package org.carrack.runtime.http.internal.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carrack.auth.AuditLog;
import org.carrack.config.ConfigException;
import org.carrack.config.SourceLocation;
import org.carrack.config.Undo;
import org.carrack.http.HttpEndpoint;
import org.carrack.lifecycle.PackageContext;
import org.carrack.runtime.http.internal.access.AccessFilter;
import org.carrack.runtime.http.internal.access.AllowedHosts;
import org.carrack.runtime.http.internal.access.RequestAuthenticator;
import org.carrack.runtime.http.internal.access.TrustedProxies;
import org.carrack.runtime.http.internal.access.UpgradedConnectionMonitor;
import org.carrack.runtime.http.internal.push.PushConnections;
import org.carrack.runtime.http.internal.response.HttpLimits;
import org.carrack.runtime.http.internal.response.HttpServerConfig;
import org.carrack.runtime.http.internal.response.Responses;
import org.carrack.runtime.http.internal.routing.Binding;
import org.carrack.runtime.http.internal.routing.PathSegments;
import org.carrack.runtime.http.internal.routing.Route;
import org.carrack.runtime.http.internal.routing.RouteTable;
import org.carrack.runtime.http.internal.routing.Routes;
import org.carrack.runtime.http.internal.routing.RoutingSnapshot;
import org.carrack.runtime.http.internal.routing.VirtualHost;
import org.carrack.spi.auth.Authenticator;
import org.carrack.spi.config.ServerConfig;
import org.carrack.spi.http.RequestObserver;
import org.carrack.spi.server.LazyModules;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Jetty server and what it serves; its port is opened by {@link ServerPort}. */
@Component(service = HttpServer.class)
public final class HttpServer {

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    private final Server server;
    private final @Nullable LazyModules modules;
    private final Gates gates;
    private final Connectors connectors;
    private final PackagePorts ports;
    private final boolean speaksTls;
    private final NginxSettings nginx;
    private volatile Runnable whenChanged = () -> {};
    private volatile int securePort;
    private volatile int ownPort;
    private final RequestAuthenticator requestAuthenticator = new RequestAuthenticator();
    private final AccessFilter accessFilter;
    private final Map<String, List<Undo>> held = new HashMap<>();
    private volatile List<RequestObserver> observers = List.of();
    private volatile RouteTable routes = RouteTable.EMPTY;

    @Activate
    public HttpServer(
            BundleContext context,
            @Reference Gates gates,
            @Reference ServerConfig config,
            @Reference CertificatesOnDemand certificates,
            @Reference AuditLog audit,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL) @Nullable LazyModules modules)
            throws HttpServerException {
        this.modules = modules;
        JettyServices services = new JettyServices(context);
        // It looks for the encoders of HTTP/2 once, in the first class loader that it sees.
        services.show(() -> HttpFields.build().add(new PreEncodedHttpField(HttpHeader.SERVER, "")));
        QueuedThreadPool threads = new QueuedThreadPool();
        threads.setName("http");
        if (VirtualThreads.areSupported()) {
            threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
        }
        Executor virtual = VirtualThreads.getVirtualThreadsExecutor(threads);
        this.gates = gates;
        server = new Server(threads);
        HttpLimits limits = HttpLimits.of(config);
        server.setErrorHandler(new Responses(limits));
        server.setStopTimeout(5_000);
        server.setRequestLog(AccessLog.of(config, Path.of(context.getProperty("carrack.home"))));
        accessFilter =
                new AccessFilter(requestAuthenticator, audit, new UpgradedConnectionMonitor(server.getScheduler()));
        server.setHandler(new GracefulHandler(new Router(
                this::routes,
                this::securePort,
                gates,
                accessFilter,
                () -> observers,
                virtual == null ? threads : virtual,
                AllowedHosts.of(config),
                () -> HttpLimits.upload(config),
                new PushConnections(server, virtual == null ? threads : virtual),
                modules)));
        start(server::start);
        speaksTls = config.root().child("tls").isPresent();
        nginx = NginxSettings.of(config);
        TrustedProxies proxies =
                new TrustedProxies(Set.of(config.view(HttpServerConfig.class).trustedProxies()), nginx.isInFront());
        connectors = new Connectors(
                server,
                certificates,
                services,
                proxies,
                limits,
                config.view(TlsPortConfig.class).hstsS());
        ports = new PackagePorts(connectors, ServerPort.bind(context));
        gates.whenOpening(this::forgetHeld);
    }

    @Deactivate
    public void deactivate() {
        try {
            server.stop();
        } catch (Exception e) { // LifeCycle.stop declares it
            LOG.warn("the HTTP server did not stop cleanly", e);
        }
    }

    public Server server() {
        return server;
    }

    public Connectors connectors() {
        return connectors;
    }

    /** Whether the server's owner wants a port that speaks TLS; it may not be open yet. */
    public boolean speaksTls() {
        return speaksTls;
    }

    /** The server's own port that speaks TLS; 0 if there is none. */
    public int securePort() {
        return speaksTls && nginx.isInFront() ? nginx.securePort() : securePort;
    }

    public void securePort(int port) {
        securePort = port;
    }

    /** Changes the table of routes. */
    public synchronized void change(UnaryOperator<RouteTable> change) {
        routes = change.apply(routes);
        whenChanged.run();
    }

    /** Notifies a listener whenever the routes change, under a lock. */
    public void whenChanged(Runnable listener) {
        whenChanged = listener;
    }

    /** The routes as they are now. */
    public RoutingSnapshot snapshot() {
        LazyModules lazy = modules;
        RoutingSnapshot known = routes.snapshot();
        return lazy == null
                ? known
                : known.with(
                        lazy.waiting(LazyModules.Trigger.PATH).stream()
                                .map(path -> path.substring(1))
                                .collect(Collectors.toUnmodifiableSet()),
                        lazy.waiting(LazyModules.Trigger.PACKAGE_PATH));
    }

    /** The live package of a bundle. */
    public Optional<PackageContext> packageOf(Bundle bundle) {
        return routes.packages().values().stream()
                .filter(live -> live.bundle().equals(bundle))
                .findFirst();
    }

    public AccessFilter accessFilter() {
        return accessFilter;
    }

    public RouteTable routes() {
        return routes;
    }

    /**
     * Adds a route, whose handler is not started yet, and opens its port unless it is open.
     *
     * @return what takes it back
     * @throws ConfigException if the path is another's, or the port cannot be opened
     */
    public Undo add(Route route) throws ConfigException {
        Handler handler = Objects.requireNonNull(route.handler());
        synchronized (this) {
            refuseTaken(route);
            try {
                open(route.virtualHost().port(), route.packageName(), route.binding());
                start(handler);
            } catch (HttpServerException e) {
                ports.closeUnused(routes.routes().ports());
                throw new ConfigException(route.declared(), String.valueOf(e.getMessage()));
            } catch (RuntimeException | LinkageError e) { // of what the handler is made of
                ports.closeUnused(routes.routes().ports());
                throw e;
            }
            change(table -> table.withRoutes(all -> all.with(route)));
        }
        return () -> {
            synchronized (this) {
                // What is replaced keeps its paths and ports until the next version has said which it wants.
                boolean isHeld = gates.isClosed(route.packageName());
                change(table -> table.withRoutes(all -> all.without(route, isHeld)));
                ports.closeUnused(routes.routes().ports());
            }
            stop(handler);
        };
    }

    /**
     * Includes some of what is on the server's own port in another virtual host, whose port is opened unless it is open.
     *
     * @param declared where the descriptor says so
     * @throws ConfigException if the port cannot be opened
     */
    public synchronized Undo include(Routes.Include include, SourceLocation declared) throws ConfigException {
        try {
            open(include.virtualHost().port(), include.packageName(), include.binding());
        } catch (HttpServerException e) {
            throw new ConfigException(declared, String.valueOf(e.getMessage()));
        }
        change(table -> table.withRoutes(all -> all.with(include)));
        return () -> {
            synchronized (this) {
                boolean isHeld = gates.isClosed(include.packageName());
                change(table -> table.withRoutes(all -> all.without(include, isHeld)));
                ports.closeUnused(routes.routes().ports());
            }
        };
    }

    /** Shows a warning with a package, if it is live. */
    public void warn(String packageName, String warning) {
        PackageContext live = routes.packages().get(packageName);
        if (live != null) {
            live.warn(warning);
        }
    }

    /** The binding of a port that is open, or the default. */
    public synchronized Binding bindingOf(int port) {
        return ports.binding(port);
    }

    private boolean isOwn(int port) {
        return port == ownPort || port == securePort;
    }

    /** The number of the server's own port. */
    public void ownPort(int port) {
        ownPort = port;
    }

    /** Keeps text for nginx. */
    public Undo keep(Routes.Custom custom) {
        change(table -> table.withRoutes(all -> all.with(custom)));
        return held(custom.packageName(), () -> change(table -> table.withRoutes(all -> all.without(custom))));
    }

    private void open(int port, String packageName, Binding binding) throws HttpServerException {
        if (nginx.isInFront()) {
            // It has the ports, but for those that it or this server has already.
            if (port != 0 && (port == nginx.port() || port == nginx.securePort() || isOwn(port))) {
                throw new HttpServerException(
                        "port %d is that of nginx or of the server itself; choose another".formatted(port));
            }
            return;
        }
        if (routes.routes().isOnlyHeld(port, packageName)) {
            ports.openAnew(port, binding);
        } else {
            ports.open(port, binding);
        }
    }

    /**
     * Refuses a path that the server has itself, on its own port.
     *
     * @param packageName the package that wants the path; if it is empty, nothing is refused
     * @param path with a slash before it
     */
    public void refuseServerPath(String packageName, String path, SourceLocation declared) throws ConfigException {
        String first = PathSegments.at(path, 0);
        if (!packageName.isEmpty() && isOfServer(first, PathSegments.at(path, first.length() + 1))) {
            throw taken(declared, path, VirtualHost.OWN, "the server", "it");
        }
    }

    private void refuseTaken(Route route) throws ConfigException {
        Optional<Route> conflictingRoute = routes.routes().conflictingRoute(route);
        String first = PathSegments.at(route.path(), 0);
        boolean isOwn = route.virtualHost().equals(VirtualHost.OWN);
        String owner = "";
        if (conflictingRoute.isPresent()) {
            owner = conflictingRoute.get().toString();
        } else if (isOwn && !first.equals(route.packageName()) && gates.exists(first) && !isVersioned(route)) {
            owner = "package " + first;
        } else if (isOwn && isOfServer(first, PathSegments.at(route.path(), first.length() + 1))) {
            owner = "the server";
        }
        if (!owner.isEmpty()) {
            throw taken(route.declared(), route.path(), route.virtualHost(), owner, route.toString());
        }
    }

    private static ConfigException taken(
            SourceLocation declared, String path, VirtualHost virtualHost, String owner, String claimant) {
        return new ConfigException(
                declared,
                "the path %s/ on %s belongs to %s already; give %s another path_url"
                        .formatted(path, virtualHost, owner, claimant));
    }

    /** Adapt's addresses of a package's files are its own, also if there is a package adapt. */
    private static boolean isVersioned(Route route) {
        return route.path().startsWith("/adapt/%1$s/%1$s-".formatted(route.packageName()));
    }

    private boolean isOfServer(String first, String second) {
        return routes.serverPath(first, second) != null || routes.packagePaths().containsKey(second);
    }

    /**
     * An undo that waits while its package is being replaced, until the next version has said what it wants: what callers see
     * stays as it was.
     */
    public Undo held(String packageName, Undo undo) {
        return () -> {
            synchronized (this) {
                if (gates.isClosed(packageName)) {
                    held.computeIfAbsent(packageName, name -> new ArrayList<>()).add(undo);
                    return;
                }
            }
            undo.undo();
        };
    }

    private void forgetHeld(String packageName) {
        List<Undo> undos;
        synchronized (this) {
            undos = held.getOrDefault(packageName, List.of());
            held.remove(packageName);
        }
        undos.forEach(Undo::undo);
        forgetHeldRoutes(packageName);
    }

    private synchronized void forgetHeldRoutes(String packageName) {
        change(table -> table.withRoutes(all -> all.withoutHeld(packageName)));
        ports.closeUnused(routes.routes().ports());
    }

    /** Starts a handler that is not part of the server's tree, since the table decides who is asked. */
    public void start(Handler handler) throws HttpServerException {
        handler.setServer(server);
        start(handler::start);
    }

    /** Stops such a handler. */
    public static void stop(Handler handler) {
        try {
            handler.stop();
        } catch (Exception e) { // LifeCycle.stop declares it
            LOG.warn("{} did not stop cleanly", handler, e);
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void addEndpoint(HttpEndpoint endpoint, Map<String, Object> properties) {
        String path = (String) properties.get(HttpEndpoint.PATH);
        String packagePath = (String) properties.get(HttpEndpoint.PACKAGE_PATH);
        if (path != null) {
            String bare = path.replaceAll("^/|/$", "");
            change(table -> table.withServerPaths(paths -> put(paths, bare, endpoint)));
            if (Boolean.TRUE.equals(properties.get(HttpEndpoint.EVERY_HOST))) {
                change(table -> table.withPathsOfEveryHost(paths -> put(paths, bare, endpoint)));
            }
        } else if (packagePath != null) {
            change(table -> table.withPackagePaths(paths -> put(paths, packagePath, endpoint)));
        } else {
            LOG.warn(
                    "{} is an HttpEndpoint with neither {} nor {}; it answers nothing",
                    endpoint.getClass().getName(),
                    HttpEndpoint.PATH,
                    HttpEndpoint.PACKAGE_PATH);
        }
    }

    public void removeEndpoint(HttpEndpoint endpoint) {
        change(table -> table.withServerPaths(paths -> drop(paths, endpoint))
                .withPathsOfEveryHost(paths -> drop(paths, endpoint))
                .withPackagePaths(paths -> drop(paths, endpoint)));
    }

    /** Who knows the callers; until then every caller is anonymous, and no port of the server is open. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    public void setAuthenticator(Authenticator authenticator) {
        requestAuthenticator.use(authenticator);
    }

    public void unsetAuthenticator(Authenticator authenticator) {
        requestAuthenticator.use(null);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public synchronized void addObserver(RequestObserver observer) {
        observers = Stream.concat(observers.stream(), Stream.of(observer)).toList();
    }

    public synchronized void removeObserver(RequestObserver observer) {
        observers = observers.stream().filter(other -> other != observer).toList();
    }

    @Reference(
            target = PackageContext.ANY,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addPackage(PackageContext live) {
        change(table -> table.withPackages(packages -> {
            packages.put(live.name(), live);
            return packages;
        }));
    }

    public void removePackage(PackageContext live) {
        change(table -> table.withPackages(packages -> {
            // The next version may be there already.
            packages.remove(live.name(), live);
            return packages;
        }));
    }

    private static Map<String, HttpEndpoint> put(Map<String, HttpEndpoint> paths, String path, HttpEndpoint endpoint) {
        HttpEndpoint first = paths.putIfAbsent(path, endpoint);
        if (first != null) {
            LOG.warn(
                    "{} and {} both claim the path {}; the first keeps it",
                    first.getClass().getName(),
                    endpoint.getClass().getName(),
                    path);
        }
        return paths;
    }

    private static Map<String, HttpEndpoint> drop(Map<String, HttpEndpoint> paths, HttpEndpoint endpoint) {
        paths.values().removeIf(other -> other == endpoint);
        return paths;
    }

    private interface Start {
        void run() throws Exception; // as LifeCycle.start
    }

    private static void start(Start start) throws HttpServerException {
        try {
            start.run();
        } catch (Exception e) {
            throw new HttpServerException("Jetty could not start: " + e.getMessage(), e);
        }
    }
}

package org.carrack.runtime.http.internal.routing;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.carrack.http.HttpEndpoint;
import org.carrack.lifecycle.PackageContext;
import org.eclipse.jetty.server.Handler;
import org.jspecify.annotations.Nullable;

/**
 * The routes of the server. Immutable: a change makes a new table, which replaces the old one as a whole.
 *
 * @param serverPaths endpoints of the server by their path, one or two segments without a slash around them
 * @param pathsOfEveryHost those that are at hosts and ports of packages, too
 * @param packagePaths endpoints below every package by their segment
 * @param routes the routes of packages
 * @param packages the live packages by name
 * @param fallback the handler of the servlets, for paths that nothing else answers
 */
public record RouteTable(
        Map<String, HttpEndpoint> serverPaths,
        Map<String, HttpEndpoint> pathsOfEveryHost,
        Map<String, HttpEndpoint> packagePaths,
        Routes routes,
        Map<String, PackageContext> packages,
        @Nullable Handler fallback) {

    public static final RouteTable EMPTY = new RouteTable(Map.of(), Map.of(), Map.of(), Routes.EMPTY, Map.of(), null);

    public RouteTable {
        serverPaths = Map.copyOf(serverPaths);
        pathsOfEveryHost = Map.copyOf(pathsOfEveryHost);
        packagePaths = Map.copyOf(packagePaths);
        packages = Map.copyOf(packages);
    }

    public RouteTable withServerPaths(UnaryOperator<Map<String, HttpEndpoint>> change) {
        return new RouteTable(
                change.apply(new HashMap<>(serverPaths)), pathsOfEveryHost, packagePaths, routes, packages, fallback);
    }

    public RouteTable withPathsOfEveryHost(UnaryOperator<Map<String, HttpEndpoint>> change) {
        return new RouteTable(
                serverPaths, change.apply(new HashMap<>(pathsOfEveryHost)), packagePaths, routes, packages, fallback);
    }

    public RouteTable withPackagePaths(UnaryOperator<Map<String, HttpEndpoint>> change) {
        return new RouteTable(
                serverPaths, pathsOfEveryHost, change.apply(new HashMap<>(packagePaths)), routes, packages, fallback);
    }

    public RouteTable withFallback(@Nullable Handler handler) {
        return new RouteTable(serverPaths, pathsOfEveryHost, packagePaths, routes, packages, handler);
    }

    public RouteTable withPackages(UnaryOperator<Map<String, PackageContext>> change) {
        return new RouteTable(
                serverPaths, pathsOfEveryHost, packagePaths, routes, change.apply(new HashMap<>(packages)), fallback);
    }

    /** Whether a live package belongs to that threebot. */
    public boolean isOf(String threebot, String packageName) {
        PackageContext live = packages.get(packageName);
        return live != null && live.threebot().filter(threebot::equals).isPresent();
    }

    public RouteTable withRoutes(UnaryOperator<Routes> change) {
        return new RouteTable(serverPaths, pathsOfEveryHost, packagePaths, change.apply(routes), packages, fallback);
    }

    /** The endpoint of the server for a path that begins with these segments. */
    @Nullable
    public HttpEndpoint serverPath(String first, String second) {
        return find(serverPaths, first, second);
    }

    /** The same for hosts and ports of packages. */
    @Nullable
    public HttpEndpoint pathOfEveryHost(String first, String second) {
        return pathsOfEveryHost.isEmpty() ? null : find(pathsOfEveryHost, first, second);
    }

    /** The length of the path of that endpoint, without a slash before it. */
    public int serverPathLength(String first, String second) {
        return serverPaths.containsKey(first + "/" + second) ? first.length() + 1 + second.length() : first.length();
    }

    /** The part of the table that others show: the nginx exporter, lists. */
    public RoutingSnapshot snapshot() {
        return new RoutingSnapshot(
                routes, serverPaths.keySet(), pathsOfEveryHost.keySet(), packagePaths.keySet(), packages.keySet());
    }

    private static @Nullable HttpEndpoint find(Map<String, HttpEndpoint> paths, String first, String second) {
        // The longer path is the more special one.
        HttpEndpoint longer = second.isEmpty() ? null : paths.get(first + "/" + second);
        return longer == null ? paths.get(first) : longer;
    }

    /** Whether callers of a live package are sent to HTTPS. */
    public boolean isHttpsForced(String packageName) {
        PackageContext live = packages.get(packageName);
        return live != null && live.isHttpsForced();
    }
}

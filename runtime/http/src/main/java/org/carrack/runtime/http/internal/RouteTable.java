package org.carrack.runtime.http.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.carrack.http.HttpEndpoint;
import org.carrack.lifecycle.PackageContext;
import org.eclipse.jetty.server.Handler;
import org.jspecify.annotations.Nullable;

/**
 * Which path goes where. Immutable: a change makes a new table, which is swapped in whole.
 *
 * @param serverPaths endpoints of the server by their path, one or two segments without a slash around them
 * @param packagePaths endpoints below every package by their segment
 * @param routes what packages serve besides
 * @param packages the live packages by name
 * @param fallback what gets the paths that nobody else takes: the servlets
 */
record RouteTable(
        Map<String, HttpEndpoint> serverPaths,
        Map<String, HttpEndpoint> packagePaths,
        Routes routes,
        Map<String, PackageContext> packages,
        @Nullable Handler fallback) {

    static final RouteTable EMPTY = new RouteTable(Map.of(), Map.of(), Routes.EMPTY, Map.of(), null);

    RouteTable {
        serverPaths = Map.copyOf(serverPaths);
        packagePaths = Map.copyOf(packagePaths);
        packages = Map.copyOf(packages);
    }

    RouteTable withServerPaths(UnaryOperator<Map<String, HttpEndpoint>> change) {
        return new RouteTable(change.apply(new HashMap<>(serverPaths)), packagePaths, routes, packages, fallback);
    }

    RouteTable withPackagePaths(UnaryOperator<Map<String, HttpEndpoint>> change) {
        return new RouteTable(serverPaths, change.apply(new HashMap<>(packagePaths)), routes, packages, fallback);
    }

    RouteTable withFallback(@Nullable Handler handler) {
        return new RouteTable(serverPaths, packagePaths, routes, packages, handler);
    }

    RouteTable withPackages(UnaryOperator<Map<String, PackageContext>> change) {
        return new RouteTable(serverPaths, packagePaths, routes, change.apply(new HashMap<>(packages)), fallback);
    }

    /** Whether a live package belongs to that threebot. */
    boolean isOf(String threebot, String packageName) {
        PackageContext live = packages.get(packageName);
        return live != null && live.threebot().filter(threebot::equals).isPresent();
    }

    RouteTable withRoutes(UnaryOperator<Routes> change) {
        return new RouteTable(serverPaths, packagePaths, change.apply(routes), packages, fallback);
    }

    /** The endpoint of the server for a path that begins with these segments. */
    @Nullable
    HttpEndpoint serverPath(String first, String second) {
        HttpEndpoint endpoint = serverPaths.get(first);
        return endpoint != null || second.isEmpty() ? endpoint : serverPaths.get(first + "/" + second);
    }
}

package org.carrack.runtime.http.internal.routing;

import org.carrack.http.HttpEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * Finds what answers a path of a virtual host, and which package's gate the request passes on its way. Pure: it reads one table and
 * the gates. A gate may hold a request while its package is replaced, so what answers is looked up again behind it, in the
 * table of that moment.
 *
 * <p>In this order, at the server's own host: endpoints of the server ({@code /health}); endpoints below a package
 * ({@code /shop/actors/…}, {@code /<threebot>/shop/actors/…}); the longest route; servlets. At a host or port of packages:
 * endpoints that are at every host; then the longest of its routes and of what it includes of the own host.
 */
public record RouteMatcher(RouteTable table, Packages packages) {

    /** The packages that have a gate. */
    public interface Packages {

        /** Whether there is a package of that name, live or not. */
        boolean exists(String packageName);

        /** Whether its gate is closed. */
        boolean isClosed(String packageName);
    }

    /** What answers a request. */
    public sealed interface Match {

        /**
         * An endpoint.
         *
         * @param packageName the package below which it is called; empty for an endpoint of the server
         * @param path the path below the endpoint
         */
        record Endpoint(HttpEndpoint endpoint, String packageName, String path) implements Match {}

        /** A route of a package. */
        record PackageRoute(Route route) implements Match {}

        /** No route: the servlets may answer. */
        record Servlets() implements Match {}

        /** Nothing. */
        record Nothing() implements Match {}
    }

    private static final Match SERVLETS = new Match.Servlets();
    private static final Match NOTHING = new Match.Nothing();

    /** The package whose gate a request passes; empty if it passes none. */
    public String gate(VirtualHost host, String path) {
        String first = PathSegments.at(path, 0);
        String second = PathSegments.at(path, first.length() + 1);
        if (!host.equals(VirtualHost.OWN)) {
            return atHostOfPackages(host, path, first, second).gate();
        }
        if (isBelowThreebot(path, first, second)) {
            return second;
        }
        if (table.serverPath(first, second) != null) {
            return "";
        }
        // The routes of a package whose gate is closed may be missing for the moment.
        boolean isOfFirst = table.packagePaths().containsKey(second) || packages.isClosed(first);
        Route route = isOfFirst ? null : table.routes().find(VirtualHost.OWN, first, path);
        return route == null ? first : route.packageName();
    }

    /** What answers a request behind its gate. */
    public Match match(VirtualHost host, String path) {
        String first = PathSegments.at(path, 0);
        String second = PathSegments.at(path, first.length() + 1);
        return host.equals(VirtualHost.OWN)
                ? atOwnHost(path, first, second)
                : atHostOfPackages(host, path, first, second).match();
    }

    private Match atOwnHost(String path, String first, String second) {
        if (isBelowThreebot(path, first, second) && table.isOf(first, second)) {
            return packageEndpoint(second, path, first.length() + second.length() + 2);
        }
        HttpEndpoint ofServer = table.serverPath(first, second);
        if (ofServer != null) {
            return serverEndpoint(ofServer, table.serverPathLength(first, second), path);
        }
        if (table.packagePaths().containsKey(second)) {
            return packageEndpoint(first, path, first.length() + 1);
        }
        Route route = table.routes().find(VirtualHost.OWN, first, path);
        return route == null || route.isHeld() ? SERVLETS : new Match.PackageRoute(route);
    }

    /** What answers, and the package whose gate is passed before. */
    private record Gated(String gate, Match match) {}

    private Gated atHostOfPackages(VirtualHost host, String path, String first, String second) {
        HttpEndpoint everywhere = table.pathOfEveryHost(first, second);
        if (everywhere != null) {
            return new Gated("", serverEndpoint(everywhere, table.serverPathLength(first, second), path));
        }
        Routes routes = table.routes();
        Route own = routes.find(host, first, path);
        Route included = routes.find(VirtualHost.OWN, first, path);
        if (included != null && !routes.includes(host, included.packageName(), included.name())) {
            included = null;
        }
        // The longest path wins, of what is included too; the host's own at the same length.
        Route route = longer(own, included);
        boolean isEndpoint = table.packagePaths().containsKey(second)
                && first.length() + second.length() + 2
                        > (own == null ? -1 : own.path().length())
                && routes.includes(host, first, second);
        if (isEndpoint) {
            return new Gated(first, packageEndpoint(first, path, first.length() + 1));
        }
        if (route == null) {
            return new Gated("", NOTHING);
        }
        return new Gated(route.packageName(), route.isHeld() ? SERVLETS : new Match.PackageRoute(route));
    }

    private static @Nullable Route longer(@Nullable Route own, @Nullable Route included) {
        if (own == null || included == null) {
            return own == null ? included : own;
        }
        return included.path().length() > own.path().length() ? included : own;
    }

    /** Whether a path is of the form {@code /<threebot>/<package>/<segment of an endpoint>/…}. */
    private boolean isBelowThreebot(String path, String first, String second) {
        if (second.isEmpty() || table.packagePaths().containsKey(second) || !packages.exists(second)) {
            return false;
        }
        // The threebot of a package that is being started is not known yet: behind its gate it is.
        boolean mayBe = table.isOf(first, second) || !packages.exists(first);
        return mayBe && table.packagePaths().containsKey(PathSegments.at(path, first.length() + second.length() + 2));
    }

    private Match packageEndpoint(String packageName, String path, int start) {
        String segment = PathSegments.at(path, start);
        HttpEndpoint endpoint = table.packagePaths().get(segment);
        return endpoint == null
                ? NOTHING
                : new Match.Endpoint(endpoint, packageName, path.substring(start + segment.length() + 1));
    }

    private static Match serverEndpoint(HttpEndpoint endpoint, int length, String path) {
        return new Match.Endpoint(endpoint, "", path.substring(length + 1));
    }
}

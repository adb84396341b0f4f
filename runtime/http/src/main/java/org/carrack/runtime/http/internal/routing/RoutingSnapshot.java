package org.carrack.runtime.http.internal.routing;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The routes of the server as others show them. Immutable.
 *
 * @param serverPaths paths of the server itself, without a slash before them
 * @param pathsOfEveryHost those that are at hosts and ports of packages, too
 * @param packagePaths the segments below packages that the server answers itself
 * @param packages the names of the live packages
 */
public record RoutingSnapshot(
        Routes routes,
        Set<String> serverPaths,
        Set<String> pathsOfEveryHost,
        Set<String> packagePaths,
        Set<String> packages) {

    /** The same with paths that nobody answers yet, since what does so is started by the first who asks. */
    public RoutingSnapshot with(Set<String> waitingPaths, Set<String> waitingPackagePaths) {
        return new RoutingSnapshot(
                routes,
                joined(serverPaths, waitingPaths),
                pathsOfEveryHost,
                joined(packagePaths, waitingPackagePaths),
                packages);
    }

    private static Set<String> joined(Set<String> some, Set<String> more) {
        return Stream.concat(some.stream(), more.stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** The same without the routes of packages. */
    public RoutingSnapshot withoutRoutes() {
        return new RoutingSnapshot(Routes.EMPTY, serverPaths, pathsOfEveryHost, packagePaths, packages);
    }

    /** The same without text for nginx. */
    public RoutingSnapshot withoutCustoms() {
        return new RoutingSnapshot(routes.withoutCustoms(), serverPaths, pathsOfEveryHost, packagePaths, packages);
    }
}

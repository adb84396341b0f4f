package org.carrack.runtime.http.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
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
 * @param sites static sites by package, longest path first
 * @param packages the live packages by name
 * @param fallback what gets the paths that nobody else takes: the servlets
 */
record RouteTable(
        Map<String, HttpEndpoint> serverPaths,
        Map<String, HttpEndpoint> packagePaths,
        Map<String, List<Site>> sites,
        Map<String, PackageContext> packages,
        @Nullable Handler fallback) {

    static final RouteTable EMPTY = new RouteTable(Map.of(), Map.of(), Map.of(), Map.of(), null);

    RouteTable {
        serverPaths = Map.copyOf(serverPaths);
        packagePaths = Map.copyOf(packagePaths);
        sites = Map.copyOf(sites);
        packages = Map.copyOf(packages);
    }

    RouteTable withServerPaths(UnaryOperator<Map<String, HttpEndpoint>> change) {
        return new RouteTable(change.apply(new HashMap<>(serverPaths)), packagePaths, sites, packages, fallback);
    }

    RouteTable withPackagePaths(UnaryOperator<Map<String, HttpEndpoint>> change) {
        return new RouteTable(serverPaths, change.apply(new HashMap<>(packagePaths)), sites, packages, fallback);
    }

    RouteTable withFallback(@Nullable Handler handler) {
        return new RouteTable(serverPaths, packagePaths, sites, packages, handler);
    }

    RouteTable withPackages(UnaryOperator<Map<String, PackageContext>> change) {
        return new RouteTable(serverPaths, packagePaths, sites, change.apply(new HashMap<>(packages)), fallback);
    }

    /** Whether a live package belongs to that threebot. */
    boolean isOf(String threebot, String packageName) {
        PackageContext live = packages.get(packageName);
        return live != null && live.threebot().filter(threebot::equals).isPresent();
    }

    RouteTable with(Site site) {
        List<Site> ofPackage = new ArrayList<>(sites.getOrDefault(site.packageName(), List.of()));
        ofPackage.add(site);
        ofPackage.sort(Comparator.comparingInt((Site s) -> s.path().length()).reversed());
        return withSites(site.packageName(), ofPackage);
    }

    RouteTable without(Site site) {
        List<Site> ofPackage = new ArrayList<>(sites.getOrDefault(site.packageName(), List.of()));
        ofPackage.remove(site);
        return withSites(site.packageName(), ofPackage);
    }

    private RouteTable withSites(String packageName, List<Site> ofPackage) {
        Map<String, List<Site>> changed = new HashMap<>(sites);
        if (ofPackage.isEmpty()) {
            changed.remove(packageName);
        } else {
            changed.put(packageName, List.copyOf(ofPackage));
        }
        return new RouteTable(serverPaths, packagePaths, changed, packages, fallback);
    }

    /** The endpoint of the server for a path that begins with these segments. */
    @Nullable
    HttpEndpoint serverPath(String first, String second) {
        HttpEndpoint endpoint = serverPaths.get(first);
        return endpoint != null || second.isEmpty() ? endpoint : serverPaths.get(first + "/" + second);
    }

    /** The site of a package that a path belongs to. */
    @Nullable
    Site site(String packageName, String path) {
        for (Site site : sites.getOrDefault(packageName, List.of())) {
            if (path.startsWith(site.path())
                    && (path.length() == site.path().length()
                            || path.charAt(site.path().length()) == '/')) {
                return site;
            }
        }
        return null;
    }
}

package org.carrack.runtime.http.internal.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The routes of packages by virtual host and path. Immutable. */
public final class Routes {

    public static final Routes EMPTY = new Routes(List.of(), List.of(), List.of());

    /**
     * A virtual host includes some of what is on the server's own port.
     *
     * @param binding how the port is opened, if it is one of its own
     * @param names which: {@code <package>_<name>}
     * @param isOwn whether only what is the package's own is shown, whatever else has such a name
     * @param isHeld whether it is only kept while its package is being replaced
     */
    public record Include(
            String packageName,
            VirtualHost virtualHost,
            Binding binding,
            Pattern names,
            boolean isOwn,
            boolean isHeld) {

        public Include held() {
            return new Include(packageName, virtualHost, binding, names, isOwn, true);
        }
    }

    /**
     * Text for nginx.
     *
     * @param text as it is to stand in a {@code server}
     */
    public record Custom(String packageName, VirtualHost virtualHost, String name, String text) {}

    private final List<Route> all;
    private final List<Include> includes;
    private final List<Custom> customs;

    /** By the first segment of their path, longest path first. */
    private final Map<VirtualHost, Map<String, List<Route>>> bySegment;

    private final boolean hasVirtualHosts;

    private Routes(List<Route> all, List<Include> includes, List<Custom> customs) {
        this.customs = List.copyOf(customs);
        this.all = List.copyOf(all);
        this.includes = List.copyOf(includes);
        Map<VirtualHost, Map<String, List<Route>>> virtualHosts = new HashMap<>();
        all.stream()
                .sorted(Comparator.comparingInt((Route route) -> route.path().length())
                        .reversed())
                .forEach(route -> virtualHosts
                        .computeIfAbsent(route.virtualHost(), p -> new HashMap<>())
                        .computeIfAbsent(PathSegments.at(route.path(), 0), s -> new ArrayList<>())
                        .add(route));
        includes.forEach(include -> virtualHosts.computeIfAbsent(include.virtualHost(), p -> new HashMap<>()));
        bySegment = Map.copyOf(virtualHosts);
        hasVirtualHosts = virtualHosts.keySet().stream().anyMatch(virtualHost -> !virtualHost.equals(VirtualHost.OWN));
    }

    /** The route of another package, or a live one of the same, that has the path already. */
    public Optional<Route> conflictingRoute(Route route) {
        return all.stream()
                .filter(route::isSamePath)
                .filter(other -> !other.isHeld() || !other.packageName().equals(route.packageName()))
                .findFirst();
    }

    /** With one more route, instead of one that was held for it. */
    public Routes with(Route route) {
        List<Route> changed = new ArrayList<>(all);
        changed.removeIf(other -> other.isHeld() && other.isSamePath(route));
        changed.add(route);
        return new Routes(changed, includes, customs);
    }

    /**
     * Without a route.
     *
     * @param isHeld whether its path is kept for the package
     */
    public Routes without(Route route, boolean isHeld) {
        List<Route> changed = new ArrayList<>(all);
        if (changed.remove(route) && isHeld) {
            changed.add(route.held());
        }
        return new Routes(changed, includes, customs);
    }

    public Routes with(Include include) {
        List<Include> changed = new ArrayList<>(includes);
        changed.add(include);
        return new Routes(all, changed, customs);
    }

    /**
     * Without what a virtual host includes.
     *
     * @param isHeld whether it is kept for the package
     */
    public Routes without(Include include, boolean isHeld) {
        List<Include> changed = new ArrayList<>(includes);
        if (changed.remove(include) && isHeld) {
            changed.add(include.held());
        }
        return new Routes(all, changed, customs);
    }

    public Routes with(Custom custom) {
        List<Custom> changed = new ArrayList<>(customs);
        changed.add(custom);
        return new Routes(all, includes, changed);
    }

    public Routes without(Custom custom) {
        List<Custom> changed = new ArrayList<>(customs);
        changed.remove(custom);
        return new Routes(all, includes, changed);
    }

    public Routes withoutCustoms() {
        return new Routes(all, includes, List.of());
    }

    /** All routes, in the order in which they came. */
    public List<Route> all() {
        return all;
    }

    /** The virtual hosts of routes, of what is included, and of text for nginx. */
    public Set<VirtualHost> virtualHosts() {
        return Stream.concat(bySegment.keySet().stream(), customs.stream().map(Custom::virtualHost))
                .collect(Collectors.toSet());
    }

    /** All text for nginx. */
    public List<Custom> customs() {
        return customs;
    }

    /** The text for nginx at a virtual host. */
    public List<Custom> customs(VirtualHost virtualHost) {
        return customs.stream()
                .filter(custom -> custom.virtualHost().equals(virtualHost))
                .toList();
    }

    /** Whether a port of its own speaks TLS. */
    public boolean isSecure(int port) {
        return bindings(port).anyMatch(Binding::isSecure);
    }

    /** Where a port of its own is opened; empty for the server's address. */
    public String address(int port) {
        return bindings(port)
                .map(Binding::address)
                .filter(address -> !address.isEmpty())
                .findFirst()
                .orElse("");
    }

    private Stream<Binding> bindings(int port) {
        return Stream.concat(
                all.stream().filter(route -> route.virtualHost().port() == port).map(Route::binding),
                includes.stream()
                        .filter(include -> include.virtualHost().port() == port)
                        .map(Include::binding));
    }

    /** The routes of a virtual host by path: its own, and those it includes, unless it has one at the same path. */
    public Map<String, Route> shownAt(VirtualHost virtualHost) {
        Map<String, Route> shown = new HashMap<>();
        all.stream()
                .filter(route -> route.virtualHost().equals(virtualHost))
                .forEach(route -> shown.put(route.path(), route));
        all.stream()
                .filter(route -> route.virtualHost().equals(VirtualHost.OWN)
                        && includes(virtualHost, route.packageName(), route.name()))
                .forEach(route -> shown.putIfAbsent(route.path(), route));
        return shown;
    }

    /** Whether a port of its own is shown. */
    public boolean hasPort(int port) {
        return bySegment.keySet().stream().anyMatch(virtualHost -> virtualHost.port() == port);
    }

    /** Whether a virtual host includes what a package calls so on the server's own port. */
    public boolean includes(VirtualHost virtualHost, String packageName, String name) {
        return includes.stream()
                .anyMatch(include -> include.virtualHost().equals(virtualHost)
                        && (!include.isOwn() || include.packageName().equals(packageName))
                        && include.names().matcher(packageName + "_" + name).matches());
    }

    /** Without what is held for a package. */
    public Routes withoutHeld(String packageName) {
        Predicate<Route> isHeld = route -> route.isHeld() && route.packageName().equals(packageName);
        Predicate<Include> isIncludeHeld =
                include -> include.isHeld() && include.packageName().equals(packageName);
        return all.stream().noneMatch(isHeld) && includes.stream().noneMatch(isIncludeHeld)
                ? this
                : new Routes(
                        all.stream().filter(isHeld.negate()).toList(),
                        includes.stream().filter(isIncludeHeld.negate()).toList(),
                        customs);
    }

    /** Whether a port is open for nothing but what is held for that package. */
    public boolean isOnlyHeld(int port, String packageName) {
        return all.stream()
                        .filter(route -> route.virtualHost().port() == port)
                        .allMatch(route -> route.isHeld() && route.packageName().equals(packageName))
                && includes.stream()
                        .filter(include -> include.virtualHost().port() == port)
                        .allMatch(include ->
                                include.isHeld() && include.packageName().equals(packageName));
    }

    /** The ports besides the server's own. */
    public Set<Integer> ports() {
        return bySegment.keySet().stream()
                .map(VirtualHost::port)
                .filter(port -> port != 0)
                .collect(Collectors.toSet());
    }

    /** Whether there are virtual hosts besides the server's own. */
    public boolean hasVirtualHosts() {
        return hasVirtualHosts;
    }

    /** The virtual host of a request: that of its host, if there is one, else the one of any host at that port. */
    public VirtualHost virtualHost(int port, String host) {
        VirtualHost ofHost = new VirtualHost(port, host);
        return bySegment.containsKey(ofHost) ? ofHost : new VirtualHost(port, "");
    }

    /** The longest route that a path belongs to; of the paths {@code /a} and {@code /a/b}, {@code /a/b/c} belongs to the second. */
    @Nullable
    public Route find(VirtualHost virtualHost, String firstSegment, String path) {
        Map<String, List<Route>> ofPlace = bySegment.get(virtualHost);
        if (ofPlace == null) {
            return null;
        }
        Route found = find(ofPlace.get(firstSegment), path);
        return found != null || firstSegment.isEmpty() ? found : find(ofPlace.get(""), path);
    }

    private static @Nullable Route find(@Nullable List<Route> routes, String path) {
        if (routes != null) {
            for (Route route : routes) {
                if (route.matches(path)) {
                    return route;
                }
            }
        }
        return null;
    }
}

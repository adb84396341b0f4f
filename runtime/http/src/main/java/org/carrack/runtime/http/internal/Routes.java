package org.carrack.runtime.http.internal;

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

/** The routes of packages by place and path. Immutable. */
public final class Routes {

    static final Routes EMPTY = new Routes(List.of(), List.of(), List.of());

    /**
     * A place shows some of what is on the server's own port.
     *
     * @param binding how the port is opened, if it is one of its own
     * @param names which: {@code <package>_<name>}
     * @param isOwn whether only what is the package's own is shown, whatever else has such a name
     * @param isHeld whether it is only kept while its package is being replaced
     */
    public record Include(
            String packageName, VirtualHost place, Binding binding, Pattern names, boolean isOwn, boolean isHeld) {

        Include held() {
            return new Include(packageName, place, binding, names, isOwn, true);
        }
    }

    /**
     * Text for nginx.
     *
     * @param text as it is to stand in a {@code server}
     */
    public record Custom(String packageName, VirtualHost place, String name, String text) {}

    private final List<Route> all;
    private final List<Include> includes;
    private final List<Custom> customs;

    /** By the first segment of their path, longest path first. */
    private final Map<VirtualHost, Map<String, List<Route>>> bySegment;

    private final boolean hasPlaces;

    private Routes(List<Route> all, List<Include> includes, List<Custom> customs) {
        this.customs = List.copyOf(customs);
        this.all = List.copyOf(all);
        this.includes = List.copyOf(includes);
        Map<VirtualHost, Map<String, List<Route>>> places = new HashMap<>();
        all.stream()
                .sorted(Comparator.comparingInt((Route route) -> route.path().length())
                        .reversed())
                .forEach(route -> places.computeIfAbsent(route.place(), p -> new HashMap<>())
                        .computeIfAbsent(Router.segment(route.path(), 0), s -> new ArrayList<>())
                        .add(route));
        includes.forEach(include -> places.computeIfAbsent(include.place(), p -> new HashMap<>()));
        bySegment = Map.copyOf(places);
        hasPlaces = places.keySet().stream().anyMatch(place -> !place.equals(VirtualHost.OWN));
    }

    /** The route of another package, or a live one of the same, that has the path already. */
    Optional<Route> rival(Route route) {
        return all.stream()
                .filter(route::isSamePath)
                .filter(other -> !other.isHeld() || !other.packageName().equals(route.packageName()))
                .findFirst();
    }

    /** With a route more, in the place of one that was held for it. */
    Routes with(Route route) {
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
    Routes without(Route route, boolean isHeld) {
        List<Route> changed = new ArrayList<>(all);
        if (changed.remove(route) && isHeld) {
            changed.add(route.held());
        }
        return new Routes(changed, includes, customs);
    }

    Routes with(Include include) {
        List<Include> changed = new ArrayList<>(includes);
        changed.add(include);
        return new Routes(all, changed, customs);
    }

    /**
     * Without what a place shows.
     *
     * @param isHeld whether it is kept for the package
     */
    Routes without(Include include, boolean isHeld) {
        List<Include> changed = new ArrayList<>(includes);
        if (changed.remove(include) && isHeld) {
            changed.add(include.held());
        }
        return new Routes(all, changed, customs);
    }

    Routes with(Custom custom) {
        List<Custom> changed = new ArrayList<>(customs);
        changed.add(custom);
        return new Routes(all, includes, changed);
    }

    Routes without(Custom custom) {
        List<Custom> changed = new ArrayList<>(customs);
        changed.remove(custom);
        return new Routes(all, includes, changed);
    }

    Routes withoutCustoms() {
        return new Routes(all, includes, List.of());
    }

    /** All routes, in the order in which they came. */
    public List<Route> all() {
        return all;
    }

    /** The places of routes, of what is included, and of text for nginx. */
    public Set<VirtualHost> places() {
        return Stream.concat(bySegment.keySet().stream(), customs.stream().map(Custom::place))
                .collect(Collectors.toSet());
    }

    /** All text for nginx. */
    public List<Custom> customs() {
        return customs;
    }

    /** The text for nginx at a place. */
    public List<Custom> customs(VirtualHost place) {
        return customs.stream().filter(custom -> custom.place().equals(place)).toList();
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
                all.stream().filter(route -> route.place().port() == port).map(Route::binding),
                includes.stream()
                        .filter(include -> include.place().port() == port)
                        .map(Include::binding));
    }

    /** The routes that a place shows, by path: its own, and those it includes, unless it has one at the same path. */
    public Map<String, Route> shownAt(VirtualHost place) {
        Map<String, Route> shown = new HashMap<>();
        all.stream().filter(route -> route.place().equals(place)).forEach(route -> shown.put(route.path(), route));
        all.stream()
                .filter(route ->
                        route.place().equals(VirtualHost.OWN) && includes(place, route.packageName(), route.name()))
                .forEach(route -> shown.putIfAbsent(route.path(), route));
        return shown;
    }

    /** Whether a port of its own is shown. */
    boolean hasPort(int port) {
        return bySegment.keySet().stream().anyMatch(place -> place.port() == port);
    }

    /** Whether a place shows what a package calls so on the server's own port. */
    public boolean includes(VirtualHost place, String packageName, String name) {
        return includes.stream()
                .anyMatch(include -> include.place().equals(place)
                        && (!include.isOwn() || include.packageName().equals(packageName))
                        && include.names().matcher(packageName + "_" + name).matches());
    }

    /** Without what is held for a package. */
    Routes withoutHeld(String packageName) {
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
    boolean isOnlyHeld(int port, String packageName) {
        return all.stream()
                        .filter(route -> route.place().port() == port)
                        .allMatch(route -> route.isHeld() && route.packageName().equals(packageName))
                && includes.stream()
                        .filter(include -> include.place().port() == port)
                        .allMatch(include ->
                                include.isHeld() && include.packageName().equals(packageName));
    }

    /** The ports besides the server's own. */
    Set<Integer> ports() {
        return bySegment.keySet().stream()
                .map(VirtualHost::port)
                .filter(port -> port != 0)
                .collect(Collectors.toSet());
    }

    /** Whether there are places besides the server's own port for any host. */
    boolean hasPlaces() {
        return hasPlaces;
    }

    /** The place that a request is for: that of its host, if there is one, else the one of any host at that port. */
    VirtualHost place(int port, String host) {
        VirtualHost ofHost = new VirtualHost(port, host);
        return bySegment.containsKey(ofHost) ? ofHost : new VirtualHost(port, "");
    }

    /** The longest route that a path belongs to; of the paths {@code /a} and {@code /a/b}, {@code /a/b/c} belongs to the second. */
    @Nullable
    Route find(VirtualHost place, String firstSegment, String path) {
        Map<String, List<Route>> ofPlace = bySegment.get(place);
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

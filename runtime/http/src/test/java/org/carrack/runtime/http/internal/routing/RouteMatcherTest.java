package org.carrack.runtime.http.internal.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.carrack.auth.Access;
import org.carrack.config.SourceLocation;
import org.carrack.http.HttpEndpoint;
import org.carrack.http.HttpRequest;
import org.carrack.http.HttpResponse;
import org.carrack.lifecycle.PackageContext;
import org.carrack.runtime.http.internal.routing.RouteMatcher.Match;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of routing, as a table. */
class RouteMatcherTest {

    private static final VirtualHost SHOP_HOST = new VirtualHost(0, "shop.example");
    private static final Handler HANDLER = new Handler.Abstract() {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            return false;
        }
    };

    private final Set<String> existing = new HashSet<>(Set.of("shop", "house", "admin"));
    private final Set<String> closed = new HashSet<>();
    private RouteTable table = RouteTable.EMPTY
            .withServerPaths(paths -> {
                paths.put("health", endpoint("health"));
                paths.put("admin/packages", endpoint("upload"));
                paths.put("auth", endpoint("auth"));
                return paths;
            })
            .withPackagePaths(paths -> {
                paths.put("actors", endpoint("actors"));
                return paths;
            })
            .withPackages(packages -> {
                packages.put("shop", live("shop", "zerobot"));
                return packages;
            });

    private record Named(String name) implements HttpEndpoint {
        @Override
        public CompletionStage<HttpResponse> handle(HttpRequest call) {
            throw new IllegalStateException("nothing is called here");
        }
    }

    private static HttpEndpoint endpoint(String name) {
        return new Named(name);
    }

    private static PackageContext live(String name, String threebot) {
        return (PackageContext) Proxy.newProxyInstance(
                RouteMatcherTest.class.getClassLoader(),
                new Class<?>[] {PackageContext.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "name" -> name;
                    case "threebot" -> Optional.of(threebot);
                    default -> throw new IllegalStateException(method.getName());
                });
    }

    private static Route route(String packageName, VirtualHost host, String path) {
        return new Route(
                packageName,
                "site",
                new SourceLocation("package.toml", 1, 1),
                host,
                Binding.PLAIN,
                path,
                Access.CLOSED,
                false,
                new RouteTarget.Internal(),
                HANDLER);
    }

    private void add(Route route) {
        table = table.withRoutes(routes -> routes.with(route));
    }

    private RouteMatcher matcher() {
        return new RouteMatcher(table, new RouteMatcher.Packages() {
            @Override
            public boolean exists(String packageName) {
                return existing.contains(packageName);
            }

            @Override
            public boolean isClosed(String packageName) {
                return closed.contains(packageName);
            }
        });
    }

    private String match(VirtualHost host, String path) {
        Match match = matcher().match(host, path);
        if (match instanceof Match.Endpoint found) {
            return "%s of %s at %s".formatted(((Named) found.endpoint()).name(), found.packageName(), found.path());
        }
        if (match instanceof Match.PackageRoute found) {
            return "route %s of %s"
                    .formatted(found.route().path(), found.route().packageName());
        }
        return match.getClass().getSimpleName();
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "/health                        |         | health of  at",
                "/health/ready                  |         | health of  at /ready",
                "/healthy                       | healthy | Servlets",
                "/admin/packages                |         | upload of  at",
                "/admin/packages/x/y            |         | upload of  at /x/y",
                "/admin                         | admin   | Servlets",
                "/shop/actors/cart/add          | shop    | actors of shop at /cart/add",
                "/shop/actors                   | shop    | actors of shop at",
                "/zerobot/shop/actors/cart/add  | shop    | actors of shop at /cart/add",
                "/other/shop/actors/cart/add    | shop    | Servlets",
                "/house/shop/actors/cart        | house   | Servlets",
                "/shop                          | shop    | route /shop of shop",
                "/shop/a.html                   | shop    | route /shop of shop",
                "/shop/admin/b                  | house   | route /shop/admin of house",
                "/shopping                      | shopping| Servlets",
                "/                              | ''      | Servlets",
            },
            delimiter = '|')
    void ownHost(String path, String gate, String match) {
        add(route("shop", VirtualHost.OWN, "/shop"));
        add(route("house", VirtualHost.OWN, "/shop/admin"));
        assertThat(matcher().gate(VirtualHost.OWN, path)).isEqualTo(gate == null ? "" : gate.strip());
        assertThat(match(VirtualHost.OWN, path).strip()).isEqualTo(match);
    }

    @Test
    void routeOfEveryPathAnswersWhatNothingElseDoes() {
        add(route("house", VirtualHost.OWN, ""));
        add(route("shop", VirtualHost.OWN, "/shop"));
        assertThat(match(VirtualHost.OWN, "/anything")).isEqualTo("route  of house");
        assertThat(matcher().gate(VirtualHost.OWN, "/anything")).isEqualTo("house");
        assertThat(match(VirtualHost.OWN, "/shop/x")).isEqualTo("route /shop of shop");
        assertThat(match(VirtualHost.OWN, "/health")).isEqualTo("health of  at ");
    }

    @Test
    void requestWaitsForAPackageWhoseRoutesAreMissingForTheMoment() {
        add(route("house", VirtualHost.OWN, ""));
        closed.add("shop");
        assertThat(matcher().gate(VirtualHost.OWN, "/shop/a.html")).isEqualTo("shop");
        // Behind the gate the table of that moment decides.
        add(route("shop", VirtualHost.OWN, "/shop"));
        assertThat(match(VirtualHost.OWN, "/shop/a.html")).isEqualTo("route /shop of shop");
    }

    @Test
    void threebotOfAPackageThatStartsIsKnownBehindItsGate() {
        existing.add("blog");
        assertThat(matcher().gate(VirtualHost.OWN, "/tribe/blog/actors/a/b")).isEqualTo("blog");
        assertThat(match(VirtualHost.OWN, "/tribe/blog/actors/a/b")).isEqualTo("Servlets");
        table = table.withPackages(packages -> {
            packages.put("blog", live("blog", "tribe"));
            return packages;
        });
        assertThat(match(VirtualHost.OWN, "/tribe/blog/actors/a/b")).isEqualTo("actors of blog at /a/b");
    }

    @Test
    void hostOfAPackageHasItsRoutesAndWhatItIncludes() {
        add(route("shop", SHOP_HOST, ""));
        add(route("house", VirtualHost.OWN, "/house"));
        add(route("shop", VirtualHost.OWN, "/shop"));
        assertThat(match(SHOP_HOST, "/house/x")).as("it includes nothing").isEqualTo("route  of shop");
        assertThat(match(SHOP_HOST, "/health")).as("nor the server's own paths").isEqualTo("route  of shop");
        table = table.withRoutes(routes -> routes.with(new Routes.Include(
                "shop", SHOP_HOST, Binding.PLAIN, Pattern.compile("house_site|shop_actors"), false, false)));
        assertThat(match(SHOP_HOST, "/house/x")).isEqualTo("route /house of house");
        assertThat(matcher().gate(SHOP_HOST, "/house/x")).isEqualTo("house");
        assertThat(match(SHOP_HOST, "/shop/actors/a")).isEqualTo("actors of shop at /a");
        assertThat(match(SHOP_HOST, "/shop/x")).as("shop_site is not included").isEqualTo("route  of shop");
    }

    @Test
    void someEndpointsAreAtEveryHost() {
        add(route("shop", SHOP_HOST, "/shop"));
        assertThat(match(SHOP_HOST, "/auth/login")).isEqualTo("Nothing");
        HttpEndpoint auth = table.serverPaths().get("auth");
        table = table.withPathsOfEveryHost(paths -> {
            paths.put("auth", auth);
            return paths;
        });
        assertThat(match(SHOP_HOST, "/auth/login")).isEqualTo("auth of  at /login");
        assertThat(matcher().gate(SHOP_HOST, "/auth/login")).isEmpty();
    }

    @Test
    void longestPathWins() {
        for (String path : List.of("/a", "/a/b", "/a/b/c")) {
            add(route("shop", VirtualHost.OWN, path));
        }
        assertThat(match(VirtualHost.OWN, "/a/b/d")).isEqualTo("route /a/b of shop");
        assertThat(match(VirtualHost.OWN, "/a/b/c/d")).isEqualTo("route /a/b/c of shop");
        assertThat(match(VirtualHost.OWN, "/a/bb")).isEqualTo("route /a of shop");
    }
}

package org.carrack.runtime.http.internal.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.carrack.auth.Access;
import org.carrack.config.SourceLocation;
import org.carrack.runtime.http.internal.routing.Binding;
import org.carrack.runtime.http.internal.routing.Route;
import org.carrack.runtime.http.internal.routing.RouteTable;
import org.carrack.runtime.http.internal.routing.RouteTarget;
import org.carrack.runtime.http.internal.routing.Routes;
import org.carrack.runtime.http.internal.routing.RoutingSnapshot;
import org.carrack.runtime.http.internal.routing.VirtualHost;
import org.carrack.runtime.http.internal.server.NginxSettings;
import org.carrack.runtime.http.internal.server.ProxyLimits;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written for which route. That nginx accepts it and does the same as the server is shown by NginxIT. */
class NginxTextTest {

    private static final Access OPEN = new Access(false, false, false);
    private static final VirtualHost SHOP_HOST = new VirtualHost(0, "shop.example");
    private static final Handler HANDLER = new Handler.Abstract() {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            return false;
        }
    };

    @TempDir
    Path folder;

    private final List<Routes.Custom> customs = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();
    private final Map<Route, Path> folders = new HashMap<>();
    private boolean speaksTls;

    private Route add(VirtualHost host, String path, Access access, boolean isHttpsForced, RouteTarget served) {
        Route route = new Route(
                "shop",
                "site",
                new SourceLocation("package.toml", 1, 1),
                host,
                Binding.PLAIN,
                path,
                access,
                isHttpsForced,
                served,
                HANDLER);
        routes.add(route);
        return route;
    }

    private static RouteTarget.Backend backend(String target) {
        return new RouteTarget.Backend(URI.create(target), Map.of(), false, "", "", "", true);
    }

    private String text() {
        RouteTable table = RouteTable.EMPTY;
        for (Route route : routes) {
            table = table.withRoutes(all -> all.with(route));
        }
        for (Routes.Custom custom : customs) {
            table = table.withRoutes(all -> all.with(custom));
        }
        RoutingSnapshot snapshot =
                new RoutingSnapshot(table.routes(), Set.of("health"), Set.of(), Set.of("actors"), Set.of("shop"));
        return NginxText.servers(new NginxSite(
                new NginxSettings(true, false, "nginx", "", 80, 443, "", new ProxyLimits(60_000, 1_024)),
                "127.0.0.1:8080",
                snapshot,
                folders,
                Map.of("html", "text/html"),
                speaksTls,
                domain -> List.of(folder.resolve("chain.pem"), folder.resolve("key.pem"))));
    }

    /** The block that begins with that line, without its indent. */
    private String block(String begin) {
        var found = Pattern.compile("(?ms)^( *)" + Pattern.quote(begin) + " \\{\\n(.*?)^\\1\\}")
                .matcher(text());
        return found.find() ? found.group(2) : "";
    }

    @Test
    void whatTheServerAnswersItselfIsPassedOn() {
        for (String location : List.of(
                "location /",
                "location = \"/health\"",
                "location \"/health/\"",
                "location = \"/shop/actors\"",
                "location \"/shop/actors/\"")) {
            assertThat(block(location)).as(location).contains("proxy_pass http://carrack;");
        }
        assertThat(block("upstream carrack")).contains("server 127.0.0.1:8080;");
    }

    @Test
    void filesAreServedBehindTheAccessRule() {
        RouteTarget.Files files =
                new RouteTarget.Files(ResourceFactory.root().newResource(folder), "index.html", true, null);
        folders.put(add(VirtualHost.OWN, "/shop", Access.CLOSED, false, files), folder);
        assertThat(block("location \"/shop/\""))
                .contains("alias \"" + folder + "/\";")
                .contains("try_files $uri $uri/ @carrack;")
                .contains("auth_request \"/.carrack/auth/")
                .contains("disable_symlinks on from=\"" + folder + "\";");
    }

    @Test
    void openFilesAreServedWithoutAsking() {
        RouteTarget.Files files =
                new RouteTarget.Files(ResourceFactory.root().newResource(folder), "index.html", false, null);
        folders.put(add(VirtualHost.OWN, "/shop", OPEN, false, files), folder);
        assertThat(block("location \"/shop/\"")).doesNotContain("auth_request").doesNotContain("try_files");
        assertThat(block("location = \"/shop\"")).contains("return 301 \"/shop/$is_args$args\";");
    }

    @Test
    void upstreamGetsNoCredentialsOfTheServer() {
        add(VirtualHost.OWN, "/shop", OPEN, false, backend("http://127.0.0.1:9000/"));
        assertThat(block("location \"/shop/\""))
                .contains("proxy_pass \"http://127.0.0.1:9000/\";")
                .contains("proxy_redirect \"http://127.0.0.1:9000/\" \"/shop/\";")
                .contains("proxy_set_header Cookie $carrack_cookie;")
                .contains("proxy_set_header X-Forwarded-User '';");
    }

    @Test
    void whatCouldNotBeWrittenSafelyIsPassedOn() {
        add(VirtualHost.OWN, "/a", OPEN, false, backend("http://a-name-to-resolve:9000/"));
        add(VirtualHost.OWN, "/b", OPEN, false, backend("http://127.0.0.1:9000/x'y/"));
        add(VirtualHost.OWN, "/c", OPEN, false, new RouteTarget.Internal());
        for (String path : List.of("/a/", "/b/", "/c/")) {
            assertThat(block("location \"" + path + "\"")).as(path).contains("proxy_pass http://carrack;");
        }
    }

    @Test
    void redirectsAreAnsweredByNginxIfEverybodyMaySeeThem() {
        add(VirtualHost.OWN, "/old", OPEN, false, new RouteTarget.Redirect(URI.create("https://example.org/"), 301));
        add(VirtualHost.OWN, "/inner", Access.CLOSED, false, new RouteTarget.Redirect(URI.create("/x"), 301));
        assertThat(block("location \"/old/\"")).contains("return 301 \"https://example.org/\";");
        assertThat(block("location \"/inner/\"")).contains("proxy_pass http://carrack;");
    }

    @Test
    void callersAreSentToHttpsWhereTheServerSpeaksIt() {
        Route route = add(VirtualHost.OWN, "/shop", OPEN, true, backend("http://127.0.0.1:9000/"));
        assertThat(block("location \"/shop/\"")).doesNotContain("$carrack_https");
        speaksTls = true;
        assertThat(block("location \"/shop/\""))
                .contains("if ($carrack_https = 302) { return 302 https://$host$request_uri; }");
        assertThat(text()).contains("ssl_certificate \"" + folder.resolve("chain.pem") + "\";");
        assertThat(route.isHttpsForced()).isTrue();
    }

    @Test
    void hostsOfPackagesHaveServersOfTheirOwn() {
        add(SHOP_HOST, "", OPEN, false, backend("http://127.0.0.1:9000/"));
        assertThat(text())
                .contains("server_name shop.example www.shop.example;")
                .contains("server_name _;");
    }

    @Test
    void textOfPackagesComesLastAndItsLocationsAreWrittenOnce() {
        add(VirtualHost.OWN, "/shop", OPEN, false, backend("http://127.0.0.1:9000/"));
        customs.add(new Routes.Custom("shop", VirtualHost.OWN, "mine", "location /shop/ {\n return 204;\n}"));
        assertThat(text()).contains("# mine of package shop\nlocation /shop/ {\n return 204;\n}\n");
        assertThat(block("location \"/shop/\"")).isEmpty();
    }
}

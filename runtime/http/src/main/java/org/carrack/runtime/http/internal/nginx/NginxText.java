package org.carrack.runtime.http.internal.nginx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carrack.auth.Access;
import org.carrack.runtime.http.internal.HttpServer;
import org.carrack.runtime.http.internal.NginxSettings;
import org.carrack.runtime.http.internal.PrivateResponse;
import org.carrack.runtime.http.internal.Route;
import org.carrack.runtime.http.internal.Routes;
import org.carrack.runtime.http.internal.Served;
import org.carrack.runtime.http.internal.VirtualHost;
import org.carrack.spi.auth.Authenticator;
import org.carrack.spi.http.NginxConfiguration;

/**
 * Writes routes as a configuration of nginx. Files, backends and open redirects nginx serves itself, and asks this server by
 * {@code auth_request} who may come in; everything else it passes on to this server, as it does what it would answer with an error of its own. What
 * could not be written safely is passed on too.
 *
 * <p>Of two locations nginx takes the longer one, as the router does; so each path that the server answers itself has a location
 * too, lest files of a shorter path come before it.
 */
final class NginxText {

    /** What means nothing but itself between quotes. */
    private static final Pattern PLAIN = Pattern.compile("[^\"\\\\$\\p{Cntrl}]*");

    private static final Pattern ADDRESS = Pattern.compile("localhost|[0-9.]+|\\[[0-9a-fA-F:.]+]");

    private static final String COMPRESSED =
            "text/css text/javascript text/plain text/csv text/markdown text/xml application/json application/xml image/svg+xml";

    private static final int HTTPS = 443;

    /** A place that nginx alone goes to. */
    private static final String ASK = "/.carrack/auth/";

    private static final String WITHOUT_SESSION =
            "    default %1$s;%n    '~^(?<before%2$d>(.*; *)?)(__Host-)?carrack_session *=[^;]*;? *(?<after%2$d>.*)$' '$before%2$d$after%2$d';";

    private static final Pattern LOCATION = Pattern.compile("(?m)^\\s*location\\s+([^{]+?)\\s*\\{");

    private final Site site;
    private Set<String> taken = new HashSet<>();
    private final StringBuilder text = new StringBuilder();
    private int depth;

    /**
     * What there is to write.
     *
     * @param upstream address and port of this server
     * @param shown what this server shows
     * @param folders where nginx finds the files of a route; none if it is not to serve them
     * @param types MIME types by the extensions of files
     * @param speaksTls whether the server's own port does
     * @param certificates the PEM files of a host's certificate, and of its key
     */
    record Site(
            NginxSettings settings,
            String upstream,
            HttpServer.RoutingSnapshot shown,
            Map<Route, Path> folders,
            Map<String, String> types,
            boolean speaksTls,
            Function<String, List<Path>> certificates) {

        /** The same without what packages have written themselves. */
        Site withoutCustoms() {
            return with(shown.withoutCustoms());
        }

        /** The same with all passed on: hosts of packages this server tells apart itself. */
        Site allPassedOn() {
            return with(shown.withoutRoutes());
        }

        private Site with(HttpServer.RoutingSnapshot other) {
            return new Site(settings, upstream, other, folders, types, speaksTls, certificates);
        }
    }

    private NginxText(Site site) {
        this.site = site;
    }

    /** What stands inside {@code http}. */
    static String servers(Site site) {
        NginxText written = new NginxText(site);
        written.line("# Written by Carrack. Changes are lost.");
        written.servers();
        return written.text.toString();
    }

    /**
     * A whole configuration.
     *
     * @param folder for what nginx writes itself
     * @param log the folder of its logs
     */
    static String whole(Site site, Path folder, Path log) {
        NginxText written = new NginxText(site);
        written.line("# Written by Carrack. Changes are lost.");
        if (!site.settings().user().isEmpty()) {
            written.line("user %s;", quoted(site.settings().user()));
        }
        written.line("worker_processes auto;");
        written.line("pid %s;", quoted(folder.resolve("nginx.pid")));
        written.line("error_log %s warn;", quoted(log.resolve("nginx-error.log")));
        written.open("events");
        written.line("worker_connections 4096;");
        written.close();
        written.open("http");
        written.line("access_log %s combined;", quoted(log.resolve("nginx-access.log")));
        for (String temp : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            written.line("%s_temp_path %s;", temp, quoted(folder.resolve("tmp-" + temp)));
        }
        written.servers();
        written.close();
        return written.text.toString();
    }

    private void servers() {
        if (!site.settings().isInFront()) {
            line("# %s", NginxConfiguration.ATTENTION);
        }
        open("upstream carrack");
        line("server %s;", site.upstream());
        line("keepalive 32;");
        close();
        open("map $http_upgrade $carrack_connection");
        line("default upgrade;");
        line("'' '';");
        close();
        // Cookies without that of the session, under either name.
        line("map $http_cookie $carrack_cookie_once {");
        line("%s", WITHOUT_SESSION.formatted("$http_cookie", 1));
        line("}");
        line("map $carrack_cookie_once $carrack_cookie {");
        line("%s", WITHOUT_SESSION.formatted("$carrack_cookie_once", 2));
        line("}");
        // Old clients send none.
        open("map $http_host $carrack_host");
        line("default $http_host;");
        line("'' $host;");
        close();
        open("map $http_authorization $carrack_authorization");
        line("default $http_authorization;");
        line("'~*^Bearer ' '';");
        close();
        open("map $http_authorization $carrack_authorization_open");
        line("default $http_authorization;");
        line("'~*^Bearer +%s' '';", Authenticator.TOKEN_PREFIX);
        close();
        // What a closed backend says nothing of, nobody keeps.
        open("map $upstream_http_cache_control $carrack_cache");
        line("default '';");
        line("'' %s;", quoted(PrivateResponse.USUAL));
        close();
        // How a request that came without TLS is sent to it.
        open("map $scheme:$request_method $carrack_https");
        line("default '';");
        line("~^http:(GET|HEAD)$ 302;");
        line("~^http: 307;");
        close();
        server(VirtualHost.OWN);
        withPorts(site.shown().routes().places()).stream()
                .filter(place -> !place.equals(VirtualHost.OWN))
                .sorted(Comparator.comparing(VirtualHost::domain).thenComparingInt(VirtualHost::port))
                .forEach(this::server);
    }

    /** The locations that the text of packages brings to a place: nginx takes none twice. */
    private static Set<String> locationsOf(List<Routes.Custom> customs) {
        return customs.stream()
                .flatMap(custom -> LOCATION.matcher(custom.text()).results())
                .map(found -> found.group(1).strip().replaceAll("\\s+", " ").replace("\"", ""))
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** At a port where hosts are, what is for none of them has a server too: this server says that there is nothing. */
    private static Set<VirtualHost> withPorts(Set<VirtualHost> places) {
        return places.stream()
                .flatMap(place ->
                        place.port() == 0 ? Stream.of(place) : Stream.of(place, new VirtualHost(place.port(), "")))
                .collect(Collectors.toSet());
    }

    private void server(VirtualHost place) {
        if (place.port() != 0 && !site.settings().isInFront()) {
            line("# %s: opened by Carrack itself; with [nginx] in etc/carrack.toml it is left to nginx.", place);
            return;
        }
        taken = locationsOf(site.shown().routes().customs(place));
        open("server");
        listen(place);
        line("server_name %s;", place.domain().isEmpty() ? "_" : place.domain() + " www." + place.domain());
        line("absolute_redirect off;");
        line("server_tokens off;");
        line("merge_slashes off;");
        // Limits of bodies are the server's and the backends'.
        line("client_max_body_size 0;");
        line("proxy_http_version 1.1;");
        line("proxy_redirect off;");
        line("proxy_buffering off;");
        line("proxy_request_buffering off;");
        line("proxy_connect_timeout 5s;");
        line("proxy_read_timeout 1h;");
        headers(true, Map.of(), Map.of());
        if (!site.folders().isEmpty()) {
            types();
        }
        // What can be read in two ways, one of them decides.
        line("error_page 418 = @carrack;");
        line("if ($request_uri ~* \"^[^?]*(//|/\\.|%%(2e|2f|5c|25|00)|;)\") { return 418; }");
        pass("@carrack");
        asking();
        Map<String, Route> routes = site.shown().routes().shownAt(place);
        if (!routes.containsKey("")) {
            pass("/");
        }
        for (String path : new TreeSet<>(
                place.equals(VirtualHost.OWN)
                        ? site.shown().serverPaths()
                        : site.shown().pathsOfEveryHost())) {
            passAll("/" + path);
        }
        for (String name : new TreeSet<>(site.shown().packages())) {
            for (String segment : new TreeSet<>(site.shown().packagePaths())) {
                if (place.equals(VirtualHost.OWN) || site.shown().routes().includes(place, name, segment)) {
                    passAll("/%s/%s".formatted(name, segment));
                }
            }
        }
        new TreeMap<>(routes).values().forEach(this::route);
        site.shown().routes().customs(place).forEach(custom -> {
            line("# %s of package %s", custom.name().replaceAll("\\R", " "), custom.packageName());
            text.append(custom.text().strip()).append('\n');
        });
        close();
    }

    private void listen(VirtualHost place) {
        String rest = place.domain().isEmpty() ? " default_server;" : ";";
        boolean isSecure =
                place.port() == 0 ? site.speaksTls() : site.shown().routes().isSecure(place.port());
        String address = place.port() == 0 ? "" : site.shown().routes().address(place.port());
        String host = address.isEmpty() ? "" : (address.contains(":") ? "[" + address + "]" : address) + ":";
        if (place.port() == 0) {
            line("listen %d%s", site.settings().port(), rest);
        }
        if (isSecure) {
            int port = place.port() == 0 ? site.settings().securePort() : place.port();
            List<Path> certificate = site.certificates().apply(place.domain());
            line("listen %s%d ssl http2%s", host, port, rest);
            // So that a certificate that has changed changes this, and nginx loads it.
            line("# %s", changed(certificate.get(0)));
            line("ssl_certificate %s;", quoted(certificate.get(0)));
            line("ssl_certificate_key %s;", quoted(certificate.get(1)));
            line("ssl_protocols TLSv1.2 TLSv1.3;");
        } else if (place.port() != 0) {
            line("listen %s%d%s", host, place.port(), rest);
        }
    }

    private static String changed(Path file) {
        try {
            return Files.getLastModifiedTime(file).toString();
        } catch (IOException e) {
            return "missing";
        }
    }

    /**
     * What a backend, or this server, is told besides the request.
     *
     * @param ours more of this kind
     * @param more of the location, which come before ours
     */
    private void headers(boolean isWebSocket, Map<String, String> ours, Map<String, String> more) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("Host", "$carrack_host");
        headers.put("X-Real-IP", "$remote_addr");
        headers.put("X-Forwarded-For", "$proxy_add_x_forwarded_for");
        headers.put("X-Forwarded-Proto", "$scheme");
        headers.put("X-Forwarded-Port", "$server_port");
        // Who somebody is, only Carrack may say.
        headers.put("X-Forwarded-User", "''");
        headers.put("X-Forwarded-Roles", "''");
        headers.put("Forwarded", "''");
        headers.put("Upgrade", isWebSocket ? "$http_upgrade" : "''");
        headers.put("Connection", isWebSocket ? "$carrack_connection" : "''");
        headers.putAll(ours);
        more.forEach((name, value) -> headers.put(name, quoted(value)));
        headers.forEach((name, value) -> line("proxy_set_header %s %s;", name, value));
    }

    private void types() {
        Map<String, Set<String>> extensions = new TreeMap<>();
        site.types().forEach((extension, type) -> {
            if (extension.matches("[A-Za-z0-9+_-]+") && type.matches("[A-Za-z0-9/.+_-]+")) {
                extensions.computeIfAbsent(type, t -> new TreeSet<>()).add(extension);
            }
        });
        open("types");
        extensions.forEach((type, all) -> line("%s %s;", type, String.join(" ", all)));
        close();
        line("default_type application/octet-stream;");
        line("charset_types text/css text/javascript text/plain text/csv text/markdown;");
    }

    private void pass(String location) {
        if (!isTaken(location)) {
            open("location " + location);
            line("proxy_pass http://carrack;");
            close();
        }
    }

    /** Whether a location is written already; if not, it is about to be. */
    private boolean isTaken(String location) {
        return !taken.add(location.replace("\"", ""));
    }

    /** Passes on a path with all below it. */
    private void passAll(String path) {
        pass("= " + quoted(path));
        pass(quoted(path + "/"));
    }

    private void route(Route route) {
        Served served = route.served();
        boolean isFirst = !taken.contains(route.path() + "/") && !taken.contains("= " + route.path());
        boolean isServed = isFirst && !route.isHeld() && isPlain(route.path());
        boolean isOpen = isServed && route.access().isOpen();
        boolean isSent = route.isHttpsForced() && route.place().port() == 0 && site.speaksTls();
        Path folder = site.folders().get(route);
        if (isServed && served instanceof Served.Files files && folder != null && isPlain(folder + files.index())) {
            slash(route, isSent);
            openAll(route, isSent);
            files(route, files, folder);
            guard(route);
            close();
        } else if (isServed && served instanceof Served.Backend backend && isPlain(backend)) {
            slash(route, isSent);
            openAll(route, isSent);
            backend(route, backend);
            guard(route);
            close();
            errors(route, backend);
        } else if (isOpen && served instanceof Served.Redirect elsewhere && isPlain(elsewhere.target())) {
            if (!route.path().isEmpty()) {
                taken.add("= " + route.path());
                open("location = " + quoted(route.path()));
                sendToHttps(isSent);
                line("return %d %s;", elsewhere.status(), quoted(elsewhere.target()));
                close();
            }
            openAll(route, isSent);
            line("return %d %s;", elsewhere.status(), quoted(elsewhere.target()));
            close();
        } else if (route.path().isEmpty()) {
            pass("/");
        } else if (isPlain(route.path())) {
            passAll(route.path());
        }
    }

    private void openAll(Route route, boolean isSent) {
        taken.add(route.path() + "/");
        open("location " + quoted(route.path() + "/"));
        sendToHttps(isSent);
    }

    private void sendToHttps(boolean isSent) {
        if (isSent) {
            int port = site.settings().securePort();
            String address = "https://$host%s$request_uri".formatted(port == HTTPS ? "" : ":" + port);
            line("if ($carrack_https = 302) { return 302 %s; }", address);
            line("if ($carrack_https = 307) { return 307 %s; }", address);
        }
    }

    /** Has nginx ask this server whether a caller may come in; who may not, this server answers. */
    private void guard(Route route) {
        Access access = route.access();
        if (access.isOpen()) {
            return;
        }
        String rule =
                access.isAdmin() ? "authorized" : access.isPackageAuthorized() ? "package_authorized" : "authenticated";
        line("auth_request %s;", quoted("%s%s/%s".formatted(ASK, rule, route.packageName())));
        line("auth_request_set $carrack_user $upstream_http_x_forwarded_user;");
        line("auth_request_set $carrack_roles $upstream_http_x_forwarded_roles;");
        if (route.served() instanceof Served.Backend) {
            line("error_page 401 403 500 = @carrack;");
            line("add_header Cache-Control $carrack_cache;");
        }
    }

    /** Where nginx asks whether somebody may come in. */
    private void asking() {
        open("location " + quoted(ASK));
        line("internal;");
        line("proxy_pass http://carrack/auth/;");
        line("proxy_pass_request_body off;");
        line("proxy_set_header Content-Length '';");
        // What may change something needs more than a cookie.
        headers(false, Map.of("X-Original-Method", "$request_method", "X-Original-Upgrade", "$http_upgrade"), Map.of());
        close();
    }

    /** Without the slash relative links of pages would lead beside them. */
    private void slash(Route route, boolean isSent) {
        if (!route.access().isOpen() && !route.path().isEmpty()) {
            pass("= " + quoted(route.path()));
        } else if (!route.path().isEmpty()) {
            taken.add("= " + route.path());
            open("location = " + quoted(route.path()));
            sendToHttps(isSent);
            line("return 301 %s;", quoted(route.path() + "/$is_args$args"));
            close();
        }
    }

    private void files(Route route, Served.Files files, Path folder) {
        line("alias %s;", quoted(folder + "/"));
        line("index %s;", quoted(files.index()));
        // What leads out of the folder, and what is missing, the server judges.
        line("disable_symlinks on from=%s;", quoted(folder));
        line("error_page 401 403 404 405 416 418 500 = @carrack;");
        line("add_header X-Content-Type-Options nosniff;");
        if (files.isSpa()) {
            line("try_files $uri $uri/ @carrack;");
        }
        String kept = route.access().isOpen() || files.cacheControl() == null
                ? files.cacheControl()
                : PrivateResponse.kept(files.cacheControl());
        if (kept != null) {
            line("add_header Cache-Control %s;", quoted(kept));
        } else if (!route.access().isOpen()) {
            line("add_header Cache-Control %s;", quoted(PrivateResponse.USUAL));
        }
        line("if_modified_since before;");
        line("charset utf-8;");
        line("gzip on;");
        line("gzip_static on;");
        line("gzip_vary on;");
        line("gzip_proxied any;");
        line("gzip_min_length 32;");
        line("gzip_types %s;", COMPRESSED);
        line("sendfile on;");
        line("tcp_nopush on;");
    }

    private void backend(Route route, Served.Backend backend) {
        line("proxy_pass %s;", quoted(backend.target()));
        if (backend.isRedirectRewritten()) {
            line("proxy_redirect %s %s;", quoted(backend.target()), quoted(route.path() + "/"));
        }
        line("client_max_body_size %dm;", site.settings().limits().bodyMb());
        line(
                "proxy_read_timeout %s;",
                backend.isWebSocket() ? "1h" : site.settings().limits().answerMs() + "ms");
        if (backend.buffering().equals("on")) {
            line("proxy_buffering on;");
        }
        if (backend.buffers().matches("\\d+ \\d+[kKmM]?")) {
            line("proxy_buffers %s;", backend.buffers());
        }
        if (backend.bufferSize().matches("\\d+[kKmM]?")) {
            line("proxy_buffer_size %s;", backend.bufferSize());
        }
        // Our credentials are not the upstream's to know, and who somebody is, only we may say.
        Map<String, String> identity = route.access().isOpen()
                ? Map.of("Cookie", "$carrack_cookie", "Authorization", "$carrack_authorization_open")
                : Map.of(
                        "Cookie",
                        "$carrack_cookie",
                        "Authorization",
                        "$carrack_authorization",
                        "X-Forwarded-User",
                        "$carrack_user",
                        "X-Forwarded-Roles",
                        "$carrack_roles");
        headers(backend.isWebSocket(), identity, backend.headers());
        line("error_page 502 = %s;", error(route, 502));
        line("error_page 504 = %s;", error(route, 504));
    }

    private void errors(Route route, Served.Backend backend) {
        String said = "the backend %s of %s/ ".formatted(backend.target().getAuthority(), route.path());
        for (Map.Entry<Integer, String> error : new TreeMap<>(
                        Map.of(502, said + "cannot be reached", 504, said + "did not answer in time"))
                .entrySet()) {
            open("location " + error(route, error.getKey()));
            line("default_type application/json;");
            line("return %d '{\"error\": \"%s\"}';", error.getKey(), error.getValue());
            close();
        }
    }

    private String error(Route route, int status) {
        return "@backend%d_%d".formatted(site.shown().routes().all().indexOf(route), status);
    }

    private static boolean isPlain(Object value) {
        return PLAIN.matcher(String.valueOf(value)).matches();
    }

    private static boolean isPlain(Served.Backend backend) {
        // A name that nginx cannot resolve at its start would stop it.
        return ADDRESS.matcher(String.valueOf(backend.target().getHost())).matches()
                && isPlain(backend.target())
                && !backend.target().toString().contains("'")
                && backend.headers().values().stream().allMatch(NginxText::isPlain);
    }

    private static String quoted(Object value) {
        return "\"" + value + "\"";
    }

    private void open(String block) {
        line("%s {", block);
        depth++;
    }

    private void close() {
        depth--;
        line("}");
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation is in a library that nothing else needs
    private void line(String form, Object... values) {
        text.append("    ".repeat(depth)).append(form.formatted(values)).append('\n');
    }
}

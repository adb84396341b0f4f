package org.carrack.runtime.http.internal.nginx;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.carrack.auth.Access;
import org.carrack.runtime.http.internal.access.PrivateResponse;
import org.carrack.runtime.http.internal.routing.Route;
import org.carrack.runtime.http.internal.routing.RouteTarget;
import org.carrack.runtime.http.internal.routing.Routes;

/**
 * Writes the locations of one server of nginx. Files, upstreams and open redirects nginx serves itself, and asks this server by
 * {@code auth_request} who may access them; all else it passes on to this server, as it does what it would answer with an error of its
 * own. What could not be written safely is passed on too.
 *
 * <p>Of two locations nginx takes the longer one, as the router does; so each path that the server answers itself has a location
 * too, lest files of a shorter path come before it.
 */
final class NginxLocations {

    private static final Pattern ADDRESS = Pattern.compile("localhost|[0-9.]+|\\[[0-9a-fA-F:.]+]");

    private static final String COMPRESSED =
            "text/css text/javascript text/plain text/csv text/markdown text/xml application/json application/xml image/svg+xml";

    private static final int HTTPS = 443;

    /** An address that only nginx requests. */
    private static final String ASK = "/.carrack/auth/";

    private static final Pattern LOCATION = Pattern.compile("(?m)^\\s*location\\s+([^{]+?)\\s*\\{");

    private final NginxSite site;
    private final NginxWriter out;

    /** The locations that are written, and those in the text of packages: nginx accepts none twice. */
    private final Set<String> taken;

    /** @param customs the text of packages for the same server */
    NginxLocations(NginxSite site, NginxWriter out, List<Routes.Custom> customs) {
        this.site = site;
        this.out = out;
        taken = locationsOf(customs);
    }

    private static Set<String> locationsOf(List<Routes.Custom> customs) {
        return customs.stream()
                .flatMap(custom -> LOCATION.matcher(custom.text()).results())
                .map(found -> found.group(1).strip().replaceAll("\\s+", " ").replace("\"", ""))
                .collect(Collectors.toCollection(HashSet::new));
    }

    /**
     * The headers that are added to requests to an upstream or to this server.
     *
     * @param isWebSocket whether connections may be upgraded
     * @param ours additional headers
     * @param more the headers of the location, which override the others
     */
    void headers(boolean isWebSocket, Map<String, String> ours, Map<String, String> more) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("Host", "$carrack_host");
        headers.put("X-Real-IP", "$remote_addr");
        headers.put("X-Forwarded-For", "$proxy_add_x_forwarded_for");
        headers.put("X-Forwarded-Proto", "$scheme");
        headers.put("X-Forwarded-Port", "$server_port");
        // Only Carrack may set the identity of the caller.
        headers.put("X-Forwarded-User", "''");
        headers.put("X-Forwarded-Roles", "''");
        headers.put("Forwarded", "''");
        headers.put("Upgrade", isWebSocket ? "$http_upgrade" : "''");
        headers.put("Connection", isWebSocket ? "$carrack_connection" : "''");
        headers.putAll(ours);
        more.forEach((name, value) -> headers.put(name, NginxWriter.quoted(value)));
        headers.forEach((name, value) -> out.line("proxy_set_header %s %s;", name, value));
    }

    void pass(String location) {
        if (!isTaken(location)) {
            out.open("location " + location);
            out.line("proxy_pass http://carrack;");
            out.close();
        }
    }

    /** Whether a location is written already; if not, it is about to be. */
    private boolean isTaken(String location) {
        return !taken.add(location.replace("\"", ""));
    }

    /** Passes on a path with all below it. */
    void passAll(String path) {
        pass("= " + NginxWriter.quoted(path));
        pass(NginxWriter.quoted(path + "/"));
    }

    void write(Route route) {
        RouteTarget served = route.served();
        boolean isFirst = !taken.contains(route.path() + "/") && !taken.contains("= " + route.path());
        boolean isServed = isFirst && !route.isHeld() && NginxWriter.isPlain(route.path());
        boolean isOpen = isServed && route.access().isOpen();
        boolean isSent = route.isHttpsForced() && route.virtualHost().port() == 0 && site.speaksTls();
        Path folder = site.folders().get(route);
        if (isServed
                && served instanceof RouteTarget.Files files
                && folder != null
                && NginxWriter.isPlain(folder + files.index())) {
            slash(route, isSent);
            openAll(route, isSent);
            files(route, files, folder);
            restrict(route);
            out.close();
        } else if (isServed && served instanceof RouteTarget.Backend backend && isPlain(backend)) {
            slash(route, isSent);
            openAll(route, isSent);
            backend(route, backend);
            restrict(route);
            out.close();
            errors(route, backend);
        } else if (isOpen
                && served instanceof RouteTarget.Redirect elsewhere
                && NginxWriter.isPlain(elsewhere.target())) {
            if (!route.path().isEmpty()) {
                taken.add("= " + route.path());
                out.open("location = " + NginxWriter.quoted(route.path()));
                sendToHttps(isSent);
                out.line("return %d %s;", elsewhere.status(), NginxWriter.quoted(elsewhere.target()));
                out.close();
            }
            openAll(route, isSent);
            out.line("return %d %s;", elsewhere.status(), NginxWriter.quoted(elsewhere.target()));
            out.close();
        } else if (route.path().isEmpty()) {
            pass("/");
        } else if (NginxWriter.isPlain(route.path())) {
            passAll(route.path());
        }
    }

    private void openAll(Route route, boolean isSent) {
        taken.add(route.path() + "/");
        out.open("location " + NginxWriter.quoted(route.path() + "/"));
        sendToHttps(isSent);
    }

    private void sendToHttps(boolean isSent) {
        if (isSent) {
            int port = site.settings().securePort();
            String address = "https://$host%s$request_uri".formatted(port == HTTPS ? "" : ":" + port);
            out.line("if ($carrack_https = 302) { return 302 %s; }", address);
            out.line("if ($carrack_https = 307) { return 307 %s; }", address);
        }
    }

    /** Has nginx ask this server whether a caller may come in; who may not, this server answers. */
    private void restrict(Route route) {
        Access access = route.access();
        if (access.isOpen()) {
            return;
        }
        String rule =
                access.isAdmin() ? "authorized" : access.isPackageAuthorized() ? "package_authorized" : "authenticated";
        out.line("auth_request %s;", NginxWriter.quoted("%s%s/%s".formatted(ASK, rule, route.packageName())));
        out.line("auth_request_set $carrack_user $upstream_http_x_forwarded_user;");
        out.line("auth_request_set $carrack_roles $upstream_http_x_forwarded_roles;");
        if (route.served() instanceof RouteTarget.Backend) {
            out.line("error_page 401 403 500 = @carrack;");
            out.line("add_header Cache-Control $carrack_cache;");
        }
    }

    /** The location by which nginx asks for access. */
    void writeAccessQuestion() {
        out.open("location " + NginxWriter.quoted(ASK));
        out.line("internal;");
        out.line("proxy_pass http://carrack/auth/;");
        out.line("proxy_pass_request_body off;");
        out.line("proxy_set_header Content-Length '';");
        // What may change something needs more than a cookie.
        headers(false, Map.of("X-Original-Method", "$request_method", "X-Original-Upgrade", "$http_upgrade"), Map.of());
        out.close();
    }

    /** Without the slash relative links of pages would lead beside them. */
    private void slash(Route route, boolean isSent) {
        if (!route.access().isOpen() && !route.path().isEmpty()) {
            pass("= " + NginxWriter.quoted(route.path()));
        } else if (!route.path().isEmpty()) {
            taken.add("= " + route.path());
            out.open("location = " + NginxWriter.quoted(route.path()));
            sendToHttps(isSent);
            out.line("return 301 %s;", NginxWriter.quoted(route.path() + "/$is_args$args"));
            out.close();
        }
    }

    private void files(Route route, RouteTarget.Files files, Path folder) {
        out.line("alias %s;", NginxWriter.quoted(folder + "/"));
        out.line("index %s;", NginxWriter.quoted(files.index()));
        // What leads out of the folder, and what is missing, the server judges.
        out.line("disable_symlinks on from=%s;", NginxWriter.quoted(folder));
        out.line("error_page 401 403 404 405 416 418 500 = @carrack;");
        out.line("add_header X-Content-Type-Options nosniff;");
        if (files.isSpa()) {
            out.line("try_files $uri $uri/ @carrack;");
        }
        String kept = route.access().isOpen() || files.cacheControl() == null
                ? files.cacheControl()
                : PrivateResponse.kept(files.cacheControl());
        if (kept != null) {
            out.line("add_header Cache-Control %s;", NginxWriter.quoted(kept));
        } else if (!route.access().isOpen()) {
            out.line("add_header Cache-Control %s;", NginxWriter.quoted(PrivateResponse.USUAL));
        }
        out.line("if_modified_since before;");
        out.line("charset utf-8;");
        out.line("gzip on;");
        out.line("gzip_static on;");
        out.line("gzip_vary on;");
        out.line("gzip_proxied any;");
        out.line("gzip_min_length 32;");
        out.line("gzip_types %s;", COMPRESSED);
        out.line("sendfile on;");
        out.line("tcp_nopush on;");
    }

    private void backend(Route route, RouteTarget.Backend backend) {
        out.line("proxy_pass %s;", NginxWriter.quoted(backend.target()));
        if (backend.isRedirectRewritten()) {
            out.line(
                    "proxy_redirect %s %s;",
                    NginxWriter.quoted(backend.target()), NginxWriter.quoted(route.path() + "/"));
        }
        out.line("client_max_body_size %dm;", site.settings().limits().bodyMb());
        out.line(
                "proxy_read_timeout %s;",
                backend.isWebSocket() ? "1h" : site.settings().limits().answerMs() + "ms");
        if (backend.buffering().equals("on")) {
            out.line("proxy_buffering on;");
        }
        if (backend.buffers().matches("\\d+ \\d+[kKmM]?")) {
            out.line("proxy_buffers %s;", backend.buffers());
        }
        if (backend.bufferSize().matches("\\d+[kKmM]?")) {
            out.line("proxy_buffer_size %s;", backend.bufferSize());
        }
        // Credentials of this server are not for the upstream, and only this server sets the identity of the caller.
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
        out.line("error_page 502 = %s;", error(route, 502));
        out.line("error_page 504 = %s;", error(route, 504));
    }

    private void errors(Route route, RouteTarget.Backend backend) {
        String said = "the backend %s of %s/ ".formatted(backend.target().getAuthority(), route.path());
        for (Map.Entry<Integer, String> error : new TreeMap<>(
                        Map.of(502, said + "cannot be reached", 504, said + "did not answer in time"))
                .entrySet()) {
            out.open("location " + error(route, error.getKey()));
            out.line("default_type application/json;");
            out.line("return %d '{\"error\": \"%s\"}';", error.getKey(), error.getValue());
            out.close();
        }
    }

    private String error(Route route, int status) {
        return "@backend%d_%d".formatted(site.shown().routes().all().indexOf(route), status);
    }

    private static boolean isPlain(RouteTarget.Backend backend) {
        // A name that nginx cannot resolve at its start would stop it.
        return ADDRESS.matcher(String.valueOf(backend.target().getHost())).matches()
                && NginxWriter.isPlain(backend.target())
                && !backend.target().toString().contains("'")
                && backend.headers().values().stream().allMatch(NginxWriter::isPlain);
    }
}

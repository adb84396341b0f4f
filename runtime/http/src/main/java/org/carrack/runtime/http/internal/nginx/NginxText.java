package org.carrack.runtime.http.internal.nginx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carrack.runtime.http.internal.access.PrivateResponse;
import org.carrack.runtime.http.internal.routing.Route;
import org.carrack.runtime.http.internal.routing.Routes;
import org.carrack.runtime.http.internal.routing.VirtualHost;
import org.carrack.spi.auth.Authenticator;
import org.carrack.spi.http.NginxConfiguration;

/** Writes the routes of this server as a configuration of nginx. Pure, but for the times of certificates. */
final class NginxText {

    private static final String WITHOUT_SESSION =
            "    default %1$s;%n    '~^(?<before%2$d>(.*; *)?)(__Host-)?carrack_session *=[^;]*;? *(?<after%2$d>.*)$' '$before%2$d$after%2$d';";

    private final NginxSite site;
    private final NginxWriter out = new NginxWriter();

    private NginxText(NginxSite site) {
        this.site = site;
    }

    /** What stands inside {@code http}. */
    static String servers(NginxSite site) {
        NginxText written = new NginxText(site);
        written.out.line("# Written by Carrack. Changes are lost.");
        written.servers();
        return written.out.toString();
    }

    /**
     * A whole configuration.
     *
     * @param folder for what nginx writes itself
     * @param log the folder of its logs
     */
    static String whole(NginxSite site, Path folder, Path log) {
        NginxText written = new NginxText(site);
        written.out.line("# Written by Carrack. Changes are lost.");
        if (!site.settings().user().isEmpty()) {
            written.out.line("user %s;", NginxWriter.quoted(site.settings().user()));
        }
        written.out.line("worker_processes auto;");
        written.out.line("pid %s;", NginxWriter.quoted(folder.resolve("nginx.pid")));
        written.out.line("error_log %s warn;", NginxWriter.quoted(log.resolve("nginx-error.log")));
        written.out.open("events");
        written.out.line("worker_connections 4096;");
        written.out.close();
        written.out.open("http");
        written.out.line("access_log %s combined;", NginxWriter.quoted(log.resolve("nginx-access.log")));
        for (String temp : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            written.out.line("%s_temp_path %s;", temp, NginxWriter.quoted(folder.resolve("tmp-" + temp)));
        }
        written.servers();
        written.out.close();
        return written.out.toString();
    }

    private void servers() {
        if (!site.settings().isInFront()) {
            out.line("# %s", NginxConfiguration.ATTENTION);
        }
        out.open("upstream carrack");
        out.line("server %s;", site.upstream());
        out.line("keepalive 32;");
        out.close();
        out.open("map $http_upgrade $carrack_connection");
        out.line("default upgrade;");
        out.line("'' '';");
        out.close();
        // Cookies without that of the session, under either name.
        out.line("map $http_cookie $carrack_cookie_once {");
        out.line("%s", WITHOUT_SESSION.formatted("$http_cookie", 1));
        out.line("}");
        out.line("map $carrack_cookie_once $carrack_cookie {");
        out.line("%s", WITHOUT_SESSION.formatted("$carrack_cookie_once", 2));
        out.line("}");
        // Old clients send none.
        out.open("map $http_host $carrack_host");
        out.line("default $http_host;");
        out.line("'' $host;");
        out.close();
        out.open("map $http_authorization $carrack_authorization");
        out.line("default $http_authorization;");
        out.line("'~*^Bearer ' '';");
        out.close();
        out.open("map $http_authorization $carrack_authorization_open");
        out.line("default $http_authorization;");
        out.line("'~*^Bearer +%s' '';", Authenticator.TOKEN_PREFIX);
        out.close();
        // Responses of a closed upstream without Cache-Control are not kept.
        out.open("map $upstream_http_cache_control $carrack_cache");
        out.line("default '';");
        out.line("'' %s;", NginxWriter.quoted(PrivateResponse.USUAL));
        out.close();
        // How a request that came without TLS is sent to it.
        out.open("map $scheme:$request_method $carrack_https");
        out.line("default '';");
        out.line("~^http:(GET|HEAD)$ 302;");
        out.line("~^http: 307;");
        out.close();
        server(VirtualHost.OWN);
        withPorts(site.shown().routes().virtualHosts()).stream()
                .filter(virtualHost -> !virtualHost.equals(VirtualHost.OWN))
                .sorted(Comparator.comparing(VirtualHost::domain).thenComparingInt(VirtualHost::port))
                .forEach(this::server);
    }

    /** At a port where hosts are, what is for none of them has a server too: this server says that there is nothing. */
    private static Set<VirtualHost> withPorts(Set<VirtualHost> virtualHosts) {
        return virtualHosts.stream()
                .flatMap(virtualHost -> virtualHost.port() == 0
                        ? Stream.of(virtualHost)
                        : Stream.of(virtualHost, new VirtualHost(virtualHost.port(), "")))
                .collect(Collectors.toSet());
    }

    private void server(VirtualHost virtualHost) {
        if (virtualHost.port() != 0 && !site.settings().isInFront()) {
            out.line(
                    "# %s: opened by Carrack itself; with [nginx] in etc/carrack.toml it is left to nginx.",
                    virtualHost);
            return;
        }
        List<Routes.Custom> customs = site.shown().routes().customs(virtualHost);
        NginxLocations locations = new NginxLocations(site, out, customs);
        out.open("server");
        listen(virtualHost);
        out.line(
                "server_name %s;",
                virtualHost.domain().isEmpty() ? "_" : virtualHost.domain() + " www." + virtualHost.domain());
        out.line("absolute_redirect off;");
        out.line("server_tokens off;");
        out.line("merge_slashes off;");
        // Limits of bodies are the server's and the backends'.
        out.line("client_max_body_size 0;");
        out.line("proxy_http_version 1.1;");
        out.line("proxy_redirect off;");
        out.line("proxy_buffering off;");
        out.line("proxy_request_buffering off;");
        out.line("proxy_connect_timeout 5s;");
        out.line("proxy_read_timeout 1h;");
        locations.headers(true, Map.of(), Map.of());
        if (!site.folders().isEmpty()) {
            types();
        }
        // What can be read in two ways, one of them decides.
        out.line("error_page 418 = @carrack;");
        out.line("if ($request_uri ~* \"^[^?]*(//|/\\.|%%(2e|2f|5c|25|00)|;)\") { return 418; }");
        locations.pass("@carrack");
        locations.writeAccessQuestion();
        Map<String, Route> routes = site.shown().routes().shownAt(virtualHost);
        if (!routes.containsKey("")) {
            locations.pass("/");
        }
        for (String path : new TreeSet<>(
                virtualHost.equals(VirtualHost.OWN)
                        ? site.shown().serverPaths()
                        : site.shown().pathsOfEveryHost())) {
            locations.passAll("/" + path);
        }
        for (String name : new TreeSet<>(site.shown().packages())) {
            for (String segment : new TreeSet<>(site.shown().packagePaths())) {
                if (virtualHost.equals(VirtualHost.OWN) || site.shown().routes().includes(virtualHost, name, segment)) {
                    locations.passAll("/%s/%s".formatted(name, segment));
                }
            }
        }
        new TreeMap<>(routes).values().forEach(locations::write);
        customs.forEach(custom -> {
            out.line("# %s of package %s", custom.name().replaceAll("\\R", " "), custom.packageName());
            out.raw(custom.text());
        });
        out.close();
    }

    private void listen(VirtualHost virtualHost) {
        String rest = virtualHost.domain().isEmpty() ? " default_server;" : ";";
        boolean isSecure = virtualHost.port() == 0
                ? site.speaksTls()
                : site.shown().routes().isSecure(virtualHost.port());
        String address = virtualHost.port() == 0 ? "" : site.shown().routes().address(virtualHost.port());
        String host = address.isEmpty() ? "" : (address.contains(":") ? "[" + address + "]" : address) + ":";
        if (virtualHost.port() == 0) {
            out.line("listen %d%s", site.settings().port(), rest);
        }
        if (isSecure) {
            int port = virtualHost.port() == 0 ? site.settings().securePort() : virtualHost.port();
            List<Path> certificate = site.certificates().apply(virtualHost.domain());
            out.line("listen %s%d ssl http2%s", host, port, rest);
            // So that a certificate that has changed changes this, and nginx loads it.
            out.line("# %s", changed(certificate.get(0)));
            out.line("ssl_certificate %s;", NginxWriter.quoted(certificate.get(0)));
            out.line("ssl_certificate_key %s;", NginxWriter.quoted(certificate.get(1)));
            out.line("ssl_protocols TLSv1.2 TLSv1.3;");
        } else if (virtualHost.port() != 0) {
            out.line("listen %s%d%s", host, virtualHost.port(), rest);
        }
    }

    private static String changed(Path file) {
        try {
            return Files.getLastModifiedTime(file).toString();
        } catch (IOException e) {
            return "missing";
        }
    }

    private void types() {
        Map<String, Set<String>> extensions = new TreeMap<>();
        site.types().forEach((extension, type) -> {
            if (extension.matches("[A-Za-z0-9+_-]+") && type.matches("[A-Za-z0-9/.+_-]+")) {
                extensions.computeIfAbsent(type, t -> new TreeSet<>()).add(extension);
            }
        });
        out.open("types");
        extensions.forEach((type, all) -> out.line("%s %s;", type, String.join(" ", all)));
        out.close();
        out.line("default_type application/octet-stream;");
        out.line("charset_types text/css text/javascript text/plain text/csv text/markdown;");
    }
}

package org.carrack.runtime.http.internal.proxy;

import java.io.IOException;
import java.util.regex.Pattern;
import org.carrack.config.ConfigException;
import org.carrack.config.Undo;
import org.carrack.config.handler.PackageFiles;
import org.carrack.lifecycle.PackageContext;
import org.carrack.runtime.http.internal.files.FileCache;
import org.carrack.runtime.http.internal.files.StaticFiles;
import org.carrack.runtime.http.internal.routing.Binding;
import org.carrack.runtime.http.internal.routing.Route;
import org.carrack.runtime.http.internal.routing.RouteTarget;
import org.carrack.runtime.http.internal.routing.Routes;
import org.carrack.runtime.http.internal.routing.VirtualHost;
import org.carrack.runtime.http.internal.server.CertificatesOnDemand;
import org.carrack.runtime.http.internal.server.CompositeUndo;
import org.carrack.runtime.http.internal.server.HttpServer;
import org.carrack.spi.config.ServerConfig;
import org.eclipse.jetty.server.Handler;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes routes of locations: all of a server's, or none. */
@Component(service = Locations.class)
public final class Locations {

    private final HttpServer httpServer;
    private final ServerConfig config;
    private final Backends backends;
    private final CertificatesOnDemand certificates;
    private final FileCache cache;

    @Activate
    public Locations(
            @Reference HttpServer httpServer,
            @Reference ServerConfig config,
            @Reference Backends backends,
            @Reference CertificatesOnDemand certificates,
            @Reference FileCache cache) {
        this.cache = cache;
        this.certificates = certificates;
        this.httpServer = httpServer;
        this.config = config;
        this.backends = backends;
    }

    /** Refuses what {@link #apply} would, as far as possible without the package being live. */
    public void check(WebServer server, PackageFiles files) throws ConfigException {
        for (ServerLocation location : server.locations()) {
            ServerLocation.Common common = location.common();
            if (location instanceof ServerLocation.NginxSnippet) {
                files.warn(forNginx(common));
                continue;
            }
            if (server.virtualHosts().contains(VirtualHost.OWN)) {
                httpServer.refuseServerPath(files.packageName(), common.path(), common.location());
            }
            if (location instanceof ServerLocation.Static served) {
                StaticFiles.check(config, served.folder(), files, common.location());
            }
        }
    }

    private static String forNginx(ServerLocation.Common location) {
        return "%s: the location %s is text for nginx, which counts in what carrack nginx writes and not here"
                .formatted(location.location(), location.name().isEmpty() ? "without a name" : location.name());
    }

    public Undo apply(PackageContext declarer, WebServer server) throws ConfigException {
        CompositeUndo done = new CompositeUndo();
        try {
            certify(declarer, server, done);
            for (VirtualHost virtualHost : server.virtualHosts()) {
                for (ServerLocation location : server.locations()) {
                    if (location instanceof ServerLocation.NginxSnippet text) {
                        declarer.warn(forNginx(text.common()));
                        done.add(httpServer.keep(new Routes.Custom(
                                declarer.name(), virtualHost, text.common().name(), text.text())));
                    } else {
                        done.add(httpServer.add(route(declarer, virtualHost, binding(virtualHost, server), location)));
                    }
                }
                for (Pattern names : server.includes()) {
                    done.add(httpServer.include(
                            new Routes.Include(
                                    declarer.name(), virtualHost, binding(virtualHost, server), names, false, false),
                            server.location()));
                }
            }
        } catch (ConfigException e) {
            done.undo();
            throw e;
        }
        return done;
    }

    private static Binding binding(VirtualHost virtualHost, WebServer server) {
        return virtualHost.port() == 0 ? Binding.PLAIN : new Binding("", server.isSecure());
    }

    /** Provides the certificate of a server's host, and warns of what has no effect. */
    private void certify(PackageContext declarer, WebServer server, CompositeUndo done) throws ConfigException {
        boolean isSpoken = httpServer.speaksTls()
                || (server.isSecure() && server.virtualHosts().stream().anyMatch(p -> p.port() != 0));
        if (!isSpoken) {
            if (server.isSecure()
                    || server.locations().stream()
                            .anyMatch(l -> l.common().flags().isHttpsForced().orElse(false))) {
                declarer.warn(
                        "%s: ssl and force_https have no effect, since the server speaks no TLS; have its owner write [tls] into etc/carrack.toml"
                                .formatted(server.location()));
            }
            return;
        }
        if (server.certificate().isPresent()) {
            WebServer.CertificateFiles files = server.certificate().get();
            try {
                done.add(httpServer.held(
                        declarer.name(), certificates.get().use(server.domain(), files.chain(), files.key())));
            } catch (IOException e) {
                throw new ConfigException(server.location(), String.valueOf(e.getMessage()));
            }
        } else if (!server.domain().isEmpty()) {
            done.add(httpServer.held(declarer.name(), certificates.get().want(server.domain())));
        }
    }

    private Route route(PackageContext declarer, VirtualHost virtualHost, Binding binding, ServerLocation location)
            throws ConfigException {
        ServerLocation.Common common = location.common();
        RouteTarget served = served(declarer, location);
        return new Route(
                declarer.name(),
                common.name(),
                common.location(),
                virtualHost,
                binding,
                common.path(),
                common.flags().access(declarer.access()),
                common.flags().isHttpsForced(declarer),
                served,
                handler(served, common.path()));
    }

    private RouteTarget served(PackageContext declarer, ServerLocation location) throws ConfigException {
        if (location instanceof ServerLocation.Upstream upstream) {
            return upstream.backend();
        }
        if (location instanceof ServerLocation.Redirection redirection) {
            return redirection.redirect();
        }
        if (location instanceof ServerLocation.Static files) {
            return new RouteTarget.Files(
                    StaticFiles.open(
                            config, declarer, files.folder(), files.common().location()),
                    files.index(),
                    files.isSpa(),
                    null);
        }
        throw new IllegalArgumentException(location + " is for nginx alone");
    }

    private Handler handler(RouteTarget served, String path) {
        if (served instanceof RouteTarget.Backend backend) {
            return backends.proxy(backend, path);
        }
        if (served instanceof RouteTarget.Redirect elsewhere) {
            return new Redirect(elsewhere);
        }
        return StaticFiles.handler(cache, (RouteTarget.Files) served, path);
    }
}

package org.carrack.runtime.http.internal.location;

import java.io.IOException;
import java.util.Objects;
import java.util.regex.Pattern;
import org.carrack.config.ConfigException;
import org.carrack.config.Undo;
import org.carrack.config.handler.PackageFiles;
import org.carrack.lifecycle.PackageContext;
import org.carrack.runtime.http.internal.Binding;
import org.carrack.runtime.http.internal.CompositeUndo;
import org.carrack.runtime.http.internal.HttpServer;
import org.carrack.runtime.http.internal.Route;
import org.carrack.runtime.http.internal.Routes;
import org.carrack.runtime.http.internal.Served;
import org.carrack.runtime.http.internal.VirtualHost;
import org.carrack.runtime.http.internal.files.FileCache;
import org.carrack.runtime.http.internal.files.StaticFiles;
import org.carrack.spi.http.Certificates;
import org.carrack.spi.server.ServerConfig;
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
    private final Certificates certificates;
    private final FileCache cache;

    @Activate
    public Locations(
            @Reference HttpServer httpServer,
            @Reference ServerConfig config,
            @Reference Backends backends,
            @Reference Certificates certificates,
            @Reference FileCache cache) {
        this.cache = cache;
        this.certificates = certificates;
        this.httpServer = httpServer;
        this.config = config;
        this.backends = backends;
    }

    /** Refuses what {@link #apply} would, as far as it can be told without the package being live. */
    void check(WebServer server, PackageFiles files) throws ConfigException {
        for (ServerLocation location : server.locations()) {
            if (location.kind() == ServerLocation.Kind.CUSTOM) {
                files.warn(forNginx(location));
                continue;
            }
            if (server.places().contains(VirtualHost.OWN)) {
                httpServer.refuseServerPath(files.packageName(), location.path(), location.location());
            }
            if (location.folder() != null) {
                StaticFiles.check(config, location.folder(), files, location.location());
            }
        }
    }

    private static String forNginx(ServerLocation location) {
        return "%s: the location %s is text for nginx, which counts in what carrack nginx writes and not here"
                .formatted(location.location(), location.name().isEmpty() ? "without a name" : location.name());
    }

    Undo apply(PackageContext declarer, WebServer server) throws ConfigException {
        CompositeUndo done = new CompositeUndo();
        try {
            certify(declarer, server, done);
            for (VirtualHost place : server.places()) {
                for (ServerLocation location : server.locations()) {
                    if (location.kind() == ServerLocation.Kind.CUSTOM) {
                        declarer.warn(forNginx(location));
                        done.add(httpServer.keep(
                                new Routes.Custom(declarer.name(), place, location.name(), location.custom())));
                    } else {
                        done.add(httpServer.add(route(declarer, place, binding(place, server), location)));
                    }
                }
                for (Pattern names : server.includes()) {
                    done.add(httpServer.include(
                            new Routes.Include(declarer.name(), place, binding(place, server), names, false, false),
                            server.location()));
                }
            }
        } catch (ConfigException e) {
            done.undo();
            throw e;
        }
        return done;
    }

    private static Binding binding(VirtualHost place, WebServer server) {
        return place.port() == 0 ? Binding.PLAIN : new Binding("", server.isSecure());
    }

    /** Sees to the certificate of a server's host, and tells what cannot be as its author meant it. */
    private void certify(PackageContext declarer, WebServer server, CompositeUndo done) throws ConfigException {
        boolean isSpoken = httpServer.speaksTls()
                || (server.isSecure() && server.places().stream().anyMatch(p -> p.port() != 0));
        if (!isSpoken) {
            if (server.isSecure()
                    || server.locations().stream()
                            .anyMatch(l -> l.flags().isHttpsForced().orElse(false))) {
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
                        declarer.name(), certificates.use(server.domain(), files.chain(), files.key())));
            } catch (IOException e) {
                throw new ConfigException(server.location(), String.valueOf(e.getMessage()));
            }
        } else if (!server.domain().isEmpty()) {
            done.add(httpServer.held(declarer.name(), certificates.want(server.domain())));
        }
    }

    private Route route(PackageContext declarer, VirtualHost place, Binding binding, ServerLocation location)
            throws ConfigException {
        Served served = served(declarer, location);
        return new Route(
                declarer.name(),
                location.name(),
                location.location(),
                place,
                binding,
                location.path(),
                location.flags().access(declarer.access()),
                location.flags().isHttpsForced(declarer),
                served,
                handler(served, location.path()));
    }

    private Served served(PackageContext declarer, ServerLocation location) throws ConfigException {
        return switch (location.kind()) {
            case PROXY -> location.backend();
            case REDIRECT -> new Served.Redirect(location.target(), location.status());
            case STATIC, SPA ->
                new Served.Files(
                        StaticFiles.open(
                                config, declarer, Objects.requireNonNull(location.folder()), location.location()),
                        location.index(),
                        location.kind() == ServerLocation.Kind.SPA,
                        null);
            case CUSTOM -> throw new IllegalArgumentException(location.name());
        };
    }

    private Handler handler(Served served, String path) {
        if (served instanceof Served.Backend backend) {
            return backends.proxy(backend, path);
        }
        if (served instanceof Served.Redirect elsewhere) {
            return new Redirect(elsewhere);
        }
        return StaticFiles.handler(cache, (Served.Files) served, path);
    }
}

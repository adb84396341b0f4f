package org.carrack.runtime.http.internal.location;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.carrack.config.ConfigException;
import org.carrack.config.ServerConfig;
import org.carrack.config.Undo;
import org.carrack.lifecycle.PackageContext;
import org.carrack.runtime.http.internal.FrontDoor;
import org.carrack.runtime.http.internal.Place;
import org.carrack.runtime.http.internal.Route;
import org.carrack.runtime.http.internal.Routes;
import org.carrack.runtime.http.internal.files.StaticFiles;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.util.resource.Resource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes routes of locations: all of a server's, or none. */
@Component(service = Locations.class)
public final class Locations {

    private final FrontDoor door;
    private final ServerConfig config;
    private final Backends backends;

    @Activate
    public Locations(@Reference FrontDoor door, @Reference ServerConfig config, @Reference Backends backends) {
        this.door = door;
        this.config = config;
        this.backends = backends;
    }

    Undo apply(PackageContext declarer, WebServer server) throws ConfigException {
        Deque<Undo> done = new ArrayDeque<>();
        try {
            for (Place place : server.places()) {
                for (ServerLocation location : server.locations()) {
                    if (location.kind() == ServerLocation.Kind.CUSTOM) {
                        declarer.warn(
                                "%s: the location %s is text for nginx, which counts in what carrack nginx writes and not here"
                                        .formatted(location.location(), location.name()));
                    } else {
                        done.push(door.add(route(declarer, place, location)));
                    }
                }
                server.includes()
                        .forEach(names -> done.push(door.include(new Routes.Include(declarer.name(), place, names))));
            }
        } catch (ConfigException e) {
            undo(done);
            throw e;
        }
        return () -> undo(done);
    }

    private static void undo(Deque<Undo> done) {
        while (!done.isEmpty()) {
            done.pop().undo();
        }
    }

    private Route route(PackageContext declarer, Place place, ServerLocation location) throws ConfigException {
        return new Route(
                declarer.name(),
                location.name(),
                location.location(),
                place,
                location.path(),
                location.flags().access(declarer.access()),
                handler(declarer, location));
    }

    private Handler handler(PackageContext declarer, ServerLocation location) throws ConfigException {
        return switch (location.kind()) {
            case PROXY -> backends.proxy(location);
            case REDIRECT -> new Redirect(location);
            case STATIC, SPA -> {
                Resource files = StaticFiles.open(
                        config, declarer, Objects.requireNonNull(location.folder()), location.location());
                yield StaticFiles.handler(
                        files, location.path(), location.index(), location.kind() == ServerLocation.Kind.SPA, null);
            }
            case CUSTOM -> throw new IllegalArgumentException(location.name());
        };
    }
}

package org.carrack.runtime.http.internal.nginx;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.carrack.runtime.http.internal.routing.Route;
import org.carrack.runtime.http.internal.routing.RoutingSnapshot;
import org.carrack.runtime.http.internal.server.NginxSettings;

/**
 * The routes and settings that a configuration of nginx is written from.
 *
 * @param upstream address and port of this server
 * @param shown the routes of this server
 * @param folders where nginx finds the files of a route; none if nginx does not serve them
 * @param types MIME types by the extensions of files
 * @param speaksTls whether the server's own port does
 * @param certificates the PEM files of a host's certificate, and of its key
 */
record NginxSite(
        NginxSettings settings,
        String upstream,
        RoutingSnapshot shown,
        Map<Route, Path> folders,
        Map<String, String> types,
        boolean speaksTls,
        Function<String, List<Path>> certificates) {

    /** The same without text of packages. */
    NginxSite withoutCustoms() {
        return with(shown.withoutCustoms());
    }

    /** The same with every request passed on to this server. */
    NginxSite allPassedOn() {
        return with(shown.withoutRoutes());
    }

    private NginxSite with(RoutingSnapshot other) {
        return new NginxSite(settings, upstream, other, folders, types, speaksTls, certificates);
    }
}

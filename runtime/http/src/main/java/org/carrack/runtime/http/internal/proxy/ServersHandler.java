package org.carrack.runtime.http.internal.proxy;

import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.Undo;
import org.carrack.config.handler.ConfigHandler;
import org.carrack.config.handler.HandlesTag;
import org.carrack.config.handler.PackageFiles;
import org.carrack.lifecycle.PackageContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The tags {@code servers}, locations of a package at any path, at ports and hosts of their own; and {@code locations}, one on the
 * server's own port without a {@code servers} around it.
 */
@Component
@HandlesTag({"servers", "locations"})
public final class ServersHandler implements ConfigHandler<WebServer> {

    private final Locations locations;

    @Activate
    public ServersHandler(@Reference Locations locations) {
        this.locations = locations;
    }

    @Override
    public WebServer read(ConfigTag tag) throws ConfigException {
        return tag.isNamed("locations") ? WebServer.ofOwnPort(ServerLocationReader.read(tag)) : WebServer.read(tag);
    }

    @Override
    public void check(WebServer server, PackageFiles files) throws ConfigException {
        server.ignored().forEach(files::warn);
        locations.check(server, files);
    }

    @Override
    public Undo apply(PackageContext declarer, WebServer server) throws ConfigException {
        server.ignored().forEach(declarer::warn);
        return locations.apply(declarer, server);
    }
}

package org.carrack.runtime.http.internal.location;

import org.carrack.config.ConfigException;
import org.carrack.config.ConfigHandler;
import org.carrack.config.ConfigTag;
import org.carrack.config.Undo;
import org.carrack.lifecycle.PackageContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The tag {@code locations}: a location on the server's own port, without a {@code servers} around it. */
@Component(property = ConfigHandler.TAG + "=locations")
public final class LocationsHandler implements ConfigHandler<ServerLocation> {

    private final Locations locations;

    @Activate
    public LocationsHandler(@Reference Locations locations) {
        this.locations = locations;
    }

    @Override
    public ServerLocation read(ConfigTag tag) throws ConfigException {
        return ServerLocation.read(tag);
    }

    @Override
    public Undo apply(PackageContext declarer, ServerLocation location) throws ConfigException {
        return locations.apply(declarer, WebServer.ofOwnPort(location));
    }
}

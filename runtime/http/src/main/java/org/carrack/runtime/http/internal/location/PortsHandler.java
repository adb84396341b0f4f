package org.carrack.runtime.http.internal.location;

import java.util.List;
import java.util.regex.Pattern;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigHandler;
import org.carrack.config.ConfigTag;
import org.carrack.config.Undo;
import org.carrack.lifecycle.PackageContext;
import org.carrack.runtime.http.internal.FrontDoor;
import org.carrack.runtime.http.internal.Place;
import org.carrack.runtime.http.internal.Routes;
import org.carrack.runtime.http.internal.Undos;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The key {@code ports} of a package: where it is, besides the server's own port, with all it has there. */
@Component(property = ConfigHandler.TAG + "=ports")
public final class PortsHandler implements ConfigHandler<PortsHandler.Declared> {

    private final FrontDoor door;

    /** The places, with what declares them. */
    public record Declared(List<Place> places, ConfigTag tag) {}

    @Activate
    public PortsHandler(@Reference FrontDoor door) {
        this.door = door;
    }

    @Override
    public Declared read(ConfigTag tag) throws ConfigException {
        return new Declared(WebServer.places(tag.asPorts(), ""), tag);
    }

    @Override
    public Undo apply(PackageContext declarer, Declared declared) throws ConfigException {
        Pattern all = Pattern.compile(Pattern.quote(declarer.name() + "_") + ".*");
        Undos done = new Undos();
        try {
            for (Place place : declared.places()) {
                if (place.port() != 0) {
                    done.add(door.include(
                            new Routes.Include(declarer.name(), place, door.bindingOf(place.port()), all, true, false),
                            declared.tag().location()));
                }
            }
        } catch (ConfigException e) {
            done.undo();
            throw e;
        }
        return done;
    }
}

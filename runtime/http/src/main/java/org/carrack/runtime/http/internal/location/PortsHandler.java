package org.carrack.runtime.http.internal.location;

import java.util.List;
import java.util.regex.Pattern;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.Undo;
import org.carrack.config.handler.ConfigHandler;
import org.carrack.config.handler.HandlesTag;
import org.carrack.lifecycle.PackageContext;
import org.carrack.runtime.http.internal.CompositeUndo;
import org.carrack.runtime.http.internal.HttpServer;
import org.carrack.runtime.http.internal.Routes;
import org.carrack.runtime.http.internal.VirtualHost;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The key {@code ports} of a package: more ports with all of its routes. */
@Component
@HandlesTag("ports")
public final class PortsHandler implements ConfigHandler<PortsHandler.Declared> {

    private final HttpServer httpServer;

    /** The places, with what declares them. */
    public record Declared(List<VirtualHost> places, ConfigTag tag) {}

    @Activate
    public PortsHandler(@Reference HttpServer httpServer) {
        this.httpServer = httpServer;
    }

    @Override
    public Declared read(ConfigTag tag) throws ConfigException {
        return new Declared(WebServer.places(tag.asPorts(), ""), tag);
    }

    @Override
    public Undo apply(PackageContext declarer, Declared declared) throws ConfigException {
        Pattern all = Pattern.compile(Pattern.quote(declarer.name() + "_") + ".*");
        CompositeUndo done = new CompositeUndo();
        try {
            for (VirtualHost place : declared.places()) {
                if (place.port() != 0) {
                    done.add(httpServer.include(
                            new Routes.Include(
                                    declarer.name(), place, httpServer.bindingOf(place.port()), all, true, false),
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

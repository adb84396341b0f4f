package org.carrack.runtime.http.internal.proxy;

import java.util.List;
import java.util.regex.Pattern;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.Undo;
import org.carrack.config.handler.ConfigHandler;
import org.carrack.config.handler.HandlesTag;
import org.carrack.lifecycle.PackageContext;
import org.carrack.runtime.http.internal.routing.Routes;
import org.carrack.runtime.http.internal.routing.VirtualHost;
import org.carrack.runtime.http.internal.server.CompositeUndo;
import org.carrack.runtime.http.internal.server.HttpServer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The key {@code ports} of a package: more ports with all of its routes. */
@Component
@HandlesTag("ports")
public final class PortsHandler implements ConfigHandler<PortsHandler.Declared> {

    private final HttpServer httpServer;

    /** The virtual hosts, with what declares them. */
    public record Declared(List<VirtualHost> virtualHosts, ConfigTag tag) {}

    @Activate
    public PortsHandler(@Reference HttpServer httpServer) {
        this.httpServer = httpServer;
    }

    @Override
    public Declared read(ConfigTag tag) throws ConfigException {
        return new Declared(WebServer.virtualHosts(tag.asPorts(), ""), tag);
    }

    @Override
    public Undo apply(PackageContext declarer, Declared declared) throws ConfigException {
        Pattern all = Pattern.compile(Pattern.quote(declarer.name() + "_") + ".*");
        CompositeUndo done = new CompositeUndo();
        try {
            for (VirtualHost virtualHost : declared.virtualHosts()) {
                if (virtualHost.port() != 0) {
                    done.add(httpServer.include(
                            new Routes.Include(
                                    declarer.name(),
                                    virtualHost,
                                    httpServer.bindingOf(virtualHost.port()),
                                    all,
                                    true,
                                    false),
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

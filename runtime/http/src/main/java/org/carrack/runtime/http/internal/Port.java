package org.carrack.runtime.http.internal;

import java.io.IOException;
import java.util.Map;
import org.carrack.lifecycle.StartFailure;
import org.carrack.manage.PackageManager;
import org.eclipse.jetty.server.ServerConnector;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the server's port once the package manager is there: it has closed the gates of all packages that are to come,
 * so no early request misses its package. Tells by a {@link Condition} with the address that the port is open.
 */
@Component(
        service = {},
        immediate = true)
public final class Port {

    private static final Logger LOG = LoggerFactory.getLogger(Port.class);

    private final FrontDoor door;
    private final ServerConnector connector;
    private final ServiceRegistration<Condition> open;

    @Activate
    public Port(BundleContext context, @Reference FrontDoor door, @Reference PackageManager packages)
            throws FrontDoorException {
        this.door = door;
        connector = Ports.connector(door.server());
        String bind = bind(context);
        connector.setHost(bind);
        connector.setPort(Integer.parseInt(property(context, "carrack.http.port", "8080")));
        try {
            connector.start();
        } catch (Exception e) { // LifeCycle.start declares it
            String problem = "Port %d on %s cannot be opened (%s); stop what uses it or choose another with --port"
                    .formatted(
                            connector.getPort(),
                            bind,
                            e.getCause() instanceof IOException cause ? cause.getMessage() : e.getMessage());
            LOG.error(problem);
            StartFailure.tell(context, problem);
            throw new FrontDoorException(problem, e);
        }
        door.server().addConnector(connector);
        String host = bind.equals("0.0.0.0") || bind.equals("::") ? "127.0.0.1" : bind;
        String address =
                "http://%s:%d/".formatted(host.contains(":") ? "[" + host + "]" : host, connector.getLocalPort());
        open = context.registerService(
                Condition.class,
                Condition.INSTANCE,
                FrameworkUtil.asDictionary(
                        Map.of(Condition.CONDITION_ID, "org.carrack.http.open", "osgi.http.endpoint", address)));
    }

    @Deactivate
    void deactivate() {
        open.unregister();
        try {
            connector.stop();
        } catch (Exception e) { // LifeCycle.stop declares it
            LOG.warn("port {} did not close cleanly", connector.getPort(), e);
        }
        door.server().removeConnector(connector);
    }

    /** The address that all ports are opened on. */
    static String bind(BundleContext context) {
        return property(context, "carrack.http.bind", "127.0.0.1");
    }

    private static String property(BundleContext context, String key, String otherwise) {
        String value = context.getProperty(key);
        return value == null || value.isBlank() ? otherwise : value;
    }
}

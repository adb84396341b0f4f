package org.carrack.runtime.http.internal.server;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a dropped-in Felix web console ask for the server's own accounts and not for a password of its own: it gets a
 * {@code SecurityProvider} before it starts. The platform is wired to no package, so the console's interface is implemented by a proxy.
 */
@Component(service = {})
public final class WebConsoleLogin implements SynchronousBundleListener {

    private static final Logger LOG = LoggerFactory.getLogger(WebConsoleLogin.class);

    private static final String CONSOLE = "org.apache.felix.webconsole";
    private static final String PROVIDER = CONSOLE + ".spi.SecurityProvider";

    private final BundleContext context;
    private final ServletAccess servlets;

    @Activate
    public WebConsoleLogin(BundleContext context, @Reference ServletAccess servlets) {
        this.context = context;
        this.servlets = servlets;
        context.addBundleListener(this);
    }

    @Deactivate
    public void deactivate() {
        context.removeBundleListener(this);
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        Bundle bundle = event.getBundle();
        if (event.getType() != BundleEvent.STARTING || !CONSOLE.equals(bundle.getSymbolicName())) {
            return;
        }
        try {
            Class<?> provider = bundle.loadClass(PROVIDER);
            // A service of the console itself, so that it ends with it.
            bundle.getBundleContext()
                    .registerService(
                            PROVIDER,
                            Proxy.newProxyInstance(
                                    provider.getClassLoader(),
                                    new Class<?>[] {provider},
                                    (proxy, method, arguments) -> call(bundle, proxy, method, arguments)),
                            FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, Integer.MAX_VALUE)));
        } catch (ClassNotFoundException e) {
            // Consoles before 5.0.8 have another interface. Their servlets are for admins all the same.
            LOG.warn(
                    "{} {} asks for a password of its own, beside the server's login", CONSOLE, bundle.getVersion(), e);
        }
    }

    private @Nullable Object call(Bundle console, Object proxy, Method method, Object[] arguments) throws IOException {
        return switch (method.getName()) {
            case "authenticate" -> {
                HttpServletResponse response = (HttpServletResponse) arguments[1];
                boolean isAdmitted = servlets.isAdmitted(console, (HttpServletRequest) arguments[0], response);
                if (!isAdmitted) {
                    response.flushBuffer();
                }
                yield isAdmitted ? "admin" : null;
            }
            case "authorize" -> true;
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> "the server's accounts";
            // Logging out is a matter of the server's own pages.
            default -> null;
        };
    }
}

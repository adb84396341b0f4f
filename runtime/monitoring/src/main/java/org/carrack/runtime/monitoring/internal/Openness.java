package org.carrack.runtime.monitoring.internal;

import org.carrack.auth.Caller;
import org.carrack.config.ServerConfig;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Who may see how the server is: everybody as long as only this machine can ask; whoever has the role {@code admin} where others
 * can, unless the server's owner opens it.
 */
@Component(service = Openness.class)
public final class Openness {

    private static final String LOOPBACK = "127\\..*|::1|localhost";

    private final boolean isLocal;
    private final ServerConfig config;

    @Activate
    public Openness(BundleContext context, @Reference ServerConfig config) {
        String bind = context.getProperty("carrack.http.bind");
        isLocal = bind == null || bind.isBlank() || bind.matches(LOOPBACK);
        this.config = config;
    }

    boolean isOpen(Caller caller) {
        boolean isBehindProxy = config.root().child("nginx").isPresent()
                || !config.texts("trusted_proxies").isEmpty();
        return (isLocal && !isBehindProxy)
                || caller.has(Caller.ADMIN)
                || config.texts("monitoring_open").contains("true");
    }
}

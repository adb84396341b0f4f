package org.carrack.runtime.monitoring.internal;

import java.util.List;
import java.util.Objects;
import org.carrack.auth.Caller;
import org.carrack.http.HttpRequest;
import org.carrack.spi.config.ServerConfig;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Who may see the state of the server: everybody as long as only this machine can ask; callers with the role {@code admin} where others
 * can, unless the server's owner opens it.
 */
@Component(service = Openness.class)
public final class Openness {

    private static final String LOOPBACK = "127\\..*|::1|localhost";

    /** Headers of a proxy that is not configured. */
    private static final List<String> OF_PROXIES =
            List.of("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Forwarded-Proto", "Via");

    private final boolean isLocal;
    private final ServerConfig config;

    @Activate
    public Openness(BundleContext context, @Reference ServerConfig config) {
        this(Objects.requireNonNullElse(context.getProperty("carrack.http.bind"), ""), config);
    }

    /** @param bind the address that the server listens on; empty for the loopback address */
    Openness(String bind, ServerConfig config) {
        isLocal = bind.isBlank() || bind.matches(LOOPBACK);
        this.config = config;
    }

    boolean isOpen(HttpRequest call) {
        boolean isBehindProxy = config.root().child("nginx").isPresent()
                || config.root()
                        .child("trusted_proxies")
                        .filter(proxies -> proxies.value().isPresent()
                                || !proxies.children().isEmpty())
                        .isPresent()
                || OF_PROXIES.stream().anyMatch(name -> call.header(name).isPresent());
        return (isLocal && !isBehindProxy)
                || call.caller().has(Caller.ADMIN)
                || config.view(MonitoringConfig.class).monitoringOpen();
    }
}

package org.carrack.runtime.http.internal.server;

import java.util.concurrent.TimeUnit;
import org.carrack.spi.http.Certificates;
import org.carrack.spi.server.LazyModules;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.util.tracker.ServiceTracker;

/** The certificates, whose module is started for the first who speaks TLS. For any thread. */
@Component(service = CertificatesOnDemand.class)
public final class CertificatesOnDemand {

    private static final long LIMIT_S = 30;

    private final ServiceTracker<Certificates, Certificates> tracker;
    private final @Nullable LazyModules modules;

    @Activate
    public CertificatesOnDemand(
            BundleContext context,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL) @Nullable LazyModules modules) {
        this.modules = modules;
        tracker = new ServiceTracker<>(context, Certificates.class, null);
        tracker.open();
    }

    @Deactivate
    void deactivate() {
        tracker.close();
    }

    /**
     * Starts their module if it waits still.
     *
     * @throws IllegalStateException if it cannot be started; the message is one sentence
     */
    public Certificates get() {
        if (modules != null) {
            modules.require(LazyModules.Trigger.SERVICE, Certificates.class.getName());
        }
        Certificates certificates = null;
        try {
            certificates = tracker.waitForService(TimeUnit.SECONDS.toMillis(LIMIT_S));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (certificates == null) {
            throw new IllegalStateException(
                    "there are no certificates now: the module org.carrack.tls has not started (carrack shell lb)");
        }
        return certificates;
    }
}

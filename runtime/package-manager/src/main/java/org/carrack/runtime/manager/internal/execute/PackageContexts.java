package org.carrack.runtime.manager.internal.execute;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.carrack.config.Undo;
import org.carrack.lifecycle.PackageContext;
import org.carrack.runtime.manager.internal.state.PackageContextImpl;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/**
 * Registers {@link PackageContext} services: one for each live package, with its name, and a service factory of the highest ranking that
 * gives each bundle its own. So a component that asks for a context without a filter never gets another package's.
 *
 * <p>Safe for any thread.
 */
final class PackageContexts implements ServiceFactory<PackageContext> {

    private final BundleContext context;
    private final Map<Bundle, PackageContextImpl> live = new ConcurrentHashMap<>();

    PackageContexts(BundleContext context) {
        this.context = context;
        context.registerService(
                PackageContext.class,
                this,
                FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, Integer.MAX_VALUE)));
    }

    /** Registers the context of a package, until the undo is called. */
    Undo register(PackageContextImpl one) {
        live.put(one.bundle(), one);
        ServiceRegistration<PackageContext> registration = context.registerService(
                PackageContext.class,
                one,
                FrameworkUtil.asDictionary(Map.of(
                        PackageContext.NAME,
                        one.name(),
                        PackageContext.VERSION,
                        one.version().toString())));
        return () -> {
            registration.unregister();
            live.remove(one.bundle(), one);
        };
    }

    @Override
    @SuppressWarnings("NullAway") // no service for a bundle that is no live package
    public @Nullable PackageContext getService(Bundle bundle, ServiceRegistration<PackageContext> registration) {
        return live.get(bundle);
    }

    @Override
    public void ungetService(Bundle bundle, ServiceRegistration<PackageContext> registration, PackageContext service) {
        // Nothing is kept for the bundle.
    }
}

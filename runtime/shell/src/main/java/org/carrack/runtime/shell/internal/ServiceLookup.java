package org.carrack.runtime.shell.internal;

import java.util.ArrayList;
import java.util.List;
import org.carrack.servercommands.CommandContext;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** The services that one command uses, from the framework; given back when it ends. For one thread. */
final class ServiceLookup implements CommandContext.Services, AutoCloseable {

    private final BundleContext context;
    private final List<ServiceReference<?>> used = new ArrayList<>();

    ServiceLookup(BundleContext context) {
        this.context = context;
    }

    @Override
    public <S> S get(Class<S> type) {
        ServiceReference<S> reference = context.getServiceReference(type);
        S service = reference == null ? null : context.getService(reference);
        if (reference == null || service == null) {
            throw new IllegalStateException(
                    "the server has no %s now; it starts or stops, or the module with it failed (carrack shell lb)"
                            .formatted(type.getSimpleName()));
        }
        used.add(reference);
        return service;
    }

    @Override
    public void close() {
        used.forEach(context::ungetService);
    }
}

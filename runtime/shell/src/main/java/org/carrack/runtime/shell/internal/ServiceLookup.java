package org.carrack.runtime.shell.internal;

import java.util.ArrayList;
import java.util.List;
import org.carrack.servercommands.CommandContext;
import org.carrack.spi.server.LazyModules;
import org.jspecify.annotations.Nullable;
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
        ServiceReference<S> reference = reference(type);
        S service = reference == null ? null : context.getService(reference);
        if (reference == null || service == null) {
            throw new IllegalStateException(
                    "the server has no %s now; it starts or stops, or the module with it failed (carrack shell lb)"
                            .formatted(type.getSimpleName()));
        }
        used.add(reference);
        return service;
    }

    /** Of a module that waits until somebody needs its service, after that module has started. */
    private <S> @Nullable ServiceReference<S> reference(Class<S> type) {
        ServiceReference<S> reference = context.getServiceReference(type);
        ServiceReference<LazyModules> modules =
                reference == null ? context.getServiceReference(LazyModules.class) : null;
        LazyModules lazy = modules == null ? null : context.getService(modules);
        if (modules == null || lazy == null) {
            return reference;
        }
        used.add(modules);
        lazy.require(LazyModules.Trigger.SERVICE, type.getName());
        return context.getServiceReference(type);
    }

    @Override
    public void close() {
        used.forEach(context::ungetService);
    }
}

package org.carrack.runtime.http.internal.server;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carrack.spi.server.LazyModules;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;

/** Has the HTTP Whiteboard started for the first service that is for it. What looks Whiteboard's own services up is met by its import. */
@Component(
        service = {},
        immediate = true)
public final class WhiteboardStart implements AllServiceListener {

    /** The service by which the Whiteboard tells what it serves; whoever needs it needs the Whiteboard. */
    private static final String WHITEBOARD = "org.osgi.service.servlet.runtime.HttpServiceRuntime";

    /** Properties of which a service for the Whiteboard has at least one (OSGi Compendium 8.1, chapters 140 and 141). */
    private static final List<String> PROPERTIES = List.of(
            "servlet.pattern",
            "servlet.name",
            "servlet.errorPage",
            "filter.pattern",
            "filter.regex",
            "filter.servlet",
            "resource.pattern",
            "listener",
            "context.name",
            "context.select");

    private static final String FILTER = PROPERTIES.stream()
            .map(name -> "(osgi.http.whiteboard.%s=*)".formatted(name))
            .collect(Collectors.joining("", "(|", ")"));

    private final BundleContext context;
    private final @Nullable LazyModules modules;

    @Activate
    public WhiteboardStart(
            BundleContext context,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL) @Nullable LazyModules modules)
            throws InvalidSyntaxException {
        this.context = context;
        this.modules = modules;
        if (modules != null) {
            context.addServiceListener(this, FILTER);
            ServiceReference<?>[] there = context.getAllServiceReferences(null, FILTER);
            if (there != null && Stream.of(there).anyMatch(this::isOfOthers)) {
                start(modules);
            }
        }
    }

    /** The filter that guards every servlet is ours, and there always. */
    private boolean isOfOthers(ServiceReference<?> service) {
        return !context.getBundle().equals(service.getBundle());
    }

    @Deactivate
    void deactivate() {
        context.removeServiceListener(this);
    }

    @Override
    public void serviceChanged(ServiceEvent event) {
        if (event.getType() != ServiceEvent.UNREGISTERING
                && modules != null
                && isOfOthers(event.getServiceReference())) {
            start(modules);
        }
    }

    private void start(LazyModules waiting) {
        waiting.require(LazyModules.Trigger.SERVICE, WHITEBOARD);
        context.removeServiceListener(this);
    }
}

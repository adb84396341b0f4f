package org.carrack.runtime.chatflows.internal.service;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.carrack.chat.Chatflow;
import org.carrack.lifecycle.PackageContext;
import org.carrack.runtime.chatflows.internal.engine.FlowInstances;
import org.carrack.runtime.chatflows.internal.flow.FlowClass;
import org.carrack.runtime.chatflows.internal.flow.FlowException;
import org.carrack.runtime.chatflows.internal.session.Flow;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Knows the chatflows of live packages as they come and go. The bundle of the component decides which package it belongs to. */
@Component(service = ChatflowTracker.class, immediate = true)
public final class ChatflowTracker {

    private static final int MOST_WARNINGS = 5;

    private final BundleContext context;
    private final ChatService service;
    private final Map<String, PackageContext> packages = new HashMap<>();
    private final Map<ServiceReference<Chatflow>, Flow> flows = new HashMap<>();

    /** Those of bundles that are no live packages, or not yet. */
    private final Set<ServiceReference<Chatflow>> early = new LinkedHashSet<>();

    @Activate
    public ChatflowTracker(BundleContext context, @Reference ChatService service) {
        this.context = context;
        this.service = service;
    }

    @Reference(
            target = PackageContext.ANY,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    synchronized void addPackage(PackageContext live) {
        packages.put(live.name(), live);
        List.copyOf(early).forEach(reference -> {
            early.remove(reference);
            addChatflow(reference);
        });
    }

    synchronized void removePackage(PackageContext live) {
        packages.remove(live.name(), live);
    }

    @Reference(service = Chatflow.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    synchronized void addChatflow(ServiceReference<Chatflow> reference) {
        Bundle bundle = reference.getBundle();
        PackageContext live = bundle == null ? null : packages.get(bundle.getSymbolicName());
        if (live == null) {
            early.add(reference);
            return;
        }
        try {
            Flow flow = flow(reference, live);
            if (!service.flows().add(flow)) {
                throw new FlowException(
                        "there are two chatflows named %s; give one another @ChatName".formatted(flow.chat()));
            }
            flows.put(reference, flow);
        } catch (FlowException | LinkageError e) {
            live.reject(
                    e instanceof FlowException ? String.valueOf(e.getMessage()) : "a chatflow cannot be loaded: " + e);
        }
    }

    synchronized void removeChatflow(ServiceReference<Chatflow> reference) {
        early.remove(reference);
        Flow flow = flows.remove(reference);
        if (flow != null) {
            service.remove(flow);
        }
    }

    private Flow flow(ServiceReference<Chatflow> reference, PackageContext live) throws FlowException {
        String name = String.valueOf(reference.getProperty("component.name"));
        if (!Constants.SCOPE_PROTOTYPE.equals(reference.getProperty(Constants.SERVICE_SCOPE))) {
            throw new FlowException(
                    "the chatflow %s would be one for all conversations; write @Component(scope = ServiceScope.PROTOTYPE)"
                            .formatted(name));
        }
        ServiceObjects<Chatflow> objects = context.getServiceObjects(reference);
        Chatflow first = objects.getService();
        if (first == null) {
            throw new FlowException("the chatflow %s cannot be made; the log says why".formatted(name));
        }
        try {
            return new Flow(
                    live.name(),
                    live.version().toString(),
                    FlowClass.of(first.getClass()),
                    new ServiceInstances(objects, name),
                    warnings(live));
        } finally {
            objects.ungetService(first);
        }
    }

    /** What is shown with a package of its conversations that fail: not all of them. */
    private static Consumer<String> warnings(PackageContext live) {
        AtomicInteger count = new AtomicInteger();
        return failure -> {
            int number = count.incrementAndGet();
            if (number <= MOST_WARNINGS) {
                live.warn(failure);
            } else if (number == MOST_WARNINGS + 1) {
                live.warn("more conversations fail; the log has them all");
            }
        };
    }

    /** The instances of a prototype component. */
    private record ServiceInstances(ServiceObjects<Chatflow> objects, String name) implements FlowInstances {

        @Override
        public Chatflow make() {
            Chatflow made = objects.getService();
            if (made == null) {
                throw new IllegalStateException("the chatflow %s cannot be made; the log says why".formatted(name));
            }
            return made;
        }

        @Override
        public void release(Chatflow flow) {
            try {
                objects.ungetService(flow);
            } catch (IllegalStateException | IllegalArgumentException e) {
                // Its package is gone already.
            }
        }
    }
}

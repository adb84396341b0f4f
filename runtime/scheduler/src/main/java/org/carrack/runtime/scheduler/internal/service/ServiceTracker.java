package org.carrack.runtime.scheduler.internal.service;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.carrack.lifecycle.PackageContext;
import org.carrack.runtime.scheduler.internal.engine.ServiceDefinition;
import org.carrack.service.BackgroundService;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Knows the background services of live packages as they come and go. The bundle of the component decides which package it belongs to. */
@Component(service = ServiceTracker.class, immediate = true)
public final class ServiceTracker {

    private final SchedulerService scheduler;
    private final Map<Bundle, PackageContext> packages = new HashMap<>();
    private final Map<ServiceReference<BackgroundService>, ServiceDefinition> services = new HashMap<>();

    /** Those of bundles that are no live packages, or not yet. */
    private final Map<ServiceReference<BackgroundService>, BackgroundService> early = new LinkedHashMap<>();

    @Activate
    public ServiceTracker(@Reference SchedulerService scheduler) {
        this.scheduler = scheduler;
    }

    @Reference(
            target = PackageContext.ANY,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addPackage(PackageContext live) {
        Map<ServiceReference<BackgroundService>, BackgroundService> its = new LinkedHashMap<>();
        synchronized (this) {
            packages.put(live.bundle(), live);
            early.forEach((reference, service) -> {
                if (live.bundle().equals(reference.getBundle())) {
                    its.put(reference, service);
                }
            });
            early.keySet().removeAll(its.keySet());
        }
        its.forEach((reference, service) -> add(live, reference, service));
    }

    synchronized void removePackage(PackageContext live) {
        packages.remove(live.bundle(), live);
    }

    @Reference(
            service = BackgroundService.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addService(ServiceReference<BackgroundService> reference, BackgroundService service) {
        PackageContext live;
        synchronized (this) {
            live = packages.get(reference.getBundle());
            if (live == null) {
                early.put(reference, service);
                return;
            }
        }
        add(live, reference, service);
    }

    /** Under no lock: the service is asked, and may say what it likes for as long as it likes. */
    private void add(PackageContext live, ServiceReference<BackgroundService> reference, BackgroundService service) {
        try {
            ServiceDefinition definition = ServiceDefinition.of(live.name(), service, live.log());
            synchronized (this) {
                if (reference.getBundle() == null) {
                    // It has gone while it was asked.
                    return;
                }
                scheduler.add(definition);
                services.put(reference, definition);
            }
        } catch (IllegalArgumentException | LinkageError e) {
            live.reject(
                    e instanceof IllegalArgumentException
                            ? String.valueOf(e.getMessage())
                            : "a background service cannot be loaded: " + e);
        }
    }

    void removeService(ServiceReference<BackgroundService> reference) {
        ServiceDefinition definition;
        synchronized (this) {
            early.remove(reference);
            definition = services.remove(reference);
        }
        if (definition != null) {
            scheduler.remove(definition);
        }
    }
}

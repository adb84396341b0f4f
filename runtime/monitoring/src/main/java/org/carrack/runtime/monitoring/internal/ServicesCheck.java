package org.carrack.runtime.monitoring.internal;

import java.util.List;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.carrack.manage.BackgroundServices;
import org.carrack.manage.ServiceRun;
import org.carrack.manage.ServiceStatus;
import org.carrack.manage.ServiceStatus.State;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Whether background services do what they are to do. */
@Component(
        property = {
            HealthCheck.NAME + "=services",
            HealthCheck.TAGS + "=services",
            HealthCheck.RESULT_CACHE_TTL_IN_MS + ":Long=0"
        })
public final class ServicesCheck implements HealthCheck {

    /** One that fails now and then is worth a look; one that always does is out of order. */
    private static final int CRITICAL_FROM = 3;

    /** Not there before the first package with one. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable BackgroundServices services;

    @Activate
    public ServicesCheck() {}

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        BackgroundServices now = services;
        List<ServiceStatus> all = now == null ? List.of() : now.list();
        for (ServiceStatus service : all) {
            if (service.failures() >= CRITICAL_FROM) {
                log.critical("{} has failed {} times in a row: {}", service.name(), service.failures(), error(service));
            } else if (service.failures() > 0) {
                log.warn("{} has failed: {}", service.name(), error(service));
            }
            if (service.state() == State.OVERDUE) {
                log.critical("{} was interrupted at its time limit, and works still", service.name());
            }
            if (!service.problem().isEmpty()) {
                log.warn("[services.\"{}\"] in etc/carrack.toml: {}", service.name(), service.problem());
            }
        }
        log.info("{} background services are there", all.size());
        return new Result(log);
    }

    private static String error(ServiceStatus service) {
        return service.last().map(ServiceRun::error).orElse("");
    }
}

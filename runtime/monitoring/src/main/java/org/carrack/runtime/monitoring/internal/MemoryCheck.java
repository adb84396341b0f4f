package org.carrack.runtime.monitoring.internal;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Whether the heap has room: what the last collection could not free counts. */
@Component(property = {HealthCheck.NAME + "=memory", HealthCheck.TAGS + "=system"})
public final class MemoryCheck implements HealthCheck {

    private static final int WARNED_OF = 85;
    private static final int TOO_MUCH = 97;

    @Activate
    public MemoryCheck() {}

    @Override
    public Result execute() {
        long used = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getCollectionUsage)
                .filter(usage -> usage != null)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
        long percent = used * 100 / Runtime.getRuntime().maxMemory();
        FormattingResultLog log = new FormattingResultLog();
        String said = "{} % of the heap were in use after its last collection";
        if (percent > TOO_MUCH) {
            log.critical(said, percent);
        } else if (percent > WARNED_OF) {
            log.warn(said, percent);
        } else {
            log.info(said, percent);
        }
        return new Result(log);
    }
}

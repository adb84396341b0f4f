package org.carrack.runtime.monitoring.internal;

import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.carrack.manage.PackageManager;
import org.carrack.manage.PackageState;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.condition.Condition;

/** Whether the packages that should run do. */
@Component(
        property = {
            HealthCheck.NAME + "=packages",
            HealthCheck.TAGS + "=packages",
            HealthCheck.RESULT_CACHE_TTL_IN_MS + ":Long=0"
        })
public final class PackagesCheck implements HealthCheck {

    private final PackageManager packages;

    @Reference(
            target = "(osgi.condition.id=org.carrack.packages.started)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Condition started;

    @Activate
    public PackagesCheck(@Reference PackageManager packages) {
        this.packages = packages;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        if (started == null) {
            log.temporarilyUnavailable("the packages are still being started");
        }
        packages.list().stream()
                .filter(one -> one.state() == PackageState.FAILED)
                .forEach(failed -> log.warn(
                        "{} {} has failed: {}",
                        failed.name(),
                        failed.version(),
                        failed.reason().orElse("")));
        log.info("{} packages are there", packages.list().size());
        return new Result(log);
    }
}

package org.carrack.runtime.monitoring.internal;

import java.util.List;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.carrack.manage.PluginStatus;
import org.carrack.manage.Plugins;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Whether plugins run that are to run. */
@Component(
        property = {
            HealthCheck.NAME + "=plugins",
            HealthCheck.TAGS + "=plugins",
            HealthCheck.RESULT_CACHE_TTL_IN_MS + ":Long=0"
        })
public final class PluginsCheck implements HealthCheck {

    /** Not there before the first package with one. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Plugins plugins;

    @Activate
    public PluginsCheck() {}

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        Plugins now = plugins;
        List<PluginStatus> all = now == null ? List.of() : now.list();
        for (PluginStatus plugin : all) {
            switch (plugin.state()) {
                case FAILED, MISCONFIGURED -> log.critical("{} does not run: {}", plugin.name(), plugin.reason());
                case WAITING, STOPPING -> log.warn("{} does not run now: {}", plugin.name(), plugin.reason());
                case RUNNING, ENDED -> log.debug("{} is well", plugin.name());
            }
        }
        log.info("{} plugins are there", all.size());
        return new Result(log);
    }
}

package org.carrack.runtime.monitoring.internal;

import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.carrack.spi.config.ServerConfig;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether {@code etc/carrack.toml} is valid as it is now. */
@Component(
        property = {
            HealthCheck.NAME + "=configuration",
            HealthCheck.TAGS + "=system",
            HealthCheck.RESULT_CACHE_TTL_IN_MS + ":Long=0"
        })
public final class ConfigurationCheck implements HealthCheck {

    private final ServerConfig config;

    @Activate
    public ConfigurationCheck(@Reference ServerConfig config) {
        this.config = config;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        config.problem()
                .ifPresent(problem -> log.warn("{}; what it said before counts until it is corrected", problem));
        config.problems().forEach(problem -> log.warn("{}", problem));
        if (config.problem().isEmpty() && config.problems().isEmpty()) {
            log.info("etc/carrack.toml is understood");
        }
        return new Result(log);
    }
}

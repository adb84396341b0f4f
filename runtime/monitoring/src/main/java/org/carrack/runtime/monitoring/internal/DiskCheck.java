package org.carrack.runtime.monitoring.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Whether there is room where the server writes. */
@Component(property = {HealthCheck.NAME + "=disk", HealthCheck.TAGS + "=system"})
public final class DiskCheck implements HealthCheck {

    private static final long WARNED_OF = 500L << 20;
    private static final long TOO_LITTLE = 20L << 20;

    private final Path home;

    @Activate
    public DiskCheck(BundleContext context) {
        home = Path.of(context.getProperty("carrack.home"));
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        try {
            long free = Files.getFileStore(home).getUsableSpace();
            String room = FormattingResultLog.bytesHumanReadable((double) free);
            if (free < TOO_LITTLE) {
                log.critical("only {} are free at {}", room, home);
            } else if (free < WARNED_OF) {
                log.warn("only {} are free at {}", room, home);
            } else {
                log.info("{} are free at {}", room, home);
            }
        } catch (IOException e) {
            log.healthCheckError("the room at {} cannot be found out: {}", home, e.getMessage());
        }
        return new Result(log);
    }
}

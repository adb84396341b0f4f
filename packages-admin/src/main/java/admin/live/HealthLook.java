package admin.live;

import java.util.List;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** How the server's health is; there from when somebody has asked for it, as the page does. A class of its own, so that no start loads those of Felix. */
@Component(service = HealthLook.class)
public class HealthLook {

    private final HealthCheckExecutor executor;

    @Activate
    public HealthLook(@Reference HealthCheckExecutor executor) {
        this.executor = executor;
    }

    /** The status of each check, in the order of their names. */
    List<String> states() {
        // Felix finds none by a selector that names nothing.
        return executor.execute(HealthCheckSelector.empty().withTags("*").withNames("*")).stream()
                .map(one -> one.getHealthCheckMetadata().getTitle() + " "
                        + one.getHealthCheckResult().getStatus())
                .sorted()
                .toList();
    }
}

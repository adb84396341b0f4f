package org.carrack.spi.server;

import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.condition.Condition;

/**
 * Reports to the launcher that the server cannot start; the launcher prints the reason and exits. Uses a {@link Condition}
 * service, since the launcher is not a bundle.
 */
public final class StartFailure {

    /** The id of the condition; its property {@code reason} says why. */
    public static final String CONDITION = "org.carrack.start.failed";

    private StartFailure() {}

    /**
     * Reports the reason.
     *
     * @param context the context of the reporting bundle; the report is withdrawn when the bundle stops
     * @param reason one sentence with the remedy
     */
    public static void tell(BundleContext context, String reason) {
        context.registerService(
                Condition.class,
                Condition.INSTANCE,
                FrameworkUtil.asDictionary(Map.of(Condition.CONDITION_ID, CONDITION, "reason", reason)));
    }
}

package org.carrack.lifecycle;

import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.condition.Condition;

/**
 * Tells the launcher that the server cannot start: it prints the reason and ends. Told by a {@link Condition} service, since the
 * launcher is no bundle.
 */
public final class StartFailure {

    /** The id of the condition; its property {@code reason} says why. */
    public static final String CONDITION = "org.carrack.start.failed";

    private StartFailure() {}

    /**
     * Tells why.
     *
     * @param context of the bundle that tells; with it goes what it told
     * @param reason one sentence that says what to do
     */
    public static void tell(BundleContext context, String reason) {
        context.registerService(
                Condition.class,
                Condition.INSTANCE,
                FrameworkUtil.asDictionary(Map.of(Condition.CONDITION_ID, CONDITION, "reason", reason)));
    }
}

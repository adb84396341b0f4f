package org.carrack.runtime.manager.internal.execute;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.carrack.lifecycle.PackageContext;
import org.carrack.lifecycle.PackageLifecycle;
import org.carrack.runtime.manager.internal.code.StepException;
import org.carrack.runtime.manager.internal.code.TimeLimitedRunner;
import org.carrack.runtime.manager.internal.state.PackageContextImpl;
import org.carrack.spi.server.FailureText;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the hooks of packages, each in a thread of its own, for a limited time. */
public final class Hooks {

    private static final Logger LOG = LoggerFactory.getLogger(Hooks.class);

    private final BundleContext context;
    private final TimeLimitedRunner code;
    private final Supplier<Duration> limit;

    public Hooks(BundleContext context, TimeLimitedRunner code, Supplier<Duration> limit) {
        this.code = code;
        this.context = context;
        this.limit = limit;
    }

    /** A method of the hooks' interface. */
    @FunctionalInterface
    public interface Method {
        void call(PackageLifecycle hook, PackageContext me) throws Exception; // as the hooks
    }

    /** Calls a hook of all the package's lifecycle services. */
    public void call(PackageContextImpl live, String hook, Method method) throws StepException {
        ServiceReference<?>[] services = live.bundle().getRegisteredServices();
        if (services == null) {
            return;
        }
        for (ServiceReference<?> reference : services) {
            String[] classes = (String[]) reference.getProperty("objectClass");
            if (Arrays.asList(classes).contains(PackageLifecycle.class.getName())) {
                Object service = context.getService(reference);
                try {
                    if (service instanceof PackageLifecycle lifecycle) {
                        run(live, hook, () -> {
                            method.call(lifecycle, live);
                            return null;
                        });
                    }
                } finally {
                    context.ungetService(reference);
                }
            }
        }
    }

    /** The same; what goes wrong is logged. */
    public void callQuietly(PackageContextImpl live, String hook, Method method) {
        try {
            call(live, hook, method);
        } catch (StepException e) {
            LOG.warn("{}; it goes on all the same", e.getMessage());
        }
    }

    private void run(PackageContextImpl live, String hook, Callable<@Nullable Void> work) throws StepException {
        Duration most = limit.get();
        try {
            code.call("%s hook of %s".formatted(hook, live), most, true, work);
        } catch (TimeLimitedRunner.OverdueException e) {
            throw new StepException(
                    "the %s hook of %s has not ended within %d s (it is%s); make it quicker, or raise hook_limit_s in etc/carrack.toml"
                            .formatted(
                                    hook,
                                    live,
                                    most.toSeconds(),
                                    e.place().isEmpty() ? " still busy" : " at " + e.place()),
                    e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            LOG.debug("{} of {} failed", hook, live, cause);
            throw new StepException("the %s hook of %s failed: %s".formatted(hook, live, FailureText.of(cause)), cause);
        }
    }
}

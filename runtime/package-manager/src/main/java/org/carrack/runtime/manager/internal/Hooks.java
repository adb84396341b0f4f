package org.carrack.runtime.manager.internal;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.carrack.lifecycle.PackageContext;
import org.carrack.lifecycle.PackageLifecycle;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the hooks of packages, each in a thread of its own, for a limited time. */
final class Hooks {

    private static final Logger LOG = LoggerFactory.getLogger(Hooks.class);

    private final BundleContext context;
    private final Supplier<Duration> limit;

    Hooks(BundleContext context, Supplier<Duration> limit) {
        this.context = context;
        this.limit = limit;
    }

    /** A method of the hooks' interface. */
    @FunctionalInterface
    interface Method {
        void call(PackageLifecycle hook, PackageContext me) throws Exception; // as the hooks
    }

    /** Calls a hook of all the package's lifecycle services. */
    void call(LivePackage live, String hook, Method method) throws StepException {
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
    void callQuietly(LivePackage live, String hook, Method method) {
        try {
            call(live, hook, method);
        } catch (StepException e) {
            LOG.warn("{}; it goes on all the same", e.getMessage());
        }
    }

    private void run(LivePackage live, String hook, Callable<@Nullable Void> work) throws StepException {
        FutureTask<@Nullable Void> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "%s of %s".formatted(hook, live));
        thread.setDaemon(true);
        thread.start();
        Duration most = limit.get();
        try {
            task.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            String where = Arrays.stream(thread.getStackTrace())
                    .filter(frame -> !frame.getClassName().startsWith("java.")
                            && !frame.getClassName().startsWith("jdk."))
                    .findFirst()
                    .map(frame -> " at " + frame.getFileName() + ":" + frame.getLineNumber())
                    .orElse("");
            task.cancel(true);
            throw new StepException(
                    "the %s hook of %s has not ended within %d s (it is%s); make it quicker, or raise hook_limit_s in etc/carrack.toml"
                            .formatted(hook, live, most.toSeconds(), where.isEmpty() ? " still busy" : where),
                    e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            LOG.debug("{} of {} failed", hook, live, cause);
            throw new StepException(
                    "the %s hook of %s failed: %s".formatted(hook, live, Runner.describe(cause)), cause);
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new StepException("interrupted in the %s hook of %s".formatted(hook, live), e);
        }
    }
}

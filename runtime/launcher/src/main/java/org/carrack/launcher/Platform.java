package org.carrack.launcher;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.felix.framework.FrameworkFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;

/** The framework with the server's own bundles. */
final class Platform {

    /** Logging comes first: whatever starts before it logs to the console. */
    private static final String LOGGING = "org.ops4j.pax.logging";

    /** Its classes are used by our shell; started, it would take the console for a shell of its own. */
    private static final String NOT_STARTED = "org.apache.felix.gogo.jline";

    private final Framework framework;
    private final ClassPathModules modules;

    private Platform(Framework framework, ClassPathModules modules) {
        this.framework = framework;
        this.modules = modules;
    }

    /** Makes the framework; nothing is started yet. */
    static Platform create(Map<String, String> configuration, String classPath) throws IOException, BundleException {
        ClassPathModules modules = ClassPathModules.open(classPath);
        // The framework is there already, and the launcher is what started it.
        modules.leaveOut("org.apache.felix.framework");
        modules.leaveOut("org.carrack.launcher");
        Framework framework = new FrameworkFactory().newFramework(configuration, modules);
        framework.init();
        return new Platform(framework, modules);
    }

    /** Installs what the class path holds, takes out what it holds no more, and starts everything. */
    void start() throws BundleException {
        BundleContext context = framework.getBundleContext();
        List<String> locations = modules.locations();
        for (Bundle bundle : context.getBundles()) {
            String location = bundle.getLocation();
            if (location.startsWith(ClassPathModules.LOCATION) && !locations.contains(location)) {
                bundle.uninstall();
            }
        }
        List<Bundle> bundles = new ArrayList<>();
        for (String location : locations) {
            bundles.add(context.installBundle(location, null));
        }
        tellJars(bundles);
        framework.start();
        bundles.sort(java.util.Comparator.comparing(Platform::isLogging).reversed());
        for (Bundle bundle : bundles) {
            if (bundle.getHeaders("").get("Fragment-Host") == null && !NOT_STARTED.equals(bundle.getSymbolicName())) {
                bundle.start(Bundle.START_TRANSIENT | Bundle.START_ACTIVATION_POLICY);
            }
        }
    }

    private static boolean isLogging(Bundle bundle) {
        String name = bundle.getSymbolicName();
        return name != null && name.startsWith(LOGGING);
    }

    private static void tellJars(List<Bundle> bundles) {
        Map<String, String> jars = new HashMap<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            try {
                jars.put(
                        ClassPathModules.LOCATION + new File(entry).getName(),
                        new File(entry).toURI().toURL().toString());
            } catch (MalformedURLException e) {
                throw new IllegalStateException("every file has an address", e);
            }
        }
        Map<String, Bundle> byJar = new HashMap<>();
        bundles.forEach(bundle -> {
            String jar = jars.get(bundle.getLocation());
            if (jar != null) {
                byJar.put(jar, bundle);
            }
        });
        BundleOfClass.know(byJar);
    }

    /**
     * Waits for a service, or for the framework to stop.
     *
     * @return the service's property, or nothing where the framework stopped
     */
    @Nullable
    String await(String filter, String property) throws InterruptedException, InvalidSyntaxException {
        BundleContext context = framework.getBundleContext();
        CountDownLatch done = new CountDownLatch(1);
        AtomicReference<@Nullable ServiceReference<?>> found = new AtomicReference<>();
        ServiceListener listener = event -> {
            if (event.getType() == ServiceEvent.REGISTERED) {
                found.set(event.getServiceReference());
                done.countDown();
            }
        };
        context.addServiceListener(listener, filter);
        try {
            ServiceReference<?>[] there = context.getAllServiceReferences(null, filter);
            ServiceReference<?> reference = there == null ? null : there[0];
            while (reference == null) {
                if (done.await(200, TimeUnit.MILLISECONDS)) {
                    reference = found.get();
                } else if (framework.getState() != Bundle.ACTIVE) {
                    return null;
                }
            }
            Object value = reference.getProperty(property);
            return value == null ? "" : String.valueOf(value);
        } finally {
            if (framework.getState() == Bundle.ACTIVE) {
                context.removeServiceListener(listener);
            }
        }
    }

    /** Waits until the framework has stopped. */
    void awaitStop() throws InterruptedException {
        framework.waitForStop(0);
    }

    /** Stops it. */
    void stop() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(TimeUnit.SECONDS.toMillis(30));
    }
}

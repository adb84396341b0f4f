package org.carrack.runtime.http.internal.server;

import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * Shows Jetty its own services: it looks for them with the thread's class loader, and in OSGi each of its bundles has one of
 * its own.
 */
final class JettyServices extends ClassLoader {

    private static final String SERVICES = "META-INF/services/";
    private static final String OF_JETTY = "org.eclipse.jetty.";

    private final List<Bundle> bundles;

    JettyServices(BundleContext context) {
        super(JettyServices.class.getClassLoader());
        bundles = Stream.of(context.getBundles())
                .filter(bundle -> String.valueOf(bundle.getSymbolicName()).startsWith(OF_JETTY))
                .toList();
    }

    /** Work that makes parts of Jetty. */
    interface JettyAction<T> {
        T run();
    }

    /** Runs some work with this as the thread's class loader. */
    <T> T show(JettyAction<T> work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(this);
        try {
            return work.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    protected Enumeration<URL> findResources(String name) throws IOException {
        List<URL> found = new ArrayList<>();
        if (name.startsWith(SERVICES + OF_JETTY)) {
            for (Bundle bundle : bundles) {
                URL entry = bundle.getEntry(name);
                if (entry != null) {
                    found.add(entry);
                }
            }
        }
        return Collections.enumeration(found);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (name.startsWith(OF_JETTY)) {
            for (Bundle bundle : bundles) {
                try {
                    return bundle.loadClass(name);
                } catch (ClassNotFoundException e) {
                    // It is another's.
                }
            }
        }
        throw new ClassNotFoundException(name);
    }
}

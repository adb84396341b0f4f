package org.carrack.launcher;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipFile;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.connect.ConnectContent;
import org.osgi.framework.connect.ConnectModule;
import org.osgi.framework.connect.ModuleConnector;

/**
 * Connects the bundles on the class path with the framework (OSGi Connect, Core 8 chapter 60): their classes come from the
 * application class loader, and so from the JVM's archive of classes.
 */
final class ClassPathModules implements ModuleConnector {

    static final String LOCATION = "platform:";

    private final Map<String, Module> modules = new LinkedHashMap<>();

    /** Opens the jars of a class path that are bundles. */
    static ClassPathModules open(String classPath) throws IOException {
        ClassPathModules connector = new ClassPathModules();
        for (String entry : classPath.split(File.pathSeparator)) {
            if (entry.endsWith(".jar")) {
                // Once for all, without a look at signatures.
                JarFile jar = new JarFile(new File(entry), false, ZipFile.OPEN_READ);
                Map<String, String> headers = headers(jar);
                if (headers.containsKey("Bundle-SymbolicName")) {
                    connector.modules.put(LOCATION + new File(entry).getName(), new Module(jar, headers));
                } else {
                    jar.close();
                }
            }
        }
        return connector;
    }

    private static Map<String, String> headers(JarFile jar) throws IOException {
        Map<String, String> headers = new HashMap<>();
        Manifest manifest = jar.getManifest();
        if (manifest != null) {
            manifest.getMainAttributes().forEach((name, value) -> headers.put(name.toString(), value.toString()));
        }
        return headers;
    }

    /** The locations to install, in the order of the class path. */
    List<String> locations() {
        return List.copyOf(modules.keySet());
    }

    /** The address of the jar at a location, as class loaders give it. */
    String jar(String location) {
        Module module = modules.get(location);
        return module == null ? "" : new File(module.jar.getName()).toURI().toString();
    }

    /** Leaves a location out: it is not to be a bundle. */
    void leaveOut(String symbolicName) {
        modules.values()
                .removeIf(module -> module.headers
                        .getOrDefault("Bundle-SymbolicName", "")
                        .split(";", 2)[0]
                        .equals(symbolicName));
    }

    @Override
    public void initialize(File storage, Map<String, String> configuration) {}

    @Override
    public Optional<ConnectModule> connect(String location) {
        return Optional.ofNullable(modules.get(location));
    }

    @Override
    public Optional<BundleActivator> newBundleActivator() {
        return Optional.empty();
    }

    private record Module(JarFile jar, Map<String, String> headers) implements ConnectModule, ConnectContent {

        @Override
        public ConnectContent getContent() {
            return this;
        }

        @Override
        public Optional<Map<String, String>> getHeaders() {
            return Optional.of(headers);
        }

        @Override
        public Iterable<String> getEntries() {
            List<String> names = new ArrayList<>();
            jar.entries().asIterator().forEachRemaining(entry -> names.add(entry.getName()));
            return names;
        }

        @Override
        public Optional<ConnectEntry> getEntry(String path) {
            JarEntry entry = jar.getJarEntry(path);
            return entry == null ? Optional.empty() : Optional.of(new Entry(jar, entry));
        }

        @Override
        public Optional<ClassLoader> getClassLoader() {
            return Optional.of(ClassPathModules.class.getClassLoader());
        }

        @Override
        public void open() {}

        @Override
        public void close() {}
    }

    private record Entry(JarFile jar, JarEntry entry) implements ConnectContent.ConnectEntry {

        @Override
        public String getName() {
            return entry.getName();
        }

        @Override
        public long getContentLength() {
            return entry.getSize();
        }

        @Override
        public long getLastModified() {
            return entry.getTime();
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return jar.getInputStream(entry);
        }
    }
}

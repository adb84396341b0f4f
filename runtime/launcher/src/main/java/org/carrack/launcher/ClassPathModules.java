package org.carrack.launcher;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
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

    /**
     * The jars of a class path that are bundles. Their manifests are read once: a file keeps the headers for later starts.
     *
     * @param known the file with the headers of these very jars, if it is there
     */
    static ClassPathModules open(String classPath, Path known) throws IOException {
        Map<String, Map<String, String>> headers = JarHeaders.read(known);
        if (headers.isEmpty()) {
            for (String entry : classPath.split(File.pathSeparator)) {
                if (entry.endsWith(".jar")) {
                    headers.put(entry, JarHeaders.ofJar(new File(entry)));
                }
            }
            JarHeaders.write(known, headers);
        }
        ClassPathModules connector = new ClassPathModules();
        headers.forEach((entry, ofJar) -> {
            if (ofJar.containsKey("Bundle-SymbolicName")) {
                connector.modules.put(LOCATION + new File(entry).getName(), new Module(new File(entry), ofJar));
            }
        });
        return connector;
    }

    /** The locations to install, in the order of the class path. */
    List<String> locations() {
        return List.copyOf(modules.keySet());
    }

    /** The address of the jar at a location, as class loaders give it. */
    String jar(String location) {
        Module module = modules.get(location);
        return module == null ? "" : module.file.toURI().toString();
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

    /** A bundle of the class path. Its jar is opened when something of it is read. Safe for any thread. */
    private static final class Module implements ConnectModule, ConnectContent {

        private final File file;
        private final Map<String, String> headers;
        private @Nullable JarFile jar;

        Module(File file, Map<String, String> headers) {
            this.file = file;
            this.headers = headers;
        }

        private synchronized JarFile jar() throws IOException {
            JarFile opened = jar;
            if (opened == null) {
                // Without a look at signatures.
                opened = new JarFile(file, false, ZipFile.OPEN_READ);
                jar = opened;
            }
            return opened;
        }

        @Override
        public ConnectContent getContent() {
            return this;
        }

        @Override
        public Optional<Map<String, String>> getHeaders() {
            return Optional.of(headers);
        }

        @Override
        public Iterable<String> getEntries() throws IOException {
            List<String> names = new ArrayList<>();
            jar().entries().asIterator().forEachRemaining(entry -> names.add(entry.getName()));
            return names;
        }

        @Override
        public Optional<ConnectEntry> getEntry(String path) {
            try {
                JarFile opened = jar();
                JarEntry entry = opened.getJarEntry(path);
                return entry == null ? Optional.empty() : Optional.of(new Entry(opened, entry));
            } catch (IOException e) {
                throw new UncheckedIOException("%s cannot be opened".formatted(file), e);
            }
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

package org.carrack.launcher;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
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

    private final Map<String, Module> modules = new LinkedHashMap<>();

    ClassPathModules(List<PlatformBundle> bundles) {
        for (PlatformBundle bundle : bundles) {
            modules.put(bundle.location(), new Module(bundle));
        }
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

    /** A bundle of the class path. Its jars are opened when something of them is read. Safe for any thread. */
    private static final class Module implements ConnectModule, ConnectContent {

        private final PlatformBundle bundle;
        private List<JarFile> opened = List.of();

        Module(PlatformBundle bundle) {
            this.bundle = bundle;
        }

        private synchronized List<JarFile> jars() throws IOException {
            if (opened.isEmpty()) {
                List<JarFile> jars = new ArrayList<>();
                for (String jar : bundle.jars()) {
                    // Without a look at signatures.
                    jars.add(new JarFile(new File(jar), false, ZipFile.OPEN_READ));
                }
                opened = List.copyOf(jars);
            }
            return opened;
        }

        @Override
        public ConnectContent getContent() {
            return this;
        }

        @Override
        public Optional<Map<String, String>> getHeaders() {
            return Optional.of(bundle.headers());
        }

        @Override
        public Iterable<String> getEntries() throws IOException {
            Set<String> names = new LinkedHashSet<>();
            for (JarFile jar : jars()) {
                jar.entries().asIterator().forEachRemaining(entry -> names.add(entry.getName()));
            }
            return names;
        }

        @Override
        public Optional<ConnectEntry> getEntry(String path) {
            try {
                for (JarFile jar : jars()) {
                    JarEntry entry = jar.getJarEntry(path);
                    if (entry != null) {
                        return Optional.of(new Entry(jar, entry));
                    }
                }
                return Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException("%s cannot be opened: %s".formatted(bundle.jars(), e.getMessage()), e);
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

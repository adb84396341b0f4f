package org.carrack.runtime.compiler.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardLocation;

/** What javac sees: the JDK, and of bundles what they export. What it writes is kept in memory. */
final class ClassPath extends ForwardingJavaFileManager<JavaFileManager> {

    private final Map<String, List<Exports>> exporters = new HashMap<>();
    private final Map<Exports, Set<String>> used = new LinkedHashMap<>();
    private final Map<String, byte[]> written = new TreeMap<>();

    /** @param bundles those that come first hide what later ones export under the same name */
    ClassPath(JavaFileManager jdk, List<Exports> bundles) {
        super(jdk);
        bundles.forEach(bundle -> bundle.packages()
                .forEach(name ->
                        exporters.computeIfAbsent(name, n -> new ArrayList<>()).add(bundle)));
    }

    /** The bundles that were looked into, with the Java packages they were asked for. */
    Map<Exports, Set<String>> used() {
        return used;
    }

    /** The classes and what was kept of their Javadoc, by path. */
    Map<String, byte[]> written() {
        return written;
    }

    @Override
    public Iterable<JavaFileObject> list(
            Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse) throws IOException {
        if (location != StandardLocation.CLASS_PATH) {
            return super.list(location, packageName, kinds, recurse);
        }
        if (!kinds.contains(JavaFileObject.Kind.CLASS)) {
            return List.of();
        }
        List<JavaFileObject> found = new ArrayList<>();
        for (Exports bundle : exporters.getOrDefault(packageName, List.of())) {
            bundle.classes(packageName).forEach(file -> found.add(new Compiled(file)));
            if (!found.isEmpty()) {
                used.computeIfAbsent(bundle, b -> new TreeSet<>()).add(packageName);
                break;
            }
        }
        return found;
    }

    @Override
    public boolean hasLocation(Location location) {
        return location == StandardLocation.CLASS_PATH || super.hasLocation(location);
    }

    @Override
    public String inferBinaryName(Location location, JavaFileObject file) {
        return file instanceof Compiled compiled ? compiled.binaryName() : super.inferBinaryName(location, file);
    }

    @Override
    public boolean isSameFile(FileObject a, FileObject b) {
        return a.toUri().equals(b.toUri());
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
            Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
        return new Written(className.replace('.', '/') + kind.extension, kind);
    }

    @Override
    public FileObject getFileForOutput(Location location, String packageName, String path, FileObject sibling) {
        return new Written(path, JavaFileObject.Kind.OTHER);
    }

    /** A file in memory. */
    private final class Written extends SimpleJavaFileObject {

        private final String path;

        Written(String path, Kind kind) {
            super(URI.create("memory:///" + path.replace("$", "%24")), kind);
            this.path = path;
        }

        @Override
        public OutputStream openOutputStream() {
            return new ByteArrayOutputStream() {
                @Override
                public void close() {
                    written.put(path, toByteArray());
                }
            };
        }
    }

    /** A class of a bundle. */
    private static final class Compiled extends SimpleJavaFileObject {

        private final Exports.ClassFile file;

        Compiled(Exports.ClassFile file) {
            super(URI.create("bundle:///" + file.path().replace("$", "%24")), Kind.CLASS);
            this.file = file;
        }

        String binaryName() {
            String path = file.path();
            return path.substring(0, path.length() - Kind.CLASS.extension.length())
                    .replace('/', '.');
        }

        @Override
        public InputStream openInputStream() throws IOException {
            return file.content().open();
        }
    }
}

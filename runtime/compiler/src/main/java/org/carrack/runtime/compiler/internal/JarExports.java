package org.carrack.runtime.compiler.internal;

import aQute.bnd.header.OSGiHeader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** What a bundle that is a file exports. */
final class JarExports implements Exports, Closeable {

    private final JarFile jar;
    private final Attributes headers;
    private final Set<String> packages;
    private final Map<String, List<ClassFile>> classes = new HashMap<>();

    JarExports(Path file) throws IOException {
        jar = new JarFile(file.toFile());
        Manifest manifest = jar.getManifest();
        headers = manifest == null ? new Attributes() : manifest.getMainAttributes();
        packages = new TreeSet<>(OSGiHeader.parseHeader(header()).keySet());
        for (JarEntry entry : Collections.list(jar.entries())) {
            String path = entry.getName();
            int end = path.lastIndexOf('/');
            if (end > 0 && path.endsWith(".class")) {
                classes.computeIfAbsent(path.substring(0, end).replace('/', '.'), p -> new ArrayList<>())
                        .add(new ClassFile(path, () -> jar.getInputStream(entry)));
            }
        }
    }

    @Override
    public Set<String> packages() {
        return packages;
    }

    @Override
    public List<ClassFile> classes(String javaPackage) {
        return classes.getOrDefault(javaPackage, List.of());
    }

    @Override
    public String header() {
        String header = headers.getValue("Export-Package");
        return header == null ? "" : header;
    }

    @Override
    public String symbolicName() {
        return String.valueOf(headers.getValue("Bundle-SymbolicName"));
    }

    @Override
    public String version() {
        String version = headers.getValue("Bundle-Version");
        return version == null ? "0" : version;
    }

    @Override
    public void close() throws IOException {
        jar.close();
    }
}

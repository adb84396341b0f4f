package org.carrack.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes bundles of packages that come as Java sources. Implemented by the module {@code compiler}.
 *
 * <p>Safe for any thread; sources are compiled one after the other.
 */
@ProviderType
public interface SourceCompiler {

    /** A file of a package. */
    @FunctionalInterface
    interface Content {
        InputStream open() throws IOException;
    }

    /**
     * A package with sources.
     *
     * @param name its name
     * @param version its version as OSGi writes it
     * @param files all its files by path; those that end in {@code .java} are compiled
     * @param headers the manifest headers that its descriptor asks for
     * @param dependencies the bundles of the packages it depends on
     */
    record Sources(
            String name,
            String version,
            SortedMap<String, Content> files,
            Map<String, String> headers,
            List<Path> dependencies) {

        public Sources {
            dependencies = List.copyOf(dependencies);
        }
    }

    /**
     * Compiles sources against what their dependencies and the platform export, and writes the bundle. The same sources
     * give the same bytes.
     *
     * @throws CompilationException where the sources are wrong, or this Java cannot compile
     * @throws IOException where a file cannot be read or the bundle not be written
     */
    void compile(Sources sources, OutputStream bundle) throws CompilationException, IOException;
}

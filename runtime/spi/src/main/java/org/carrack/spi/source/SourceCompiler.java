package org.carrack.spi.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Compiles packages from Java sources into bundles. Implemented by the module {@code compiler}.
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
     * @param headers the manifest headers from its descriptor
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
     * Compiles sources against the exports of their dependencies and the platform, and writes the bundle. The same sources
     * produce the same bytes.
     *
     * @throws CompilationException if the sources do not compile, or this Java runtime has no compiler
     * @throws IOException if a file cannot be read or the bundle not be written
     */
    void compile(Sources sources, OutputStream bundle) throws CompilationException, IOException;
}

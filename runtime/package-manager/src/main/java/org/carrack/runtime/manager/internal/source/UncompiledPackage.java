package org.carrack.runtime.manager.internal.source;

import java.util.List;
import java.util.SortedMap;
import org.carrack.model.Dependency;
import org.carrack.model.Descriptor;
import org.carrack.model.PackageVersion;
import org.carrack.spi.source.SourceCompiler;

/**
 * A package with Java sources. Its files are read when it is compiled, from where it was opened.
 *
 * @param files by path
 * @param warnings what is odd in its descriptor
 */
record UncompiledPackage(Descriptor descriptor, SortedMap<String, SourceCompiler.Content> files, List<String> warnings)
        implements PackageSource {

    public UncompiledPackage {
        warnings = List.copyOf(warnings);
    }

    @Override
    public String name() {
        return descriptor.name();
    }

    @Override
    public PackageVersion version() {
        return descriptor.version();
    }

    @Override
    public List<Dependency> needs() {
        return descriptor.dependsOn();
    }

    @Override
    public String toString() {
        return name() + " " + version();
    }
}

package org.carrack.runtime.manager.internal.source;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.carrack.config.ConfigTag;
import org.carrack.model.Dependency;
import org.carrack.model.Descriptor;
import org.carrack.model.PackageVersion;

/**
 * A package that was read and whose bundle is in the artifact store.
 *
 * @param descriptor nothing for a bundle without one
 * @param tags what config handlers give a meaning to: of the descriptor, of its folders, of its manifest
 * @param warnings what is odd in its descriptor
 * @param singleton whether the framework takes only one version of it
 * @param exports the Java packages that its manifest exports
 * @param chats the names of its chats
 * @param documentation its README; empty if it has none
 */
public record PackageArtifact(
        String name,
        PackageVersion version,
        String sha256,
        Optional<Descriptor> descriptor,
        List<ConfigTag> tags,
        List<String> warnings,
        boolean singleton,
        Set<String> exports,
        List<String> chats,
        String documentation)
        implements PackageSource {

    public PackageArtifact {
        tags = List.copyOf(tags);
        warnings = List.copyOf(warnings);
        exports = Set.copyOf(exports);
        chats = List.copyOf(chats);
    }

    @Override
    public List<Dependency> needs() {
        return descriptor.map(Descriptor::dependsOn).orElse(List.of());
    }

    @Override
    public String toString() {
        return name + " " + version;
    }
}

package org.carrack.runtime.manager.internal.source;

import java.util.Optional;
import java.util.Set;
import org.carrack.runtime.manager.internal.resolve.PackageFacts;

/**
 * A package at hand and where it was fetched from.
 *
 * @param content what was read: a bundle in the artifact store, or Java sources that are still to be compiled
 * @param origin its {@link Origin}
 * @param linked whether the origin is a folder that is read again whenever it changes
 */
public record FetchedPackage(PackageSource content, String origin, boolean linked) {

    /** One whose origin is not followed. */
    public FetchedPackage(PackageSource content, String origin) {
        this(content, origin, false);
    }

    /** The bundle, if it needs no compiling. */
    public Optional<PackageArtifact> artifact() {
        return content instanceof PackageArtifact ready ? Optional.of(ready) : Optional.empty();
    }

    /** The same package after it was compiled. */
    public FetchedPackage compiled(PackageArtifact artifact) {
        return new FetchedPackage(artifact, origin, linked);
    }

    /** What the planner knows of it. */
    public PackageFacts facts() {
        return new PackageFacts(
                content.name(),
                content.version(),
                artifact().map(PackageArtifact::sha256).orElse(""),
                content.needs(),
                Set.of(),
                origin,
                false,
                false,
                Origin.deployedFile(origin).isPresent(),
                artifact().map(PackageArtifact::singleton).orElse(false));
    }
}

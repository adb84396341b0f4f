package org.carrack.runtime.manager.internal.source;

import java.util.List;
import org.carrack.model.Dependency;
import org.carrack.model.PackageVersion;

/** A package that was read: ready, or with Java sources that are still to be compiled. */
public sealed interface PackageSource permits PackageArtifact, UncompiledPackage {

    String name();

    PackageVersion version();

    /** What its descriptor depends on. */
    List<Dependency> needs();
}

package org.carrack.manage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The description and state of a package at one moment. Immutable.
 *
 * @param name the package's name
 * @param version its version, {@code major.minor.micro[-qualifier]}
 * @param state its state
 * @param reason why it is not in the desired state, or the last failure; one sentence
 * @param source its source: a path, a URL, {@code deploy/<file>}, {@code distribution}
 * @param secondary whether it is an older major version that is kept for the packages that need it:
 *     its Java packages and services are there, its routes, actors and hooks are not
 * @param previous the version that a rollback returns to
 * @param label its label for people
 * @param description the description in its descriptor
 * @param threebot the threebot its descriptor names
 * @param dependsOn what it depends on, each as {@code name} or {@code name version}
 * @param warnings warnings about its descriptor, each with file and line
 * @param extras the extras it was added with
 * @param properties what it contains
 * @param access who may access it: its paths, the package's own first, each with a description of the admitted callers
 * @param sha256 the digest of its bundle
 */
public record PackageInfo(
        String name,
        String version,
        PackageState state,
        Optional<String> reason,
        String source,
        boolean secondary,
        Optional<String> previous,
        String label,
        String description,
        Optional<String> threebot,
        List<String> dependsOn,
        List<String> warnings,
        Map<String, Object> extras,
        PackageProperties properties,
        Map<String, String> access,
        String sha256) {

    public PackageInfo {
        dependsOn = List.copyOf(dependsOn);
        warnings = List.copyOf(warnings);
        access = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(access));
        extras = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(extras));
    }
}

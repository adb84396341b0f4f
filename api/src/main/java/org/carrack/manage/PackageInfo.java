package org.carrack.manage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the package manager knows of one package at one moment. Immutable.
 *
 * @param name the package's name
 * @param version its version, {@code major.minor.micro[-qualifier]}
 * @param state what it is doing
 * @param reason why it is not doing what it should, or what went wrong last; one sentence
 * @param source where it came from: a path, a URL, {@code deploy/<file>}, {@code distribution}
 * @param beside whether it is an older major version that is kept beside the package of its name for those who need it:
 *     its Java packages and services are there, its doors are not
 * @param previous the version that a rollback returns to
 * @param label its label for people
 * @param description what its descriptor says of it
 * @param threebot the threebot its descriptor names
 * @param dependsOn what it depends on, each as {@code name} or {@code name version}
 * @param warnings what is odd in its descriptor, each with file and line
 * @param extras what it was added with
 * @param properties what it brings
 * @param access who may use it: the paths it answers at, the package's own first, each with words for its callers
 * @param sha256 the digest of its bundle
 */
public record PackageInfo(
        String name,
        String version,
        PackageState state,
        Optional<String> reason,
        String source,
        boolean beside,
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

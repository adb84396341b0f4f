package org.carrack.manage;

import java.util.List;
import java.util.Optional;

/**
 * What the package manager knows of one package at one moment. Immutable.
 *
 * @param name the package's name
 * @param version its version, {@code major.minor.micro[-qualifier]}
 * @param state what it is doing
 * @param reason why it is not doing what it should, or what went wrong last; one sentence
 * @param source where it came from: a path, {@code deploy/<file>}, {@code distribution}
 * @param label its label for people
 * @param description what its descriptor says of it
 * @param threebot the threebot its descriptor names
 * @param dependsOn what it depends on, each as {@code name} or {@code name version}
 * @param warnings what is odd in its descriptor, each with file and line
 * @param sha256 the digest of its bundle
 */
public record PackageInfo(
        String name,
        String version,
        PackageState state,
        Optional<String> reason,
        String source,
        String label,
        String description,
        Optional<String> threebot,
        List<String> dependsOn,
        List<String> warnings,
        String sha256) {

    public PackageInfo {
        dependsOn = List.copyOf(dependsOn);
        warnings = List.copyOf(warnings);
    }
}

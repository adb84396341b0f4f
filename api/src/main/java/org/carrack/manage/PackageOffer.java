package org.carrack.manage;

import java.util.List;

/**
 * A package that a repository of the server has.
 *
 * @param repository the folder or address, as it is configured
 * @param dependsOn what it needs, each with the versions it takes
 * @param isInstalled whether this version is installed
 */
public record PackageOffer(
        String name, String version, String repository, List<String> dependsOn, boolean isInstalled) {}

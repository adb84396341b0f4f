package org.carrack.runtime.manager.internal.state;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.carrack.auth.Access;
import org.carrack.model.Descriptor;
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.carrack.spi.config.ServerConfig;

/** What {@code etc/carrack.toml} says of packages, with what counts where it says nothing. */
public final class ManagerConfig {

    private final ServerConfig server;
    private final PackagesConfig config;

    public ManagerConfig(ServerConfig config) {
        server = config;
        this.config = config.view(PackagesConfig.class);
    }

    /** What is wrong with keys and values of the file. */
    public List<String> problems() {
        return server.problems();
    }

    /** {@code repositories}: folders and addresses of indexes that missing packages are taken from. */
    public List<String> repositories() {
        return List.of(config.repositories());
    }

    /** {@code maven_repositories}: where artifacts are looked for by their coordinates, in that order. */
    public List<String> mavenRepositories() {
        return List.of(config.mavenRepositories());
    }

    /** {@code hook_limit_s}: how long a hook may take. */
    public Duration hookLimit() {
        return Duration.ofSeconds(config.hookLimitS());
    }

    /** {@code activation_limit_s}: how long a package's components may take to activate. */
    public Duration activationLimit() {
        return Duration.ofSeconds(config.activationLimitS());
    }

    /** {@code unpacked_limit_mb}: how much an archive may unpack to, in bytes. */
    public long unpackedLimit() {
        return (long) config.unpackedLimitMb() << 20;
    }

    /** {@code open_bundles}: the bundles without a descriptor that everybody may use, by symbolic name; a {@code *} at its end matches the rest. */
    private boolean isOpen(String symbolicName) {
        return Stream.of(config.openBundles())
                .anyMatch(name -> name.endsWith("*")
                        ? symbolicName.startsWith(name.substring(0, name.length() - 1))
                        : symbolicName.equals(name));
    }

    /** Who may use a package: as its descriptor says; a bundle without one is for admins, unless the server's owner has opened it. */
    public Access access(PackageArtifact content) {
        return content.descriptor()
                .map(Descriptor::access)
                .orElseGet(() -> isOpen(content.name()) ? Access.OPEN : Access.CLOSED);
    }

    /** {@code fetch_limit_mb}: how much is fetched from an address, in bytes. */
    public long fetchLimit() {
        return (long) config.fetchLimitMb() << 20;
    }
}

package org.carrack.runtime.manager.internal.state;

import java.time.Duration;
import java.util.List;
import org.carrack.auth.Access;
import org.carrack.model.Descriptor;
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.carrack.spi.server.ServerConfig;

/** What {@code etc/carrack.toml} says of packages, with what counts where it says nothing. */
public final class ManagerConfig {

    private final ServerConfig config;

    public ManagerConfig(ServerConfig config) {
        this.config = config;
    }

    /** {@code repositories}: folders and addresses of indexes that missing packages are taken from. */
    public List<String> repositories() {
        return config.texts("repositories");
    }

    /** {@code hook_limit_s}: how long a hook may take. */
    public Duration hookLimit() {
        return Duration.ofSeconds(config.number("hook_limit_s", 60));
    }

    /** {@code activation_limit_s}: how long a package's components may take to activate. */
    public Duration activationLimit() {
        return Duration.ofSeconds(config.number("activation_limit_s", 60));
    }

    /** {@code unpacked_limit_mb}: how much an archive may unpack to, in bytes. */
    public long unpackedLimit() {
        return config.number("unpacked_limit_mb", 1024) << 20;
    }

    /** {@code open_bundles}: the bundles without a descriptor that everybody may use, by symbolic name; a {@code *} at its end matches the rest. */
    private boolean isOpen(String symbolicName) {
        return config.texts("open_bundles").stream()
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
        return config.number("fetch_limit_mb", 512) << 20;
    }
}

package org.carrack.spi.manage;

import java.util.List;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.handler.ConfigHandler;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.framework.Version;

/**
 * Computes the changes that adding packages would make and that outlive them, such as tables: for {@code carrack package add … --dry-run}.
 * Modules implement it as a service; the package manager asks it.
 *
 * <p>Called by one thread at a time.
 */
@ConsumerType
@FunctionalInterface
public interface ChangePreview {

    /**
     * A package that would be added.
     *
     * @param name its name
     * @param version its version
     * @param tags its tags, as {@link ConfigHandler} gets them
     */
    record PlannedPackage(String name, Version version, List<ConfigTag> tags) {

        public PlannedPackage {
            tags = List.copyOf(tags);
        }
    }

    /**
     * The changes, one line each. Changes nothing itself.
     *
     * @param packages in the order in which they would start
     * @throws ConfigException if it would be refused
     */
    List<String> preview(List<PlannedPackage> packages) throws ConfigException;
}

package org.carrack.config;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.framework.Version;

/**
 * Says what adding packages would change that outlives them, such as tables: for {@code carrack package add … --dry-run}.
 * Modules implement it as a service; the package manager asks it.
 *
 * <p>Called by one thread at a time.
 */
@ConsumerType
@FunctionalInterface
public interface ChangePreview {

    /**
     * A package that would come.
     *
     * @param name its name
     * @param version its version
     * @param tags its tags, as {@link ConfigHandler} gets them
     */
    record Coming(String name, Version version, List<ConfigTag> tags) {

        public Coming {
            tags = List.copyOf(tags);
        }
    }

    /**
     * What would change, each in one line. Changes nothing.
     *
     * @param packages in the order in which they would start
     * @throws ConfigException where it would be refused
     */
    List<String> preview(List<Coming> packages) throws ConfigException;
}

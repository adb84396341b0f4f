package org.carrack.settings;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Receives changes of settings: by command, page or actor, by an edited file, by packages that come and go. Modules and
 * packages implement it as a service.
 *
 * <p>Called after the change, by one thread at a time. What it throws is logged.
 */
@ConsumerType
@FunctionalInterface
public interface SettingListener {

    /**
     * A setting has changed.
     *
     * @param before the old value; empty if it had none
     * @param now the new value; empty if it has none any more
     */
    void changed(String name, Optional<Object> before, Optional<Object> now);
}

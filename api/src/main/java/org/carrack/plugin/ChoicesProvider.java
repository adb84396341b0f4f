package org.carrack.plugin;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Says what can be chosen for options of the types {@code select} and {@code multilist}. Packages implement it as a component with
 * {@link ChoicesFor}, or by the {@link Plugin} itself, for its own options.
 *
 * <p>Asked on any thread whenever the configuration is shown or checked; one that takes longer than two seconds, or throws, counts as one that
 * does not know.
 */
@ConsumerType
public interface ChoicesProvider {

    /**
     * The choices, in the order in which people see them.
     *
     * @param option the name of the option, as in the template
     */
    List<String> choices(String option);
}

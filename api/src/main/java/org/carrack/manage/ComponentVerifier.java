package org.carrack.manage;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Finds what is wrong with the components of a package that is verified and not live: their classes are loaded, and no code
 * of theirs runs. A module that takes what packages register as services of a type implements it as a service.
 *
 * <p>Called by any thread.
 */
@ConsumerType
@FunctionalInterface
public interface ComponentVerifier {

    /** Service property: the service type of the components that it looks at, a class name. */
    String SERVICE_TYPE = "carrack.service.type";

    /**
     * Why components would not be taken.
     *
     * @param packageName the package they come from
     * @param components the classes of all components of the package that are a service of the type
     * @return one sentence for each mistake; none where they would be taken
     */
    List<String> problems(String packageName, List<Class<?>> components);
}

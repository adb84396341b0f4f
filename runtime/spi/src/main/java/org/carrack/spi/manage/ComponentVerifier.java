package org.carrack.spi.manage;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Verifies the components of a package that is not live: their classes are loaded, but none of their code
 * runs. Modules that consume services of packages implement it as a service.
 *
 * <p>Called by any thread.
 */
@ConsumerType
@FunctionalInterface
public interface ComponentVerifier {

    /** The service property with the service type of the components to verify, a class name. */
    String SERVICE_TYPE = "carrack.service.type";

    /**
     * Verifies components.
     *
     * @param packageName the package they come from
     * @param components the classes of all components of the package that are a service of the type
     * @return one sentence for each problem; empty if there is none
     */
    List<String> problems(String packageName, List<Class<?>> components);
}

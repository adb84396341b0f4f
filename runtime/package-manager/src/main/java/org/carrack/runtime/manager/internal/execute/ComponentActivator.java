package org.carrack.runtime.manager.internal.execute;

import java.util.Optional;
import org.carrack.runtime.manager.internal.code.StepException;
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.carrack.spi.server.FailureText;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Finds components of a bundle that cannot be activated; Declarative Services only logs them. */
public final class ComponentActivator {

    private static final String UNKNOWN = "it could not be activated; the log says why";

    private final BundleContext context;
    private final ServiceComponentRuntime components;

    public ComponentActivator(BundleContext context, ServiceComponentRuntime components) {
        this.context = context;
        this.components = components;
    }

    /** Activates the components of a bundle; fails with the name of the first that cannot be activated, and why. */
    public void check(PackageArtifact content, Bundle bundle) throws StepException {
        ServiceReference<?>[] services = bundle.getRegisteredServices();
        if (services != null) {
            for (ServiceReference<?> reference : services) {
                if (reference.getProperty("component.name") instanceof String name && isSingleton(reference)) {
                    activate(content, bundle, reference, name);
                }
            }
        }
        for (ComponentDescriptionDTO description : components.getComponentDescriptionDTOs(bundle)) {
            Optional<String> failure = failure(description);
            if (failure.isPresent()) {
                throw new StepException(
                        "component %s of %s failed: %s".formatted(description.name, content, failure.get()));
            }
        }
    }

    /** A component is activated when it is first requested; better now than at the first call. */
    private void activate(PackageArtifact content, Bundle bundle, ServiceReference<?> reference, String name)
            throws StepException {
        try {
            if (context.getService(reference) == null) {
                ComponentDescriptionDTO description = components.getComponentDescriptionDTO(bundle, name);
                Optional<String> failure = description == null
                        ? Optional.empty()
                        : failure(description).or(() -> loading(bundle, description));
                throw new StepException(
                        "component %s of %s failed: %s".formatted(name, content, failure.orElse(UNKNOWN)));
            }
        } catch (LinkageError e) {
            throw new StepException("component %s of %s failed: %s".formatted(name, content, FailureText.of(e)), e);
        } finally {
            context.ungetService(reference);
        }
    }

    private static boolean isSingleton(ServiceReference<?> reference) {
        return Constants.SCOPE_SINGLETON.equals(reference.getProperty(Constants.SERVICE_SCOPE))
                || Constants.SCOPE_BUNDLE.equals(reference.getProperty(Constants.SERVICE_SCOPE));
    }

    private Optional<String> failure(ComponentDescriptionDTO description) {
        return components.getComponentConfigurationDTOs(description).stream()
                .filter(c -> c.state == ComponentConfigurationDTO.FAILED_ACTIVATION)
                .map(c -> summary(c.failure))
                .findFirst();
    }

    /** A class that cannot be loaded leaves no failure in the component's state. */
    private static Optional<String> loading(Bundle bundle, ComponentDescriptionDTO description) {
        try {
            bundle.loadClass(description.implementationClass);
            return Optional.empty();
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.of(FailureText.of(e));
        }
    }

    /** The failure is a stack trace; its last cause says what happened. */
    private static String summary(@Nullable String trace) {
        if (trace == null) {
            return UNKNOWN;
        }
        String cause = trace.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("\t") && !line.startsWith(" "))
                .reduce((first, last) -> last.startsWith("Caused by:") ? last : first)
                .orElse(trace);
        // A class whose static part failed before says so in its own way.
        return cause.replaceFirst("^Caused by: ", "")
                .replaceFirst("^java\\.lang\\.ExceptionInInitializerError: Exception (.*) \\[in thread .*]$", "$1")
                .replaceFirst("^[a-z0-9_.]+\\.([A-Z])", "$1")
                .strip();
    }
}

package org.carrack.runtime.scheduler.internal.service;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.carrack.runtime.scheduler.internal.engine.ServiceDefinition;
import org.carrack.service.BackgroundService;
import org.carrack.spi.manage.ComponentVerifier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Says which background services of a package that is verified could not be run. Their schedules are known when they are asked. */
@Component(property = ComponentVerifier.SERVICE_TYPE + "=org.carrack.service.BackgroundService")
public final class ServiceVerifier implements ComponentVerifier {

    @Activate
    public ServiceVerifier() {}

    @Override
    public List<String> problems(String packageName, List<Class<?>> components) {
        List<String> problems = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Class<?> component : components) {
            if (!BackgroundService.class.isAssignableFrom(component)) {
                continue;
            }
            try {
                String name = ServiceDefinition.nameOf(component);
                if (!names.add(name)) {
                    problems.add("there are two services named %s; give one another @ServiceName".formatted(name));
                }
            } catch (IllegalArgumentException | LinkageError e) {
                problems.add(
                        e instanceof IllegalArgumentException
                                ? String.valueOf(e.getMessage())
                                : "the service %s cannot be loaded: %s".formatted(component.getName(), e));
            }
        }
        return problems;
    }
}

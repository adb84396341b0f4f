package org.carrack.runtime.chatflows.internal.service;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.carrack.chat.Chatflow;
import org.carrack.runtime.chatflows.internal.flow.FlowClass;
import org.carrack.runtime.chatflows.internal.flow.FlowException;
import org.carrack.spi.manage.ComponentVerifier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Says which chatflows of a package that is verified could not be offered. */
@Component(property = ComponentVerifier.SERVICE_TYPE + "=org.carrack.chat.Chatflow")
public final class ChatflowVerifier implements ComponentVerifier {

    @Activate
    public ChatflowVerifier() {}

    @Override
    public List<String> problems(String packageName, List<Class<?>> components) {
        List<String> problems = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Class<?> component : components) {
            if (!Chatflow.class.isAssignableFrom(component)) {
                continue;
            }
            try {
                FlowClass flow = FlowClass.of(component.asSubclass(Chatflow.class));
                if (!names.add(flow.name())) {
                    problems.add("there are two chatflows named %s; give one another @ChatName".formatted(flow.name()));
                }
            } catch (FlowException | LinkageError e) {
                problems.add(
                        e instanceof FlowException
                                ? e.getMessage()
                                : "the chatflow %s cannot be loaded: %s".formatted(component.getName(), e));
            }
        }
        return problems;
    }
}

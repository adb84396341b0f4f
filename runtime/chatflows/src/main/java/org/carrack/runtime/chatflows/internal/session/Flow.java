package org.carrack.runtime.chatflows.internal.session;

import java.util.function.Consumer;
import org.carrack.runtime.chatflows.internal.engine.FlowInstances;
import org.carrack.runtime.chatflows.internal.flow.FlowClass;

/**
 * A chatflow of a live package.
 *
 * @param version the package's
 * @param instances makes an instance for each step
 * @param failures is told what administrators should know of a conversation that failed
 */
public record Flow(
        String packageName, String version, FlowClass flowClass, FlowInstances instances, Consumer<String> failures) {

    public String chat() {
        return flowClass.name();
    }

    /** The title of its conversations. */
    public String title() {
        return instances.ask(flowClass::title);
    }

    String key() {
        return packageName + "/" + chat();
    }
}

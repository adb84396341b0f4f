package org.carrack.runtime.chatflows.internal.session;

import java.util.function.Consumer;
import org.carrack.runtime.chatflows.internal.engine.FlowInstances;
import org.carrack.runtime.chatflows.internal.flow.FlowClass;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A chatflow of a live package.
 *
 * @param version the package's
 * @param instances makes an instance for each step
 * @param failures is told what administrators should know of a conversation that failed
 */
public record Flow(
        String packageName, String version, FlowClass flowClass, FlowInstances instances, Consumer<String> failures) {

    private static final Logger LOG = LoggerFactory.getLogger(Flow.class);

    public String chat() {
        return flowClass.name();
    }

    /** The title of its conversations; the name of its class if it cannot say one. */
    public String title() {
        try {
            return instances.ask(flowClass::title);
        } catch (RuntimeException | Error e) { // of a package; pages show what there is all the same
            if (flowClass.isFirstFailureOfTitle()) {
                LOG.error("the chat {} of {} cannot say its title", chat(), packageName, e);
            }
            return flowClass.nameInWords();
        }
    }

    String key() {
        return packageName + "/" + chat();
    }
}

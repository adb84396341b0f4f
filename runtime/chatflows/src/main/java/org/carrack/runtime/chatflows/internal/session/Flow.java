package org.carrack.runtime.chatflows.internal.session;

import java.util.function.Supplier;
import org.carrack.chat.Chatflow;
import org.carrack.runtime.chatflows.internal.flow.FlowClass;

/**
 * A chatflow of a live package.
 *
 * @param version the package's
 * @param instances makes an instance for each run
 */
public record Flow(
        String packageName, String chat, String version, FlowClass flowClass, Supplier<? extends Chatflow> instances) {

    String key() {
        return packageName + "/" + chat;
    }
}

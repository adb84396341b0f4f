package org.carrack.runtime.chatflows.internal.engine;

import java.io.IOException;
import java.util.List;
import org.carrack.runtime.chatflows.internal.engine.ConversationState.Said;

/** Where conversations are kept. For any thread. */
public interface ConversationStore {

    /**
     * Stores a conversation in the place of what was stored of it before; when it returns, a crash does not lose it.
     *
     * @param said what was said since then
     * @throws ConversationGoneException if it was deleted meanwhile
     * @throws IOException if it cannot be stored now; nothing was changed
     */
    void save(ConversationState state, List<Said> said) throws IOException;
}

package org.carrack.runtime.chatflows.internal.engine;

import java.io.IOException;

/** Where conversations are kept. For any thread. */
public interface ConversationStore {

    /**
     * Stores a conversation in the place of what was stored of it before; when it returns, a crash does not lose it.
     *
     * @throws ConversationGoneException if it was deleted meanwhile
     * @throws IOException if it cannot be stored now; nothing was changed
     */
    void save(ConversationState state) throws IOException;
}

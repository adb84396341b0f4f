package org.carrack.runtime.chatflows.internal.engine;

import java.io.IOException;

/** The conversation is not in memory any more, here at least. Nothing was done; whoever wants it gets it anew. */
public final class ConversationParkedException extends IOException {

    private static final long serialVersionUID = 1L;

    public ConversationParkedException() {
        super("the chat is being replaced; try again in a moment");
    }
}

package org.carrack.runtime.chatflows.internal.engine;

import java.io.IOException;

/** A conversation is not stored any more: it was deleted, since nobody went on with it for too long. */
public final class ConversationGoneException extends IOException {

    private static final long serialVersionUID = 1L;

    public ConversationGoneException() {
        super("the conversation has expired; begin it anew");
    }
}

package org.carrack.runtime.chatflows.internal.engine;

/** Hears of a conversation. Called in order, by threads that must not be blocked for long. */
public interface ConversationListener {

    /** There is something else to be seen. */
    void told(Message message);

    /** The flow has failed: a sentence for administrators. */
    void failed(String sentence);
}

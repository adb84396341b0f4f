package org.carrack.runtime.chatflows.internal.engine;

/** Hears of a conversation. Called in order, by threads that must not be blocked for long. */
public interface ConversationListener {

    /** There is something else to be seen. */
    void told(Message message);

    /** What was asked is not asked any more; what comes next is told when there is something. */
    default void working() {}

    /** The flow has failed: a sentence for administrators. */
    void failed(String sentence);
}

package org.carrack.runtime.chatflows.internal.session;

import org.carrack.runtime.chatflows.internal.engine.Message;

/** A page that is told what there is to see. Called in order, by threads that must not be blocked. */
public interface Subscriber {

    /** There is something else to be seen. */
    void told(Message message);

    /** The chat is being replaced or the server stops: whoever wants to go on subscribes anew. */
    void parked();
}

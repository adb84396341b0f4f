package org.carrack.spi.actor;

import org.carrack.actor.ActorException;
import org.carrack.actor.NonBlocking;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Receives the result of an {@link ActorCall}. Exactly one of its methods is called, once, by any thread:
 * before {@link ActorDispatcher#call(ActorCall, ActorReply)} returns, or later.
 *
 * <p>Implemented by protocols.
 */
@ConsumerType
public interface ActorReply {

    /** The result as JSON in UTF-8, {@code null} for a method without one. */
    void result(byte[] json);

    /** The call was refused or failed. */
    void error(ActorException error);

    /**
     * Whether a method that is {@link NonBlocking}, and was seen to be quick, may run on the thread that calls. It saves the
     * change of threads, and trusts the method: one that does not return keeps the thread.
     */
    default boolean lendsThread() {
        return false;
    }
}

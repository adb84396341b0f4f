package org.carrack.actor;

import org.carrack.auth.Caller;

/**
 * One call of an actor method, as a protocol hands it to the {@link ActorDispatcher}.
 *
 * @param packageName the package whose actor is called
 * @param actor the actor's name
 * @param method the method's name
 * @param arguments a JSON object in UTF-8; no bytes for no arguments
 * @param caller who calls
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record ActorCall(String packageName, String actor, String method, byte[] arguments, Caller caller) {}

package org.carrack.runtime.chatflows.internal.store;

import java.time.Instant;
import org.carrack.runtime.chatflows.internal.engine.ConversationState;

/**
 * A conversation in the database.
 *
 * @param packageName the package that its chatflow is of
 * @param chat the name of the chatflow
 * @param version the version of the package that last ran it
 * @param seen when it was last changed
 */
public record StoredConversation(
        ConversationState state,
        String packageName,
        String chat,
        String version,
        Owner owner,
        Instant begun,
        Instant seen) {}

package org.carrack.runtime.chatflows.internal.store;

import java.time.Instant;

/**
 * A conversation without what was said.
 *
 * @param version of the package that went on with it last
 * @param account whose it is; empty for somebody without a login
 * @param seen when it was changed last
 */
public record ConversationRow(
        String id, String packageName, String chat, String version, String account, Instant begun, Instant seen) {}

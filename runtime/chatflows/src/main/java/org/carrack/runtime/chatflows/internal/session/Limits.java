package org.carrack.runtime.chatflows.internal.session;

import java.time.Duration;

/**
 * How many conversations there may be.
 *
 * @param ofAccount that one account has open; for those without a login it does not count
 * @param inAll that are open
 * @param kept how long one is kept after its last change
 * @param patience how long a thread waits for an answer
 */
public record Limits(int ofAccount, int inAll, Duration kept, Duration patience) {}

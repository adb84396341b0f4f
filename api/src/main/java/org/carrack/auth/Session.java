package org.carrack.auth;

import java.time.Instant;

/**
 * The session of a browser. Immutable.
 *
 * @param id its identifier, which is not a credential
 * @param account the account that has logged in
 * @param created when it began
 * @param seen when it was last used
 * @param address the address of the login
 * @param agent the browser's {@code User-Agent}
 */
public record Session(String id, String account, Instant created, Instant seen, String address, String agent) {}

package org.carrack.auth;

import java.time.Instant;

/**
 * A browser that has logged in. Immutable.
 *
 * @param id names it among the sessions; it opens nothing
 * @param account who has logged in
 * @param created when
 * @param seen when it was last heard of
 * @param address from where it logged in
 * @param agent the browser, as it calls itself
 */
public record Session(String id, String account, Instant created, Instant seen, String address, String agent) {}

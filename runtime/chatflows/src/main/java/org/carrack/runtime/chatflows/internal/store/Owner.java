package org.carrack.runtime.chatflows.internal.store;

/**
 * Whose a conversation is. An account that was deleted and made again under the same name is another one.
 *
 * @param account its name; empty for somebody who has not logged in
 * @param created when the account was created, in milliseconds since 1970; 0 if there is none
 */
public record Owner(String account, long created) {

    /** Somebody who has not logged in. */
    public static final Owner NOBODY = new Owner("", 0);
}

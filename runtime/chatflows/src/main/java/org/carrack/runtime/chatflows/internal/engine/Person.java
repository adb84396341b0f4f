package org.carrack.runtime.chatflows.internal.engine;

import java.util.Map;
import org.carrack.auth.Caller;
import org.carrack.chat.UserInfo;

/**
 * Who a conversation is with.
 *
 * @param parameters what the query of the page's address had
 */
public record Person(Caller caller, UserInfo user, Map<String, String> parameters) {}

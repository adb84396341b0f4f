package org.carrack.runtime.chatflows.internal.engine;

import org.carrack.auth.Caller;
import org.carrack.chat.UserInfo;

/** Who a conversation is with. */
public record Person(Caller caller, UserInfo user) {}

package org.carrack.runtime.chatflows.internal.engine;

import java.util.Map;

/**
 * What a page is told: where the conversation is, and what there is to see.
 *
 * @param sequence grows with each message of a conversation while it is in memory
 * @param questionId names the slide for an answer; empty if it waits for none
 */
public record Message(long sequence, String questionId, Map<String, Object> info, Map<String, Object> payload) {}

package org.carrack.runtime.chatflows.internal.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.carrack.runtime.chatflows.internal.engine.ConversationState.Said;
import org.carrack.runtime.chatflows.internal.engine.Message;
import org.carrack.runtime.chatflows.internal.engine.Slide;
import org.carrack.runtime.chatflows.internal.page.Markdown;
import org.carrack.runtime.chatflows.internal.session.LiveConversation;

/** What our page is told: JSON objects with a {@code type}. Stateless. */
final class PageMessages {

    private PageMessages() {}

    /** That a conversation is open, and what was said in it. */
    static Map<String, Object> conversation(LiveConversation one) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("type", "conversation");
        message.put("id", one.id());
        message.put("title", one.flow().title());
        message.put("transcript", entries(one.state().transcript()));
        return message;
    }

    /** More of what was said. */
    static Map<String, Object> transcript(List<Said> said) {
        return Map.of("type", "transcript", "transcript", entries(said));
    }

    private static List<Map<String, Object>> entries(List<Said> transcript) {
        List<Map<String, Object>> entries = new ArrayList<>();
        for (Said said : transcript) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("step", said.step());
            entry.put("prompt", said.prompt());
            entry.put("answer", said.answer());
            if (said.isMarkdown()) {
                entry.put("html", Markdown.html(said.prompt()));
            }
            entries.add(entry);
        }
        return entries;
    }

    /** What there is to see, with its Markdown as HTML. */
    static Map<String, Object> message(Message message) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("type", "message");
        shown.put("sequence", message.sequence());
        shown.put("question", message.questionId());
        shown.put("info", message.info());
        shown.put("payload", withHtml(message.payload()));
        return shown;
    }

    private static Map<String, Object> withHtml(Map<String, Object> payload) {
        Map<String, Object> shown = new LinkedHashMap<>(payload);
        boolean isMarkdown = Slide.MARKDOWN.contains(payload.get("category"))
                || (payload.get("kwargs") instanceof Map<?, ?> rules && Boolean.TRUE.equals(rules.get("md")));
        if (isMarkdown) {
            shown.put("html", Markdown.html(String.valueOf(payload.get("msg"))));
        }
        if (payload.get("fields") instanceof List<?> fields) {
            List<Object> all = new ArrayList<>();
            fields.forEach(field -> {
                Map<String, Object> copy = new LinkedHashMap<>();
                ((Map<?, ?>) field).forEach((name, value) -> copy.put(String.valueOf(name), value));
                all.add(withHtml(copy));
            });
            shown.put("fields", all);
        }
        return shown;
    }

    /** That an answer is stored. */
    static Map<String, Object> accepted(String questionId) {
        return Map.of("type", "accepted", "question", questionId);
    }

    /** That a question is not asked any more. */
    static Map<String, Object> stale(String questionId) {
        return Map.of("type", "stale", "question", questionId);
    }

    /** What is wrong with the answers, by their places; null where nothing is. */
    static Map<String, Object> invalid(String questionId, List<String> problems) {
        return Map.of("type", "invalid", "question", questionId, "problems", problems);
    }

    /** That there is no such conversation any more. */
    static Map<String, Object> gone(String message) {
        return Map.of("type", "gone", "message", message);
    }

    /** That something was not done. */
    static Map<String, Object> error(String message) {
        return Map.of("type", "error", "message", message);
    }
}

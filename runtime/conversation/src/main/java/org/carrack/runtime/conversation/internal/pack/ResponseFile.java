package org.carrack.runtime.conversation.internal.pack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code res/locales/<tag>/response.json} of a package: messages by their tags. What is wrong is left out, and told with its place. Immutable.
 *
 * @param messages by tag; of a tag that comes twice, the first that has some
 */
public record ResponseFile(Map<String, List<String>> messages, List<String> problems) {

    public ResponseFile {
        messages = Map.copyOf(messages);
        problems = List.copyOf(problems);
    }

    /** Reads a file. */
    public static ResponseFile read(String file, String text) {
        List<String> problems = new ArrayList<>();
        Map<String, List<String>> messages = new LinkedHashMap<>();
        JsonPart root = JsonPart.of(file, text, problems);
        if (root.isThere()) {
            for (JsonPart element : root.elements("the file")) {
                if (!element.isObject("a response")) {
                    continue;
                }
                Optional<String> tag = element.field("tag").text("tag");
                List<String> texts = element.field("messages").texts("messages");
                if (tag.isPresent() && texts.isEmpty()) {
                    element.reject("the tag %s has no messages".formatted(tag.get()));
                } else if (tag.isPresent()) {
                    messages.putIfAbsent(tag.get(), List.copyOf(texts));
                }
            }
        }
        return new ResponseFile(messages, problems);
    }
}

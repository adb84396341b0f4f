package org.carrack.runtime.conversation.internal.pack;

import java.util.List;
import java.util.Map;

/**
 * What leads to a module. Immutable.
 *
 * @param function the name of the module
 * @param index which of the module's triggers it is
 * @param patterns what is said to be for it; each by itself leads to it
 * @param examples whole sentences that are for it
 * @param entries what is looked for in the sentence, by name
 */
public record Trigger(
        String function, int index, List<String> patterns, List<String> examples, Map<String, Entry> entries) {

    public Trigger {
        patterns = List.copyOf(patterns);
        examples = List.copyOf(examples);
        entries = Map.copyOf(entries);
    }

    /** How people know it among those of its package: {@code Module[0]}. */
    public String name() {
        return "%s[%d]".formatted(function, index);
    }
}

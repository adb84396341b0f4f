package org.carrack.runtime.conversation.internal.state;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one conversation knows. Immutable.
 *
 * @param owner the account whose it is, or {@code anonymous}
 * @param states what the modules of each package know
 * @param pending what was asked; the next sentence answers it
 */
public record Conversation(String owner, Map<String, Map<String, String>> states, Optional<Pending> pending) {

    /** What was asked. */
    public sealed interface Pending permits Question, Choice {}

    /**
     * Which of several triggers a sentence is for.
     *
     * @param sentence what was said before
     * @param options at least two
     */
    public record Choice(String sentence, List<Option> options) implements Pending {

        public Choice {
            options = List.copyOf(options);
        }
    }

    /**
     * A trigger that may be meant.
     *
     * @param trigger the function and the index of its trigger, {@code Module[0]}
     * @param text its pattern that fits
     */
    public record Option(String packageName, String trigger, String text) {

        /** How people and programs know it. */
        public String name() {
            return packageName + "." + trigger;
        }
    }

    /**
     * What an entry is.
     *
     * @param packageName of the module that asked
     * @param trigger the function and the index of its trigger, {@code Module[0]}
     * @param entry what is asked for
     * @param sentence what was said before
     * @param entries what is known already, in small letters
     * @param originals the same as it was said
     */
    public record Question(
            String packageName,
            String trigger,
            String entry,
            String sentence,
            Map<String, String> entries,
            Map<String, String> originals)
            implements Pending {

        public Question {
            entries = Map.copyOf(entries);
            originals = Map.copyOf(originals);
        }
    }

    public Conversation {
        states = Map.copyOf(states);
    }

    /** One in which nothing was said. */
    public static Conversation begun(String owner) {
        return new Conversation(owner, Map.of(), Optional.empty());
    }

    /** The same after a module of a package was called. */
    public Conversation with(String packageName, Map<String, String> state, Optional<Pending> asked) {
        Map<String, Map<String, String>> all = new LinkedHashMap<>(states);
        if (state.isEmpty()) {
            all.remove(packageName);
        } else {
            all.put(packageName, Map.copyOf(state));
        }
        return new Conversation(owner, all, asked);
    }

    /** The same with something else that was asked, or nothing. */
    public Conversation asking(Optional<Pending> asked) {
        return new Conversation(owner, states, asked);
    }
}

package org.carrack.conversation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a {@link ConversationModule} answers: the tag of a response, and what goes into it. Immutable; each method makes another. */
public final class Reply {

    private final String tag;
    private final Map<String, Object> data;
    private final List<String> actions;
    private final String asked;
    private final String chat;

    private Reply(String tag, Map<String, Object> data, List<String> actions, String asked, String chat) {
        this.tag = tag;
        this.data = Map.copyOf(data);
        this.actions = List.copyOf(actions);
        this.asked = asked;
        this.chat = chat;
    }

    /** One of the messages that {@code response.json} has for a tag, chosen at random. */
    public static Reply tag(String tag) {
        return new Reply(tag, Map.of(), List.of(), "", "");
    }

    /**
     * Asks for an entry that is missing, by a message of a tag. The next sentence is that entry, and the module is called again with it and the
     * entries that it had.
     */
    public static Reply ask(String tag, String entry) {
        return new Reply(tag, Map.of(), List.of(), entry, "");
    }

    /**
     * The same with a value for {@code %name%} in the message, which is also in the data that the client gets. A {@code null} is left out, so that
     * the variable stays as it is written.
     */
    public Reply with(String name, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        Map<String, Object> more = new LinkedHashMap<>(data);
        more.put(name, value);
        return new Reply(tag, more, actions, asked, chat);
    }

    /** The same with something that the client is to do: {@code action("sms", message, contact)}. */
    public Reply action(String... parts) {
        return new Reply(tag, data, new ArrayList<>(List.of(parts)), asked, chat);
    }

    /** The same, and a chatflow of the package goes on from here: the client is given its address. */
    public Reply handOver(String chatflow) {
        return new Reply(tag, data, actions, asked, chatflow);
    }

    /** The tag. */
    public String tag() {
        return tag;
    }

    /** The values. */
    public Map<String, Object> data() {
        return data;
    }

    /** What the client is to do; nothing if it is empty. */
    public List<String> actions() {
        return actions;
    }

    /** The entry that the next sentence is; empty for none. */
    public String asked() {
        return asked;
    }

    /** The chatflow that goes on; empty for none. */
    public String chat() {
        return chat;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Reply reply
                && tag.equals(reply.tag)
                && data.equals(reply.data)
                && actions.equals(reply.actions)
                && asked.equals(reply.asked)
                && chat.equals(reply.chat);
    }

    @Override
    public int hashCode() {
        return Objects.hash(tag, data, actions, asked, chat);
    }

    @Override
    public String toString() {
        return tag + " " + data;
    }
}

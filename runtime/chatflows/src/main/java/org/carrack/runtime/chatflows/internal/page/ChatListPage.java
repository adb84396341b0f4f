package org.carrack.runtime.chatflows.internal.page;

import io.jstach.jstache.JStache;
import java.util.List;
import java.util.Optional;
import org.carrack.spi.page.HtmlText;

/**
 * The chats of a package, and one's own conversations in them.
 *
 * @param problem why they are shown instead of something else
 * @param base the address of the folder of chats, relative to the page
 */
@JStache(path = "chats")
public record ChatListPage(
        String packageName,
        String base,
        String language,
        PageTexts texts,
        Optional<String> problem,
        List<Chat> chats,
        List<Conversation> conversations) {

    public String html() {
        return new ChatListPageRenderer(String::valueOf, HtmlText::escape).execute(this);
    }

    /** A chat that can be begun. */
    public record Chat(String name, String title) {}

    /** A conversation that can be gone on with. */
    public record Conversation(String id, String chat, String title, String changed) {}

    String chatsText() {
        return texts.text("chats");
    }

    String mineText() {
        return texts.text("mine");
    }

    String goOnText() {
        return texts.text("go_on");
    }

    String cancelText() {
        return texts.text("cancel");
    }

    boolean hasConversations() {
        return !conversations.isEmpty();
    }
}

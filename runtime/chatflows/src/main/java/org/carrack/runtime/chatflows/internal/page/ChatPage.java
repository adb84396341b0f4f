package org.carrack.runtime.chatflows.internal.page;

import io.jstach.jstache.JStache;
import org.carrack.spi.page.HtmlText;

/**
 * The page of a chat.
 *
 * @param chat the chat's name, to which the page's addresses are relative
 * @param base the address of the folder of chats, relative to the page
 * @param texts the page's own texts as JSON
 */
@JStache(path = "chat")
public record ChatPage(String title, String chat, String base, String language, String loading, String texts) {

    public String html() {
        return new ChatPageRenderer(String::valueOf, HtmlText::escape).execute(this);
    }
}

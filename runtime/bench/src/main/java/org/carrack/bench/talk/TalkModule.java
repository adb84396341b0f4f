package org.carrack.bench.talk;

import java.util.Locale;
import java.util.Map;
import org.carrack.conversation.ConversationModule;
import org.carrack.conversation.Reply;

/** The module of the packages that {@code bench conversation} drops: it says what it was told. One instance serves all. */
public final class TalkModule implements ConversationModule {

    @Override
    public Reply respond(String sentence, Map<String, String> entries, Locale locale) {
        return Reply.tag("told").with("what", entries.get("what"));
    }
}

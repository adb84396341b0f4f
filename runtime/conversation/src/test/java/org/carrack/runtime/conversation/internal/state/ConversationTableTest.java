package org.carrack.runtime.conversation.internal.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carrack.runtime.conversation.internal.state.Conversation.Choice;
import org.carrack.runtime.conversation.internal.state.Conversation.Option;
import org.carrack.runtime.conversation.internal.state.Conversation.Pending;
import org.carrack.runtime.conversation.internal.state.Conversation.Question;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConversationTableTest {

    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");

    private JdbcDataSource database;

    @BeforeEach
    void open() {
        database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:conversation" + System.nanoTime() + ";DB_CLOSE_DELAY=-1");
    }

    private ConversationTable table(Duration later) {
        return new ConversationTable(database, Clock.fixed(NOW.plus(later), ZoneOffset.UTC));
    }

    @Test
    void keepsWhatAConversationKnows() throws Exception {
        Pending pending = new Question(
                "sms", "Module[0]", "contact", "send \"hi\"", Map.of("message", "hi"), Map.of("message", "Hi"));
        Conversation conversation = Conversation.begun("ada").with("sms", Map.of("count", "1"), Optional.of(pending));
        table(Duration.ZERO).save("c-1", conversation);
        assertThat(table(Duration.ZERO).find("c-1")).hasValue(conversation);
        Conversation next = conversation.with("sms", Map.of(), Optional.empty());
        table(Duration.ZERO).save("c-1", next);
        assertThat(table(Duration.ZERO).find("c-1")).hasValue(Conversation.begun("ada"));
        assertThat(table(Duration.ZERO).find("c-2")).isEmpty();
        Conversation which = conversation.asking(Optional.of(new Choice(
                "turn on the lamp",
                List.of(new Option("kitchen", "Module[0]", "kitchen lamp"), new Option("garden", "M[1]", "lamp")))));
        table(Duration.ZERO).save("c-2", which);
        assertThat(table(Duration.ZERO).find("c-2")).hasValue(which);
    }

    @Test
    void forgetsWhatWasNotUsed() throws Exception {
        table(Duration.ZERO).save("old", Conversation.begun("ada"));
        table(Duration.ofHours(2)).save("new", Conversation.begun("ada"));
        assertThat(table(Duration.ofHours(3)).deleteOlder(Duration.ofHours(2))).isEqualTo(1);
        assertThat(table(Duration.ZERO).find("old")).isEmpty();
        assertThat(table(Duration.ZERO).find("new")).isPresent();
    }
}

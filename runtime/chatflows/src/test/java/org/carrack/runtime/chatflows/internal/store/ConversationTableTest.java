package org.carrack.runtime.chatflows.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.carrack.chat.Question.Kind;
import org.carrack.runtime.chatflows.internal.answer.Rules;
import org.carrack.runtime.chatflows.internal.engine.ConversationState;
import org.carrack.runtime.chatflows.internal.engine.ConversationState.Answered;
import org.carrack.runtime.chatflows.internal.engine.ConversationState.Outcome;
import org.carrack.runtime.chatflows.internal.engine.ConversationState.Said;
import org.carrack.runtime.chatflows.internal.engine.ConversationState.Status;
import org.carrack.runtime.chatflows.internal.engine.Slide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same over each database. */
abstract class ConversationTableTest {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    @TempDir
    Path folder;

    private DataSource database;
    private Path key;

    abstract DataSource database();

    @BeforeEach
    void open() throws SQLException {
        database = database();
        key = folder.resolve("data/chat-key");
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            // Of the test before.
            statement.execute("drop table if exists carrack_chat");
            statement.execute("drop table if exists carrack_chat_said");
            statement.execute("drop table if exists carrack_version");
        }
    }

    private static Owner owner(String account) {
        return new Owner(account, 1_000);
    }

    private static StoredConversation conversation(String id, String account, Status status, Instant seen) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("name", "hush");
        fields.put("nothing", null);
        Map<String, Object> rules = Map.of("required", true, "min", 1);
        ConversationState state = new ConversationState(
                id,
                Map.of("a", "b"),
                "de",
                status,
                "ask",
                fields,
                List.of(
                        new Answered("string_ask\nName?\nSECRET", true, "hush"),
                        new Answered("number_ask\nPrice?\nNUMBER", false, new BigDecimal("0.10")),
                        new Answered("multi_choice\n?\nMULTIPLE_CHOICE", true, List.of("a", "b"))),
                Map.of("made", new Outcome(true, "hush"), "begun", new Outcome(false, null)),
                new Slide(
                        "int_ask",
                        "How many?",
                        Map.of("x", List.of(1, 2)),
                        List.of(new Rules(Kind.INTEGER, List.of(), rules)),
                        List.of("How many?")),
                7,
                "changed",
                List.of(),
                1);
        return new StoredConversation(state, "shop", "order", "1.0.0", owner(account), NOON, seen);
    }

    @Test
    void aConversationComesBackAsItWas() throws Exception {
        StoredConversation one = conversation("c1", "ada", Status.OPEN, NOON);
        new ConversationTable(database, key).insert(one);
        assertThat(new ConversationTable(database, key).find("c1")).contains(one);
        assertThat(new ConversationTable(database, key).find("c2")).isEmpty();
    }

    @Test
    void whatWasSaidIsKeptInOrder() throws Exception {
        ConversationTable table = new ConversationTable(database, key);
        StoredConversation one = conversation("c1", "ada", Status.OPEN, NOON);
        table.insert(one);
        Said first = new Said("Your name", "Name?", "••••••", true);
        assertThat(table.update(one, List.of(first))).isTrue();
        assertThat(new ConversationTable(database, key)
                        .find("c1")
                        .orElseThrow()
                        .state()
                        .transcript())
                .containsExactly(first);
        table.delete("c1");
        table.insert(one);
        assertThat(table.find("c1").orElseThrow().state().transcript())
                .as("deleted with it")
                .isEmpty();
    }

    @Test
    void aChangeTakesThePlaceOfWhatWasThere() throws Exception {
        ConversationTable table = new ConversationTable(database, key);
        table.insert(conversation("c1", "ada", Status.OPEN, NOON));
        StoredConversation now = conversation("c1", "ada", Status.ENDED, NOON.plusSeconds(1));
        assertThat(table.update(now, List.of())).isTrue();
        assertThat(table.find("c1")).contains(now);
        assertThat(table.update(conversation("c2", "ada", Status.OPEN, NOON), List.of()))
                .isFalse();
    }

    @Test
    void peopleSeeTheirOwnThatAreNotOver() throws Exception {
        ConversationTable table = new ConversationTable(database, key);
        table.insert(conversation("c1", "ada", Status.OPEN, NOON));
        table.insert(conversation("c2", "ada", Status.FAILED, NOON.plusSeconds(1)));
        table.insert(conversation("c3", "ada", Status.ENDED, NOON));
        table.insert(conversation("c4", "eve", Status.OPEN, NOON));
        assertThat(table.open(owner("ada"))).extracting(ConversationRow::id).containsExactly("c2", "c1");
        assertThat(table.open(null))
                .extracting(ConversationRow::account)
                .containsExactlyInAnyOrder("ada", "ada", "eve");
        assertThat(table.countOpen(owner("ada"))).isEqualTo(2);
        assertThat(table.countOpen(null)).isEqualTo(3);
        assertThat(table.olderThan(NOON.plusSeconds(1))).containsExactlyInAnyOrder("c1", "c3", "c4");
        assertThat(table.ofPackage("shop")).hasSize(4);
        assertThat(table.open(new Owner("ada", 2_000)))
                .as("of another account of that name")
                .isEmpty();
        assertThat(table.owners()).containsExactlyInAnyOrder(owner("ada"), owner("eve"));
        assertThat(table.ofOwner(owner("ada"))).containsExactlyInAnyOrder("c1", "c2", "c3");
        table.delete("c1");
        assertThat(table.open(owner("ada"))).extracting(ConversationRow::id).containsExactly("c2");
    }

    @Test
    void whatPeopleSayIsInNoFile() throws Exception {
        new ConversationTable(database, key).insert(conversation("c1", "ada", Status.OPEN, NOON));
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("select * from carrack_chat");
                ResultSet row = select.executeQuery()) {
            assertThat(row.next()).isTrue();
            for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                assertThat(row.getString(column)).doesNotContain("hush").doesNotContain("How many?");
            }
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
    }

    @Test
    void withAnotherKeyNothingIsRead() throws Exception {
        ConversationTable table = new ConversationTable(database, key);
        table.insert(conversation("c1", "ada", Status.OPEN, NOON));
        ConversationTable other = new ConversationTable(database, folder.resolve("other"));
        assertThatThrownBy(() -> other.find("c1"))
                .isInstanceOf(IOException.class)
                .hasMessage("it was stored with another key, or was changed");
        Files.write(folder.resolve("short"), new byte[3]);
        assertThatThrownBy(() -> new ConversationTable(database, folder.resolve("short")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(
                        "is no key of 32 bytes; conversations that were stored with another cannot be read.");
    }

    @Test
    void aRowGivenToAnotherIsNotRead() throws Exception {
        ConversationTable table = new ConversationTable(database, key);
        table.insert(conversation("c1", "ada", Status.OPEN, NOON));
        table.insert(conversation("c2", "eve", Status.OPEN, NOON));
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "update carrack_chat set state = (select state from carrack_chat where id = 'c1') where id = 'c2'")) {
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
        assertThatThrownBy(() -> table.find("c2")).isInstanceOf(IOException.class);
        assertThat(table.find("c1")).isPresent();
    }
}

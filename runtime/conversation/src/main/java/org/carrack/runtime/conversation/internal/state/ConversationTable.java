package org.carrack.runtime.conversation.internal.state;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.carrack.runtime.conversation.internal.state.Conversation.Choice;
import org.carrack.runtime.conversation.internal.state.Conversation.Option;
import org.carrack.runtime.conversation.internal.state.Conversation.Pending;
import org.carrack.runtime.conversation.internal.state.Conversation.Question;
import org.carrack.spi.data.ServerTables;
import org.carrack.spi.json.JsonValues;
import org.jspecify.annotations.Nullable;

/** Conversations in the table {@code carrack_sentence_conversation}, the same on H2 and PostgreSQL. For any thread. */
public final class ConversationTable {

    private static final List<String> VERSION_1 = List.of(
            """
                    create table if not exists carrack_sentence_conversation (
                      id varchar(100) primary key, owner varchar(300) not null, used bigint not null, content text not null)""",
            "create index if not exists carrack_sentence_conversation_used on carrack_sentence_conversation (used)");

    private final DataSource database;
    private final Clock clock;
    private boolean isMigrated;

    public ConversationTable(DataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    private synchronized Connection connect() throws SQLException {
        if (!isMigrated) {
            ServerTables.migrate(database, "conversation", List.of(VERSION_1));
            isMigrated = true;
        }
        return database.getConnection();
    }

    /** The conversation of an id. */
    public Optional<Conversation> find(String id) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement select = connection.prepareStatement(
                        "select owner, content from carrack_sentence_conversation where id = ?")) {
            select.setString(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(read(row.getString(1), row.getString(2))) : Optional.empty();
            }
        }
    }

    /** Keeps a conversation; one that knows nothing needs no place. */
    public void save(String id, Conversation conversation) throws SQLException {
        try (Connection connection = connect()) {
            try (PreparedStatement update = connection.prepareStatement(
                    "update carrack_sentence_conversation set owner = ?, used = ?, content = ? where id = ?")) {
                fill(update, id, conversation);
                if (update.executeUpdate() > 0) {
                    return;
                }
            }
            try (PreparedStatement insert = connection.prepareStatement(
                    "insert into carrack_sentence_conversation (owner, used, content, id) values (?, ?, ?, ?)")) {
                fill(insert, id, conversation);
                insert.executeUpdate();
            }
        }
    }

    private void fill(PreparedStatement statement, String id, Conversation conversation) throws SQLException {
        statement.setString(1, conversation.owner());
        statement.setLong(2, clock.millis());
        statement.setString(3, written(conversation));
        statement.setString(4, id);
    }

    /** Deletes those that were used last so long ago. */
    public int deleteOlder(Duration age) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement delete =
                        connection.prepareStatement("delete from carrack_sentence_conversation where used < ?")) {
            delete.setLong(1, clock.millis() - age.toMillis());
            return delete.executeUpdate();
        }
    }

    private static String written(Conversation conversation) {
        Map<String, @Nullable Object> content = JsonValues.object("states", conversation.states());
        conversation.pending().ifPresent(pending -> content.put("pending", written(pending)));
        return JsonValues.write(content);
    }

    private static Map<String, @Nullable Object> written(Pending pending) {
        if (pending instanceof Question question) {
            return JsonValues.object(
                    "package", question.packageName(),
                    "trigger", question.trigger(),
                    "entry", question.entry(),
                    "sentence", question.sentence(),
                    "entries", question.entries(),
                    "originals", question.originals());
        }
        Choice choice = (Choice) pending;
        return JsonValues.object(
                "sentence",
                choice.sentence(),
                "options",
                choice.options().stream()
                        .map(option -> JsonValues.object(
                                "package", option.packageName(), "trigger", option.trigger(), "text", option.text()))
                        .toList());
    }

    private static Conversation read(String owner, String text) throws SQLException {
        try {
            Map<String, Object> content = JsonValues.readObject(text);
            Map<String, Map<String, String>> states = new LinkedHashMap<>();
            if (content.get("states") instanceof Map<?, ?> all) {
                all.forEach((name, state) -> states.put(String.valueOf(name), texts(state)));
            }
            Optional<Pending> pending =
                    content.get("pending") instanceof Map<?, ?> asked ? Optional.of(pending(asked)) : Optional.empty();
            return new Conversation(owner, states, pending);
        } catch (IOException e) {
            throw new SQLException("a conversation is damaged", e);
        }
    }

    private static Pending pending(Map<?, ?> asked) {
        String sentence = text(asked, "sentence");
        if (asked.get("options") instanceof List<?> options) {
            List<Option> all = new ArrayList<>();
            for (Object option : options) {
                if (option instanceof Map<?, ?> one) {
                    all.add(new Option(text(one, "package"), text(one, "trigger"), text(one, "text")));
                }
            }
            return new Choice(sentence, all);
        }
        return new Question(
                text(asked, "package"),
                text(asked, "trigger"),
                text(asked, "entry"),
                sentence,
                texts(asked.get("entries")),
                texts(asked.get("originals")));
    }

    private static String text(Map<?, ?> values, String name) {
        return Objects.toString(values.get(name), "");
    }

    private static Map<String, String> texts(@Nullable Object value) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, text) -> texts.put(String.valueOf(name), String.valueOf(text)));
        }
        return texts;
    }
}

package org.carrack.runtime.chatflows.internal.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.carrack.runtime.chatflows.internal.engine.ConversationState.Status;
import org.carrack.spi.data.ServerTables;
import org.jspecify.annotations.Nullable;

/**
 * All conversations, in the table {@code carrack_chat} of the server's database, the same on H2 and PostgreSQL. Each method is one
 * transaction. Times are milliseconds since 1970. For any thread.
 */
public final class ConversationTable {

    private static final List<String> VERSION_1 = List.of(
            """
                    create table if not exists carrack_chat (
                      id varchar(64) primary key, package varchar(200) not null, chat varchar(200) not null,
                      version varchar(200) not null, account varchar(100) not null, status varchar(20) not null,
                      begun bigint not null, seen bigint not null, state text not null)""",
            "create index if not exists carrack_chat_account on carrack_chat (account, seen)",
            "create index if not exists carrack_chat_seen on carrack_chat (seen)");

    private static final String COLUMNS = "id, package, chat, version, account, begun, seen, state";

    private final DataSource database;
    private final Seal seal;

    /**
     * Migrates the table to what this version needs.
     *
     * @param key the file with the key for what people say; made if it is not there
     */
    public ConversationTable(DataSource database, Path key) throws SQLException, IOException {
        this.database = database;
        this.seal = Seal.of(key);
        ServerTables.migrate(database, "chats", List.of(VERSION_1));
    }

    /** Adds a conversation. */
    public void insert(StoredConversation one) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "insert into carrack_chat (version, status, seen, state, account, package, chat, begun, id) values (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            set(insert, one);
            insert.setString(5, one.account());
            insert.setString(6, one.packageName());
            insert.setString(7, one.chat());
            insert.setLong(8, one.begun().toEpochMilli());
            insert.setString(9, one.state().id());
            insert.executeUpdate();
        }
    }

    /**
     * Changes a conversation.
     *
     * @return whether it is there still
     */
    public boolean update(StoredConversation one) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "update carrack_chat set version = ?, status = ?, seen = ?, state = ? where id = ?")) {
            set(update, one);
            update.setString(5, one.state().id());
            return update.executeUpdate() == 1;
        }
    }

    private void set(PreparedStatement statement, StoredConversation one) throws SQLException {
        statement.setString(1, one.version());
        statement.setString(2, one.state().status().name());
        statement.setLong(3, one.seen().toEpochMilli());
        statement.setString(
                4, seal.seal(StateJson.write(one.state()), one.state().id()));
    }

    /**
     * A conversation; nothing if there is none of that id.
     *
     * @throws IOException if it cannot be read: it was stored with another key, or by a later version
     */
    public Optional<StoredConversation> find(String id) throws SQLException, IOException {
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select " + COLUMNS + " from carrack_chat where id = ?")) {
            select.setString(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(read(row)) : Optional.empty();
            }
        }
    }

    /** The conversations that have not ended, of an account or of all if it is null; the last changed first. */
    public List<ConversationRow> open(@Nullable String account) throws SQLException {
        String whose = account == null ? "" : " and account = ?";
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select id, package, chat, version, account, begun, seen"
                                + " from carrack_chat where status <> ?" + whose + " order by seen desc")) {
            select.setString(1, Status.ENDED.name());
            if (account != null) {
                select.setString(2, account);
            }
            List<ConversationRow> all = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    all.add(new ConversationRow(
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            row.getString(4),
                            row.getString(5),
                            Instant.ofEpochMilli(row.getLong(6)),
                            Instant.ofEpochMilli(row.getLong(7))));
                }
            }
            return all;
        }
    }

    /** How many have not ended: of an account, or of all if it is null. */
    public long countOpen(@Nullable String account) throws SQLException {
        String whose = account == null ? "" : " and account = ?";
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select count(*) from carrack_chat where status <> ?" + whose)) {
            select.setString(1, Status.ENDED.name());
            if (account != null) {
                select.setString(2, account);
            }
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    /** Those that were not changed since then. */
    public List<String> olderThan(Instant moment) throws SQLException {
        return ids("seen < ?", select -> select.setLong(1, moment.toEpochMilli()));
    }

    /** Those of people without an account that were not changed since then. */
    public List<String> withoutAccountOlderThan(Instant moment) throws SQLException {
        return ids("account = '' and seen < ?", select -> select.setLong(1, moment.toEpochMilli()));
    }

    /** Those of a package. */
    public List<String> ofPackage(String packageName) throws SQLException {
        return ids("package = ?", select -> select.setString(1, packageName));
    }

    private interface Parameters {
        void set(PreparedStatement statement) throws SQLException;
    }

    private List<String> ids(String condition, Parameters parameters) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select id from carrack_chat where " + condition)) {
            parameters.set(select);
            List<String> ids = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    ids.add(row.getString(1));
                }
            }
            return ids;
        }
    }

    /** Deletes a conversation, if it is there. */
    public void delete(String id) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement delete = connection.prepareStatement("delete from carrack_chat where id = ?")) {
            delete.setString(1, id);
            delete.executeUpdate();
        }
    }

    private StoredConversation read(ResultSet row) throws SQLException, IOException {
        String id = row.getString(1);
        return new StoredConversation(
                StateJson.read(seal.open(row.getString(8), id)),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                Instant.ofEpochMilli(row.getLong(6)),
                Instant.ofEpochMilli(row.getLong(7)));
    }
}

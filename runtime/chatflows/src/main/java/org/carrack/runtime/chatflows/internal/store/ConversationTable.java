package org.carrack.runtime.chatflows.internal.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.carrack.runtime.chatflows.internal.engine.ConversationState;
import org.carrack.runtime.chatflows.internal.engine.ConversationState.Said;
import org.carrack.runtime.chatflows.internal.engine.ConversationState.Status;
import org.carrack.spi.data.ServerTables;
import org.jspecify.annotations.Nullable;

/**
 * All conversations, in the tables {@code carrack_chat} and {@code carrack_chat_said} of the server's database, the same on H2 and PostgreSQL. What is added or
 * changed at the same time is one transaction ({@link GroupCommit}). Times are milliseconds since 1970. For any thread.
 */
public final class ConversationTable {

    /** Characters; it is written with each answer. */
    private static final int LONGEST_STATE = 4_000_000;

    private static final List<String> VERSION_1 = List.of(
            """
                    create table if not exists carrack_chat (
                      id varchar(64) primary key, package varchar(200) not null, chat varchar(200) not null,
                      version varchar(200) not null, account varchar(100) not null, status varchar(20) not null,
                      begun bigint not null, seen bigint not null, state text not null)""",
            """
                    create table if not exists carrack_chat_said (
                      conversation varchar(64) not null, number bigint not null, said text not null,
                      primary key (conversation, number))""",
            "create index if not exists carrack_chat_account on carrack_chat (account, seen)",
            "create index if not exists carrack_chat_seen on carrack_chat (seen)");

    private static final List<String> VERSION_2 = List.of(
            "alter table carrack_chat add column if not exists account_created bigint default 0 not null",
            "create index if not exists carrack_chat_owner on carrack_chat (account, account_created, seen)",
            "drop index if exists carrack_chat_account");

    private static final String COLUMNS = "id, package, chat, version, account, begun, seen, state, account_created";

    private final DataSource database;
    private final Seal seal;
    private final GroupCommit<Row> commits = new GroupCommit<>(this::write);

    /**
     * Migrates the table to what this version needs.
     *
     * @param key the file with the key for what people say; made if it is not there
     */
    public ConversationTable(DataSource database, Path key) throws SQLException, IOException {
        this.database = database;
        this.seal = Seal.of(key);
        ServerTables.migrate(database, "chats", List.of(VERSION_1, VERSION_2));
    }

    /** A row to be written, with its state and what was said as they are stored. */
    private record Row(StoredConversation one, String sealed, List<String> said, boolean isNew) {}

    /** Adds a conversation. */
    public void insert(StoredConversation one) throws SQLException {
        boolean unused = commits.store(row(one, List.of(), true));
    }

    /**
     * Changes a conversation.
     *
     * @param said what was said since the last change
     * @return whether it is there still
     */
    public boolean update(StoredConversation one, List<Said> said) throws SQLException {
        return commits.store(row(one, said, false));
    }

    private Row row(StoredConversation one, List<Said> said, boolean isNew) {
        String id = one.state().id();
        String state = StateJson.write(one.state());
        if (state.length() > LONGEST_STATE) {
            // It is written with each answer.
            throw new IllegalArgumentException(
                    "the fields, answers and outcomes of a conversation have %,d characters as JSON, and at most %,d are kept; keep large things elsewhere, and here what finds them"
                            .formatted(state.length(), LONGEST_STATE));
        }
        return new Row(
                one,
                seal.seal(state, id),
                said.stream().map(each -> seal.seal(StateJson.write(each), id)).toList(),
                isNew);
    }

    private boolean[] write(List<Row> rows) throws SQLException {
        boolean[] stored = new boolean[rows.size()];
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement(
                            "insert into carrack_chat (version, status, seen, state, account, package, chat, begun, id, account_created) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
                    PreparedStatement update = connection.prepareStatement(
                            "update carrack_chat set version = ?, status = ?, seen = ?, state = ? where id = ?");
                    PreparedStatement say = connection.prepareStatement(
                            "insert into carrack_chat_said (conversation, number, said) values (?, ?, ?)")) {
                for (int i = 0; i < stored.length; i++) {
                    stored[i] = write(rows.get(i), insert, update);
                    if (stored[i]) {
                        say(rows.get(i), say);
                    }
                }
                connection.commit();
            } catch (SQLException | RuntimeException | Error e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
        return stored;
    }

    private static void say(Row row, PreparedStatement say) throws SQLException {
        ConversationState state = row.one().state();
        for (int i = 0; i < row.said().size(); i++) {
            say.setString(1, state.id());
            say.setLong(2, state.said() - row.said().size() + i);
            say.setString(3, row.said().get(i));
            say.executeUpdate();
        }
    }

    private static boolean write(Row row, PreparedStatement insert, PreparedStatement update) throws SQLException {
        StoredConversation one = row.one();
        PreparedStatement statement = row.isNew() ? insert : update;
        statement.setString(1, one.version());
        statement.setString(2, one.state().status().name());
        statement.setLong(3, one.seen().toEpochMilli());
        statement.setString(4, row.sealed());
        if (!row.isNew()) {
            statement.setString(5, one.state().id());
            return statement.executeUpdate() == 1;
        }
        statement.setString(5, one.owner().account());
        statement.setString(6, one.packageName());
        statement.setString(7, one.chat());
        statement.setLong(8, one.begun().toEpochMilli());
        statement.setString(9, one.state().id());
        statement.setLong(10, one.owner().created());
        return statement.executeUpdate() == 1;
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
                return row.next() ? Optional.of(read(row, said(connection, id))) : Optional.empty();
            }
        }
    }

    /** The conversations that have not ended, of one owner or of all if that is null; the last changed first. */
    public List<ConversationRow> open(@Nullable Owner owner) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select id, package, chat, version, account, begun, seen"
                                + " from carrack_chat where status <> ?" + whose(owner) + " order by seen desc")) {
            openOf(owner, select);
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

    private static String whose(@Nullable Owner owner) {
        return owner == null ? "" : " and account = ? and account_created = ?";
    }

    private static void openOf(@Nullable Owner owner, PreparedStatement select) throws SQLException {
        select.setString(1, Status.ENDED.name());
        if (owner != null) {
            select.setString(2, owner.account());
            select.setLong(3, owner.created());
        }
    }

    /** How many have not ended: of one owner, or of all if that is null. */
    public long countOpen(@Nullable Owner owner) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select count(*) from carrack_chat where status <> ?" + whose(owner))) {
            openOf(owner, select);
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

    /** Those of one owner. */
    public List<String> ofOwner(Owner owner) throws SQLException {
        return ids("account = ? and account_created = ?", select -> {
            select.setString(1, owner.account());
            select.setLong(2, owner.created());
        });
    }

    /** All owners that have an account, or had one. */
    public List<Owner> owners() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select distinct account, account_created from carrack_chat where account_created <> 0");
                ResultSet row = select.executeQuery()) {
            List<Owner> owners = new ArrayList<>();
            while (row.next()) {
                owners.add(new Owner(row.getString(1), row.getLong(2)));
            }
            return owners;
        }
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
        try (Connection connection = database.getConnection()) {
            for (String sql : List.of(
                    "delete from carrack_chat where id = ?", "delete from carrack_chat_said where conversation = ?")) {
                try (PreparedStatement delete = connection.prepareStatement(sql)) {
                    delete.setString(1, id);
                    delete.executeUpdate();
                }
            }
        }
    }

    /** What was said last. */
    private List<Said> said(Connection connection, String id) throws SQLException, IOException {
        try (PreparedStatement select = connection.prepareStatement(
                "select said from carrack_chat_said where conversation = ? order by number desc limit ?")) {
            select.setString(1, id);
            select.setInt(2, ConversationState.LONGEST_TRANSCRIPT);
            ArrayDeque<Said> said = new ArrayDeque<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    said.addFirst(StateJson.readSaid(seal.open(row.getString(1), id)));
                }
            }
            return List.copyOf(said);
        }
    }

    private StoredConversation read(ResultSet row, List<Said> said) throws SQLException, IOException {
        String id = row.getString(1);
        return new StoredConversation(
                StateJson.read(seal.open(row.getString(8), id)).withTranscript(said),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                new Owner(row.getString(5), row.getLong(9)),
                Instant.ofEpochMilli(row.getLong(6)),
                Instant.ofEpochMilli(row.getLong(7)));
    }
}

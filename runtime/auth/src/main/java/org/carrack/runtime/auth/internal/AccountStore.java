package org.carrack.runtime.auth.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.carrack.auth.AccessToken;
import org.carrack.auth.Session;
import org.carrack.spi.data.ServerTables;
import org.jspecify.annotations.Nullable;

/**
 * Accounts, tokens and sessions in the database, the same on H2 and PostgreSQL. Each method is one transaction. Times are
 * milliseconds since 1970; sets of names are texts with spaces between them, since names hold none.
 */
final class AccountStore {

    /** As in 0.1.0. */
    private static final List<String> VERSION_1 = List.of("""
                    create table if not exists carrack_account (
                      name varchar(100) primary key, roles varchar(4000) not null, provider_roles varchar(4000) not null,
                      email varchar(400) not null, provider varchar(100) not null, subject varchar(400) not null,
                      hash varchar(400), created bigint not null)""", """
                    create table if not exists carrack_token (
                      digest varchar(64) primary key,
                      account varchar(100) not null references carrack_account (name) on delete cascade,
                      name varchar(100) not null, roles varchar(4000) not null, packages varchar(4000) not null,
                      created bigint not null, expires bigint, unique (account, name))""", """
                    create table if not exists carrack_session (
                      digest varchar(64) primary key, id varchar(100) not null,
                      account varchar(100) not null references carrack_account (name) on delete cascade,
                      created bigint not null, seen bigint not null, address varchar(100) not null,
                      agent varchar(400) not null)""");

    private static final String INSERT_ACCOUNT =
            "insert into carrack_account (roles, provider_roles, email, provider, subject, hash, created, name) values (?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String UPDATE_ACCOUNT =
            "update carrack_account set roles = ?, provider_roles = ?, email = ?, provider = ?, subject = ?, hash = ?, created = ? where name = ?";
    private static final String INSERT_TOKEN =
            "insert into carrack_token (digest, account, name, roles, packages, created, expires) values (?, ?, ?, ?, ?, ?, ?)";
    private static final String INSERT_SESSION =
            "insert into carrack_session (digest, id, account, created, seen, address, agent) values (?, ?, ?, ?, ?, ?, ?)";

    private final DataSource database;

    /** Migrates the tables to what this version needs. */
    AccountStore(DataSource database) throws SQLException {
        this.database = database;
        ServerTables.migrate(database, "accounts", List.of(VERSION_1));
    }

    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> List<T> all(String query, Row<T> row) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(query);
                ResultSet rows = statement.executeQuery()) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(row.read(rows));
            }
            return all;
        }
    }

    List<AccountRow> accounts() throws SQLException {
        return all(
                "select name, roles, provider_roles, email, provider, subject, hash, created from carrack_account",
                row -> new AccountRow(
                        row.getString(1),
                        names(row.getString(2)),
                        names(row.getString(3)),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        Optional.ofNullable(row.getString(7)),
                        Instant.ofEpochMilli(row.getLong(8))));
    }

    List<TokenRow> tokens() throws SQLException {
        return all("select digest, account, name, roles, packages, created, expires from carrack_token", row -> {
            long expires = row.getLong(7);
            Optional<Instant> end = row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(expires));
            return new TokenRow(
                    row.getString(1),
                    new AccessToken(
                            row.getString(2),
                            row.getString(3),
                            names(row.getString(4)),
                            names(row.getString(5)),
                            Instant.ofEpochMilli(row.getLong(6)),
                            end));
        });
    }

    List<SessionRow> sessions() throws SQLException {
        return all(
                "select digest, id, account, created, seen, address, agent from carrack_session",
                row -> new SessionRow(
                        row.getString(1),
                        new Session(
                                row.getString(2),
                                row.getString(3),
                                Instant.ofEpochMilli(row.getLong(4)),
                                Instant.ofEpochMilli(row.getLong(5)),
                                row.getString(6),
                                row.getString(7)),
                        Map.of()));
    }

    void insert(AccountRow account) throws SQLException {
        write(account, INSERT_ACCOUNT);
    }

    void update(AccountRow account) throws SQLException {
        write(account, UPDATE_ACCOUNT);
    }

    private void write(AccountRow account, String statement) throws SQLException {
        run(
                statement,
                text(account.roles()),
                text(account.providerRoles()),
                account.email(),
                account.provider(),
                account.subject(),
                account.hash().orElse(null),
                account.created().toEpochMilli(),
                account.name());
    }

    /** With its tokens and sessions. */
    void deleteAccount(String name) throws SQLException {
        run("delete from carrack_account where name = ?", name);
    }

    /** In the place of the account's token of that name. */
    void put(TokenRow row) throws SQLException {
        AccessToken token = row.token();
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                run(
                        connection,
                        "delete from carrack_token where account = ? and name = ?",
                        token.account(),
                        token.name());
                run(
                        connection,
                        INSERT_TOKEN,
                        row.digest(),
                        token.account(),
                        token.name(),
                        text(token.roles()),
                        text(token.packages()),
                        token.created().toEpochMilli(),
                        token.expires().map(Instant::toEpochMilli).orElse(null));
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    void deleteToken(String digest) throws SQLException {
        run("delete from carrack_token where digest = ?", digest);
    }

    void insert(SessionRow row) throws SQLException {
        Session session = row.session();
        run(
                INSERT_SESSION,
                row.digest(),
                session.id(),
                session.account(),
                session.created().toEpochMilli(),
                session.seen().toEpochMilli(),
                session.address(),
                session.agent());
    }

    /** Writes down when sessions were last heard of. */
    void seen(Collection<SessionRow> sessions) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("update carrack_session set seen = ? where digest = ?")) {
            for (SessionRow row : sessions) {
                statement.setLong(1, row.session().seen().toEpochMilli());
                statement.setString(2, row.digest());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    void deleteSessions(Collection<String> digests) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("delete from carrack_session where digest = ?")) {
            for (String digest : digests) {
                statement.setString(1, digest);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private void run(String statement, @Nullable Object... values) throws SQLException {
        try (Connection connection = database.getConnection()) {
            run(connection, statement, values);
        }
    }

    private static void run(Connection connection, String text, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    private static String text(Set<String> names) {
        return String.join(" ", new TreeSet<>(names));
    }

    private static Set<String> names(String text) {
        return text.isEmpty() ? Set.of() : Set.of(text.split(" "));
    }
}

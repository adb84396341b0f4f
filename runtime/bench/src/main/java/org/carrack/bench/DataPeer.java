package org.carrack.bench;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * What generated CRUD is measured against: a servlet written by hand for one table, on Jetty, HikariCP, JDBC and Jackson, as one would
 * write it who wants just that. Arguments: the port, the database, its user and password.
 */
public final class DataPeer {

    private static final List<String> FIELDS = List.of("name", "owner", "amount", "note");

    private DataPeer() {}

    public static void main(String[] arguments) throws Exception { // as Server.start
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(arguments[1]);
        pool.setUsername(arguments[2]);
        pool.setPassword(arguments[3]);
        HikariDataSource source = new HikariDataSource(pool);
        if (arguments[1].startsWith("jdbc:h2:")) {
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(DataBench.TABLE);
                statement.execute("create index bench_item_owner on bench_item (owner)");
            }
        }
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(arguments[0]));
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(new Items(source)), "/item/*");
        server.setHandler(context);
        server.start();
        System.out.println("ready");
    }

    private static final class Items extends HttpServlet {

        private static final long serialVersionUID = 1L;
        private static final ObjectMapper JSON = new ObjectMapper();

        private final transient HikariDataSource source;

        Items(HikariDataSource source) {
            this.source = source;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String path = request.getPathInfo();
            String owner = request.getParameter("owner");
            String select = "select id, _revision, name, owner, amount, note from bench_item where ";
            try (Connection connection = source.getConnection();
                    PreparedStatement statement =
                            connection.prepareStatement(select + (path == null ? "owner = ? order by id" : "id = ?"))) {
                if (path == null) {
                    statement.setString(1, owner);
                } else {
                    statement.setLong(1, Long.parseLong(path.substring(1)));
                }
                try (ResultSet row = statement.executeQuery()) {
                    write(row, path == null, response);
                }
            } catch (SQLException e) {
                throw new IOException(e);
            }
        }

        private static void write(ResultSet row, boolean isList, HttpServletResponse response)
                throws IOException, SQLException {
            if (!isList && !row.next()) {
                response.sendError(404);
                return;
            }
            response.setContentType("application/json");
            try (JsonGenerator out = JSON.createGenerator(response.getOutputStream())) {
                if (isList) {
                    out.writeStartArray();
                    while (row.next()) {
                        write(row, out);
                    }
                    out.writeEndArray();
                } else {
                    write(row, out);
                }
            }
        }

        private static void write(ResultSet row, JsonGenerator out) throws IOException, SQLException {
            out.writeStartObject();
            out.writeNumberField("id", row.getLong(1));
            out.writeNumberField("_revision", row.getLong(2));
            out.writeStringField("name", row.getString(3));
            out.writeStringField("owner", row.getString(4));
            out.writeNumberField("amount", row.getInt(5));
            out.writeStringField("note", row.getString(6));
            out.writeEndObject();
        }

        /** A new record, or, with its number, a changed one; {@code /fill?count=} stores so many, one by one. */
        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String path = request.getPathInfo();
            try (Connection connection = source.getConnection()) {
                if ("/fill".equals(path)) {
                    long begin = System.nanoTime();
                    fill(connection, request.getParameter("prefix"), Integer.parseInt(request.getParameter("count")));
                    response.getWriter().print((System.nanoTime() - begin) / 1_000_000);
                } else if ("/many".equals(path)) {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute(DataBench.MANY.formatted(
                                "system_range",
                                Integer.parseInt(request.getParameter("from")),
                                Integer.parseInt(request.getParameter("to"))));
                    }
                } else {
                    store(connection, path, JSON.readTree(request.getInputStream()), response);
                }
            } catch (SQLException e) {
                throw new IOException(e);
            }
        }

        private static void store(Connection connection, String path, JsonNode record, HttpServletResponse response)
                throws SQLException, IOException {
            String sql = path == null
                    ? "insert into bench_item (name, owner, amount, note) values (?, ?, ?, ?)"
                    : "update bench_item set name = ?, owner = ?, amount = ?, note = ?, _revision = _revision + 1 where id = ?";
            try (PreparedStatement statement = path == null
                    ? connection.prepareStatement(sql, new String[] {"id"})
                    : connection.prepareStatement(sql)) {
                for (int i = 0; i < FIELDS.size(); i++) {
                    JsonNode value = record.path(FIELDS.get(i));
                    statement.setObject(i + 1, value.isInt() ? (Object) value.asInt() : value.asText());
                }
                if (path != null) {
                    statement.setLong(5, Long.parseLong(path.substring(1)));
                    response.setStatus(statement.executeUpdate() == 1 ? 204 : 404);
                    return;
                }
                statement.executeUpdate();
                try (ResultSet keys = statement.getGeneratedKeys()) {
                    keys.next();
                    response.setStatus(201);
                    response.setContentType("application/json");
                    response.getWriter().print("{\"id\":%d}".formatted(keys.getLong(1)));
                }
            }
        }

        private static void fill(Connection connection, String prefix, int count) throws SQLException {
            for (int i = 0; i < count; i++) {
                try (PreparedStatement statement = connection.prepareStatement(
                        "insert into bench_item (name, owner, amount, note) values (?, ?, ?, ?)",
                        new String[] {"id"})) {
                    statement.setString(1, prefix + i);
                    statement.setString(2, "o" + i / 10);
                    statement.setInt(3, i);
                    statement.setString(4, "a note");
                    statement.executeUpdate();
                    try (ResultSet keys = statement.getGeneratedKeys()) {
                        keys.next();
                    }
                }
            }
        }
    }
}

package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.carrack.manage.PackageRequest;
import org.carrack.manage.PackageRequest.Option;
import org.carrack.manage.PackageState;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.ops4j.pax.exam.util.Filter;

/** Schemas in a server: when tables come, and when they go. */
public class SchemaIT extends Server {

    private static final String TABLE = """
            [[schema.add.table]]
            name = "shelf"
            [[schema.add.table.field]]
            name = "shelf_id"
            data_type = "bigint"
            key = "primary"
            auto_increment = true
            [[schema.add.table.field]]
            name = "name"
            data_type = "varchar"
            max_length = 20
            [[schema.add.table.record]]
            name = "top"
            """;

    /** A component that needs the table when it comes up, and a hook that may fail. */
    private static final String LIBRARIAN = """
            import java.sql.*;
            import javax.sql.DataSource;
            import org.carrack.actor.*;
            import org.carrack.lifecycle.*;
            import org.osgi.service.component.annotations.*;
            @Component(service = {Actor.class, PackageLifecycle.class})
            public class Librarian implements Actor, PackageLifecycle {
                @Reference(target = "(carrack.database=server)") DataSource database;
                String found;
                @Activate public void activate() throws SQLException {
                    try (Connection c = database.getConnection(); Statement s = c.createStatement();
                            ResultSet r = s.executeQuery("select name from shelf order by shelf_id")) {
                        StringBuilder all = new StringBuilder();
                        while (r.next()) { all.append(r.getString(1)).append(' '); }
                        found = all.toString();
                    }
                }
                @ActorMethod public String found() { return found; }
                @Override public void install(PackageContext me) throws Exception { %s }
                @Override public void update(PackageContext me, org.osgi.framework.Version from) throws Exception { %s }
            }
            """;

    @Rule
    public TemporaryFolder temporary = new TemporaryFolder();

    @javax.inject.Inject
    @Filter(value = "(carrack.database=server)", timeout = 20_000)
    private DataSource database;

    @Before
    public void prepare() {
        awaitStarted();
    }

    @After
    public void clean() throws Exception {
        if (packages.find("library").isPresent()) {
            packages.delete("library", true);
        }
    }

    private String library(String version, String schema, String install, String update) throws Exception {
        Path folder = sources(
                temporary.getRoot().toPath().resolve(version),
                TestPackages.toml("library", version) + schema,
                "Librarian.java",
                LIBRARIAN.formatted(install, update));
        return folder.toString();
    }

    private List<String> rows(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                all.add(rows.getString(1));
            }
            return all;
        }
    }

    private List<String> columns() throws SQLException {
        return rows(
                "select column_name from information_schema.columns where table_name = 'shelf' and column_name not like 'date%' order by 1");
    }

    private static final String FAIL = "throw new IllegalStateException(\"not today\");";

    @Test
    public void tablesAreThereBeforeComponentsAndStayUntilThePurge() throws Exception {
        packages.execute(PackageRequest.add(library("1.0.0", TABLE, "", "")));
        assertEquals("\"top \"", call("/library/actors/librarian/found"));
        assertEquals(
                List.of("Yes"),
                rows("select installed from bundle_version where bundle_name = 'library' and version = '1.0.0'"));
        packages.delete("library", false);
        assertEquals(List.of("top"), rows("select name from shelf"));
        packages.execute(PackageRequest.add(library("1.0.0", TABLE, "", "")));
        packages.delete("library", true);
        assertEquals(List.of(), columns());
        assertEquals(
                List.of(), rows("select field_name from field where bundle_name = 'library' and date_deleted is null"));
        assertEquals(
                List.of("No"),
                rows("select installed from bundle_version where bundle_name = 'library' and version = '1.0.0'"));
    }

    @Test
    public void whatFailedIsTriedAgainWhenItIsAddedAgain() throws Exception {
        Path cause = temporary.newFile("cause").toPath();
        String source = library(
                "1.0.0",
                TABLE,
                "if (java.nio.file.Files.exists(java.nio.file.Path.of(\"%s\"))) { %s }".formatted(cause, FAIL),
                "");
        String problem = "the install hook of library 1.0.0 failed: IllegalStateException: not today";
        assertEquals(problem, refusal(PackageRequest.add(source)));
        assertEquals(problem, refusal(PackageRequest.add(source)));
        Files.delete(cause);
        packages.execute(PackageRequest.add(source));
        assertEquals("\"top \"", call("/library/actors/librarian/found"));
    }

    @Test
    public void anInstallHookThatFailsLeavesNoTables() throws Exception {
        String problem = refusal(PackageRequest.add(library("1.0.0", TABLE, FAIL, "")));
        assertEquals("the install hook of library 1.0.0 failed: IllegalStateException: not today", problem);
        assertEquals(List.of(), columns());
        assertEquals(PackageState.FAILED, packages.find("library").orElseThrow().state());
    }

    @Test
    public void anUpdateThatFailsLeavesTheTablesAsTheyWere() throws Exception {
        packages.execute(PackageRequest.add(library("1.0.0", TABLE, "", "")));
        String newer = TABLE.replace("max_length = 20", "max_length = 40") + """
                [[schema.add.table.record]]
                name = "bottom"
                [[schema.add.table]]
                name = "book"
                [[schema.add.table.field]]
                name = "book_id"
                data_type = "serial"
                [[schema.remove.table]]
                name = "shelf"
                [[schema.remove.table.record]]
                name = "top"
                """;
        assertEquals(
                "the update hook of library 1.1.0 failed: IllegalStateException: not today",
                refusal(PackageRequest.add(library("1.1.0", newer, "", FAIL))));
        assertEquals("\"top \"", call("/library/actors/librarian/found"));
        assertEquals(List.of("top"), rows("select name from shelf where date_deleted is null"));
        assertEquals(List.of(), rows("select table_name from information_schema.tables where table_name = 'book'"));

        List<String> changes = packages.plan(
                        PackageRequest.add(library("1.2.0", newer, "", "")).with(Option.COPY))
                .changes();
        // Sources have to be compiled before anybody can look into them.
        assertEquals(List.of(), changes);
        packages.execute(PackageRequest.add(library("1.2.0", newer, "", "")));
        assertEquals(List.of("bottom"), rows("select name from shelf where date_deleted is null"));
    }

    @Test
    public void aDryRunShowsWhatWouldChangeAndASchemaThatIsWrongIsRefusedWithItsPlace() throws Exception {
        Path plain =
                sources(temporary.getRoot().toPath().resolve("plain"), TestPackages.toml("library", "1.0.0") + TABLE);
        assertEquals(
                List.of(
                        "library: new table shelf (shelf_id bigint, name varchar, date_created datetime, date_modified timestamp, date_deleted datetime)",
                        "library: 1 records to have in shelf"),
                packages.plan(PackageRequest.add(plain.toString())).changes());
        assertTrue(packages.find("library").isEmpty());
        assertEquals(List.of(), columns());
        sources(plain, TestPackages.toml("library", "1.0.0") + TABLE.replace("bigint", "bigint(("));
        String refused = refusal(PackageRequest.add(plain.toString()));
        assertTrue(
                refused,
                refused.contains(
                        "package.toml:7:1: the data type bigint(( of the field shelf_id cannot be used: its bracket is not closed"));
        assertFalse(packages.find("library").isPresent());
        sources(plain, TestPackages.toml("library", "1.0.1") + TABLE.replace("\"top\"", "\"" + "x".repeat(21) + "\""));
        refused = refusal(PackageRequest.add(plain.toString()));
        assertTrue(
                refused,
                refused.endsWith(
                        "package.toml:17:1: the value of the field shelf.name cannot be used: its 21 characters are too many (text of at most 20 characters)"));
        assertEquals(List.of(), columns());
    }
}

package org.carrack.runtime.data.internal.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.carrack.config.SourceLocation;
import org.carrack.runtime.data.internal.migration.Step.Statement;
import org.carrack.runtime.data.internal.schema.Dictionary;
import org.carrack.runtime.data.internal.schema.JsonText;
import org.carrack.runtime.data.internal.sql.Dialect;
import org.carrack.runtime.data.internal.sql.Rows;
import org.carrack.runtime.data.internal.type.Values;
import org.jspecify.annotations.Nullable;

/** The steps of one migration, on one connection. */
final class Run {

    private final Connection connection;
    private final Dialect dialect;
    private final Journal.Entry entry;
    private final Recorder recorder;
    private int count;
    private @Nullable Step current;

    Run(Connection connection, Dialect dialect, Journal.Entry entry, Dictionary dictionary) {
        this.connection = connection;
        this.dialect = dialect;
        this.entry = entry;
        recorder = new Recorder(connection, dictionary, this::note);
    }

    void begin() throws SQLException {
        Journal.begin(connection, entry, Values.now());
        boundary();
    }

    private void note(Statement undo) throws SQLException {
        Journal.undo(connection, entry.id(), count++, undo);
    }

    /** Where a change of a table commits by itself, what takes it back must be written down before. */
    private void boundary() throws SQLException {
        if (dialect.commitsDdl()) {
            connection.commit();
        }
    }

    void step(Step step) throws SQLException, MigrationException {
        current = step;
        if (step instanceof Step.Plain plain) {
            // Taken back in the reverse order of their numbers.
            for (int i = plain.undo().size() - 1; i >= 0; i--) {
                note(plain.undo().get(i));
            }
            Statement finish = plain.finish();
            if (finish != null) {
                Journal.finish(connection, entry.id(), count++, finish);
            }
            boundary();
            Rows.run(connection, plain.sql(), plain.values());
        } else if (step instanceof Step.Check check) {
            List<String> found = Rows.texts(connection, check.sql());
            if (!found.isEmpty()) {
                throw new MigrationException(
                        check.location(), check.problem().apply(found.get(0)) + "; nothing was changed");
            }
        } else if (step instanceof Step.Records records) {
            records.work().run(recorder);
        }
        boundary();
    }

    void installed(String key, String version, int part, String digest, List<String> before) throws SQLException {
        List<String> digests = new ArrayList<>(before.subList(0, Math.min(part, before.size())));
        digests.add(digest);
        List<String> old = Rows.texts(connection, "select version from carrack_schema where package = ?", key);
        if (old.isEmpty()) {
            note(Statement.of("delete from carrack_schema where package = ?", key));
            Rows.run(
                    connection,
                    "insert into carrack_schema (version, digests, package) values (?, ?, ?)",
                    List.of(version, JsonText.array(digests), key));
        } else {
            String update = "update carrack_schema set version = ?, digests = ? where package = ?";
            note(Statement.of(update, old.get(0), JsonText.array(before), key));
            Rows.run(connection, update, List.of(version, JsonText.array(digests), key));
        }
    }

    MigrationException failed(SQLException e, String packageName, SourceLocation at) {
        Step step = current;
        return new MigrationException(
                step == null ? at : step.location(),
                "package %s cannot have %s: %s; nothing was changed"
                        .formatted(packageName, step == null ? "its tables" : step.subject(), Failures.reason(e)),
                e);
    }
}

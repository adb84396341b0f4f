package org.carrack.servercommands;

import java.nio.file.Path;
import java.util.Optional;
import org.carrack.auth.AuditLog;
import org.carrack.auth.Caller;
import org.carrack.spi.data.Backup;
import org.carrack.spi.json.JsonValues;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code data …}: files are the server's. */
@Command(name = "data", description = "Writes tables and their records into a file, and reads them again.")
final class DataCommands {

    private final CommandContext context;

    DataCommands(CommandContext context) {
        this.context = context;
    }

    @Command(description = "Writes tables and their records, as they are at one moment, into one file.")
    CommandResult export(
            @Parameters(paramLabel = "FILE", description = "the file to create; it must not exist") Path file,
            @Option(names = "--package", paramLabel = "NAME", description = "the tables of one package alone") @Nullable
                    String packageName) {
        refuseNarrowTokens();
        return recorded(
                "data.export", file, context.service(Backup.class).exportTo(file, Optional.ofNullable(packageName)));
    }

    @Command(name = "import", description = "Replaces the contents of tables by those in a file.")
    CommandResult importFrom(@Parameters(paramLabel = "FILE") Path file) {
        refuseNarrowTokens();
        return recorded("data.import", file, context.service(Backup.class).importFrom(file));
    }

    /** The tables are those of all packages: a token for some packages does not reach them. */
    private void refuseNarrowTokens() {
        Caller caller = context.caller();
        if (!caller.packages().isEmpty()) {
            throw new IllegalArgumentException(
                    "this token of %s is for some packages alone, and neither exports nor imports data"
                            .formatted(caller.name()));
        }
    }

    private CommandResult recorded(String action, Path file, Backup.Report report) {
        Caller caller = context.caller();
        context.service(AuditLog.class)
                .record(
                        caller.name(),
                        action,
                        file.toString(),
                        AuditLog.Outcome.DONE,
                        report.records() + " records",
                        caller.from());
        return CommandResult.of(
                context,
                JsonValues.object("records", report.records(), "tables", report.tables()),
                String.join("\n", report.tables()) + "\n%d records".formatted(report.records()));
    }
}

package org.carrack.runtime.shell.internal;

import java.nio.file.Path;
import java.util.Optional;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.carrack.auth.AuditLog;
import org.carrack.auth.Caller;
import org.carrack.spi.data.Backup;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The Gogo commands {@code data:…}: files are the server's. */
@Component(
        service = DataCommands.class,
        property = {"osgi.command.scope=data", "osgi.command.function=export", "osgi.command.function=restore"})
public final class DataCommands {

    private static final String JSON = "--json";

    private final Backup backup;
    private final AuditLog audit;

    @Activate
    public DataCommands(@Reference Backup backup, @Reference AuditLog audit) {
        this.backup = backup;
        this.audit = audit;
    }

    @Descriptor("writes tables and their records into a file")
    public String export(
            @Descriptor("print JSON") @Parameter(names = JSON, presentValue = "true", absentValue = "false")
                    boolean json,
            @Descriptor("whose tables alone") @Parameter(names = "--package", absentValue = "") String packageName,
            @Descriptor("the file") String file) {
        refuseNarrowTokens();
        Backup.Report report =
                backup.exportTo(Path.of(file), packageName.isEmpty() ? Optional.empty() : Optional.of(packageName));
        record("data.export", file, report);
        return print(json, report);
    }

    @Descriptor("has tables hold what a file says, and nothing else")
    public String restore(
            @Descriptor("print JSON") @Parameter(names = JSON, presentValue = "true", absentValue = "false")
                    boolean json,
            @Descriptor("the file") String file) {
        refuseNarrowTokens();
        Backup.Report report = backup.importFrom(Path.of(file));
        record("data.import", file, report);
        return print(json, report);
    }

    /** The tables are those of all packages: a token for some packages does not reach them. */
    private static void refuseNarrowTokens() {
        Caller caller = Gogo.caller();
        if (!caller.packages().isEmpty()) {
            throw new IllegalArgumentException(
                    "this token of %s is for some packages alone, and neither exports nor imports data"
                            .formatted(caller.name()));
        }
    }

    private void record(String action, String file, Backup.Report report) {
        audit.record(
                Gogo.caller().name(),
                action,
                file,
                AuditLog.Outcome.DONE,
                report.records() + " records",
                Gogo.caller().from());
    }

    private static String print(boolean json, Backup.Report report) {
        if (json) {
            return Listing.write(out -> {
                out.writeStartObject();
                out.writeNumberField("records", report.records());
                out.writeFieldName("tables");
                out.writeArray(
                        report.tables().toArray(String[]::new),
                        0,
                        report.tables().size());
                out.writeEndObject();
            });
        }
        return String.join("\n", report.tables()) + "\n%d records".formatted(report.records());
    }
}

package org.carrack.runtime.shell.internal;

import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.carrack.auth.AuditLog;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The Gogo command {@code audit:list}. */
@Component(
        service = AuditCommands.class,
        property = {"osgi.command.scope=audit", "osgi.command.function=list"})
public final class AuditCommands {

    private final AuditLog log;

    @Activate
    public AuditCommands(@Reference AuditLog log) {
        this.log = log;
    }

    @Descriptor("lists who did what last, and who was refused")
    public String list(
            @Descriptor("print JSON") @Parameter(names = "--json", presentValue = "true", absentValue = "false")
                    boolean json,
            @Descriptor("how many") @Parameter(names = "--count", absentValue = "50") int count) {
        List<AuditLog.Entry> last = log.last(count);
        return json
                ? AccountListing.auditJson(last)
                : Table.of(
                        List.of("TIME", "WHO", "ACTION", "SUBJECT", "OUTCOME", "FROM", "TIMES", "DETAIL"),
                        last.stream()
                                .map(entry -> List.of(
                                        entry.time().toString(),
                                        entry.who(),
                                        entry.action(),
                                        entry.subject(),
                                        entry.outcome().name(),
                                        entry.address(),
                                        String.valueOf(entry.count()),
                                        entry.detail()))
                                .toList());
    }
}

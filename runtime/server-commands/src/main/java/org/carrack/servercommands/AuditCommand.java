package org.carrack.servercommands;

import java.util.List;
import java.util.concurrent.Callable;
import org.carrack.auth.AuditLog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code audit}. */
@Command(name = "audit", description = "Lists who did what last, and who was refused.")
final class AuditCommand implements Callable<CommandResult> {

    @Option(names = "--count", paramLabel = "N", description = "how many (50)", defaultValue = "50")
    private int count;

    private final CommandContext context;

    AuditCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public CommandResult call() {
        List<AuditLog.Entry> last = context.service(AuditLog.class).last(count);
        return CommandResult.of(
                context,
                AccountFormatter.audit(last),
                Table.of(
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
                                .toList()));
    }
}

package org.carrack.servercommands;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.carrack.manage.BackgroundServices;
import org.carrack.manage.ServiceException;
import org.carrack.manage.ServiceRun;
import org.carrack.manage.ServiceStatus;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code service …}. */
@Command(
        name = "service",
        description = "Lists the background services of packages, and runs, pauses and resumes them.",
        footer = {
            "",
            "Examples:",
            "  carrack service list",
            "  carrack service run hello.helloService",
            "  carrack service history hello.helloService --last 50"
        })
final class ServiceCommands {

    private static final String NAME = "the service, with its package: hello.helloService";

    private final CommandContext context;

    ServiceCommands(CommandContext context) {
        this.context = context;
    }

    private BackgroundServices services() {
        return context.service(BackgroundServices.class);
    }

    @Command(description = "Lists the services.")
    CommandResult list() {
        List<ServiceStatus> all = services().list();
        String table = Table.of(
                List.of("NAME", "SCHEDULE", "STATE", "NEXT", "LAST", "FAILURES"),
                all.stream()
                        .map(service -> List.of(
                                service.name(),
                                service.schedule() + (service.isOverridden() ? " (carrack.toml)" : ""),
                                state(service),
                                service.next().map(ServiceCommands::shown).orElse(""),
                                service.last()
                                        .map(run -> "%s %s".formatted(shown(run.started()), outcome(run)))
                                        .orElse(""),
                                String.valueOf(service.failures())))
                        .toList());
        return CommandResult.of(
                context,
                all.stream().map(ServiceCommands::values).toList(),
                all.isEmpty() ? "no package has background services" : table);
    }

    @Command(description = "Tells all about one service.")
    CommandResult info(@Parameters(paramLabel = "NAME", description = NAME) String name) throws ServiceException {
        return told(services().find(name));
    }

    @Command(description = "Runs a service now, if it is paused, too.")
    CommandResult run(@Parameters(paramLabel = "NAME", description = NAME) String name) throws ServiceException {
        services().run(name, context.caller());
        return CommandResult.message(
                context, "%s runs; carrack service history %s says what becomes of it".formatted(name, name));
    }

    @Command(description = "Has a service run no more by its schedule, until it is resumed.")
    CommandResult pause(@Parameters(paramLabel = "NAME", description = NAME) String name) throws ServiceException {
        return told(services().pause(name, context.caller()));
    }

    @Command(description = "Has a service run by its schedule again, from its next time on.")
    CommandResult resume(@Parameters(paramLabel = "NAME", description = NAME) String name) throws ServiceException {
        return told(services().resume(name, context.caller()));
    }

    @Command(description = "Lists the last runs of a service.", sortOptions = false)
    CommandResult history(
            @Parameters(paramLabel = "NAME", description = NAME) String name,
            @Option(
                            names = "--last",
                            paramLabel = "COUNT",
                            defaultValue = "20",
                            description = "how many; 20 where nothing is said")
                    int count)
            throws ServiceException {
        if (count < 1) {
            throw new IllegalArgumentException("--last needs a number from 1 on");
        }
        List<ServiceRun> runs = services().history(name, count);
        return CommandResult.of(
                context,
                runs.stream().map(ServiceCommands::values).toList(),
                runs.isEmpty()
                        ? "%s has not run yet".formatted(name)
                        : Table.of(
                                List.of("STARTED", "FOR", "TOOK", "WHY", "OUTCOME", "NODE", "ERROR"),
                                runs.stream()
                                        .map(run -> List.of(
                                                shown(run.started()),
                                                shown(run.scheduledFor()),
                                                shown(run.duration()),
                                                run.trigger().name().toLowerCase(Locale.ROOT),
                                                outcome(run),
                                                run.node(),
                                                run.error()))
                                        .toList()));
    }

    private CommandResult told(ServiceStatus service) {
        StringBuilder text = new StringBuilder();
        values(service).forEach((name, value) -> {
            boolean isSomething = value != null && !"".equals(value) && !Boolean.FALSE.equals(value);
            if (isSomething && !(value instanceof Map)) {
                text.append("%s: %s%n".formatted(name, value));
            }
        });
        service.last()
                .ifPresent(run -> text.append("last run: %s, took %s, %s%s%n"
                        .formatted(
                                shown(run.started()),
                                shown(run.duration()),
                                outcome(run),
                                run.error().isEmpty() ? "" : ": " + run.error())));
        return CommandResult.of(context, values(service), text.toString().stripTrailing());
    }

    private static String state(ServiceStatus service) {
        return service.state().name().toLowerCase(Locale.ROOT);
    }

    private static String outcome(ServiceRun run) {
        return run.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String shown(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String shown(Duration time) {
        long millis = time.toMillis();
        return millis < 10_000 ? millis + " ms" : "%,d s".formatted(millis / 1_000);
    }

    private static Map<String, @Nullable Object> values(ServiceStatus service) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("name", service.name());
        values.put("package", service.packageName());
        values.put("schedule", service.schedule());
        values.put("overridden", service.isOverridden());
        values.put("problem", service.problem());
        values.put("state", state(service));
        values.put("next", service.next().map(String::valueOf).orElse(""));
        values.put("failures", service.failures());
        Optional<ServiceRun> last = service.last();
        values.put("last", last.isPresent() ? values(last.get()) : null);
        return values;
    }

    private static Map<String, @Nullable Object> values(ServiceRun run) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("service", run.service());
        values.put("trigger", run.trigger().name().toLowerCase(Locale.ROOT));
        values.put("scheduled_for", run.scheduledFor().toString());
        values.put("started", run.started().toString());
        values.put("duration_ms", run.duration().toMillis());
        values.put("outcome", run.outcome().name().toLowerCase(Locale.ROOT));
        values.put("error", run.error());
        values.put("node", run.node());
        return values;
    }
}

package org.carrack.servercommands;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.carrack.manage.PluginException;
import org.carrack.manage.PluginSamples;
import org.carrack.manage.PluginStatus;
import org.carrack.manage.Plugins;
import org.carrack.spi.json.JsonValues;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plugin …}. */
@Command(
        name = "plugin",
        description = "Lists the plugins of packages, runs them anew, and shows what they have measured.",
        footer = {
            "",
            "Examples:",
            "  carrack plugin list",
            "  carrack plugin restart hello.TimerPluginExample",
            "  carrack plugin samples hello.TimerPluginExample --last 24h --step 1h",
            "  carrack config set hello.TimerPluginExample WAIT_TIME 5"
        })
final class PluginCommands {

    private static final String NAME = "the plugin, with its package: hello.TimerPluginExample";

    private final CommandContext context;

    PluginCommands(CommandContext context) {
        this.context = context;
    }

    private Plugins plugins() {
        return context.service(Plugins.class);
    }

    @Command(description = "Lists the plugins.")
    CommandResult list() {
        List<PluginStatus> all = plugins().list();
        return CommandResult.of(
                context,
                all.stream().map(PluginCommands::values).toList(),
                all.isEmpty()
                        ? "no package has plugins"
                        : Table.of(
                                List.of("NAME", "STATE", "SINCE", "STARTS", "DEATHS", "REASON"),
                                all.stream()
                                        .map(plugin -> List.of(
                                                plugin.name(),
                                                state(plugin),
                                                shown(plugin.since()),
                                                String.valueOf(plugin.starts()),
                                                String.valueOf(plugin.deaths()),
                                                plugin.reason()))
                                        .toList()));
    }

    @Command(description = "Tells all about one plugin.")
    CommandResult info(@Parameters(paramLabel = "NAME", description = NAME) String name) throws PluginException {
        return told(plugins().find(name));
    }

    @Command(description = "Ends a plugin, if it runs, and runs it anew.")
    CommandResult restart(@Parameters(paramLabel = "NAME", description = NAME) String name) throws PluginException {
        return told(plugins().restart(name, context.caller()));
    }

    @Command(description = "Shows what a plugin has measured.", sortOptions = false)
    CommandResult samples(
            @Parameters(paramLabel = "NAME", description = NAME) String name,
            @Option(
                            names = "--last",
                            paramLabel = "TIME",
                            defaultValue = "1h",
                            description = "of how long: 10m, 2h, 7d; 1h where nothing is said")
                    String last,
            @Option(
                            names = "--from",
                            paramLabel = "MOMENT",
                            description = "from when on, instead: 2026-11-29T10:00:00Z")
                    @Nullable
                    String from,
            @Option(names = "--to", paramLabel = "MOMENT", description = "until when; now where nothing is said")
                    @Nullable
                    String to,
            @Option(
                            names = "--step",
                            paramLabel = "TIME",
                            description = "one line for each so long stretch, with the least, mean and greatest value")
                    @Nullable
                    String step)
            throws PluginException {
        Instant end = to == null ? Instant.now() : moment("--to", to);
        Instant begin = from == null ? end.minus(time("--last", last)) : moment("--from", from);
        List<PluginSamples> all =
                plugins().samples(name, begin, end, step == null ? Duration.ZERO : time("--step", step));
        List<List<String>> rows = all.stream()
                .flatMap(one -> one.points().stream()
                        .map(point -> List.of(
                                one.sample(),
                                point.from().toString(),
                                number(point.least()),
                                number(point.mean()),
                                number(point.greatest()),
                                one.unit(),
                                String.valueOf(point.count()))))
                .toList();
        return CommandResult.of(
                context,
                all.stream().map(PluginCommands::values).toList(),
                rows.isEmpty()
                        ? "%s has measured nothing between %s and %s".formatted(name, shown(begin), shown(end))
                        : Table.of(List.of("SAMPLE", "FROM", "LEAST", "MEAN", "GREATEST", "UNIT", "COUNT"), rows));
    }

    private static Instant moment(String option, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "%s needs a moment such as 2026-11-29T10:00:00Z, not %s".formatted(option, text), e);
        }
    }

    private static Duration time(String option, String text) {
        try {
            String stripped = text.strip().toUpperCase(Locale.ROOT);
            return stripped.endsWith("D")
                    ? Duration.parse("P" + stripped)
                    : Duration.parse("PT" + (stripped.matches("\\d+") ? stripped + "S" : stripped));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "%s needs a time such as 20s, 10m, 2h or 7d, not %s".formatted(option, text), e);
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.format(Locale.ROOT, "%.4g", value);
    }

    private CommandResult told(PluginStatus plugin) {
        StringBuilder text = new StringBuilder();
        values(plugin).forEach((name, value) -> {
            if (!"".equals(value)) {
                text.append("%s: %s%n".formatted(name, value));
            }
        });
        return CommandResult.of(context, values(plugin), text.toString().stripTrailing());
    }

    private static String state(PluginStatus plugin) {
        return plugin.state().name().toLowerCase(Locale.ROOT);
    }

    private static String shown(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static Map<String, @Nullable Object> values(PluginStatus plugin) {
        return JsonValues.object(
                "name", plugin.name(),
                "package", plugin.packageName(),
                "state", state(plugin),
                "reason", plugin.reason(),
                "since", plugin.since().toString(),
                "starts", plugin.starts(),
                "deaths", plugin.deaths(),
                "configurable", plugin.isConfigurable());
    }

    private static Map<String, @Nullable Object> values(PluginSamples samples) {
        return JsonValues.object(
                "plugin", samples.plugin(),
                "sample", samples.sample(),
                "unit", samples.unit(),
                "points",
                        samples.points().stream()
                                .map(point -> JsonValues.object(
                                        "from", point.from().toString(),
                                        "least", point.least(),
                                        "mean", point.mean(),
                                        "greatest", point.greatest(),
                                        "count", point.count()))
                                .toList());
    }
}

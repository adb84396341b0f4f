package org.carrack.servercommands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.carrack.manage.ConfigForm;
import org.carrack.manage.ConfigForm.Field;
import org.carrack.manage.ConfigRevision;
import org.carrack.manage.ConfigurationException;
import org.carrack.manage.Configurations;
import org.carrack.spi.config.ServerConfig;
import org.carrack.spi.json.JsonValues;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code config …}: all that can be configured. Secrets are not shown. */
@Command(
        name = "config",
        description =
                "Shows and changes the configuration of the server, of packages and of plugins; checks it; goes back in it.",
        footer = {
            "",
            "Examples:",
            "  carrack config list",
            "  carrack config show hello.TimerPluginExample",
            "  carrack config set hello.TimerPluginExample WAIT_TIME 5",
            "  carrack config reset hello.TimerPluginExample WAIT_TIME",
            "  carrack config history hello.TimerPluginExample",
            "  carrack config rollback hello.TimerPluginExample 3",
            "  carrack config set server plugins.restarts 3",
            "  carrack config check"
        })
final class ConfigCommands {

    private static final String NAME = "server, a package, or a plugin with its package: hello.TimerPluginExample";

    private final CommandContext context;

    ConfigCommands(CommandContext context) {
        this.context = context;
    }

    private Configurations configurations() {
        return context.service(Configurations.class);
    }

    @Command(
            description =
                    "Checks etc/carrack.toml: unknown keys, wrong types, values out of range, each with its line; exit status 1 where there are some.")
    CommandResult check(
            @Parameters(paramLabel = "FILE", arity = "0..1", description = "another file, before it is used") @Nullable
                    Path file)
            throws IOException {
        ServerConfig config = context.service(ServerConfig.class);
        Path checked = file == null ? config.file() : file;
        boolean isThere = Files.exists(checked);
        List<String> problems = isThere ? config.check(checked) : List.of();
        String sentence = !isThere
                ? "%s is not there; all keys have their defaults".formatted(checked)
                : problems.isEmpty() ? "%s is good".formatted(checked) : String.join("\n", problems);
        return CommandResult.of(context, JsonValues.object("problems", problems), sentence, problems.isEmpty());
    }

    @Command(description = "Lists all that can be configured.")
    CommandResult list() {
        List<ConfigForm> all = configurations().list();
        return CommandResult.of(
                context,
                all.stream()
                        .map(form -> JsonValues.object(
                                "name", form.name(),
                                "title", form.title(),
                                "file", form.file(),
                                "problems",
                                        form.problems().stream()
                                                .map(ConfigForm.Problem::message)
                                                .toList()))
                        .toList(),
                Table.of(
                        List.of("NAME", "FILE", "SET", "PROBLEMS"),
                        all.stream()
                                .map(form -> List.of(
                                        form.name(),
                                        form.file(),
                                        "%d of %d"
                                                .formatted(
                                                        set(form), fields(form).size()),
                                        String.valueOf(form.problems().size())))
                                .toList()));
    }

    private static long set(ConfigForm form) {
        return fields(form).stream().filter(Field::isSet).count();
    }

    private static List<Field> fields(ConfigForm form) {
        return form.sections().stream()
                .flatMap(section -> section.fields().stream())
                .toList();
    }

    @Command(description = "Shows one, with what each value is and can be.")
    CommandResult show(
            @Parameters(paramLabel = "NAME", description = NAME) String name,
            @Parameters(paramLabel = "KEY", arity = "0..1", description = "one value alone") @Nullable String key)
            throws ConfigurationException {
        ConfigForm form = configurations().find(name);
        return key == null ? shown(form) : shown(field(form, key));
    }

    private static Field field(ConfigForm form, String key) throws ConfigurationException {
        Optional<Field> found = form.field(key);
        if (found.isEmpty()) {
            throw new ConfigurationException(
                    ConfigurationException.Kind.NOT_FOUND,
                    "%s has no value %s; carrack config show %s lists them".formatted(form.name(), key, form.name()));
        }
        return found.get();
    }

    @Command(description = "Gives a value another content. It counts at once, but for those that need a restart.")
    CommandResult set(
            @Parameters(paramLabel = "NAME", description = NAME) String name,
            @Parameters(paramLabel = "KEY", description = "which value, as config show lists it") String key,
            @Parameters(paramLabel = "VALUE", arity = "0..*", description = "its content; several, or none, for a list")
                    @Nullable
                    List<String> values)
            throws ConfigurationException {
        List<String> texts = values == null ? List.of() : values;
        return changed(
                key,
                configurations().change(name, Map.of(key, Optional.of(texts)), Optional.empty(), context.caller()));
    }

    @Command(description = "Takes a value out of the file, so that its default counts.")
    CommandResult reset(
            @Parameters(paramLabel = "NAME", description = NAME) String name,
            @Parameters(paramLabel = "KEY", description = "which value") String key)
            throws ConfigurationException {
        return changed(
                key, configurations().change(name, Map.of(key, Optional.empty()), Optional.empty(), context.caller()));
    }

    private CommandResult changed(String key, ConfigForm form) throws ConfigurationException {
        Optional<Field> field = form.field(key);
        if (field.isEmpty()) {
            return shown(form);
        }
        // What is wrong elsewhere can keep this from counting.
        StringBuilder text = new StringBuilder(shownText(field.get()));
        form.problems().stream()
                .filter(problem -> !problem.isWarning())
                .forEach(problem -> text.append("%n%s".formatted(problem.message())));
        return CommandResult.of(context, values(field.get()), text.toString());
    }

    @Command(description = "Lists the last ten revisions, with who made them and what they changed.")
    CommandResult history(@Parameters(paramLabel = "NAME", description = NAME) String name)
            throws ConfigurationException {
        List<ConfigRevision> all = configurations().history(name);
        return CommandResult.of(
                context,
                all.stream()
                        .map(revision -> JsonValues.object(
                                "number", revision.number(),
                                "time", revision.time().toString(),
                                "by", revision.by(),
                                "version", revision.version(),
                                "changes", revision.changes()))
                        .toList(),
                all.isEmpty()
                        ? "%s was not changed here yet".formatted(name)
                        : Table.of(
                                List.of("NUMBER", "TIME", "BY", "VERSION", "CHANGES"),
                                all.stream()
                                        .map(revision -> List.of(
                                                String.valueOf(revision.number()),
                                                revision.time().toString(),
                                                revision.by(),
                                                revision.version(),
                                                String.join("; ", revision.changes())))
                                        .toList()));
    }

    @Command(description = "Makes the file what it was at a revision.")
    CommandResult rollback(
            @Parameters(paramLabel = "NAME", description = NAME) String name,
            @Parameters(paramLabel = "NUMBER", description = "the revision, as config history lists it") int number)
            throws ConfigurationException {
        return shown(configurations().rollback(name, number, context.caller()));
    }

    private CommandResult shown(ConfigForm form) {
        StringBuilder text = new StringBuilder("%s (%s)%n".formatted(form.title(), form.file()));
        List<List<String>> rows = fields(form).stream()
                .map(field -> List.of(
                        field.key(),
                        value(field.value()),
                        field.isSet() ? "line " + field.line() : "default",
                        type(field),
                        field.description()))
                .toList();
        text.append(
                rows.isEmpty()
                        ? "it has no values"
                        : Table.of(List.of("KEY", "VALUE", "FROM", "TYPE", "MEANING"), rows));
        form.problems().forEach(problem -> text.append("%n%s".formatted(problem.message())));
        return CommandResult.of(context, values(form), text.toString());
    }

    private CommandResult shown(Field field) {
        return CommandResult.of(context, values(field), shownText(field));
    }

    private static String shownText(Field field) {
        String text = field.isSet() && field.value().isEmpty() ? "(none)" : value(field.value());
        return text + (field.needsRestart() ? " (counts from the next start of the server on)" : "");
    }

    private static String value(List<String> texts) {
        return String.join(", ", texts);
    }

    private static String type(Field field) {
        String type = field.type().name().toLowerCase(Locale.ROOT);
        String range = field.min().isPresent() && field.max().isPresent()
                ? " %d to %d".formatted(field.min().getAsLong(), field.max().getAsLong())
                : field.min().isPresent() ? " from %d on".formatted(field.min().getAsLong()) : "";
        String choices =
                field.choices().isEmpty() ? "" : field.choices().stream().collect(Collectors.joining("|", " of ", ""));
        return type
                + range
                + choices
                + (field.isReadOnly() ? ", read-only" : "")
                + (field.needsRestart() ? ", from the next start on" : "");
    }

    private static Map<String, @Nullable Object> values(ConfigForm form) {
        return JsonValues.object(
                "name", form.name(),
                "title", form.title(),
                "file", form.file(),
                "revision", form.revision(),
                "sections",
                        form.sections().stream()
                                .map(section -> JsonValues.object(
                                        "name", section.name(),
                                        "title", section.title(),
                                        "fields",
                                                section.fields().stream()
                                                        .map(ConfigCommands::values)
                                                        .toList()))
                                .toList(),
                "problems",
                        form.problems().stream()
                                .map(problem -> JsonValues.object(
                                        "key", problem.key(),
                                        "message", problem.message(),
                                        "warning", problem.isWarning()))
                                .toList());
    }

    private static Map<String, @Nullable Object> values(Field field) {
        Map<String, @Nullable Object> values = JsonValues.object(
                "key", field.key(),
                "label", field.label(),
                "description", field.description(),
                "type", field.type().name().toLowerCase(Locale.ROOT),
                "value", field.value(),
                "default", field.standard(),
                "set", field.isSet(),
                "choices", field.choices(),
                "ordered", field.isOrdered(),
                "link", field.link(),
                "read_only", field.isReadOnly(),
                "needs_restart", field.needsRestart(),
                "line", field.line());
        field.min().ifPresent(min -> values.put("min", min));
        field.max().ifPresent(max -> values.put("max", max));
        return values;
    }
}

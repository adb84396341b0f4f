package org.carrack.servercommands;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.carrack.config.Masked;
import org.carrack.settings.Setting;
import org.carrack.settings.SettingException;
import org.carrack.settings.Settings;
import org.carrack.spi.json.JsonValues;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code settings}. Secrets are not shown. */
@Command(
        name = "settings",
        description = "Lists the settings of a package, prints one, or gives it another value for good.",
        footer = {
            "",
            "Examples:",
            "  carrack settings shop",
            "  carrack settings shop shop.title 'The corner shop'",
            "  carrack settings shop shop.title --reset"
        })
final class SettingsCommand implements Callable<CommandResult> {

    @Parameters(index = "0", paramLabel = "NAME", description = "the package")
    private String packageName = "";

    @Parameters(index = "1", paramLabel = "KEY", arity = "0..1", description = "the setting")
    @Nullable
    private String key;

    @Parameters(index = "2..*", paramLabel = "VALUE", arity = "0..*", description = "its value; several for a list")
    private List<String> values = List.of();

    @Option(names = "--reset", description = "let it be what it is by default")
    private boolean isReset;

    private final CommandContext context;

    SettingsCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public CommandResult call() throws SettingException {
        boolean hasValues = !values.isEmpty();
        if (isReset && key == null) {
            throw new SettingException(
                    SettingException.Kind.REFUSED, "say which setting of %s to reset".formatted(packageName));
        }
        if (isReset && hasValues) {
            throw new SettingException(SettingException.Kind.REFUSED, "a setting gets a value or is reset, not both");
        }
        Settings settings = context.service(Settings.class);
        if (key == null) {
            return list(settings, packageName);
        }
        Setting setting = isReset
                ? settings.reset(packageName, key, context.caller())
                : hasValues
                        ? settings.set(packageName, key, values, context.caller())
                        : find(settings, packageName, key);
        return CommandResult.of(context, values(setting), shown(setting));
    }

    private CommandResult list(Settings settings, String packageName) throws SettingException {
        List<Setting> all = settings.list(packageName);
        if (all.isEmpty()) {
            throw new SettingException(
                    SettingException.Kind.NOT_FOUND, "no package %s with settings is live".formatted(packageName));
        }
        return CommandResult.of(
                context,
                all.stream().map(SettingsCommand::values).toList(),
                Table.of(
                        List.of("NAME", "VALUE", "FROM", "ALLOWED", "LABEL"),
                        all.stream()
                                .map(setting -> List.of(
                                        setting.name(),
                                        shown(setting),
                                        setting.source(),
                                        setting.allowed().isEmpty()
                                                ? setting.type().name().toLowerCase(Locale.ROOT)
                                                : String.join("|", setting.allowed()),
                                        setting.label()))
                                .toList()));
    }

    private static Setting find(Settings settings, String packageName, String key) throws SettingException {
        List<Setting> all = settings.list(packageName);
        Optional<Setting> found =
                all.stream().filter(setting -> setting.name().equals(key)).findFirst();
        if (found.isEmpty()) {
            String known = all.stream().map(Setting::name).collect(Collectors.joining(", "));
            throw new SettingException(
                    SettingException.Kind.NOT_FOUND,
                    "package %s has no setting %s; these are: %s"
                            .formatted(packageName, key, known.isEmpty() ? "none" : known));
        }
        return found.get();
    }

    private static String shown(Setting setting) {
        if (setting.value().isEmpty()) {
            return "";
        }
        Object value = setting.value().get();
        return Masked.isSecret(setting.name())
                ? Masked.MASK
                : value instanceof List<?> list
                        ? list.stream().map(String::valueOf).collect(Collectors.joining(", "))
                        : String.valueOf(value);
    }

    private static Map<String, @Nullable Object> values(Setting setting) {
        boolean isSecret = Masked.isSecret(setting.name());
        return JsonValues.object(
                "package", setting.packageName(),
                "category", setting.category(),
                "name", setting.name(),
                "label", setting.label(),
                "type", setting.type().name().toLowerCase(Locale.ROOT),
                "default", value(setting.standard(), isSecret),
                "value", value(setting.value(), isSecret),
                "source", setting.source(),
                "allowed", setting.allowed());
    }

    private static @Nullable Object value(Optional<Object> value, boolean isSecret) {
        Object shown = isSecret && value.isPresent() ? Masked.MASK : value.orElse(null);
        return shown instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : shown;
    }
}

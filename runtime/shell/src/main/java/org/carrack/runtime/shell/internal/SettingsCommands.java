package org.carrack.runtime.shell.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.carrack.config.Masked;
import org.carrack.settings.Setting;
import org.carrack.settings.SettingException;
import org.carrack.settings.Settings;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The Gogo commands {@code settings:…}. Secrets are not shown. */
@Component(
        service = SettingsCommands.class,
        property = {
            "osgi.command.scope=settings",
            "osgi.command.function=list",
            "osgi.command.function=get",
            "osgi.command.function=set",
            "osgi.command.function=reset"
        })
public final class SettingsCommands {

    private static final String JSON = "--json";

    private final Settings settings;

    @Activate
    public SettingsCommands(@Reference Settings settings) {
        this.settings = settings;
    }

    @Descriptor("lists the settings of a package")
    public String list(
            @Descriptor("print JSON") @Parameter(names = JSON, presentValue = "true", absentValue = "false")
                    boolean json,
            @Descriptor("the package") String packageName)
            throws SettingException {
        List<Setting> all = settings.list(packageName);
        if (all.isEmpty()) {
            throw new SettingException(true, "no package %s with settings is live".formatted(packageName));
        }
        return json
                ? Listing.write(out -> {
                    out.writeStartArray();
                    for (Setting setting : all) {
                        json(out, setting);
                    }
                    out.writeEndArray();
                })
                : Table.of(
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
                                .toList());
    }

    @Descriptor("prints a setting of a package")
    public String get(
            @Descriptor("print JSON") @Parameter(names = JSON, presentValue = "true", absentValue = "false")
                    boolean json,
            @Descriptor("the package") String packageName,
            @Descriptor("the setting") String name)
            throws SettingException {
        Optional<Setting> found = settings.list(packageName).stream()
                .filter(setting -> setting.name().equals(name))
                .findFirst();
        if (found.isEmpty()) {
            String known =
                    settings.list(packageName).stream().map(Setting::name).collect(Collectors.joining(", "));
            throw new SettingException(
                    true,
                    "package %s has no setting %s; these are: %s"
                            .formatted(packageName, name, known.isEmpty() ? "none" : known));
        }
        return print(json, found.get());
    }

    @Descriptor("gives a setting another value, for good")
    public String set(
            @Descriptor("print JSON") @Parameter(names = JSON, presentValue = "true", absentValue = "false")
                    boolean json,
            @Descriptor("the package") String packageName,
            @Descriptor("the setting") String name,
            @Descriptor("its value; several for a list") String... values)
            throws SettingException {
        return print(json, settings.set(packageName, name, Arrays.asList(values), Gogo.caller()));
    }

    @Descriptor("lets a setting be what it is by default")
    public String reset(
            @Descriptor("print JSON") @Parameter(names = JSON, presentValue = "true", absentValue = "false")
                    boolean json,
            @Descriptor("the package") String packageName,
            @Descriptor("the setting") String name)
            throws SettingException {
        return print(json, settings.reset(packageName, name, Gogo.caller()));
    }

    private static String print(boolean json, Setting setting) {
        return json ? Listing.write(out -> json(out, setting)) : shown(setting);
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

    private static void json(JsonGenerator out, Setting setting) throws IOException {
        boolean isSecret = Masked.isSecret(setting.name());
        out.writeStartObject();
        out.writeStringField("package", setting.packageName());
        out.writeStringField("category", setting.category());
        out.writeStringField("name", setting.name());
        out.writeStringField("label", setting.label());
        out.writeStringField("type", setting.type().name().toLowerCase(Locale.ROOT));
        value(out, "default", setting.standard(), isSecret);
        value(out, "value", setting.value(), isSecret);
        out.writeStringField("source", setting.source());
        out.writeFieldName("allowed");
        out.writeArray(
                setting.allowed().toArray(String[]::new), 0, setting.allowed().size());
        out.writeEndObject();
    }

    private static void value(JsonGenerator out, String name, Optional<Object> value, boolean isSecret)
            throws IOException {
        out.writeFieldName(name);
        Object shown = isSecret && value.isPresent() ? Masked.MASK : value.orElse(null);
        if (shown instanceof List<?> list) {
            String[] texts = list.stream().map(String::valueOf).toArray(String[]::new);
            out.writeArray(texts, 0, texts.length);
        } else {
            out.writeObject(shown);
        }
    }
}

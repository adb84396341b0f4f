package org.carrack.runtime.settings.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.carrack.config.Masked;
import org.carrack.failure.RequestException.Kind;
import org.carrack.manage.ConfigForm;
import org.carrack.manage.ConfigForm.Field;
import org.carrack.manage.ConfigForm.FieldType;
import org.carrack.manage.ConfigForm.Section;
import org.carrack.manage.ConfigurationException;
import org.carrack.model.Problem;
import org.carrack.runtime.settings.internal.Declared.WrongValueException;
import org.carrack.runtime.settings.internal.SettingsFiles.FileValue;
import org.carrack.settings.Setting;
import org.carrack.spi.config.ConfigDocument;

/** The settings of a package as a document: {@code etc/settings/<package>.toml}. For any thread. */
final class SettingsDocument implements ConfigDocument {

    private final String packageName;
    private final String version;
    private final Path file;
    private final List<Declared> declared;

    /** What each setting is where the file does not say it. */
    private final Map<String, Setting> inherited;

    private final Runnable changed;

    SettingsDocument(
            String packageName,
            String version,
            Path file,
            List<Declared> declared,
            List<Setting> settings,
            Runnable changed) {
        this.packageName = packageName;
        this.version = version;
        this.file = file;
        this.declared = List.copyOf(declared);
        this.changed = changed;
        inherited = new LinkedHashMap<>();
        settings.forEach(setting -> inherited.put(setting.name(), setting));
    }

    @Override
    public String name() {
        return packageName;
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public boolean isSecret() {
        return true;
    }

    @Override
    public ConfigForm read(String text) {
        List<Problem> unread = new ArrayList<>();
        Map<String, FileValue> said = SettingsFiles.read(packageName, text, unread);
        List<ConfigForm.Problem> problems = new ArrayList<>();
        unread.forEach(problem -> problems.add(new ConfigForm.Problem("", problem.toString(), false)));
        Map<String, List<Field>> sections = new LinkedHashMap<>();
        for (Declared one : declared) {
            FileValue value = said.get(one.name());
            if (value != null) {
                try {
                    one.value(value.texts());
                } catch (WrongValueException e) {
                    problems.add(new ConfigForm.Problem(
                            one.name(),
                            "%s: the setting %s %s"
                                    .formatted(value.location(), one.name(), SettingPrecedence.shown(one.name(), e)),
                            false));
                }
            }
            sections.computeIfAbsent(one.category(), category -> new ArrayList<>())
                    .add(field(one, value));
        }
        said.forEach((name, value) -> {
            if (declared.stream().noneMatch(one -> one.name().equals(name))) {
                problems.add(new ConfigForm.Problem(
                        name, "%s: package %s has no setting %s".formatted(value.location(), packageName, name), true));
            }
        });
        return new ConfigForm(
                packageName,
                "Settings of " + packageName,
                "",
                "",
                sections.entrySet().stream()
                        .map(section -> new Section(section.getKey(), section.getKey(), section.getValue()))
                        .toList(),
                problems);
    }

    private Field field(Declared one, @org.jspecify.annotations.Nullable FileValue said) {
        Setting now = inherited.get(one.name());
        boolean isOwn = now != null && now.source().equals("etc/settings/" + packageName + ".toml");
        // What counts without the file: that of another file, or another package.
        Optional<Object> standard = now == null || isOwn ? one.standard() : now.value();
        List<String> standardTexts = standard.map(Declared::texts).orElse(List.of());
        return new Field(
                one.name(),
                one.label(),
                "",
                type(one),
                said == null ? standardTexts : said.texts(),
                standardTexts,
                said != null,
                one.allowed(),
                false,
                OptionalLong.empty(),
                OptionalLong.empty(),
                "",
                false,
                false,
                said == null ? 0 : said.location().line());
    }

    private static FieldType type(Declared one) {
        return switch (one.type()) {
            case TEXT ->
                Masked.isSecret(one.name())
                        ? FieldType.PASSWORD
                        : one.allowed().isEmpty() ? FieldType.TEXT : FieldType.CHOICE;
            case TEXTS -> FieldType.LIST;
            case INTEGER -> FieldType.INTEGER;
            case NUMBER -> FieldType.NUMBER;
            case FLAG -> FieldType.FLAG;
        };
    }

    @Override
    public String edit(String text, Map<String, Optional<List<String>>> changes) throws ConfigurationException {
        String edited = text;
        for (Map.Entry<String, Optional<List<String>>> change : changes.entrySet()) {
            Declared one = declared.stream()
                    .filter(d -> d.name().equals(change.getKey()))
                    .findFirst()
                    .orElseThrow(() -> new ConfigurationException(
                            Kind.NOT_FOUND,
                            "package %s has no setting %s; these are: %s"
                                    .formatted(
                                            packageName,
                                            change.getKey(),
                                            String.join(
                                                    ", ",
                                                    declared.stream()
                                                            .map(Declared::name)
                                                            .toList()))));
            try {
                Object value = change.getValue().isEmpty()
                        ? null
                        : one.value(change.getValue().get());
                edited = SettingsFiles.edit(packageName, edited, one.name(), value);
            } catch (WrongValueException e) {
                throw new ConfigurationException(
                        Kind.REFUSED,
                        "the setting %s of package %s %s"
                                .formatted(one.name(), packageName, SettingPrecedence.shown(one.name(), e)));
            } catch (IOException e) {
                throw new ConfigurationException(Kind.FAILED, String.valueOf(e.getMessage()), e);
            }
        }
        return edited;
    }

    @Override
    public void changed() {
        changed.run();
    }
}

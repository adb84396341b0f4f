package org.carrack.runtime.settings.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.carrack.config.Masked;
import org.carrack.config.SourceLocation;
import org.carrack.runtime.settings.internal.Declared.WrongValueException;
import org.carrack.runtime.settings.internal.SettingsFiles.Content;
import org.carrack.runtime.settings.internal.SettingsFiles.FileValue;

/**
 * Which value a setting has: that of a package's own file, else that of the common file, else a default. Of several packages that
 * declare the setting, one that needs another comes before it. A value that the setting cannot have is passed over. Pure.
 */
final class SettingPrecedence {

    /** A package and what it declares of the setting. */
    record Declaration(String packageName, Declared declared) {}

    /** A value and where it comes from. */
    record Resolved(Optional<Object> value, String source, Declared declared) {}

    private final Content files;
    private final BiConsumer<SourceLocation, String> problems;

    /** @param problems is given what is wrong with values in the files */
    SettingPrecedence(Content files, BiConsumer<SourceLocation, String> problems) {
        this.files = files;
        this.problems = problems;
    }

    /** @param declarations at least one; those that need others before those */
    Resolved resolve(List<Declaration> declarations) {
        Declared first = declarations.get(0).declared();
        for (Declaration one : declarations) {
            FileValue own = files.own()
                    .getOrDefault(one.packageName(), Map.of())
                    .get(one.declared().name());
            Optional<Object> value = own == null ? Optional.empty() : value(one.declared(), own);
            if (value.isPresent()) {
                return new Resolved(value, "etc/settings/" + one.packageName() + ".toml", one.declared());
            }
        }
        FileValue common = files.common().get(first.name());
        Optional<Object> value = common == null ? Optional.empty() : value(first, common);
        if (value.isPresent()) {
            return new Resolved(value, "etc/settings.xml", first);
        }
        for (Declaration one : declarations) {
            if (one.declared().standard().isPresent()) {
                String source = declarations.size() == 1 ? "default" : "default of " + one.packageName();
                return new Resolved(one.declared().standard(), source, one.declared());
            }
        }
        return new Resolved(Optional.empty(), "default", first);
    }

    private Optional<Object> value(Declared declared, FileValue said) {
        try {
            return Optional.of(declared.value(said.texts()));
        } catch (WrongValueException e) {
            problems.accept(
                    said.location(),
                    "the setting %s %s; its default counts".formatted(declared.name(), shown(declared.name(), e)));
            return Optional.empty();
        }
    }

    /** What is wrong, without the value of a secret. */
    static String shown(String name, WrongValueException e) {
        return Masked.isSecret(name) ? "cannot have that value" : e.getMessage();
    }
}

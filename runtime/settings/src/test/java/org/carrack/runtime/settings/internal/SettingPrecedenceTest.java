package org.carrack.runtime.settings.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carrack.config.SourceLocation;
import org.carrack.runtime.settings.internal.SettingPrecedence.Declaration;
import org.carrack.runtime.settings.internal.SettingPrecedence.Resolved;
import org.carrack.runtime.settings.internal.SettingsFiles.Content;
import org.carrack.runtime.settings.internal.SettingsFiles.FileValue;
import org.carrack.settings.Setting;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which of several values counts. */
class SettingPrecedenceTest {

    private final List<String> problems = new ArrayList<>();
    private final Map<String, FileValue> common = new HashMap<>();
    private final Map<String, Map<String, FileValue>> own = new HashMap<>();

    private static Declared declared(@Nullable Object standard) {
        return new Declared(
                "c",
                "n",
                "label",
                Setting.Type.INTEGER,
                Optional.ofNullable(standard),
                List.of(),
                new SourceLocation("p", 1, 1));
    }

    private static FileValue said(String text) {
        return new FileValue(List.of(text), new SourceLocation("etc/settings.xml", 3, 5));
    }

    private Resolved resolve(Declaration... declarations) {
        return new SettingPrecedence(new Content(common, own), (where, problem) -> problems.add(where + ": " + problem))
                .resolve(List.of(declarations));
    }

    private void isResolved(@Nullable Object value, String source, Declaration... declarations) {
        Resolved resolved = resolve(declarations);
        assertThat(resolved.value()).isEqualTo(Optional.ofNullable(value));
        assertThat(resolved.source()).isEqualTo(source);
    }

    @Test
    void theFileOfThePackageComesBeforeTheCommonOneAndThatBeforeTheDefault() {
        Declaration shop = new Declaration("shop", declared(1L));
        isResolved(1L, "default", shop);
        common.put("n", said("2"));
        isResolved(2L, "etc/settings.xml", shop);
        own.put("other", Map.of("n", said("9")));
        isResolved(2L, "etc/settings.xml", shop);
        own.put("shop", Map.of("n", said("3")));
        isResolved(3L, "etc/settings/shop.toml", shop);
        assertThat(problems).isEmpty();
    }

    @Test
    void ofTwoPackagesTheOneThatNeedsTheOtherCounts() {
        Declaration shop = new Declaration("shop", declared(null));
        Declaration base = new Declaration("base", declared(7L));
        isResolved(7L, "default of base", shop, base);
        own.put("base", Map.of("n", said("8")));
        isResolved(8L, "etc/settings/base.toml", shop, base);
        own.put("shop", Map.of("n", said("9")));
        isResolved(9L, "etc/settings/shop.toml", shop, base);
        isResolved(null, "default", new Declaration("alone", declared(null)));
    }

    @Test
    void aWrongValueIsPassedOverAndSaid() {
        own.put("shop", Map.of("n", said("many")));
        common.put("n", said("4"));
        isResolved(4L, "etc/settings.xml", new Declaration("shop", declared(1L)));
        assertThat(problems)
                .containsExactly(
                        "etc/settings.xml:3:5: the setting n must be a whole number, not many; its default counts");
    }

    @Test
    void whatIsWrongWithASecretIsNotShown() {
        assertThat(SettingPrecedence.shown("password", new Declared.WrongValueException("not hunter2")))
                .isEqualTo("cannot have that value");
    }
}

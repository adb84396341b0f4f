package org.carrack.runtime.settings.internal.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.carrack.manage.ConfigForm;
import org.carrack.manage.ConfigForm.Field;
import org.carrack.manage.ConfigForm.FieldType;
import org.carrack.manage.ConfigForm.Section;
import org.junit.jupiter.api.Test;

class FormDifferenceTest {

    private static ConfigForm form(FieldType type, String key, String value) {
        Field field = new Field(
                key,
                key,
                "",
                type,
                List.of(value),
                List.of(),
                true,
                List.of(),
                false,
                OptionalLong.empty(),
                OptionalLong.empty(),
                "",
                false,
                false,
                1);
        return new ConfigForm("a", "A", "", "", List.of(new Section("", "", List.of(field))), List.of());
    }

    private static List<String> difference(FieldType type, String key, String before, String now) {
        return FormDifference.of(form(type, key, before), before, form(type, key, now), now);
    }

    @Test
    void showsNoSecretNorOneWithinAnAddress() {
        assertThat(difference(FieldType.PASSWORD, "x", "one", "two")).containsExactly("x: *** -> ***");
        assertThat(difference(FieldType.TEXT, "db.api_key", "one", "two")).containsExactly("db.api_key: *** -> ***");
        assertThat(difference(FieldType.TEXT, "url", "postgresql://u:hush@h/db", "postgresql://u:psst@h/db"))
                .containsExactly("url: postgresql://***@h/db -> postgresql://***@h/db");
        assertThat(FormDifference.masked(form(FieldType.TEXT, "url", "https://u:hush@h"))
                        .field("url")
                        .orElseThrow()
                        .value())
                .containsExactly("https://***@h");
    }

    @Test
    void isOneLineForEachValue() {
        assertThat(difference(FieldType.TEXT, "x", "a", "b\r\nc")).containsExactly("x: a -> b\\r\\nc");
        assertThat(difference(FieldType.TEXT, "x", "a", "a")).isEmpty();
    }
}

package org.carrack.runtime.settings.internal.form;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.carrack.config.Masked;
import org.carrack.manage.ConfigForm;
import org.carrack.manage.ConfigForm.Field;
import org.carrack.manage.ConfigForm.FieldType;

/** What is different in two states of a form, without secrets. Pure. */
final class FormDifference {

    private FormDifference() {}

    /** Whether the value of a field is shown to nobody. */
    static boolean isSecret(Field field) {
        return field.type() == FieldType.PASSWORD
                || Masked.isSecret(field.key().substring(field.key().lastIndexOf('.') + 1));
    }

    /** The form without secrets. */
    static ConfigForm masked(ConfigForm form) {
        return new ConfigForm(
                form.name(),
                form.title(),
                form.file(),
                form.revision(),
                form.sections().stream()
                        .map(section -> new ConfigForm.Section(
                                section.name(),
                                section.title(),
                                section.fields().stream()
                                        .map(FormDifference::masked)
                                        .toList()))
                        .toList(),
                form.problems());
    }

    private static Field masked(Field field) {
        return field.with(masked(field, field.value()), masked(field, field.standard()));
    }

    /** Values of a field as they are shown: of addresses the secrets in them are masked. */
    static List<String> masked(Field field, List<String> values) {
        return isSecret(field)
                ? masked(values)
                : values.stream().map(Masked::url).toList();
    }

    private static List<String> masked(List<String> values) {
        return values.stream().map(value -> value.isEmpty() ? "" : Masked.MASK).toList();
    }

    /** A line for each value that is another: {@code WAIT_TIME: 1 -> 5}; one for the text if it is different in nothing else. */
    static List<String> of(ConfigForm before, String textBefore, ConfigForm now, String textNow) {
        Map<String, Field> fieldsBefore = fields(before);
        Map<String, Field> fieldsNow = fields(now);
        List<String> lines = new ArrayList<>();
        fieldsNow.forEach((key, field) -> {
            Field old = fieldsBefore.get(key);
            if (old == null || old.isSet() != field.isSet() || !old.value().equals(field.value())) {
                lines.add("%s: %s -> %s".formatted(field.key(), shown(old, field), shown(field, field)));
            }
        });
        fieldsBefore.forEach((key, field) -> {
            if (!fieldsNow.containsKey(key)) {
                lines.add("%s: %s -> (gone)".formatted(field.key(), shown(field, field)));
            }
        });
        if (lines.isEmpty() && !Objects.equals(textBefore, textNow)) {
            boolean isUnreadable = now.problems().stream()
                    .anyMatch(problem -> !problem.isWarning() && problem.key().isEmpty());
            lines.add(isUnreadable ? "it cannot be understood" : "comments, order or unknown lines");
        }
        return lines;
    }

    private static String shown(@org.jspecify.annotations.Nullable Field field, Field secret) {
        if (field == null || !field.isSet()) {
            return "(default)";
        }
        return String.join(", ", masked(secret, field.value()))
                .replace("\r", "\\r")
                .replace("\n", "\\n");
    }

    private static Map<String, Field> fields(ConfigForm form) {
        Map<String, Field> fields = new LinkedHashMap<>();
        form.sections().forEach(section -> section.fields().forEach(field -> fields.put(field.key(), field)));
        return fields;
    }
}

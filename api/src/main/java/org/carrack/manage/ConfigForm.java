package org.carrack.manage;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What can be configured in one file, with what it is now: the one model by which settings of packages, plugins and the server itself are shown
 * and edited. Secrets are in it as {@code ***}.
 *
 * @param name by which {@link Configurations} knows it
 * @param title what it is, for people
 * @param file the file, relative to the home; it need not be there
 * @param revision what the file is now: give it with a change, and a change that somebody else has made meanwhile is not overwritten
 * @param problems what is wrong in the file
 */
public record ConfigForm(
        String name, String title, String file, String revision, List<Section> sections, List<Problem> problems) {

    public ConfigForm {
        sections = List.copyOf(sections);
        problems = List.copyOf(problems);
    }

    /**
     * Fields that belong together.
     *
     * @param name as in the file; empty if it has no sections
     */
    public record Section(String name, String title, List<Field> fields) {

        public Section {
            fields = List.copyOf(fields);
        }
    }

    /**
     * A value that can be edited.
     *
     * @param key what it is called in a change: unique in the form
     * @param label what it is called for people
     * @param description what it means; may be empty
     * @param value what is in the file, else the default; several only for {@link FieldType#LIST}
     * @param standard the default; empty if there is none
     * @param isSet whether the file says it
     * @param choices the values it can have; empty if any of its type
     * @param isOrdered whether the order of a list is its owner's; else it is that of the choices
     * @param link the address of a page about a choice, with {@code ~~name~~} in the place of the choice; empty if there is none
     * @param isReadOnly whether it can be edited in the file alone
     * @param needsRestart whether it counts from the next start of the server on
     * @param line where it stands in the file; 0 if it does not
     */
    public record Field(
            String key,
            String label,
            String description,
            FieldType type,
            List<String> value,
            List<String> standard,
            boolean isSet,
            List<String> choices,
            boolean isOrdered,
            OptionalLong min,
            OptionalLong max,
            String link,
            boolean isReadOnly,
            boolean needsRestart,
            int line) {

        public Field {
            value = List.copyOf(value);
            standard = List.copyOf(standard);
            choices = List.copyOf(choices);
        }

        /** The same with another value. */
        public Field with(List<String> otherValue, List<String> otherStandard) {
            return new Field(
                    key,
                    label,
                    description,
                    type,
                    otherValue,
                    otherStandard,
                    isSet,
                    choices,
                    isOrdered,
                    min,
                    max,
                    link,
                    isReadOnly,
                    needsRestart,
                    line);
        }
    }

    /** How a field is edited. */
    public enum FieldType {
        TEXT,
        INTEGER,
        NUMBER,
        FLAG,
        /** Of its choices one, or of no choices any. */
        CHOICE,
        LIST,
        /** {@code 500ms}, {@code 20s}, {@code 5m}, {@code 2h}, {@code 1d}. */
        DURATION,
        /** A text that is never shown. */
        PASSWORD,
        /** Something that only its file can say. */
        RAW
    }

    /**
     * What is wrong.
     *
     * @param key the field that it is about; empty if it is about none
     * @param message where it is, what is wrong, and what to do, in one sentence
     * @param isWarning whether the file counts nevertheless
     */
    public record Problem(String key, String message, boolean isWarning) {}

    /** The field of that key; upper and lower case are the same. */
    public Optional<Field> field(String key) {
        return sections.stream()
                .flatMap(section -> section.fields().stream())
                .filter(field -> field.key().equalsIgnoreCase(key))
                .findFirst();
    }
}

package org.carrack.runtime.plugins.internal.template;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.carrack.spi.json.JsonValues;
import org.jspecify.annotations.Nullable;

/**
 * A file in the dialect of INI that Ockle's templates and configurations are written in, which is that of Python 2's SafeConfigParser:
 *
 * <ul>
 *   <li>{@code name=value} or {@code name: value}; the names of options are the same in upper and lower case, those of sections are not;
 *   <li>comments: lines that begin with {@code #}, {@code ;} or {@code rem}, and what follows a {@code ;} that has white space before it;
 *   <li>lines that begin with white space continue the value above; those that hold a comment do not;
 *   <li>of an option or section that comes twice, the last counts;
 *   <li>the options of {@code [DEFAULT]} are in every section;
 *   <li>{@code %(other)s} is the value of another option, {@code %%} a per cent sign.
 * </ul>
 *
 * <p>Beyond it, a value that is a JSON string is what that means, so that any text can be a value. Immutable.
 */
public final class IniFile {

    private static final Pattern SECTION = Pattern.compile("\\[([^]]+)].*");
    private static final Pattern OPTION = Pattern.compile("([^:=\\s][^:=]*?)\\s*([:=])\\s*(.*)");
    private static final Pattern REFERENCE = Pattern.compile("%(%|\\(([^)]*)\\)s|)");
    private static final String DEFAULT = "DEFAULT";
    private static final int MOST_REFERENCES = 10;

    private final String name;
    private final Map<String, Section> sections = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    /**
     * What is wrong.
     *
     * @param line from 1 on
     * @param isWarning whether the file has a meaning nevertheless
     */
    public record Problem(String file, int line, String message, boolean isWarning) {

        @Override
        public String toString() {
            return "%s:%d:1: %s".formatted(file, line, message);
        }
    }

    /** A section; its options by their names in lower case. */
    public record Section(String name, int line, Map<String, Option> options) {

        /** The option of that name, in upper or lower case. */
        public Optional<Option> option(String wanted) {
            return Optional.ofNullable(options.get(wanted.toLowerCase(Locale.ROOT)));
        }
    }

    /**
     * An option as it is written.
     *
     * @param value without comments, with references
     * @param withComments what stands behind the separator in its first line, with what may be a comment, or a part of the value in JSON
     * @param line where it begins, from 1 on
     * @param valueColumn where its value begins in that line, from 0 on
     * @param lastLine where it ends
     * @param comment the lines of comment directly above it
     */
    public record Option(
            String name, String value, String withComments, int line, int valueColumn, int lastLine, String comment) {}

    private IniFile(String name) {
        this.name = name;
    }

    /** Reads a text; what is wrong in it is among its problems. */
    public static IniFile read(String name, String text) {
        IniFile file = new IniFile(name);
        file.readLines(text.startsWith("\uFEFF") ? text.substring(1) : text);
        return file;
    }

    private void readLines(String text) {
        Section section = null;
        Option last = null;
        StringBuilder comment = new StringBuilder();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String stripped = line.strip();
            if (stripped.isEmpty()) {
                comment.setLength(0);
            } else if (isComment(stripped)) {
                if (stripped.charAt(0) == '#' || stripped.charAt(0) == ';') {
                    comment.append(comment.length() == 0 ? "" : " ")
                            .append(stripped.substring(1).strip());
                }
            } else if (Character.isWhitespace(line.charAt(0)) && last != null && section != null) {
                last = new Option(
                        last.name(),
                        last.value() + "\n" + stripped,
                        last.withComments() + "\n" + stripped,
                        last.line(),
                        last.valueColumn(),
                        number,
                        last.comment());
                section.options().put(last.name().toLowerCase(Locale.ROOT), last);
            } else {
                last = null;
                Matcher header = SECTION.matcher(line);
                Matcher option = OPTION.matcher(line);
                if (header.matches()) {
                    section = section(header.group(1), number);
                } else if (section == null) {
                    problem(number, "there must be a [section] before this line");
                } else if (option.matches()) {
                    last = option(section, option, number, comment.toString());
                } else {
                    problem(number, "this line has no = behind the name of an option");
                }
                comment.setLength(0);
            }
        }
    }

    private static boolean isComment(String stripped) {
        return stripped.charAt(0) == '#'
                || stripped.charAt(0) == ';'
                || stripped.split("\\s", 2)[0].equalsIgnoreCase("rem");
    }

    private Section section(String sectionName, int line) {
        Section there = sections.get(sectionName);
        if (there != null) {
            warning(line, "there is a second [%s]; both count".formatted(sectionName));
            return there;
        }
        Section made = new Section(sectionName, line, new LinkedHashMap<>());
        sections.put(sectionName, made);
        return made;
    }

    private Option option(Section section, Matcher matched, int line, String comment) {
        String optionName = matched.group(1).strip();
        String behind = matched.group(3).stripTrailing();
        Option option = new Option(optionName, withoutComment(behind), behind, line, matched.start(3), line, comment);
        if (section.options().put(optionName.toLowerCase(Locale.ROOT), option) != null) {
            warning(line, "there is a second %s in [%s]; the last counts".formatted(optionName, section.name()));
        }
        return option;
    }

    private static String withoutComment(String behind) {
        int semicolon = behind.indexOf(';');
        return semicolon >= 0 && (semicolon == 0 || Character.isWhitespace(behind.charAt(semicolon - 1)))
                ? behind.substring(0, semicolon).stripTrailing()
                : behind;
    }

    private void problem(int line, String message) {
        problems.add(new Problem(name, line, message, false));
    }

    private void warning(int line, String message) {
        problems.add(new Problem(name, line, message, true));
    }

    /** What is wrong with the lines, in their order. */
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** The sections but for {@code [DEFAULT]}, in their order. */
    public List<Section> sections() {
        return sections.values().stream()
                .filter(section -> !section.name().equals(DEFAULT))
                .toList();
    }

    /** The section of that name. */
    public Optional<Section> section(String sectionName) {
        return Optional.ofNullable(sections.get(sectionName));
    }

    /** An option of a section, or of {@code [DEFAULT]} if it has none of that name. */
    public Optional<Option> option(String sectionName, String optionName) {
        return section(sectionName)
                .flatMap(section -> section.option(optionName))
                .or(() -> section(DEFAULT).flatMap(section -> section.option(optionName)));
    }

    /**
     * The value that an option has in a section: references are replaced, and a JSON string is what it means.
     *
     * @throws ValueException if there is a per cent sign that is none, or a reference that leads nowhere
     */
    public String value(String sectionName, Option option) throws ValueException {
        return unquoted(expanded(sectionName, option.value(), 0));
    }

    /** The options that a value refers to, directly or through others, in lower case. */
    public Set<String> references(String sectionName, String value) {
        Set<String> found = new LinkedHashSet<>();
        collect(sectionName, value, found);
        return found;
    }

    private void collect(String sectionName, String value, Set<String> found) {
        Matcher reference = REFERENCE.matcher(value);
        while (reference.find()) {
            String other = reference.group(2);
            if (other != null && found.add(other.toLowerCase(Locale.ROOT))) {
                option(sectionName, other).ifPresent(option -> collect(sectionName, option.value(), found));
            }
        }
    }

    /** The value with its references replaced. */
    String expanded(String sectionName, String value) throws ValueException {
        return expanded(sectionName, value, 0);
    }

    private String expanded(String sectionName, String value, int depth) throws ValueException {
        if (value.indexOf('%') < 0) {
            return value;
        }
        if (depth > MOST_REFERENCES) {
            throw new ValueException("refers to others that refer to it");
        }
        StringBuilder expanded = new StringBuilder();
        Matcher reference = REFERENCE.matcher(value);
        int at = 0;
        while (reference.find()) {
            expanded.append(value, at, reference.start());
            at = reference.end();
            String other = reference.group(2);
            if (reference.group(1).equals("%")) {
                expanded.append('%');
            } else if (other == null) {
                throw new ValueException("has a single %; write %% for a per cent sign");
            } else {
                Option found = option(sectionName, other)
                        .orElseThrow(() -> new ValueException(
                                "refers to %s, and there is no such option in [%s]".formatted(other, sectionName)));
                expanded.append(expanded(sectionName, found.value(), depth + 1));
            }
        }
        return expanded.append(value.substring(at)).toString();
    }

    private static String unquoted(String value) {
        if (value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
            try {
                return JsonValues.readValue(value) instanceof String text ? text : value;
            } catch (IOException e) {
                return value;
            }
        }
        return value;
    }

    /** A text as a value that is read as this text again. */
    public static String written(String text) {
        boolean isPlain = text.equals(text.strip())
                && text.chars().allMatch(c -> c >= ' ' && c != 127 && c != 0x85 && c != 0x2028 && c != 0x2029)
                && !text.startsWith("\"")
                && text.indexOf(';') < 0;
        // A semicolon could be taken for the beginning of a comment, or one behind it no more.
        String value = isPlain ? text : json(text);
        return value.replace("%", "%%");
    }

    /** A value in JSON, in which no semicolon can be taken for the beginning of a comment. */
    static String json(@Nullable Object value) {
        return JsonValues.write(value)
                .replace(";", "\\u003b")
                .replace("\u0085", "\\u0085")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }
}

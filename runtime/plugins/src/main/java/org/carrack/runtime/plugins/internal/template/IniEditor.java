package org.carrack.runtime.plugins.internal.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.carrack.runtime.plugins.internal.template.IniFile.Option;
import org.carrack.runtime.plugins.internal.template.IniFile.Section;

/** Edits options in the text of an INI file; every line that is not about them stays as it is. Pure. */
public final class IniEditor {

    private IniEditor() {}

    /**
     * Gives an option a value.
     *
     * @param written the value as {@link IniFile#written} makes it
     */
    public static String put(String text, String section, String option, String written) {
        IniFile file = IniFile.read("", text);
        Optional<Section> there = file.section(section);
        Optional<Option> old = there.flatMap(one -> one.option(option));
        List<String> lines = lines(text);
        if (old.isPresent()) {
            Option one = old.get();
            String first = lines.get(one.line() - 1);
            int mark = one.line() == 1 && first.startsWith("\uFEFF") ? 1 : 0;
            int start = one.valueColumn() + mark;
            int end = start
                    + (one.line() == one.lastLine()
                            ? one.value().length()
                            : one.withComments().length());
            String behind =
                    one.line() == one.lastLine() ? first.substring(Math.min(end, first.length())) : lineEnd(first);
            lines.set(one.line() - 1, first.substring(0, start) + written + behind);
            lines.subList(one.line(), one.lastLine()).clear();
        } else {
            String line = option + " = " + written + separator(text);
            int at = there.isPresent() ? lastLine(there.get()) : lines.size();
            if (at > 0 && at <= lines.size() && lineEnd(lines.get(at - 1)).isEmpty()) {
                lines.set(at - 1, lines.get(at - 1) + separator(text));
            }
            if (there.isEmpty()) {
                lines.add(at, (text.isBlank() ? "" : separator(text)) + "[" + section + "]" + separator(text));
                at++;
            }
            lines.add(at, line);
        }
        return String.join("", lines);
    }

    /** Takes an option out, so that its default counts. */
    public static String remove(String text, String section, String option) {
        String edited = text;
        // The same option may stand there before, and would count then.
        for (Optional<Option> old = find(edited, section, option); old.isPresent(); ) {
            List<String> lines = lines(edited);
            lines.subList(old.get().line() - 1, old.get().lastLine()).clear();
            edited = String.join("", lines);
            old = find(edited, section, option);
        }
        return edited;
    }

    private static Optional<Option> find(String text, String section, String option) {
        return IniFile.read("", text).section(section).flatMap(one -> one.option(option));
    }

    private static int lastLine(Section section) {
        return section.options().values().stream()
                .mapToInt(Option::lastLine)
                .max()
                .orElse(section.line());
    }

    private static String separator(String text) {
        return text.contains("\r\n") ? "\r\n" : "\n";
    }

    private static String lineEnd(String line) {
        return line.endsWith("\r\n")
                ? "\r\n"
                : line.endsWith("\n") || line.endsWith("\r") ? line.substring(line.length() - 1) : "";
    }

    /** The lines with what ends them. */
    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isEnd = c == '\n' || (c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n'));
            if (isEnd) {
                lines.add(text.substring(start, i + 1));
                start = i + 1;
            }
        }
        if (start < text.length()) {
            lines.add(text.substring(start));
        }
        return lines;
    }
}

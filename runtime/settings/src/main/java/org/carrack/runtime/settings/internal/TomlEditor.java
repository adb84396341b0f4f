package org.carrack.runtime.settings.internal;

import java.util.List;
import java.util.stream.Collectors;

/** Edits assignments in the text of a TOML file; every line that they are not in stays as it is. Pure. */
final class TomlEditor {

    private TomlEditor() {}

    /** Gives the assignment that begins in a line, from 1 on, another value; the comment behind it stays. */
    static String replace(String text, int line, String literal) {
        int start = valueStart(text, line);
        return text.substring(0, start) + literal + text.substring(valueEnd(text, start));
    }

    /** Takes out the assignment that begins in a line, with the comment behind it. */
    static String remove(String text, int line) {
        int end = text.indexOf('\n', valueEnd(text, valueStart(text, line)));
        return text.substring(0, lineStart(text, line)) + (end < 0 ? "" : text.substring(end + 1));
    }

    /** Adds a line behind that one; 0 puts it at the top. */
    static String insert(String text, int line, String added) {
        String separator = text.contains("\r\n") ? "\r\n" : "\n";
        int at = lineStart(text, line + 1);
        boolean isCut = at == text.length() && at > 0 && text.charAt(at - 1) != '\n';
        return text.substring(0, at) + (isCut ? separator : "") + added + separator + text.substring(at);
    }

    /** The number of the last line before the first table, behind which keys outside of tables are put. */
    static int lastOutsideTables(String text) {
        int line = 0;
        for (String one : text.lines().toList()) {
            if (one.stripLeading().startsWith("[")) {
                break;
            }
            line++;
        }
        return line;
    }

    private static int lineStart(String text, int line) {
        int at = 0;
        for (int i = 1; i < line; i++) {
            int end = text.indexOf('\n', at);
            if (end < 0) {
                return text.length();
            }
            at = end + 1;
        }
        return at;
    }

    private static int valueStart(String text, int line) {
        int at = lineStart(text, line);
        while (at < text.length() && text.charAt(at) != '=') {
            at = text.charAt(at) == '"' || text.charAt(at) == '\'' ? stringEnd(text, at) : at + 1;
        }
        at++;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return Math.min(at, text.length());
    }

    private static int valueEnd(String text, int start) {
        int depth = 0;
        int at = start;
        int end = start;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"' || c == '\'') {
                at = stringEnd(text, at);
                end = at;
            } else if (c == '#') {
                if (depth == 0) {
                    break;
                }
                int newline = text.indexOf('\n', at);
                at = newline < 0 ? text.length() : newline;
            } else if (c == '\n' && depth == 0) {
                break;
            } else {
                depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
                at++;
                end = Character.isWhitespace(c) ? end : at;
            }
        }
        return end;
    }

    private static int stringEnd(String text, int start) {
        char quote = text.charAt(start);
        String three = String.valueOf(quote).repeat(3);
        if (text.startsWith(three, start)) {
            int end = start + 3;
            while (end < text.length() && !text.startsWith(three, end)) {
                end += quote == '"' && text.charAt(end) == '\\' ? 2 : 1;
            }
            end = Math.min(end + 3, text.length());
            // A quote may stand before the three that end it.
            while (end < text.length() && text.charAt(end) == quote) {
                end++;
            }
            return end;
        }
        int end = start + 1;
        while (end < text.length() && text.charAt(end) != quote && text.charAt(end) != '\n') {
            end += quote == '"' && text.charAt(end) == '\\' ? 2 : 1;
        }
        return Math.min(end + 1, text.length());
    }

    /** A value as TOML spells it. */
    static String literal(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(one -> quoted(String.valueOf(one))).collect(Collectors.joining(", ", "[", "]"));
        }
        return value instanceof String text ? quoted(text) : String.valueOf(value);
    }

    /** A key as TOML spells it: bare where it can be. */
    static String key(String name) {
        return name.matches("[A-Za-z0-9_-]+") ? name : quoted(name);
    }

    /** A text in quotes. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < ' ' || c == 127) {
                        quoted.append("\\u%04x".formatted((int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}

package org.carrack.runtime.conversation.internal.pack;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A pattern that stands for several: {@code turn (on|off) [all] the lights}. Parentheses hold alternatives, brackets what may be left out; they may
 * stand in each other. Pure.
 */
final class PatternTemplate {

    /** A pattern may stand for so many. */
    static final int MOST = 100;

    /** A longer text is none. */
    private static final int LONGEST = 1000;

    private final String text;
    private int next;

    private PatternTemplate(String text) {
        this.text = text;
    }

    /**
     * What it stands for, each once: itself, if its brackets do not match, as signs mean nothing in a pattern.
     *
     * @throws IllegalArgumentException if that are too many
     */
    static List<String> expand(String text) {
        if (text.length() > LONGEST) {
            return List.of(text);
        }
        PatternTemplate template = new PatternTemplate(text);
        try {
            Set<String> forms = new LinkedHashSet<>();
            for (String form : template.alternatives("")) {
                String plain = form.replaceAll("\\s+", " ").strip();
                if (!plain.isEmpty()) {
                    forms.add(plain);
                }
            }
            return template.next < text.length() || forms.isEmpty() || forms.size() == 1
                    ? List.of(text)
                    : List.copyOf(forms);
        } catch (UnbalancedException e) {
            return List.of(text);
        }
    }

    private Set<String> alternatives(String end) {
        Set<String> all = new LinkedHashSet<>();
        all.addAll(sequence(end));
        while (!end.isEmpty() && next < text.length() && text.charAt(next) == '|') {
            next++;
            all.addAll(sequence(end));
            limit(all);
        }
        if (!end.isEmpty()) {
            if (next >= text.length()) {
                throw new UnbalancedException();
            }
            next++;
        }
        return all;
    }

    private Set<String> sequence(String end) {
        Set<String> forms = new LinkedHashSet<>(List.of(""));
        while (next < text.length()) {
            char c = text.charAt(next);
            if (c == '(' || c == '[') {
                next++;
                List<String> parts = new ArrayList<>(alternatives(c == '(' ? ")" : "]"));
                if (c == '[') {
                    parts.add("");
                }
                forms = each(forms, parts);
            } else if (end.indexOf(c) >= 0 || (c == '|' && !end.isEmpty())) {
                return forms;
            } else if (c == ')' || c == ']') {
                throw new UnbalancedException();
            } else {
                int start = next;
                while (next < text.length() && "()[]|".indexOf(text.charAt(next)) < 0) {
                    next++;
                }
                next = Math.max(next, start + 1);
                forms = each(forms, List.of(text.substring(start, next)));
            }
        }
        return forms;
    }

    private static Set<String> each(Set<String> beginnings, List<String> ends) {
        Set<String> all = new LinkedHashSet<>();
        for (String beginning : beginnings) {
            for (String end : ends) {
                all.add(beginning + end);
                limit(all);
            }
        }
        return all;
    }

    private static void limit(Set<String> forms) {
        if (forms.size() > MOST) {
            throw new IllegalArgumentException("it stands for more than %d patterns; write several".formatted(MOST));
        }
    }

    /** Its brackets do not match. */
    private static final class UnbalancedException extends RuntimeException {

        private static final long serialVersionUID = 1;

        UnbalancedException() {
            super("brackets do not match", null, false, false);
        }
    }
}

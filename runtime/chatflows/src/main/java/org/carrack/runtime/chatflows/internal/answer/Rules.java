package org.carrack.runtime.chatflows.internal.answer;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carrack.chat.Question.Kind;
import org.jspecify.annotations.Nullable;

/**
 * What an answer must be: the kind, the options and the rules of a question, as they are sent to the page and stored, so that an answer can
 * be checked where the flow does not run.
 */
public record Rules(Kind kind, List<String> options, Map<String, Object> rules) {

    /** The rule with what a captcha shows; it stays on the server. */
    public static final String EXPECTED = "expected";

    boolean is(String name) {
        return Boolean.TRUE.equals(rules.get(name));
    }

    @Nullable
    Object value(String name) {
        return rules.get(name);
    }

    Optional<BigDecimal> number(String name) {
        Object value = rules.get(name);
        return value == null ? Optional.empty() : Optional.of(new BigDecimal(String.valueOf(value)));
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(rules.get(name)).map(String::valueOf);
    }

    /** The elements of a rule that is a list. */
    List<?> list(String name) {
        return rules.get(name) instanceof List<?> list ? list : List.of();
    }
}

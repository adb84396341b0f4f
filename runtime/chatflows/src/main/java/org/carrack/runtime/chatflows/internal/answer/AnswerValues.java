package org.carrack.runtime.chatflows.internal.answer;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.carrack.chat.Location;
import org.carrack.chat.Question.Kind;

/** What a flow gets of an answer that was checked and stored. */
public final class AnswerValues {

    private AnswerValues() {}

    /** The value of the type that questions of that kind have, from what is stored, or was and has been read again. */
    public static Object of(Kind kind, Object stored) {
        return switch (kind) {
            case STRING, SECRET, TEXT, SINGLE_CHOICE, DROP_DOWN -> String.valueOf(stored);
            case INTEGER -> number(stored).intValueExact();
            case NUMBER -> number(stored);
            case MULTIPLE_CHOICE, LIST_CHOICE -> {
                List<String> chosen = new ArrayList<>();
                ((List<?>) stored).forEach(one -> chosen.add(String.valueOf(one)));
                yield List.copyOf(chosen);
            }
            case DATE_TIME -> Instant.ofEpochSecond(number(stored).longValueExact());
            case DURATION -> Duration.ofSeconds(number(stored).longValueExact());
            case LOCATION -> {
                List<?> degrees = (List<?>) stored;
                yield new Location(
                        number(degrees.get(0)).doubleValue(),
                        number(degrees.get(1)).doubleValue());
            }
            case VALUES -> {
                Map<String, String> values = new LinkedHashMap<>();
                ((Map<?, ?>) stored).forEach((name, value) -> values.put(String.valueOf(name), String.valueOf(value)));
                yield values;
            }
        };
    }

    private static BigDecimal number(Object stored) {
        return stored instanceof BigDecimal number ? number : new BigDecimal(String.valueOf(stored));
    }
}

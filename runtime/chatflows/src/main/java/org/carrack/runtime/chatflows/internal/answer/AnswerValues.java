package org.carrack.runtime.chatflows.internal.answer;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.carrack.chat.Location;
import org.carrack.chat.Question.Kind;
import org.carrack.chat.Upload;

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
            case UPLOAD -> {
                Map<?, ?> upload = (Map<?, ?>) stored;
                yield new Upload(
                        String.valueOf(upload.get("id")),
                        String.valueOf(upload.get("file_name")),
                        String.valueOf(upload.get("type")),
                        number(Objects.requireNonNull(upload.get("size"))).longValueExact());
            }
            case CAPTCHA -> Boolean.TRUE.equals(stored);
        };
    }

    /** What is stored of a file that was sent. */
    static Map<String, Object> of(Upload upload) {
        Map<String, Object> stored = new LinkedHashMap<>();
        stored.put("id", upload.id());
        stored.put("file_name", upload.fileName());
        stored.put("type", upload.type());
        stored.put("size", upload.size());
        return stored;
    }

    /** A stored answer as a person reads it; of a secret nothing but that there is one. */
    public static String shown(Kind kind, Object stored) {
        Object value = of(kind, stored);
        return switch (kind) {
            case SECRET -> String.valueOf(value).isEmpty() ? "" : "\u2022\u2022\u2022\u2022\u2022\u2022";
            case MULTIPLE_CHOICE, LIST_CHOICE ->
                String.join(
                        ", ", ((List<?>) value).stream().map(String::valueOf).toList());
            case DURATION -> ((Duration) value).toString().substring(2).toLowerCase(Locale.ROOT);
            case LOCATION -> {
                Location place = (Location) value;
                yield "%s, %s".formatted(place.latitude(), place.longitude());
            }
            case VALUES ->
                String.join(
                        "\n",
                        ((Map<?, ?>) value)
                                .entrySet().stream()
                                        .map(one -> one.getKey() + " = " + one.getValue())
                                        .toList());
            case UPLOAD -> ((Upload) value).fileName();
            case CAPTCHA -> Boolean.TRUE.equals(value) ? "\u2713" : "\u2717";
            case STRING, TEXT, INTEGER, NUMBER, SINGLE_CHOICE, DROP_DOWN, DATE_TIME -> String.valueOf(value);
        };
    }

    private static BigDecimal number(Object stored) {
        return stored instanceof BigDecimal number ? number : new BigDecimal(String.valueOf(stored));
    }
}

package org.carrack.runtime.data.internal.model;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.carrack.runtime.data.internal.model.FieldValues.InvalidException;
import org.jspecify.annotations.Nullable;

/** Dates, times and durations, of ThreeBot and of Java. */
final class TimeCodec implements ValueCodec {

    private static final Pattern DURATION =
            Pattern.compile("(?:(\\d++)d)?\\s*+(?:(\\d++)h)?\\s*+(?:(\\d++)m)?\\s*+(?:(\\d++)s)?");

    @Override
    public @Nullable Object defaultValue(ModelField field, String text, String bare) throws InvalidException {
        return switch (field.type()) {
            case DATE, DATETIME -> bare.isEmpty() ? (Object) 0L : FieldValues.json(field, bare);
            case DURATION -> bare.isEmpty() ? null : FieldValues.json(field, bare);
            default -> null;
        };
    }

    @Override
    public Object json(ModelField field, FieldType type, Object given) throws InvalidException {
        return switch (type) {
            case DATE -> Times.date(given);
            case DATETIME -> Times.dateTime(given);
            case DURATION -> duration(given);
            case JAVA_DATE -> LocalDate.parse(TextCodec.text(given)).toString();
            case JAVA_DATETIME -> LocalDateTime.parse(TextCodec.text(given)).toString();
            default ->
                Duration.ofNanos(Duration.parse(TextCodec.text(given)).toNanos())
                        .toString();
        };
    }

    @Override
    public @Nullable Object ofNull(ModelField field) throws InvalidException {
        return field.type() == FieldType.DURATION ? null : ValueCodec.super.ofNull(field);
    }

    @Override
    public @Nullable Object column(ModelField field, Object json) {
        return switch (field.type()) {
            case DATE -> Times.toDate(((Number) json).longValue());
            case DATETIME -> Times.toDateTime(((Number) json).longValue());
            case JAVA_DATE -> LocalDate.parse(json.toString());
            case JAVA_DATETIME -> LocalDateTime.parse(json.toString());
            case JAVA_DURATION -> Duration.parse(json.toString()).toNanos();
            default -> json;
        };
    }

    @Override
    public Object fromColumn(ModelField field, Object column) {
        return switch (field.type()) {
            case DATE -> Times.ofDate((LocalDate) column);
            case DATETIME -> Times.ofDateTime((LocalDateTime) column);
            case DURATION -> ((Number) column).longValue();
            case JAVA_DURATION ->
                Duration.ofNanos(((Number) column).longValue()).toString();
            default -> column.toString();
        };
    }

    @Override
    public @Nullable Object fromNull(ModelField field) {
        return field.type() == FieldType.DATE || field.type() == FieldType.DATETIME ? (Object) 0L : null;
    }

    @Override
    public @Nullable String zero(ModelField field) {
        return field.type() == FieldType.JAVA_DURATION ? "0" : null;
    }

    private static Object duration(Object given) throws InvalidException {
        String text = TextCodec.text(given).strip();
        if (text.matches("\\d{1,10}")) {
            return Long.valueOf(text);
        }
        Matcher m = DURATION.matcher(text);
        if (text.isEmpty() || !m.matches()) {
            throw new InvalidException("\"%s\" is no duration such as 1d2h3m4s".formatted(text));
        }
        long[] seconds = {86_400, 3_600, 60, 1};
        long sum = 0;
        for (int i = 0; i < 4; i++) {
            sum += m.group(i + 1) == null ? 0 : Math.multiplyExact(Long.parseLong(m.group(i + 1)), seconds[i]);
        }
        return sum;
    }
}

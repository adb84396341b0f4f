package org.carrack.runtime.actors.internal;

import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Why a value does not fit, in words for the caller: Jackson's are for who wrote the class, and name its settings. */
final class BindingException {

    private static final Pattern MISSING =
            Pattern.compile("Missing (?:required )?creator property '([^']*)'.*", Pattern.DOTALL);

    private static final int LONGEST_VALUE = 50;
    private static final int LONGEST_PATH = 10;

    private BindingException() {}

    /** The reason and the place inside of the value; empty if the type alone says it. */
    static String of(JsonMappingException e) {
        String reason = reason(e);
        String place = place(e.getPath());
        if (place.isEmpty()
                || reason.isEmpty()
                || reason.endsWith("'" + place + "'")
                || reason.contains("'" + place + "' is")) {
            return reason; // the field is named already
        }
        return reason + " at " + place;
    }

    private static String reason(JsonMappingException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "unknown field '%s'".formatted(unknown.getPropertyName());
        }
        if (e instanceof InvalidDefinitionException unreadable && isArray(unreadable.getType())) {
            return "";
        }
        if (e instanceof InvalidNullException) {
            return "null";
        }
        if (e instanceof InvalidFormatException format) {
            return format(format);
        }
        if (e instanceof ValueInstantiationException && e.getCause() != null) {
            return String.valueOf(e.getCause().getMessage());
        }
        if (e.getCause() instanceof InputCoercionException number) {
            return "the number is out of the range of " + number.getTargetType().getSimpleName();
        }
        if (e.getCause() instanceof StreamConstraintsException) {
            return "it is nested too deeply";
        }
        if (e instanceof MismatchedInputException mismatch) {
            Matcher missing = MISSING.matcher(e.getOriginalMessage());
            if (missing.matches()) {
                return "the field '%s' is missing".formatted(missing.group(1));
            }
            Class<?> wanted = mismatch.getTargetType();
            if (e.getPath().isEmpty() || wanted == null) {
                return "";
            }
            boolean isElement =
                    wanted.isArray() && e.getPath().get(e.getPath().size() - 1).getFieldName() == null;
            return "no " + (isElement ? wanted.getComponentType() : wanted).getSimpleName();
        }
        // What a class of the author's own, its getter or its constructor, has to say.
        String message = e.getOriginalMessage();
        return message == null ? "" : message.replaceAll("\\s*\\([^()]*`.*", "");
    }

    /** A text for an array counts for Jackson as a fault of the type, not of the text. */
    static boolean isArray(@Nullable JavaType type) {
        return type != null && type.isArrayType();
    }

    private static String format(InvalidFormatException e) {
        String value = String.valueOf(e.getValue());
        String shown = value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) + "…" : value;
        Class<?> wanted = e.getTargetType();
        if (e.getPath().isEmpty() && wanted != null && isOfAnotherKind(e.getValue(), wanted)) {
            return ""; // what was found is told anyhow
        }
        if (wanted != null && wanted.isEnum()) {
            return "'%s' is none of %s"
                    .formatted(
                            shown,
                            Arrays.stream(wanted.getEnumConstants())
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(", ")));
        }
        return "'%s' is no %s".formatted(shown, wanted == null ? "value" : wanted.getSimpleName());
    }

    private static boolean isOfAnotherKind(Object value, Class<?> wanted) {
        boolean isFraction = value instanceof Double || value instanceof BigDecimal;
        return (isFraction && !StrictValues.REAL.contains(wanted) && !wanted.isEnum())
                || (value instanceof Number && CharSequence.class.isAssignableFrom(wanted));
    }

    private static String place(List<JsonMappingException.Reference> path) {
        StringBuilder place = new StringBuilder();
        for (JsonMappingException.Reference step : path.subList(0, Math.min(path.size(), LONGEST_PATH))) {
            if (step.getFieldName() == null) {
                place.append('[').append(step.getIndex()).append(']');
            } else {
                place.append(place.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.size() > LONGEST_PATH ? place + "…" : place.toString();
    }
}

package org.carrack.runtime.conversation.internal.pack;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.carrack.runtime.conversation.internal.text.ArrangedText;
import org.carrack.runtime.conversation.internal.text.ArrangedText.Found;
import org.carrack.runtime.conversation.internal.text.EntryParser;
import org.carrack.runtime.conversation.internal.text.Numbers;

/**
 * What a trigger looks for in a sentence, and what it may be. Immutable.
 *
 * @param isNumber whether it must be a number
 * @param values what it may be, in small letters; anything if there are none
 */
public record Entry(EntryParser parser, boolean isNumber, List<String> values) {

    public Entry {
        values = List.copyOf(values);
    }

    /** One that may be anything. */
    public static Entry text(EntryParser parser) {
        return new Entry(parser, false, List.of());
    }

    /** What of a sentence it is; empty if what is there is none of what it may be. */
    public Optional<Found> find(ArrangedText sentence, Locale locale) {
        return accept(parser.find(sentence), locale);
    }

    /** What it is of something that was found; what is not there is nothing, whatever it may be. */
    public Optional<Found> accept(Found found, Locale locale) {
        if (found.value().isBlank()) {
            return Optional.of(found);
        }
        if (isNumber) {
            OptionalDouble number = Numbers.find(found.original(), locale);
            return number.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Found(plain(number.getAsDouble()), found.original()));
        }
        if (values.isEmpty()) {
            return Optional.of(found);
        }
        String value = found.value().strip().toLowerCase(Locale.ROOT);
        return values.contains(value) ? Optional.of(new Found(value, found.original())) : Optional.empty();
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    /** What it may be, in words. */
    public String allowed() {
        return isNumber ? "a number" : "one of " + String.join(", ", values);
    }
}

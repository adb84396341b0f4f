package org.carrack.runtime.data.internal.model;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.carrack.runtime.data.internal.model.FieldValues.InvalidException;
import org.jspecify.annotations.Nullable;

/** Amounts of money: {@code numeric}. */
final class MoneyCodec implements ValueCodec {

    private static final Pattern MONEY =
            Pattern.compile("\\s*+([+-]?[\\d.,]++)\\s*+([kKmM%]?)\\s*+([A-Za-z]{3})?\\s*+");

    @Override
    public @Nullable Object defaultValue(ModelField field, String text, String bare) throws InvalidException {
        return bare.isEmpty() ? (Object) 0L : FieldValues.json(field, bare);
    }

    @Override
    public Object json(ModelField field, FieldType type, Object given) throws InvalidException {
        return money(given);
    }

    @Override
    public Object column(ModelField field, Object json) {
        return String.valueOf(json);
    }

    @Override
    public Object fromColumn(ModelField field, Object column) {
        return numeric(column.toString());
    }

    /** An amount, of US dollars where it names no currency; no rate of exchange is known here, so others stay as they are. */
    private static Object money(Object given) throws InvalidException {
        if (given instanceof Number number) {
            return plain(NumberCodec.decimal(number.toString()));
        }
        String text = TextCodec.text(given);
        if (text.isBlank()) {
            return 0L;
        }
        Matcher m = MONEY.matcher(text);
        if (!m.matches()) {
            throw FieldValues.wrong(FieldType.NUMERIC, given);
        }
        BigDecimal amount = NumberCodec.decimal(m.group(1).replace(",", ""));
        amount = switch (m.group(2)) {
            case "k", "K" -> amount.movePointRight(3);
            case "m", "M" -> amount.movePointRight(6);
            case "%" -> amount.movePointLeft(2);
            default -> amount;
        };
        String currency = m.group(3) == null ? "USD" : m.group(3).toUpperCase(Locale.ROOT);
        return currency.equals("USD")
                ? plain(amount)
                : amount.stripTrailingZeros().toPlainString() + " " + currency;
    }

    private static Object plain(BigDecimal number) {
        return number.stripTrailingZeros().scale() <= 0 && number.precision() - number.scale() < 18
                ? (Object) number.longValueExact()
                : number.doubleValue();
    }

    private static Object numeric(String text) {
        return text.matches("-?[0-9.E+-]+") ? plain(new BigDecimal(text)) : text;
    }
}

package org.carrack.runtime.data.internal.model;

import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.carrack.runtime.data.internal.model.FieldValues.InvalidException;
import org.carrack.spi.server.HostNames;
import org.jspecify.annotations.Nullable;

/** Texts of a form: addresses of mail, of hosts and on the web, telephone numbers, UUIDs. */
final class FormCodec implements ValueCodec {

    private static final Pattern EMAIL = Pattern.compile("[A-Za-z0-9._%+'-]++@[A-Za-z0-9-]++(?:\\.[A-Za-z0-9-]++)++");
    private static final Pattern IPV4 =
            Pattern.compile("(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
    private static final Pattern TEL = Pattern.compile("\\+?\\d{6,15}(x\\d+)?");

    private static final Pattern WEB =
            Pattern.compile("(https?://|ftp://)?(www\\.)?%s(\\.%s){0,125}\\.[A-Za-z]{2,63}(:\\d{1,5})?([/?#].*)?"
                    .formatted(HostNames.LABEL, HostNames.LABEL));

    @Override
    public @Nullable Object defaultValue(ModelField field, String text, String bare) throws InvalidException {
        return switch (field.type()) {
            case EMAIL, URL -> bare.isEmpty() ? "" : FieldValues.json(field, bare);
            case IP_ADDRESS ->
                bare.isEmpty() ? "0.0.0.0" : bare.equals("localhost") ? bare : FieldValues.json(field, bare);
            case IP_RANGE -> bare.isEmpty() ? "::/128" : FieldValues.json(field, bare);
            case TEL -> bare.isEmpty() ? null : FieldValues.json(field, bare);
            default -> null;
        };
    }

    @Override
    public Object json(ModelField field, FieldType type, Object given) throws InvalidException {
        String text = TextCodec.text(given);
        return switch (type) {
            case EMAIL -> matching(type, text.strip().toLowerCase(Locale.ROOT), EMAIL, true);
            case IP_ADDRESS -> address(type, text.strip());
            case IP_RANGE -> range(type, text.strip());
            case TEL -> matching(type, text.replaceAll("[ ,()-]", ""), TEL, false);
            case URL -> matching(type, text.strip(), WEB, true);
            default -> UUID.fromString(text.strip()).toString();
        };
    }

    @Override
    public @Nullable Object ofNull(ModelField field) throws InvalidException {
        return field.type() == FieldType.TEL || field.type() == FieldType.GUID ? null : ValueCodec.super.ofNull(field);
    }

    private static Object matching(FieldType type, String text, Pattern pattern, boolean mayBeEmpty)
            throws InvalidException {
        if (!(mayBeEmpty && text.isEmpty()) && !pattern.matcher(text).matches()) {
            throw FieldValues.wrong(type, text);
        }
        return text;
    }

    private static Object address(FieldType type, String text) throws InvalidException {
        if (text.equals("localhost")) {
            return "127.0.0.1";
        }
        if (!isAddress(text)) {
            throw FieldValues.wrong(type, text);
        }
        return text;
    }

    private static boolean isAddress(String text) {
        if (IPV4.matcher(text).matches()) {
            return true;
        }
        if (!IPV6.matcher(text).matches() || text.indexOf(':') < 0) {
            return false;
        }
        try {
            // Nothing is asked of the network: it is written as an address.
            return java.net.InetAddress.getByName(text).getHostAddress() != null;
        } catch (java.net.UnknownHostException e) {
            return false;
        }
    }

    private static Object range(FieldType type, String text) throws InvalidException {
        String[] parts = text.split("/", 2);
        boolean isV4 = IPV4.matcher(parts[0]).matches();
        boolean isGood = isAddress(parts[0])
                && (parts.length == 1
                        || (parts[1].matches("\\d{1,3}") && Integer.parseInt(parts[1]) <= (isV4 ? 32 : 128)));
        if (!isGood) {
            throw FieldValues.wrong(type, text);
        }
        return text;
    }
}

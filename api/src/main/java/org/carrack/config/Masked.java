package org.carrack.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Takes out of what is logged, listed or answered what nobody is to read there: passwords, tokens, keys. Stateless. */
public final class Masked {

    /** What stands in the place of a secret. */
    public static final String MASK = "***";

    private static final Pattern SECRET = Pattern.compile(
            "(.*_)?(password|passwd|pwd|passphrase|secret|token|credentials?|((api|private|secret|access)_?)key)s?");

    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/@\\s]*:[^/@\\s]*(?=@)");

    private Masked() {}

    /** Whether a value of that name is a secret, as far as its name tells: {@code db_password}, {@code apiKey}. */
    public static boolean isSecret(String name) {
        String plain = name.replaceAll("([a-z])([A-Z])", "$1_$2")
                .replaceAll("[-. ]", "_")
                .toLowerCase(Locale.ROOT);
        return SECRET.matcher(plain).matches();
    }

    /** The values with the secrets among them masked, at any depth. */
    public static Map<String, Object> values(Map<String, Object> values) {
        Map<String, Object> masked = new LinkedHashMap<>();
        values.forEach((name, value) -> masked.put(name, isSecret(name) ? MASK : value(value)));
        return masked;
    }

    private static Object value(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> inner = new LinkedHashMap<>();
            map.forEach((name, content) -> inner.put(String.valueOf(name), content));
            return values(inner);
        }
        return value instanceof List<?> list ? list.stream().map(Masked::value).toList() : value;
    }

    /** An address without the password in it. */
    public static String url(String address) {
        return USER_INFO.matcher(address).replaceAll(MASK);
    }
}

package org.carrack.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Masks secrets (passwords, tokens, keys) in logs, lists and responses. Stateless. */
public final class Masked {

    /** The replacement of a secret. */
    public static final String MASK = "***";

    private static final Pattern SECRET = Pattern.compile(
            "(.*_)?(password|passwd|pwd|pass|passphrase|secret|token|credentials?|((api|private|secret|access)_?)key)s?");

    /** Of addresses on the web anything before the {@code @} may be a secret; of others what follows a colon there. */
    private static final Pattern USER_INFO =
            Pattern.compile("(?<=https?://)[^/@\\s]+(?=@)|(?<=://)[^/@\\s:]*+:[^/@\\s]*+(?=@)");

    private static final Pattern PARAMETER = Pattern.compile("(?<=[?&;])([A-Za-z0-9_.-]+)=([^&;\\s]+)");

    private Masked() {}

    /** Whether the name of a value suggests that it is a secret: {@code db_password}, {@code apiKey}. */
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
        if (value instanceof List<?> list) {
            return list.stream().map(Masked::value).toList();
        }
        return value instanceof String text ? url(text) : value;
    }

    /** An address, or a text that holds some, without the secrets in it: before the {@code @}, and in the query. */
    public static String url(String text) {
        String masked = USER_INFO.matcher(text).replaceAll(MASK);
        return PARAMETER
                .matcher(masked)
                .replaceAll(found -> isSecret(found.group(1))
                        ? Matcher.quoteReplacement(found.group(1) + "=" + MASK)
                        : Matcher.quoteReplacement(found.group()));
    }
}

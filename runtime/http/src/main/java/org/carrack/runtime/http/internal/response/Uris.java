package org.carrack.runtime.http.internal.response;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Parts of addresses. */
public final class Uris {

    /** What would end a path or query, or break a line of a log; the rest is for the backend to judge, as nginx leaves it. */
    private static final String UNSAFE = " \"<>\\`#";

    private Uris() {}

    /** A path or query with what may not stand there as it is escaped (RFC 3986, 2.1); escapes stay as they are. */
    public static String ascii(String part) {
        StringBuilder safe = new StringBuilder(part.length());
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            char c = (char) (bytes[i] & 0xff);
            // A percent sign that begins no escape can only be meant as one.
            boolean isStray = c == '%' && !(i + 2 < bytes.length && isHex(bytes[i + 1]) && isHex(bytes[i + 2]));
            if (isStray || c <= ' ' || c >= 127 || UNSAFE.indexOf(c) >= 0) {
                safe.append("%%%02X".formatted((int) c));
            } else {
                safe.append(c);
            }
        }
        return safe.toString();
    }

    private static boolean isHex(byte b) {
        return Character.digit(b, 16) >= 0;
    }

    /** Whether a path leads out of its folder if its escapes are decoded once more. */
    public static boolean leadsOut(String path) {
        String read = path;
        for (int i = 0; i < 2; i++) {
            read = read.replaceAll("(?i)%25", "%")
                    .replaceAll("(?i)%2f|%5c", "/")
                    .replaceAll("(?i)%2e", ".")
                    .replace('\\', '/');
        }
        return ("/" + read + "/").contains("/../") || ("/" + read + "/").contains("/./");
    }

    /** The name of a file below a folder that a canonical path asks for; null if it holds a separator that is escaped. */
    public static @Nullable String fileName(String canonical) {
        if (canonical.indexOf('%') < 0) {
            return canonical;
        }
        String upper = canonical.toUpperCase(Locale.ROOT);
        return upper.contains("%2F") ? null : canonical.replace("%25", "%");
    }

    /** The same for a path, in which a question mark is an ordinary character. */
    public static String asciiPath(String path) {
        return ascii(path).replace("?", "%3F");
    }
}

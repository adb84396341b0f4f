package org.carrack.runtime.http.internal;

import java.nio.charset.StandardCharsets;

/** Parts of addresses. */
public final class Uris {

    /** What may not stand in the path or query of a request as it is, of what is no letter, digit or escape. */
    private static final String UNSAFE = " \"<>\\^`{|}#";

    private Uris() {}

    /** A path or query with what may not stand there as it is escaped (RFC 3986, 2.1); escapes stay as they are. */
    public static String ascii(String part) {
        StringBuilder safe = new StringBuilder(part.length());
        for (byte b : part.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c <= ' ' || c >= 127 || UNSAFE.indexOf(c) >= 0) {
                safe.append("%%%02X".formatted((int) c));
            } else {
                safe.append(c);
            }
        }
        return safe.toString();
    }

    /** The same for a path, in which a question mark is no mark. */
    public static String asciiPath(String path) {
        return ascii(path).replace("?", "%3F");
    }
}

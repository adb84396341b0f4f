package org.carrack.runtime.data.internal.schema;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.carrack.config.ConfigTag;

/** Short texts that identify contents. */
public final class Digest {

    private Digest() {}

    /** Of what a tag says, wherever it stands. */
    public static String of(ConfigTag tag) {
        StringBuilder text = new StringBuilder();
        append(text, tag);
        return of(text.toString());
    }

    private static void append(StringBuilder text, ConfigTag tag) {
        text.append('<')
                .append(tag.name())
                .append('=')
                .append(tag.value().orElse(""))
                .append('|');
        tag.children().forEach(child -> append(text, child));
        text.append('>');
    }

    /** Of a text: 32 hexadecimal digits. */
    public static String of(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

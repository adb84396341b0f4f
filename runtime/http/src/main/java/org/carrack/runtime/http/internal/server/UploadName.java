package org.carrack.runtime.http.internal.server;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/** The name of a file that somebody sent, as a file of this machine can have it: no folders, and nothing that means something to the system. */
final class UploadName {

    /** Bytes in UTF-8; file systems bear 255, and others may add something. */
    private static final int LONGEST = 200;

    private static final int LONGEST_EXTENSION = 20;

    private static final Charset FILE_NAMES = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    private UploadName() {}

    /** Letters and digits of all scripts stay, and of a long name the beginning and the extension. */
    static String of(String sent) {
        String last = Normalizer.normalize(
                        sent.substring(Math.max(sent.lastIndexOf('/'), sent.lastIndexOf('\\')) + 1),
                        Normalizer.Form.NFC)
                .replaceAll("[^\\p{L}\\p{M}\\p{Nd}._-]", "_");
        if (!FILE_NAMES.newEncoder().canEncode(last)) {
            // A machine without UTF-8 in its locale.
            last = last.replaceAll("[^\\p{ASCII}]", "_");
        }
        if (last.isEmpty() || last.startsWith(".")) {
            return "upload";
        }
        int dot = last.lastIndexOf('.');
        String extension = dot < 0 || last.length() - dot > LONGEST_EXTENSION ? "" : last.substring(dot);
        return shortened(last.substring(0, last.length() - extension.length()), LONGEST - size(extension)) + extension;
    }

    private static int size(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String shortened(String text, int most) {
        String shorter = text;
        while (size(shorter) > most) {
            shorter = shorter.substring(0, shorter.offsetByCodePoints(shorter.length(), -1));
        }
        return shorter;
    }
}

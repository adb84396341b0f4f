package org.carrack.launcher;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipFile;

/**
 * The main headers of jars, and a file that keeps them: ninety manifests parsed at each start are a third of a second of CPU. The
 * caller must delete the file when the jars have changed. Stateless.
 */
final class JarHeaders {

    private static final int LONGEST = 1 << 20;

    private JarHeaders() {}

    /** The headers of one jar; none if it has no manifest. */
    static Map<String, String> ofJar(File file) throws IOException {
        Map<String, String> headers = new HashMap<>();
        try (JarFile jar = new JarFile(file, false, ZipFile.OPEN_READ)) {
            Manifest manifest = jar.getManifest();
            if (manifest != null) {
                manifest.getMainAttributes().forEach((name, value) -> headers.put(name.toString(), value.toString()));
            }
        }
        return headers;
    }

    /** Reads the headers by the paths of the jars, in their order; nothing if the file is not there or damaged. */
    static Map<String, Map<String, String>> read(Path file) {
        Map<String, Map<String, String>> all = new LinkedHashMap<>();
        if (!Files.isRegularFile(file)) {
            return all;
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            for (int jars = in.readInt(); jars > 0; jars--) {
                String jar = text(in);
                Map<String, String> headers = new HashMap<>();
                for (int left = in.readInt(); left > 0; left--) {
                    headers.put(text(in), text(in));
                }
                all.put(jar, headers);
            }
            if (in.read() >= 0) {
                return new LinkedHashMap<>();
            }
            return all;
        } catch (IOException e) {
            return new LinkedHashMap<>();
        }
    }

    private static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > LONGEST) {
            throw new IOException("a text of %d bytes".formatted(length));
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Writes the headers; without a file the next start reads the jars again. */
    static void write(Path file, Map<String, Map<String, String>> all) throws IOException {
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
            out.writeInt(all.size());
            for (Map.Entry<String, Map<String, String>> jar : all.entrySet()) {
                text(out, jar.getKey());
                out.writeInt(jar.getValue().size());
                for (Map.Entry<String, String> header : jar.getValue().entrySet()) {
                    text(out, header.getKey());
                    text(out, header.getValue());
                }
            }
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}

package org.carrack.itest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/** Sends requests as they are written, also those that clients would mend. */
final class RawHttp {

    private static final int LIMIT_MS = (int) TimeUnit.SECONDS.toMillis(20);

    private RawHttp() {}

    /**
     * An answer.
     *
     * @param headers by their names in lower case; of several of one name the last
     * @param body without its encodings
     */
    record Answer(int status, Map<String, String> headers, String body) {}

    /** Sends a request to this machine; {@code head} is its lines without the end of the head. */
    static Answer send(int port, String head, String body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return send(socket, head, body);
        }
    }

    /** Sends a request over a connection, which ends with its answer. */
    static Answer send(Socket socket, String head, String body) throws IOException {
        socket.setSoTimeout(LIMIT_MS);
        socket.getOutputStream()
                .write((head + "\r\nConnection: close\r\n\r\n" + body).getBytes(StandardCharsets.ISO_8859_1));
        return read(socket.getInputStream().readAllBytes());
    }

    private static Answer read(byte[] all) throws IOException {
        String text = new String(all, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        String[] lines = text.substring(0, end).split("\r\n");
        Map<String, String> headers = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip());
        }
        byte[] body = java.util.Arrays.copyOfRange(all, end + 4, all.length);
        if ("chunked".equals(headers.get("transfer-encoding"))) {
            body = joined(body);
        }
        if ("gzip".equals(headers.get("content-encoding")) && body.length > 0) {
            body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
        }
        return new Answer(Integer.parseInt(lines[0].split(" ")[1]), headers, new String(body, StandardCharsets.UTF_8));
    }

    private static byte[] joined(byte[] chunked) {
        String text = new String(chunked, StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf("\r\n", at);
            int size = Integer.parseInt(text.substring(at, end), 16);
            body.write(chunked, end + 2, size);
            at = size == 0 ? text.length() : end + 2 + size + 2;
        }
        return body.toByteArray();
    }
}

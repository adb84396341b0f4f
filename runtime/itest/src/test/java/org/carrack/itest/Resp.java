package org.carrack.itest;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.carrack.test.Carrack;

/** A connection to gedis, or to HTTP, byte by byte: what a client does under its API. */
final class Resp implements Closeable {

    private final Socket socket;
    private final InputStream in;

    Resp(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** The port of the server of these tests. */
    static int port() {
        return Integer.parseInt(Carrack.await("(osgi.condition.id=org.carrack.gedis.open)", "carrack.gedis.port"));
    }

    /** Sends a command as an array of bulk strings; the reply. */
    String call(String... parts) throws IOException {
        send(command(parts));
        return reply();
    }

    static byte[] command(String... parts) {
        return command(Arrays.stream(parts)
                .map(part -> part.getBytes(StandardCharsets.UTF_8))
                .toList());
    }

    static byte[] command(List<byte[]> parts) {
        ByteArrayOutputStream command = new ByteArrayOutputStream();
        command.writeBytes(("*" + parts.size() + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (byte[] part : parts) {
            command.writeBytes(("$" + part.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            command.writeBytes(part);
            command.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        return command.toByteArray();
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** The next reply: a bulk string's text, anything else as its line. Of arrays and maps the parts, in brackets. */
    String reply() throws IOException {
        String line = line();
        int count = "$*%".indexOf(line.charAt(0)) < 0 ? 0 : Integer.parseInt(line.substring(1));
        char type = line.charAt(0);
        if (type == '$') {
            String text = new String(in.readNBytes(count), StandardCharsets.UTF_8);
            line();
            return text;
        }
        if (type != '*' && type != '%') {
            return line;
        }
        StringBuilder parts = new StringBuilder(type + "[");
        for (int i = 0; i < count * (type == '%' ? 2 : 1); i++) {
            parts.append(i == 0 ? "" : ",").append(reply());
        }
        return parts.append(']').toString();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\r'; b = in.read()) {
            if (b < 0) {
                throw new IOException("closed after " + line);
            }
            line.append((char) b);
        }
        in.read();
        return line.toString();
    }

    /** The next answer of HTTP, where the connection speaks that: status line, headers and body. */
    String httpAnswer() throws IOException {
        StringBuilder answer = new StringBuilder();
        int length = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            answer.append(line).append('\n');
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(
                        line.substring("content-length:".length()).trim());
            }
        }
        return answer.append(new String(in.readNBytes(length), StandardCharsets.UTF_8))
                .toString();
    }

    /** Reads until that text has come. */
    void readUntil(String text) throws IOException {
        StringBuilder read = new StringBuilder();
        while (!read.toString().endsWith(text)) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("closed after " + read);
            }
            read.append((char) b);
        }
    }

    /** How many bytes have come and were not read. */
    int unread() throws IOException {
        return in.available();
    }

    /** Tells the server that nothing more comes. */
    void endOutput() throws IOException {
        try {
            socket.shutdownOutput();
        } catch (SocketException e) {
            // The server was faster.
        }
    }

    /** Reads what still comes until the server closes. */
    void readToEnd() throws IOException {
        try {
            in.readAllBytes();
        } catch (SocketException e) {
            // Closed with something unread of ours.
        }
    }

    /** Whether the server has closed the connection. */
    boolean isClosed() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

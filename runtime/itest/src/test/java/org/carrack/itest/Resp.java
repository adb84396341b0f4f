package org.carrack.itest;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection to gedis, byte by byte: what a client of Redis does under its API. */
final class Resp implements Closeable {

    private final Socket socket;
    private final InputStream in;

    Resp(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends a command as an array of bulk strings; the reply. */
    String call(String... parts) throws IOException {
        send(command(parts));
        return reply();
    }

    static byte[] command(String... parts) {
        StringBuilder command = new StringBuilder("*" + parts.length + "\r\n");
        for (String part : parts) {
            command.append('$')
                    .append(part.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n")
                    .append(part)
                    .append("\r\n");
        }
        return command.toString().getBytes(StandardCharsets.UTF_8);
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

    /** Whether the server has closed the connection. */
    boolean isClosed() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

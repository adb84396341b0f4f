package org.carrack.itest;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.carrack.test.Carrack;
import org.junit.Before;
import org.junit.Test;

/**
 * Both doors are sent what is nearly right. They answer or close, never hang, and never let a stack trace out. The seed is
 * printed; {@code -Dcarrack.fuzz=500000} makes it a long run.
 */
public class FuzzIT extends Server {

    private static final int INPUTS = Integer.getInteger("carrack.fuzz", 10_000);

    /** How many inputs are sent over one connection, as far as it lives. */
    private static final int A_CONNECTION = 200;

    private static final List<String> VALUES = List.of(
            "{\"name\": \"Ada\"}",
            "{\"name\": \"Ada\", \"times\": 1e999999999}",
            "{\"name\": \"Ada\", \"times\": 99999999999999999999999999999999}",
            "{\"args\": {\"args\": {\"name\": 1}}}",
            "[".repeat(5_000),
            "{\"name\":".repeat(2_000),
            "{\"name\": \"\\ud800\"}",
            "[[\"a\"], {\"times\": 2}]",
            "\u0000\uffff",
            "nul");

    private final long seed = Long.getLong("carrack.fuzz.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Before
    public void start() {
        awaitStarted();
        System.out.println("FuzzIT: seed " + seed + ", " + INPUTS + " inputs for each door");
    }

    @Test
    public void gedis() throws Exception {
        int port = Integer.parseInt(Carrack.await("(osgi.condition.id=org.carrack.gedis.open)", "carrack.gedis.port"));
        fuzz(port, () -> {
            String name = List.of("hello.helloActor.greet", "hello_helloActor", "HELLO", "core", "admin.packages.info")
                    .get(random.nextInt(5));
            return Resp.command(name, value(), value());
        });
        try (Resp gedis = new Resp(port)) {
            assertTrue(gedis.call("PING").equals("+PONG"));
        }
    }

    @Test
    public void http() throws Exception {
        URI uri = request("/").build().uri();
        fuzz(uri.getPort(), () -> {
            byte[] body = mangled(value().getBytes(StandardCharsets.UTF_8));
            String head = "POST /hello/actors/helloActor/greet HTTP/1.1\r\nHost: x\r\n"
                    + "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n";
            byte[] request = new byte[head.length() + body.length];
            System.arraycopy(head.getBytes(StandardCharsets.US_ASCII), 0, request, 0, head.length());
            System.arraycopy(body, 0, request, head.length(), body.length);
            return request;
        });
        assertTrue(call("/hello/actors/helloActor/hello").contains("hello"));
    }

    private String value() {
        return VALUES.get(random.nextInt(VALUES.size()));
    }

    private interface Input {
        byte[] next();
    }

    private void fuzz(int port, Input input) throws Exception {
        int sent = 0;
        while (sent < INPUTS) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(20_000);
                Thread reader = new Thread(() -> read(socket));
                reader.start();
                try {
                    for (int i = 0; i < A_CONNECTION; i++, sent++) {
                        byte[] bytes = input.next();
                        socket.getOutputStream().write(random.nextInt(4) == 0 ? mangled(bytes) : bytes);
                    }
                    socket.shutdownOutput();
                } catch (SocketException e) {
                    sent++; // the server has closed: it may, after what it cannot read
                }
                reader.join(30_000);
                assertFalse("the server hangs; seed " + seed, reader.isAlive());
            }
            assertFalse(trace, !trace.isEmpty());
        }
    }

    private volatile String trace = "";

    /** Reads until the server closes, which it does when it has answered all. */
    private void read(Socket socket) {
        try {
            InputStream in = socket.getInputStream();
            StringBuilder said = new StringBuilder();
            byte[] buffer = new byte[64 << 10];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                said.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
            }
            if (said.indexOf("\tat ") >= 0 || said.indexOf(".java:") >= 0) {
                trace = said.toString();
            }
        } catch (IOException e) {
            // Closed with something unread: a reset.
        }
    }

    private byte[] mangled(byte[] bytes) {
        byte[] changed = bytes.clone();
        for (int i = random.nextInt(4); i > 0 && changed.length > 0; i--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        return changed;
    }
}

package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/**
 * Both transports are sent what is nearly right, and clients are slow. Each input is answered, or ends its own connection; nothing
 * hangs, nothing leaks, no stack trace gets out. The seed is printed; {@code ./carrack bench fuzz} is the long form.
 */
public class FuzzIT extends Server {

    private static final int INPUTS = Integer.getInteger("carrack.fuzz", 10_000);

    /** How many inputs are sent over one connection, at most. */
    private static final int A_CONNECTION = 200;

    private static final int SLOW_CLIENTS = 200;
    private static final long LIMIT_S = 30;
    private static final long HEAP_GROWTH = 64 << 20;

    private static final List<String> VALUES = List.of(
            "{\"name\": \"Ada\"}",
            "{\"name\": \"Ada\", \"times\": 2}",
            "{\"name\": \"Ada\", \"times\": 1e999999999}",
            "{\"name\": \"Ada\", \"times\": 99999999999999999999999999999999}",
            "{\"name\": \"Ada\", \"times\": -0.0}",
            "{\"args\": {\"args\": {\"name\": 1}}}",
            "{\"args\": {\"name\": \"Ada\"}, \"content_type\": \"json\"}",
            "[".repeat(5_000),
            "{\"name\":".repeat(2_000),
            "9".repeat(5_000),
            "{\"name\": \"\\ud800\"}",
            "{\"name\": \"" + "ä€😀".repeat(300) + "\"}",
            "[[\"a\"], {\"times\": 2}]",
            "\u0000\uffff",
            "nul",
            "");

    private final long seed = Long.getLong("carrack.fuzz.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private long filesBefore;

    @Before
    public void start() throws Exception {
        awaitStarted();
        System.out.println("FuzzIT: seed " + seed + ", " + INPUTS + " inputs for each transport");
        call("/hello/actors/helloActor/hello");
        filesBefore = openFiles();
    }

    /** Every connection is closed at both ends, and Netty, in its most suspicious mode, has found no buffer lost. */
    @After
    public void nothingLeaks() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
        while (openFiles() > filesBefore + 20 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertTrue(openFiles() + " files are open, before " + filesBefore, openFiles() <= filesBefore + 20);
        // A lost buffer is found when it was collected, and another is asked for.
        System.gc();
        try (Resp gedis = new Resp(Resp.port())) {
            for (int i = 0; i < 100; i++) {
                assertEquals("+PONG", gedis.call("PING"));
            }
        }
        assertFalse(Files.readString(Path.of(System.getProperty("carrack.log"), "carrack.log"))
                .contains("LEAK:"));
    }

    private static long openFiles() {
        return ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                .getOpenFileDescriptorCount();
    }

    @Test
    public void gedis() throws Exception {
        fuzz(Resp.port(), Resp::reply, () -> {
            String name = pick(List.of(
                    "hello.helloActor.greet", "hello_helloActor", "core", "admin.packages.info", "nope.a.b", "ECHO"));
            return Resp.command(List.of(bytes(mangledOrNot(name)), value(), value()));
        });
    }

    @Test
    public void http() throws Exception {
        URI uri = request("/").build().uri();
        fuzz(uri.getPort(), Resp::httpAnswer, () -> {
            byte[] body = value();
            String type = pick(List.of("application/json", "application/json; charset=utf-8", "text/plain", "a/b; c"));
            String path = pick(List.of("greet", "hello", "info", "nope"));
            String head =
                    "POST /hello/actors/helloActor/%s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
                            .formatted(path, type, body.length);
            return joined(bytes(head), body);
        });
    }

    private interface Reader {
        String next(Resp connection) throws IOException;
    }

    /**
     * Sends inputs that are framed as they should be, whatever they hold, so that each must be answered; the last of a
     * connection is broken anywhere, and ends it or not.
     */
    private void fuzz(int port, Reader reader, Supplier<byte[]> input) throws Exception {
        long heap = 0;
        int sent = 0;
        while (sent < INPUTS) {
            int count = 1 + random.nextInt(A_CONNECTION);
            List<byte[]> inputs = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                inputs.add(input.get());
            }
            byte[] last = mangled(input.get());
            try (Resp connection = new Resp(port)) {
                Thread sender = new Thread(() -> send(connection, inputs));
                sender.start();
                String before = "";
                for (int i = 0; i < count; i++) {
                    String answer = answer(reader, connection, inputs.get(i), before);
                    before = answer;
                    assertFalse(
                            "seed %d: %s".formatted(seed, answer),
                            answer.contains("\tat ") || answer.contains(".java:") || answer.contains("Exception"));
                }
                sender.join();
                // Not before the others are answered: a server that closes with something unread resets the connection.
                send(connection, List.of(last));
                connection.endOutput();
                connection.readToEnd();
            }
            sent += count + 1;
            if (heap == 0 && sent > INPUTS / 5) {
                heap = usedHeap();
            }
        }
        long growth = usedHeap() - heap;
        assertTrue("the heap grew by %,d bytes; seed %d".formatted(growth, seed), growth < HEAP_GROWTH);
    }

    private String answer(Reader reader, Resp connection, byte[] input, String before) {
        try {
            return reader.next(connection);
        } catch (IOException e) {
            throw new AssertionError("seed %d: %s instead of an answer to %s, after %s"
                    .formatted(seed, e.getMessage(), new String(input, StandardCharsets.ISO_8859_1), before));
        }
    }

    private static void send(Resp connection, List<byte[]> inputs) {
        try {
            for (byte[] each : inputs) {
                connection.send(each);
            }
        } catch (SocketException e) {
            // The server may close after what it cannot read.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    public void clientsThatWriteSlowlyHinderNobody() throws Exception {
        URI uri = request("/").build().uri();
        String body = "{\"name\": \"Ada\"}";
        byte[] http = bytes(
                "POST /hello/actors/helloActor/greet HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(body.length(), body));
        byte[] gedis = Resp.command("hello.helloActor.greet", body);
        List<Resp> slow = new ArrayList<>();
        try {
            for (int i = 0; i < SLOW_CLIENTS; i++) {
                slow.add(new Resp(i % 2 == 0 ? uri.getPort() : Resp.port()));
            }
            int longest = Math.max(http.length, gedis.length);
            for (int at = 0; at < longest; at++) {
                for (int i = 0; i < SLOW_CLIENTS; i++) {
                    byte[] all = i % 2 == 0 ? http : gedis;
                    if (at < all.length) {
                        slow.get(i).send(new byte[] {all[at]});
                    }
                }
                if (at == gedis.length / 2) {
                    assertEquals("\"hello from foo's actor\"", call("/hello/actors/helloActor/hello"));
                    try (Resp quick = new Resp(Resp.port())) {
                        assertEquals("\"hello from foo's actor\"", quick.call("hello.helloActor.hello"));
                    }
                }
            }
            for (int i = 0; i < SLOW_CLIENTS; i++) {
                Resp client = slow.get(i);
                String answer = i % 2 == 0 ? client.httpAnswer() : client.reply();
                assertTrue(answer, answer.endsWith("{\"text\":\"hello Ada\",\"times\":1}"));
            }
        } finally {
            for (Resp client : slow) {
                client.close();
            }
        }
    }

    /** The server stops reading from them, and goes on when they do. */
    @Test
    public void clientsThatReadNothingGetAllOfItInTheEnd() throws Exception {
        int calls = 2_000;
        String name = "a".repeat(50_000);
        byte[] command = Resp.command("hello.helloActor.greet", "{\"name\": \"%s\"}".formatted(name));
        try (Resp lazy = new Resp(Resp.port())) {
            Thread sender = new Thread(() -> send(lazy, Collections.nCopies(calls, command)));
            sender.start();
            // Full in both directions: what was answered, and what was not read.
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
            while (lazy.unread() < 32 << 10 && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            try (Resp quick = new Resp(Resp.port())) {
                assertEquals("\"hello from foo's actor\"", quick.call("hello.helloActor.hello"));
            }
            for (int i = 0; i < calls; i++) {
                assertEquals("{\"text\":\"hello " + name + "\",\"times\":1}", lazy.reply());
            }
            sender.join();
        }
    }

    private <T> T pick(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private byte[] value() {
        byte[] value = bytes(pick(VALUES));
        return random.nextBoolean() ? mangled(value) : value;
    }

    private String mangledOrNot(String name) {
        return random.nextInt(4) == 0 ? new String(mangled(bytes(name)), StandardCharsets.ISO_8859_1) : name;
    }

    private byte[] mangled(byte[] bytes) {
        byte[] changed = bytes.clone();
        for (int i = random.nextInt(4); i > 0 && changed.length > 0; i--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(8) == 0 ? Arrays.copyOf(changed, random.nextInt(changed.length + 1)) : changed;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(first);
        all.writeBytes(second);
        return all.toByteArray();
    }
}

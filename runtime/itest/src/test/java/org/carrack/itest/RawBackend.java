package org.carrack.itest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A backend that says what it was sent, byte for byte: its answer's body is the request line and the headers. {@code /once…} closes the
 * connection after its answer without a word; {@code /head/<n>} has a header of that many characters; {@code /moved} leads to itself;
 * {@code /slow/<n>} sends a byte each quarter of a second; {@code /silent} says nothing; {@code /kept…} is answered once on each connection, which is
 * closed without a word when it brings another request; {@code /together} is answered when there are three.
 */
final class RawBackend implements AutoCloseable {

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicInteger dropped = new AtomicInteger();
    private final CyclicBarrier together = new CyclicBarrier(3);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    RawBackend() throws IOException {
        threads.execute(() -> {
            try {
                while (true) {
                    Socket client = socket.accept();
                    threads.execute(() -> serve(client));
                }
            } catch (IOException e) {
                // It is closed.
            }
        });
    }

    int port() {
        return socket.getLocalPort();
    }

    /** How many requests were not answered since they came on a connection that had one before. */
    int dropped() {
        return dropped.get();
    }

    private void serve(Socket client) {
        try (client) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            boolean isUsed = false;
            while (true) {
                List<String> head = new ArrayList<>();
                for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                    head.add(line);
                }
                if (head.isEmpty()) {
                    return;
                }
                String path = head.get(0).split(" ")[1];
                String extra = "";
                if (isUsed && path.startsWith("/kept")) {
                    dropped.incrementAndGet();
                    return;
                }
                isUsed = true;
                if (path.equals("/together")) {
                    together.await();
                }
                if (path.startsWith("/head/")) {
                    extra = "X-Large: %s\r\n".formatted("a".repeat(Integer.parseInt(path.substring(6))));
                } else if (path.equals("/moved")) {
                    extra = "Location: %s\r\n".formatted(URI.create("http://127.0.0.1:" + port() + "/there?x=1"));
                }
                if (path.equals("/silent")) {
                    // Until the other end has had enough.
                    in.read();
                    return;
                }
                if (path.startsWith("/slow/")) {
                    slowly(client, Integer.parseInt(path.substring(6)));
                    return;
                }
                String body = String.join("\n", head);
                write(
                        client,
                        "HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s"
                                .formatted(path.equals("/moved") ? "302 Found" : "200 OK", extra, body.length(), body));
                if (path.startsWith("/once")) {
                    return;
                }
            }
        } catch (IOException | InterruptedException | BrokenBarrierException e) {
            // The client is gone.
        }
    }

    private static void slowly(Socket client, int count) throws IOException, InterruptedException {
        write(client, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n".formatted(count));
        Object pace = new Object();
        for (int i = 0; i < count; i++) {
            synchronized (pace) {
                pace.wait(250);
            }
            write(client, "x");
        }
    }

    private static void write(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        client.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        threads.shutdownNow();
    }
}

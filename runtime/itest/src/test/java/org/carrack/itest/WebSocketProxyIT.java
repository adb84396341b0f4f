package org.carrack.itest;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/** A proxy lets connections leave HTTP for WebSocket. */
@Category(OwnProcess.class)
public class WebSocketProxyIT {

    private static final long LIMIT_S = 20;

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    private final CountDownLatch started = new CountDownLatch(1);
    private WebSocketServer backend;
    private ServerProcess server;
    private int backendPort;

    /** Says all back, and first which path was asked for. */
    @Before
    public void start() throws Exception {
        backendPort = ServerProcess.freePort();
        backend = new WebSocketServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), backendPort)) {
            @Override
            public void onStart() {
                started.countDown();
            }

            @Override
            public void onOpen(org.java_websocket.WebSocket socket, ClientHandshake handshake) {
                socket.send(handshake.getResourceDescriptor() + " " + handshake.getFieldValue("X-Forwarded-For"));
            }

            @Override
            public void onMessage(org.java_websocket.WebSocket socket, String text) {
                socket.send(text);
            }

            @Override
            public void onMessage(org.java_websocket.WebSocket socket, ByteBuffer bytes) {
                socket.send(bytes);
            }

            @Override
            public void onClose(org.java_websocket.WebSocket socket, int code, String reason, boolean isRemote) {}

            @Override
            public void onError(org.java_websocket.WebSocket socket, Exception e) {}
        };
        backend.setReuseAddr(true);
        backend.start();
        assertTrue(started.await(LIMIT_S, TimeUnit.SECONDS));
        server = ServerProcess.start(folder.getRoot().toPath().resolve("home"));
        Path yard = folder.newFolder("yard").toPath();
        Files.writeString(
                yard.resolve("package.toml"),
                TestPackages.toml("yard", "1.0.0")
                        + "[[locations]]\ntype = \"proxy\"\npath_url = \"/ws\"\nhost = \"127.0.0.1\"\nport = %d\npath_dest = \"/deep\"\nwebsocket = true\n"
                                .formatted(backendPort)
                        + "[[locations]]\ntype = \"proxy\"\npath_url = \"/closed\"\nhost = \"127.0.0.1\"\nport = %d\nwebsocket = true\nis_auth = true\n"
                                .formatted(backendPort)
                        + "[[locations]]\ntype = \"proxy\"\npath_url = \"/no\"\nhost = \"127.0.0.1\"\nport = %s\nwebsocket = true\n"
                                .formatted(URI.create(server.url()).getPort()));
        ServerProcess.Ended added = server.command("package", "add", yard.toString());
        assertEquals(added.err(), 0, added.status());
    }

    @After
    public void stop() throws Exception {
        server.close();
        backend.stop();
    }

    /** A client that keeps what it is told. */
    private static final class Heard implements WebSocket.Listener {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final StringBuilder text = new StringBuilder();
        private final List<String> texts = new ArrayList<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();

        @Override
        public synchronized CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean isLast) {
            text.append(part);
            if (isLast) {
                texts.add(text.toString());
                text.setLength(0);
                notifyAll();
            }
            socket.request(1);
            return null;
        }

        @Override
        public synchronized CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean isLast) {
            byte[] all = new byte[part.remaining()];
            part.get(all);
            bytes.writeBytes(all);
            notifyAll();
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable e) {
            closed.complete(-1);
        }

        private synchronized void await(int textCount, int byteCount) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
            while (texts.size() < textCount || bytes.size() < byteCount) {
                long left = end - System.nanoTime();
                assertTrue("only " + texts.size() + " texts and " + bytes.size() + " bytes came", left > 0);
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        }
    }

    private WebSocket connect(String path, Heard heard) {
        URI uri = URI.create(server.url().replace("http:", "ws:")).resolve(path);
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(uri, heard)
                .orTimeout(LIMIT_S, TimeUnit.SECONDS)
                .join();
    }

    @Test
    public void textsBytesAndTheEndPassBothWays() throws Exception {
        Heard heard = new Heard();
        WebSocket socket = connect("/ws/chat?room=1", heard);
        socket.sendText("hello", true).join();
        byte[] large = new byte[1 << 20];
        new Random(1).nextBytes(large);
        socket.sendBinary(ByteBuffer.wrap(large), true).join();
        heard.await(2, large.length);
        assertEquals(List.of("/deep/chat?room=1 127.0.0.1", "hello"), heard.texts);
        assertArrayEquals(large, heard.bytes.toByteArray());
        socket.sendClose(4_000, "bye").join();
        assertEquals(4_000, heard.closed.get(LIMIT_S, TimeUnit.SECONDS).intValue());
    }

    @Test
    public void manyAtOnceAndTheyGoWithThePackage() throws Exception {
        List<Heard> all = new ArrayList<>();
        List<WebSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Heard heard = new Heard();
            all.add(heard);
            sockets.add(connect("/ws/" + i, heard));
        }
        for (int i = 0; i < 100; i++) {
            sockets.get(i).sendText("text " + i, true).join();
        }
        for (int i = 0; i < 100; i++) {
            all.get(i).await(2, 0);
            assertEquals("text " + i, all.get(i).texts.get(1));
        }
        assertEquals(0, server.command("package", "delete", "yard").status());
        for (Heard heard : all) {
            heard.closed.get(LIMIT_S, TimeUnit.SECONDS);
        }
    }

    @Test
    public void aBackendThatWouldRatherNotIsHeard() throws Exception {
        CompletionException refused =
                assertThrows(CompletionException.class, () -> connect("/no/nothing", new Heard()));
        assertEquals(
                404,
                ((WebSocketHandshakeException) refused.getCause()).getResponse().statusCode());
        backend.stop();
        CompletionException gone = assertThrows(CompletionException.class, () -> connect("/ws/", new Heard()));
        assertEquals(
                502,
                ((WebSocketHandshakeException) gone.getCause()).getResponse().statusCode());
    }

    @Test
    public void itEndsWithWhatOpenedIt() throws Exception {
        assertEquals(0, server.command("user", "add", "ada").status());
        String token = server.command("user", "token", "ada").out().strip();
        URI address = URI.create(server.url().replace("http", "ws") + "closed/x");
        Heard kept = new Heard();
        Heard ended = new Heard();
        WebSocket ofOwner = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + server.ownerToken())
                .buildAsync(address, kept)
                .get(LIMIT_S, TimeUnit.SECONDS);
        HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .buildAsync(address, ended)
                .get(LIMIT_S, TimeUnit.SECONDS);

        assertEquals(0, server.command("user", "revoke", "ada").status());

        // Without a farewell: it is cut.
        assertEquals(1_006, ended.closed.get(LIMIT_S, TimeUnit.SECONDS).intValue());
        ofOwner.sendText("still here", true).get(LIMIT_S, TimeUnit.SECONDS);
        assertTrue(!kept.closed.isDone());
    }
}

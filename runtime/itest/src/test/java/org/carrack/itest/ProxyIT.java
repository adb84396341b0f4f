package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.carrack.manage.PackageRequest;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** What passes between a client and a backend, and what does not: as nginx does it with {@code proxy_pass} and a path. */
public class ProxyIT extends Server {

    private RawBackend backend;
    private int port;

    @Before
    public void start() throws Exception {
        awaitStarted();
        backend = new RawBackend();
        port = request("/").build().uri().getPort();
        add("one", location("/code", ""));
        add("two", location("/two", ""));
    }

    @After
    public void stop() throws Exception {
        for (String name : List.of("one", "two", "site")) {
            if (packages.find(name).isPresent()) {
                packages.execute(PackageRequest.delete(name));
            }
        }
        backend.close();
    }

    private String location(String path, String more) {
        return "[[locations]]\ntype = \"proxy\"\nhost = \"127.0.0.1\"\nport = %d\npath_url = \"%s\"\npath_dest = \"/\"\n%s"
                .formatted(backend.port(), path, more);
    }

    private void add(String name, String toml, String... files) throws Exception {
        Path folder = sources(Files.createTempDirectory(name), TestPackages.toml(name, "1.0.0") + toml, files);
        packages.execute(PackageRequest.add(folder.toString()).with(PackageRequest.Option.COPY));
    }

    private RawHttp.Answer ask(String path) throws Exception {
        return ask(path, "");
    }

    /** @param header one more line of the head; empty for none */
    private RawHttp.Answer ask(String path, String header) throws Exception {
        return RawHttp.send(
                port, "GET %s HTTP/1.1\r\nHost: test%s".formatted(path, header.isEmpty() ? "" : "\r\n" + header), "");
    }

    @Test
    public void aPackageThatStopsTakesNothingFromTheProxiesOfOthers() throws Exception {
        String before = ask("/two/x").body();
        CompletableFuture<RawHttp.Answer> running = CompletableFuture.supplyAsync(() -> {
            try {
                return ask("/two/slow/8");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        packages.stop("one");
        assertEquals(before, ask("/two/x").body());
        packages.start("one");
        assertEquals("what runs goes on", "xxxxxxxx", running.get().body());
        assertEquals("no header that no client sent", before, ask("/two/x").body());
        assertEquals(before.replace("/two/", "/code/"), ask("/code/x").body());
    }

    @Test
    public void silenceHasALimitAndAConversationHasNone() throws Exception {
        Path home = Files.createTempDirectory("limited");
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(home.resolve("etc/carrack.toml"), "[proxy]\nanswer_limit_ms = 3000\n");
        Path folder =
                sources(Files.createTempDirectory("drip"), TestPackages.toml("drip", "1.0.0") + location("/code", ""));
        try (ServerProcess server = ServerProcess.start(home)) {
            assertEquals(0, server.command("package", "add", folder.toString()).status());
            // First, since a POST is not sent again when the backend has closed a connection that was kept.
            assertEquals(504, server.post("/code/silent").statusCode());
            assertEquals("x".repeat(16), server.get("/code/slow/16", ""));
            server.stop();
        }
    }

    @Test
    public void charactersOfUrlsReachTheBackendAsTheyCame() throws Exception {
        for (String path : List.of(
                "/page;jsessionid=A?x=1",
                "/%40scope%2Fname",
                "/a%25b",
                "/a[0]",
                "/a|b",
                "/a^b",
                "/a{b}",
                "/a%20b",
                "/a+b?c+d",
                "/q?a=%5B1%5D&b=[2]&c=|")) {
            RawHttp.Answer answer = ask("/code" + path);
            assertEquals(path, 200, answer.status());
            assertEquals(
                    "GET %s HTTP/1.1".formatted(path),
                    answer.body().lines().findFirst().orElse(""));
        }
        // A percent sign that begins no escape is sent as what it means.
        assertTrue(ask("/code/q?a=b%").body().startsWith("GET /q?a=b%25 HTTP/1.1"));
    }

    @Test
    public void nothingLeadsOutOfALocation() throws Exception {
        for (String path : List.of(
                "/code/..%2f..%2fadmin",
                "/code/%2e%2e/x",
                "/code/%252e%252e/x",
                "/code/a%2f..%2f..%2fx",
                "/code/..%5cx",
                "/code/..;/x",
                "/code/a%00b",
                "/%",
                "/code/a%zz")) {
            assertEquals(path, 400, ask(path).status());
        }
    }

    @Test
    public void filesMayHaveAnyNameAndNoneBeginsWithADot() throws Exception {
        Path folder = sources(
                Files.createTempDirectory("site"),
                TestPackages.toml("site", "1.0.0")
                        + "[[static_dirs]]\nname = \"w\"\npath_url = \"/\"\npath_location = \"www\"\n",
                "www/100%.txt",
                "percent",
                "www/[id].js",
                "brackets",
                "www/ü b.txt",
                "umlaut",
                "www/.env",
                "SECRET=1",
                "www/.git/config",
                "secret",
                "www/.well-known/security.txt",
                "Contact: us");
        packages.execute(PackageRequest.add(folder.toString()).with(PackageRequest.Option.COPY));
        for (String form : List.of("", "Range: bytes=0-99", "If-None-Match: \"x\"")) {
            assertEquals("percent", ask("/site/100%25.txt", form).body());
            assertEquals("brackets", ask("/site/[id].js", form).body());
            assertEquals("brackets", ask("/site/%5Bid%5D.js", form).body());
            assertEquals("umlaut", ask("/site/%C3%BC%20b.txt", form).body());
            assertEquals(
                    "Contact: us", ask("/site/.well-known/security.txt", form).body());
            for (String hidden : List.of("/site/.env", "/site/.git/config", "/site/%2eenv")) {
                assertEquals(hidden, 404, ask(hidden, form).status());
            }
            assertTrue(ask("/site/www%2F[id].js", form).status() / 100 == 4);
        }
    }

    @Test
    public void redirectsToTheBackendLeadToTheLocation() throws Exception {
        assertEquals("/code/there?x=1", ask("/code/moved").headers().get("location"));
        add("site", location("/left", "proxy_redirect = \"off\"\n"));
        assertEquals(
                "http://127.0.0.1:%d/there?x=1".formatted(backend.port()),
                ask("/left/moved").headers().get("location"));
        assertTrue(refusal(PackageRequest.add(sources(
                                Files.createTempDirectory("bad"),
                                TestPackages.toml("bad", "1.0.0") + location("/bad", "proxy_redirect = \"x\"\n"))
                        .toString()))
                .endsWith("proxy_redirect must be default or off, not x"));
    }

    @Test
    public void aRequestOnAConnectionThatTheBackendHasClosedIsSentAgain() throws Exception {
        for (int i = 0; i < 6; i++) {
            HttpResponse<String> answer = get("/code/once/" + i);
            assertEquals(200, answer.statusCode());
            assertTrue(answer.body(), answer.body().startsWith("GET /once/" + i));
        }
    }

    @Test
    public void aConnectionThatEndsWithoutAnAnswerIsReplacedForWhatMayBeSentTwice() throws Exception {
        // Three kept connections, each of which the backend ends at its next request.
        ExecutorService clients = Executors.newFixedThreadPool(3);
        try {
            List<Future<Integer>> together = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                together.add(clients.submit(() -> get("/code/together").statusCode()));
            }
            for (Future<Integer> answer : together) {
                assertEquals(200, (int) answer.get());
            }
        } finally {
            clients.shutdown();
        }
        HttpResponse<String> again = get("/code/kept/1");
        assertEquals(again.body(), 200, again.statusCode());
        assertEquals("the other two were not tried", 1, backend.dropped());
        assertEquals(502, post("/code/kept/2", "{}").statusCode());
        assertEquals("a POST is sent once", 2, backend.dropped());
    }

    @Test
    public void headsMayHaveThirtyTwoKilobytes() throws Exception {
        assertEquals(200, ask("/code/x", "X-Large: " + "a".repeat(30_000)).status());
        RawHttp.Answer tooLarge = ask("/code/x", "X-Large: " + "a".repeat(40_000));
        assertEquals(431, tooLarge.status());
        assertTrue(
                tooLarge.body(),
                tooLarge.body()
                        .contains(
                                "the head of the request is larger than 32 kB; send less, or raise head_limit_kb below [http] in etc/carrack.toml"));
        assertEquals(200, ask("/code/head/30000").status());
        HttpResponse<String> answer = get("/code/head/40000");
        assertEquals(502, answer.statusCode());
        assertTrue(
                answer.body(),
                answer.body()
                        .contains("the head of the answer of the backend 127.0.0.1:%d is larger than 32 kB"
                                .formatted(backend.port())));
    }

    @Test
    public void aClientThatLeavesEarlyIsNoFault() throws Exception {
        Path log = home().resolve("log/carrack.log");
        try (java.net.Socket socket = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write("GET /code/slow/4 HTTP/1.1\r\nHost: test\r\n\r\n"
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertTrue(socket.getInputStream().read() > 0);
        }
        assertEquals(200, ask("/code/slow/8").status());
        assertFalse(Files.exists(log) && Files.readString(log).contains("Exception"));
    }
}

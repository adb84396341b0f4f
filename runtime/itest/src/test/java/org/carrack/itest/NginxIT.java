package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.carrack.itest.RawHttp.Answer;
import org.carrack.itest.ServerProcess.Ended;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/** A real nginx with the configuration that the server writes behaves as the server itself. */
@Category(OwnProcess.class)
public class NginxIT {

    private static final List<String> COMPARED = List.of(
            "content-type", "location", "content-range", "cache-control", "content-encoding", "allow", "x-backend");
    private static final List<String> THERE = List.of("etag", "last-modified");

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    private final List<Process> started = new ArrayList<>();
    private HttpServer backend;
    private Path yard;
    private Path home;
    private int port;
    private int own;
    private int gone;

    @Before
    public void prepare() throws Exception {
        port = ServerProcess.freePort();
        own = ServerProcess.freePort();
        gone = ServerProcess.freePort();
        home = folder.getRoot().toPath().resolve("home");
        backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        backend.setExecutor(Executors.newCachedThreadPool());
        backend.createContext("/", exchange -> {
            Map<String, String> headers = new TreeMap<>();
            for (String name : List.of(
                    "Host",
                    "X-Real-IP",
                    "X-Forwarded-For",
                    "X-Forwarded-Proto",
                    "X-Forwarded-User",
                    "X-Own",
                    "Forwarded")) {
                headers.put(name, String.join("|", exchange.getRequestHeaders().getOrDefault(name, List.of())));
            }
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            byte[] said = "%s %s %s %s"
                    .formatted(exchange.getRequestMethod(), exchange.getRequestURI(), body, headers)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("X-Backend", "yes");
            exchange.getResponseHeaders().add("Content-Type", "text/plain");
            boolean isMoved = exchange.getRequestURI().getPath().equals("/moved");
            if (isMoved) {
                exchange.getResponseHeaders().add("Location", "/elsewhere");
            }
            boolean isHead = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(isMoved ? 302 : 200, isHead ? -1 : said.length);
            if (!isHead) {
                exchange.getResponseBody().write(said);
            }
            exchange.close();
        });
        backend.start();
        yard = yard("1.0.0", "one");
    }

    @After
    public void stop() throws Exception {
        started.forEach(Process::destroy);
        for (Process process : started) {
            process.waitFor();
        }
        backend.stop(0);
    }

    private Path yard(String version, String text) throws Exception {
        return Server.sources(
                folder.newFolder().toPath(),
                TestPackages.toml("yard", version)
                        + """
                        threebot = "group"
                        [[static_dirs]]
                        name = "app"
                        path_url = "/"
                        path_location = "pages"
                        spa = true
                        [[static_dirs]]
                        name = "plain"
                        path_url = "/plain"
                        path_location = "pages"
                        [[static_dirs]]
                        name = "closed"
                        path_url = "/plain/closed"
                        path_location = "pages"
                        is_auth = true
                        [[locations]]
                        name = "code"
                        type = "proxy"
                        path_url = "/code"
                        host = "127.0.0.1"
                        port = %1$d
                        path_dest = "/"
                        websocket = true
                        proxy_buffering = "on"
                        proxy_buffers = "8 256k"
                        proxy_buffer_size = "256k"
                        headers = { X-Own = "mine; or yours" }
                        [[locations]]
                        name = "deep"
                        type = "proxy"
                        path_url = "/a/b"
                        host = "127.0.0.1"
                        port = %1$d
                        path_dest = "/c/d"
                        [[locations]]
                        name = "hidden"
                        type = "proxy"
                        path_url = "/hidden"
                        host = "127.0.0.1"
                        port = %1$d
                        is_admin = true
                        is_auth = true
                        [[locations]]
                        name = "gone"
                        type = "proxy"
                        path_url = "/gone"
                        host = "127.0.0.1"
                        port = %2$d
                        [[locations]]
                        name = "away"
                        type = "redirect"
                        path_url = "/away"
                        to = "https://example.org/x?y=z"
                        [[locations]]
                        type = "redirect"
                        path_url = "/post"
                        to = "/yard/"
                        status = 308
                        [[servers]]
                        name = "polls"
                        domain = "polls.example.org"
                        includes = ["default_443.yard_plain", "default_443.hello_actors"]
                        [[servers.locations]]
                        name = "root"
                        path_url = "/"
                        path_location = "pages"
                        [[servers]]
                        name = "own"
                        ports = [%3$d]
                        [[servers.locations]]
                        name = "root"
                        path_url = "/files"
                        path_location = "pages"
                        """.formatted(backend.getAddress().getPort(), gone, own),
                "pages/index.html",
                "<p>" + text + "</p>",
                "pages/a.txt",
                "plain text of some length, so that it is worth while to compress it: äöü\n".repeat(20),
                "pages/data.json",
                "{\"a\": \"some text of some length, so that it is worth while to compress it\"}",
                "pages/unknown.xyz",
                "some",
                "pages/sub/index.html",
                "sub",
                "pages/empty/x.css",
                "p { color: red }",
                "pages/with space.txt",
                "space",
                "static/lib.js",
                "let a = 1;",
                "Said.java",
                Server.actor("\"said\""));
    }

    private ServerProcess start(String config, int at) throws Exception {
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(home.resolve("etc/carrack.toml"), config);
        ServerProcess server = ServerProcess.start(home, "", "--port", String.valueOf(at));
        Ended added = server.command("package", "add", yard.toString(), "--copy");
        assertEquals(added.err(), 0, added.status());
        return server;
    }

    private String front(String more) {
        return "[nginx]\nreload = true\nlisten = %d\nuser = \"%s\"\n%s"
                .formatted(port, System.getProperty("user.name"), more);
    }

    private Path conf() {
        return home.resolve("data/nginx/nginx.conf");
    }

    /** Waits until the server has written a configuration that says that, or says it no more. */
    private void awaitConfiguration(String part, boolean isThere) throws Exception {
        RealNginx.awaitConfiguration(conf(), part, isThere);
    }

    /** What is asked of both. */
    private List<String> requests() {
        List<String> requests = new ArrayList<>();
        for (String path : List.of(
                "/yard",
                "/yard?a=b",
                "/yard/",
                "/yard/index.html",
                "/yard/a.txt",
                "/yard/some/where",
                "/yard/with%20space.txt",
                "/yard/sub/",
                "/yard/empty/",
                "/yard/empty/x.css",
                "/yard/actors/said/info",
                "/yard/actors/said/nothing",
                "/yard/actors",
                "/yard/chats/x",
                "/yard/plain",
                "/yard/plain/",
                "/yard/plain/a.txt",
                "/yard/plain/a.txt?x=y",
                "/yard/plain/data.json",
                "/yard/plain/unknown.xyz",
                "/yard/plain/nothing",
                "/yard/plain/sub/",
                "/yard/plain/empty/",
                "/yard/plain/%2e%2e/Said.java",
                "/yard/plain/..%2fSaid.java",
                "/yard/plain/closed/a.txt",
                "/yard/plain//closed/a.txt",
                "/yard//plain/closed/a.txt",
                "//yard/plain/closed/a.txt",
                "/hidden//x",
                "/code//x",
                "/code/%C3%BC/%E4%BD%BFx?%C3%A9",
                "/yard/plainx",
                "/adapt/yard/yard-1.0.0/static/lib.js",
                "/adapt/yard/yard-1.0.1/static/lib.js",
                "/code",
                "/code?x=y",
                "/code/",
                "/code/x/y?z=%26",
                "/code/a%20b",
                "/code/moved",
                "/codex",
                "/a/b/e",
                "/a/b",
                "/a/e",
                "/hidden/x",
                "/gone/",
                "/away",
                "/away/x",
                "/awayx",
                "/post",
                "/",
                "/nowhere",
                "/openapi.json",
                "/openapi/",
                "/hello/actors/helloActor/info",
                "/hello",
                "/group/yard/actors/said/info",
                "/yard/Said.java")) {
            requests.add("GET %s HTTP/1.1\r\nHost: localhost".formatted(path));
            requests.add("HEAD %s HTTP/1.1\r\nHost: localhost".formatted(path));
        }
        for (String path :
                List.of("/yard/actors/said/said", "/code/x", "/yard/plain/a.txt", "/away", "/post", "/hidden/")) {
            for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
                requests.add("%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2"
                        .formatted(method, path));
            }
        }
        for (String header : List.of(
                "Range: bytes=0-9",
                "Range: bytes=5-",
                "Range: bytes=-5",
                "Range: bytes=90000-",
                "Accept-Encoding: gzip",
                "If-Modified-Since: Mon, 01 Jan 2035 00:00:00 GMT",
                "If-Modified-Since: Mon, 01 Jan 2001 00:00:00 GMT",
                "If-None-Match: \"nothing\"",
                "If-None-Match: *")) {
            requests.add("GET /yard/plain/a.txt HTTP/1.1\r\nHost: localhost\r\n" + header);
        }
        requests.add(
                "GET /code/ HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 10.0.0.1\r\nX-Forwarded-User: root\r\nForwarded: for=x");
        for (String host : List.of("polls.example.org", "www.POLLS.example.org", "other.example.org")) {
            for (String path : List.of(
                    "/",
                    "/a.txt",
                    "/yard/plain/a.txt",
                    "/yard/a.txt",
                    "/hello/actors/helloActor/info",
                    "/code/",
                    "/nowhere")) {
                requests.add("GET %s HTTP/1.1\r\nHost: %s".formatted(path, host));
            }
        }
        for (String path : List.of("/files", "/files/", "/files/a.txt", "/yard/", "/")) {
            requests.add("GET %s HTTP/1.1\r\nHost: localhost:%d".formatted(path, own));
        }
        return requests;
    }

    private Map<String, String> answers() throws IOException {
        Map<String, String> answers = new LinkedHashMap<>();
        for (String request : requests()) {
            int to = request.endsWith(":" + own) ? own : port;
            Answer answer = RawHttp.send(to, request, request.contains("Content-Length: 2") ? "{}" : "");
            Map<String, String> headers = new TreeMap<>(answer.headers());
            StringBuilder said = new StringBuilder().append(answer.status()).append('\n');
            if (answer.status() == 416 || answer.status() == 304) {
                // nginx leaves what it had found out about the file before.
                headers.keySet().retainAll(List.of("content-range", "etag"));
            }
            boolean isSent = answer.status() / 100 == 3 && answer.status() != 304 && !headers.containsKey("x-backend");
            if (isSent) {
                // To whom it is sent counts; nginx adds a page.
                headers.remove("content-type");
            }
            for (String name : COMPARED) {
                if (headers.containsKey(name)) {
                    said.append(name)
                            .append(": ")
                            .append(headers.get(name).replaceAll(";\\s*", ";").toLowerCase(java.util.Locale.ROOT))
                            .append('\n');
                }
            }
            for (String name : THERE) {
                if (headers.containsKey(name) && answer.status() != 416) {
                    said.append(name).append('\n');
                }
            }
            answers.put(request, said.append(isSent ? "" : answer.body()).toString());
        }
        return answers;
    }

    @Test
    public void itAnswersAsTheServerItself() throws Exception {
        Map<String, String> embedded;
        try (ServerProcess server = start("", port)) {
            embedded = answers();
            server.stop();
        }
        try (ServerProcess server = start(front(""), ServerProcess.freePort())) {
            awaitConfiguration("/adapt/yard", true);
            started.add(RealNginx.start(conf()));
            Map<String, String> other = answers();
            StringBuilder differences = new StringBuilder();
            embedded.forEach((request, answer) -> {
                if (!answer.equals(other.get(request))) {
                    differences.append(
                            "%n== %s%n-- server: %s%n-- nginx:  %s".formatted(request, answer, other.get(request)));
                }
            });
            assertEquals("", differences.toString());
            server.stop();
        }
    }

    @Test
    public void itIsToldOfEveryChangeAndNeverOfWhatItRefuses() throws Exception {
        try (ServerProcess server = start(front(""), ServerProcess.freePort())) {
            awaitConfiguration("/adapt/yard", true);
            started.add(RealNginx.start(conf()));
            assertEquals("<p>one</p>", body("/yard/"));
            yard = yard("1.0.1", "two");
            run(server, "package", "add", yard.toString(), "--copy");
            awaitLoaded("<p>two</p>");
            // A package may write what nginx does not accept.
            Path bad = Server.sources(
                    folder.newFolder("bad").toPath(),
                    TestPackages.toml("bad", "1.0.0")
                            + "[[servers]]\n[[servers.locations]]\nname = \"custom\"\ntype = \"custom\"\ncustom_config = \"nonsense here\"\n");
            run(server, "package", "add", bad.toString(), "--copy");
            awaitLog("nginx does not accept its new configuration and goes on without the custom text of packages");
            assertFalse(Files.readString(conf()).contains("nonsense"));
            assertEquals("<p>two</p>", body("/yard/"));
            run(server, "package", "delete", "bad");
            run(server, "package", "delete", "yard");
            awaitConfiguration("/adapt/yard", false);
            awaitNoFiles("yard");
            assertEquals(
                    404,
                    RawHttp.send(port, "GET /yard/ HTTP/1.1\r\nHost: localhost", "")
                            .status());
            server.stop();
        }
    }

    private static void run(ServerProcess server, String... command) throws Exception {
        Ended ended = server.command(command);
        assertEquals(ended.err(), 0, ended.status());
    }

    private String body(String path) throws IOException {
        return RawHttp.send(port, "GET %s HTTP/1.1\r\nHost: localhost".formatted(path), "")
                .body();
    }

    /** nginx loads its configuration some time after it was told to. */
    private void awaitLoaded(String page) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!body("/yard/").equals(page)) {
            assertTrue("nginx still answers " + body("/yard/"), System.nanoTime() < end);
        }
    }

    private void awaitNoFiles(String prefix) throws Exception {
        Path files = conf().resolveSibling("files");
        try (WatchService watch = FileSystems.getDefault().newWatchService()) {
            files.register(watch, StandardWatchEventKinds.ENTRY_DELETE);
            while (hasFiles(files, prefix)) {
                WatchKey key = watch.poll(30, TimeUnit.SECONDS);
                assertTrue("the files are still there", key != null);
                key.pollEvents();
                key.reset();
            }
        }
    }

    private static boolean hasFiles(Path folder, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith(prefix));
        }
    }

    private void awaitLog(String said) throws Exception {
        Path log = home.resolve("log");
        try (WatchService watch = FileSystems.getDefault().newWatchService()) {
            log.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            while (!Files.readString(log.resolve("carrack.log")).contains(said)) {
                WatchKey key = watch.poll(30, TimeUnit.SECONDS);
                assertTrue("the log does not say " + said, key != null);
                key.pollEvents();
                key.reset();
            }
        }
    }

    @Test
    public void aLocationThatAPackageWritesItselfCounts() throws Exception {
        try (ServerProcess server = start(front(""), ServerProcess.freePort())) {
            Path polls = Server.sources(folder.newFolder("polls").toPath(), TestPackages.toml("polls", "1.0.0") + """
                            [[servers]]
                            domain = "alone.example.org"
                            [[servers.locations]]
                            type = "custom"
                            custom_config = "location / { return 200 'alone'; }"
                            [[servers]]
                            name = "root"
                            domain = "votes.example.org"
                            includes = ["default_443.hello_*", "default_443.polls*"]
                            [[servers.locations]]
                            name = "custom"
                            type = "custom"
                            custom_config = \"""
                            location / {
                               rewrite ^(.+) /hello/actors/helloActor/info;
                            }
                            location = /own { return 200 "own"; }
                            \"""
                            """);
            run(server, "package", "add", polls.toString(), "--copy");
            awaitConfiguration("votes.example.org", true);
            started.add(RealNginx.start(conf()));
            assertTrue(RawHttp.send(port, "GET /any HTTP/1.1\r\nHost: votes.example.org", "")
                    .body()
                    .contains("\"methods\""));
            assertEquals(
                    "own",
                    RawHttp.send(port, "GET /own HTTP/1.1\r\nHost: votes.example.org", "")
                            .body());
            server.stop();
        }
    }

    /** As somebody does who has an nginx already: with TLS, and only the servers written. */
    @Test
    public void theCommandWritesAConfigurationThatNginxAccepts() throws Exception {
        int secure = ServerProcess.freePort();
        int tls = ServerProcess.freePort();
        String config = "[tls]\nport = %d\n[nginx]\nlisten = %d\nlisten_tls = %d\nuser = \"%s\"\n"
                .formatted(tls, port, secure, System.getProperty("user.name"));
        try (ServerProcess server = start(config, ServerProcess.freePort())) {
            Path forced = Server.sources(
                    folder.newFolder("forced").toPath(),
                    TestPackages.toml("forced", "1.0.0")
                            + "force_https = true\n[[static_dirs]]\npath_url = \"/\"\npath_location = \"pages\"\n",
                    "pages/index.html",
                    "forced",
                    "Said.java",
                    Server.actor("\"said\""));
            run(server, "package", "add", forced.toString(), "--copy");
            Path whole = folder.getRoot().toPath().resolve("whole.conf");
            Ended written = server.command("nginx", "--output", whole.toString());
            assertEquals(written.err(), 0, written.status());
            assertTrue(written.out(), written.out().contains("nginx -c " + whole));
            Path inside = folder.getRoot().toPath().resolve("inside.conf");
            run(server, "nginx", "--servers", "--output", inside.toString());
            Path main = Files.writeString(
                    folder.getRoot().toPath().resolve("main.conf"),
                    "pid %s/pid;\nuser %s;\nevents {}\nhttp {\n  sendfile on;\n  types { text/html html; }\n  include %s;\n}\n"
                            .formatted(folder.getRoot(), System.getProperty("user.name"), inside));
            assertTrue(server.command("nginx").out().contains("listen %d".formatted(port)));
            started.add(RealNginx.start(main));
            Answer sent = RawHttp.send(port, "GET /forced/a?b=c HTTP/1.1\r\nHost: localhost:" + port, "");
            assertEquals(302, sent.status());
            assertEquals(
                    "https://localhost:%d/forced/a?b=c".formatted(secure),
                    sent.headers().get("location"));
            Answer posted = RawHttp.send(
                    port, "POST /forced/actors/said/said HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0", "");
            assertEquals(307, posted.status());
            assertEquals(
                    "https://localhost:%d/forced/actors/said/said".formatted(secure),
                    posted.headers().get("location"));
            assertEquals(
                    200,
                    HttpClient.newBuilder()
                            .sslContext(TlsIT.trusting(home.resolve("data/tls/self-signed.pem")))
                            .build()
                            .send(
                                    HttpRequest.newBuilder(URI.create(
                                                    "https://localhost:%d/forced/actors/said/said".formatted(secure)))
                                            .POST(HttpRequest.BodyPublishers.noBody())
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .statusCode());
            server.stop();
        }
    }
}

package org.carrack.itest;

import static org.carrack.itest.HelloActorIT.assertError;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.carrack.manage.PackageRequest;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Locations of packages: files, backends and redirects at any path, at ports and hosts of their own. */
public class LocationsIT extends Server {

    private static final String SITE = "yard";

    private HttpServer backend;
    private int additions;

    /** Says what it was sent. */
    @Before
    public void startBackend() throws Exception {
        awaitStarted();
        backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        backend.setExecutor(Executors.newCachedThreadPool());
        backend.createContext("/", LocationsIT::echo);
        backend.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        backend.start();
    }

    @After
    public void stopBackend() throws Exception {
        backend.stop(0);
        // What is refused stays with its reason until somebody deletes it.
        for (String name : List.of(SITE, "other", "refused")) {
            if (packages.find(name).isPresent()) {
                packages.execute(PackageRequest.delete(name));
            }
        }
    }

    private static void echo(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        for (String name :
                List.of("Host", "X-Real-IP", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-User", "X-Own")) {
            headers.put(name, String.join("|", exchange.getRequestHeaders().getOrDefault(name, List.of())));
        }
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        byte[] said = "%s %s %s %s"
                .formatted(exchange.getRequestMethod(), exchange.getRequestURI(), body, headers)
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("X-Backend", "yes");
        exchange.sendResponseHeaders(200, said.length);
        exchange.getResponseBody().write(said);
        exchange.close();
    }

    private int backendPort() {
        return backend.getAddress().getPort();
    }

    private void add(String name, String toml, String... files) throws Exception {
        Path folder =
                sources(Files.createTempDirectory(name), TestPackages.toml(name, "1.0." + additions++) + toml, files);
        packages.execute(PackageRequest.add(folder.toString()).with(PackageRequest.Option.COPY));
    }

    private String proxy(String path, String more) {
        return "[[servers]]\nname = \"default\"\n[[servers.locations]]\ntype = \"proxy\"\nname = \"backend\"\nhost = \"127.0.0.1\"\nport = %d\npath_url = \"%s\"\n%s\n"
                .formatted(backendPort(), path, more);
    }

    // Proxies.

    @Test
    public void aProxySendsWhatIsBelowItsPath() throws Exception {
        add(
                SITE,
                proxy(
                        "/codeserver",
                        "path_dest = \"/\"\nwebsocket = true\nproxy_buffering = \"on\"\nproxy_buffers = \"8 256k\""));
        HttpResponse<String> moved = get("/codeserver?a=b");
        assertEquals(301, moved.statusCode());
        assertEquals("/codeserver/?a=b", moved.headers().firstValue("Location").orElse(""));
        assertTrue(get("/codeserver/").body(), get("/codeserver/").body().startsWith("GET / "));
        assertTrue(get("/codeserver/a%20b/c?d=e%26f").body().startsWith("GET /a%20b/c?d=e%26f "));
        HttpResponse<String> posted = post("/codeserver/x", "{\"a\":1}");
        assertTrue(posted.body(), posted.body().startsWith("POST /x {\"a\":1} "));
        assertEquals("yes", posted.headers().firstValue("X-Backend").orElse(""));
        for (String method : List.of("PUT", "DELETE", "PATCH", "OPTIONS")) {
            HttpResponse<String> response = send(request("/codeserver/x")
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .build());
            assertTrue(response.body(), response.body().startsWith(method + " /x "));
        }
        assertEquals(404, get("/codeserverx/").statusCode());
    }

    @Test
    public void aPathOfTheBackendGoesBefore() throws Exception {
        add(SITE, proxy("/a/b", "path_dest = \"/c/d\""));
        assertTrue(get("/a/b/e").body().startsWith("GET /c/d/e "));
        assertEquals(404, get("/a/e").statusCode());
    }

    @Test
    public void theBackendIsToldWhoAsksAndNotWhatTheyPretend() throws Exception {
        add(SITE, proxy("/codeserver", "headers = { X-Own = \"mine\" }"));
        String authority = request("/").build().uri().getAuthority();
        HttpResponse<String> said = send(request("/codeserver/")
                .header("X-Forwarded-User", "root")
                .header("X-Forwarded-For", "10.0.0.1")
                .GET()
                .build());
        assertTrue(
                said.body(),
                said.body()
                        .endsWith(
                                "{Host=%s, X-Forwarded-For=10.0.0.1, 127.0.0.1, X-Forwarded-Proto=http, X-Forwarded-User=, X-Own=mine, X-Real-IP=127.0.0.1}"
                                        .formatted(authority)));
    }

    @Test
    public void redirectsOfTheBackendAreTheCallersToFollow() throws Exception {
        add(SITE, proxy("/codeserver", ""));
        HttpResponse<String> moved = get("/codeserver/moved");
        assertEquals(302, moved.statusCode());
        assertEquals("/elsewhere", moved.headers().firstValue("Location").orElse(""));
    }

    @Test
    public void aBackendThatIsGoneIsToldAndComesAgain() throws Exception {
        add(SITE, proxy("/codeserver", ""));
        assertEquals(200, get("/codeserver/").statusCode());
        int port = backendPort();
        backend.stop(0);
        assertError(
                502, "the backend 127.0.0.1:%d of /codeserver/ cannot be reached".formatted(port), get("/codeserver/"));
        backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        backend.createContext("/", LocationsIT::echo);
        backend.start();
        assertEquals(200, get("/codeserver/").statusCode());
    }

    @Test
    public void bodiesStreamBothWays() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        backend.createContext("/stream", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("first".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            try {
                first.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            exchange.getResponseBody().write("second".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        add(SITE, proxy("/codeserver", ""));
        URI uri = request("/").build().uri();
        try (Resp connection = new Resp(uri.getPort())) {
            connection.send("GET /codeserver/stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            connection.readUntil("first");
            first.countDown();
            connection.readUntil("second");
        }
    }

    @Test
    public void accessRulesOfThePackageCloseItsLocationsToo() throws Exception {
        Path folder = sources(
                Files.createTempDirectory(SITE),
                "name = \"yard\"\nversion = \"1.0.0\"\n" + proxy("/closed", "")
                        + "[[servers.locations]]\ntype = \"proxy\"\nname = \"open\"\nhost = \"127.0.0.1\"\nport = %d\npath_url = \"/open\"\nis_auth = false\nis_admin = false\n"
                                .formatted(backendPort()));
        packages.execute(PackageRequest.add(folder.toString()).with(PackageRequest.Option.COPY));
        assertError(401, "this needs a login", get("/closed/"));
        assertEquals(200, get("/open/").statusCode());
    }

    @Test
    public void aRequestThatCouldBeReadAsTwoReachesNoBackend() throws Exception {
        List<String> reached = new CopyOnWriteArrayList<>();
        backend.createContext("/trap", exchange -> {
            reached.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            echo(exchange);
        });
        add(SITE, proxy("/codeserver", "path_dest = \"/trap\""));
        String[] heads = {
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
            "Content-Length: 5\r\nContent-Length: 6\r\n",
            "Content-Length: 5, 6\r\n",
            "Content-Length: -5\r\n",
            "Content-Length: +5\r\n",
            "Content-Length: 5x\r\n",
            "Transfer-Encoding: xchunked\r\n",
            "Transfer-Encoding: chunked, identity\r\n",
            "Transfer-Encoding : chunked\r\n",
            "Content-Length : 5\r\n",
            "X: a\r\n b\r\n",
            "X\r\n",
            "X: a\u0000b\r\n",
            "Host: y\r\n",
        };
        for (String head : heads) {
            try (Resp connection = new Resp(request("/").build().uri().getPort())) {
                connection.send(("POST /codeserver/x HTTP/1.1\r\nHost: x\r\n" + head
                                + "\r\n0\r\n\r\nGET /codeserver/smuggled HTTP/1.1\r\nHost: x\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
                String answer = connection.httpAnswer();
                assertTrue(
                        head + ": " + answer, answer.startsWith("HTTP/1.1 400") || answer.startsWith("HTTP/1.1 501"));
            }
        }
        assertEquals(List.of(), reached);
    }

    /** A backend that takes the body for another request would answer it to whoever asks next. */
    @Test
    public void aRequestForAnotherProtocolHasNoBody() throws Exception {
        add(SITE, proxy("/codeserver", "websocket = true"));
        for (String head : new String[] {"Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n"}) {
            try (Resp connection = new Resp(request("/").build().uri().getPort())) {
                connection.send(
                        ("GET /codeserver/ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                        + head + "\r\n0\r\n\r\n")
                                .getBytes(StandardCharsets.ISO_8859_1));
                String answer = connection.httpAnswer();
                assertTrue(answer, answer.startsWith("HTTP/1.1 400"));
            }
        }
    }

    @Test
    public void credentialsAreNotSentToTheUpstream() throws Exception {
        backend.createContext("/authorization", exchange -> {
            byte[] said = String.valueOf(exchange.getRequestHeaders().get("Authorization"))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, said.length);
            exchange.getResponseBody().write(said);
            exchange.close();
        });
        String token = context.getProperty("carrack.owner.token");
        add(
                SITE,
                proxy("/open", "")
                        + proxy("/closed", "is_auth = true").replace("[[servers]]\nname = \"default\"\n", ""));
        for (String path : List.of("/open", "/closed")) {
            HttpResponse<String> said = send(request(path + "/authorization")
                    .header("Authorization", "Bearer " + token)
                    .build());
            assertEquals(path.equals("/open") ? "[Bearer " + token + "]" : "null", said.body());
        }
    }

    @Test
    public void whatIsTooLargeForAProxyIsTold() throws Exception {
        backend.createContext("/headers", exchange -> {
            exchange.getResponseHeaders().add("X-Large", "x".repeat(100_000));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        add(SITE, proxy("/codeserver", ""));
        String large = answerBeforeTheBody("/codeserver/x", 2L << 30, "");
        assertTrue(large, large.startsWith("HTTP/1.1 413"));
        assertEquals(
                431,
                send(request("/codeserver/")
                                .header("X-Large", "x".repeat(40_000))
                                .build())
                        .statusCode());
        assertEquals(502, get("/codeserver/headers").statusCode());
        assertEquals(200, get("/codeserver/").statusCode());
    }

    // Places.

    @Test
    public void aPortOfItsOwnComesAndGoesWithThePackage() throws Exception {
        int port = ServerProcess.freePort();
        String server =
                "[[servers]]\nname = \"own\"\nports = [%d]\n[[servers.locations]]\nname = \"files\"\npath_url = \"/\"\npath_location = \"pages\"\n"
                        .formatted(port);
        add(SITE, server, "pages/index.html", "one");
        assertEquals("one", getAt(port, "/").body());
        assertEquals(404, getAt(port, "/hello/").statusCode());
        assertEquals(404, get("/index.html").statusCode());
        packages.execute(PackageRequest.delete(SITE));
        try {
            getAt(port, "/");
            throw new AssertionError("the port is open still");
        } catch (ConnectException e) {
            // As it should be.
        }
    }

    @Test
    public void aPortOfItsOwnMaySpeakTls() throws Exception {
        int port = ServerProcess.freePort();
        add(
                SITE,
                "[[servers]]\nports = [%d]\nssl = true\n[[servers.locations]]\npath_url = \"/\"\npath_location = \"pages\"\n"
                        .formatted(port),
                "pages/index.html",
                "one");
        HttpResponse<String> response = HttpClient.newBuilder()
                .sslContext(TlsIT.trusting(home().resolve("data/tls/self-signed.pem")))
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create("https://localhost:%d/".formatted(port)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertEquals("one", response.body());
        assertEquals(HttpClient.Version.HTTP_2, response.version());
        String reason = refusal(packageRequest(
                "other",
                "[[servers]]\nports = [%d]\n[[servers.locations]]\ntype = \"redirect\"\nto = \"/\"\npath_url = \"/x\"\n"
                        .formatted(port)));
        assertTrue(
                reason,
                reason.contains("port %d is open already for https, and cannot be for http too".formatted(port)));
        // Another version of the same may open it otherwise.
        add(
                SITE,
                "[[servers]]\nports = [%d]\n[[servers.locations]]\npath_url = \"/\"\npath_location = \"pages\"\n"
                        .formatted(port),
                "pages/index.html",
                "two");
        assertEquals("two", getAt(port, "/").body());
    }

    @Test
    public void whatAPlaceIncludesBringsNothingElse() throws Exception {
        int port = ServerProcess.freePort();
        int secure = ServerProcess.freePort();
        add(
                SITE,
                "ports = [%d]\n[[locations]]\nname = \"root\"\npath_url = \"/\"\npath_location = \"pages\"\n[[servers]]\ndomain = \"yard.example.org\"\nincludes = [\"default_443.yard_root\"]\n[[servers]]\nports = [%d]\nssl = true\nincludes = [\"default_443.hello_actors\"]\n[[servers.locations]]\npath_url = \"/files\"\npath_location = \"pages\"\n"
                        .formatted(port, secure),
                "pages/index.html",
                "one");
        add(
                "yard_other",
                "[[static_dirs]]\npath_url = \"/\"\npath_location = \"pages\"\n",
                "pages/index.html",
                "other");
        try {
            assertTrue(getOf("yard.example.org", "/").endsWith("one"));
            for (String path : List.of("/metrics", "/health", "/openapi.json", "/hello/actors/helloActor/info")) {
                assertTrue(path, getOf("yard.example.org", path).startsWith("HTTP/1.1 404"));
                assertEquals(path, 404, getAt(port, path).statusCode());
            }
            assertEquals("one", getAt(port, "/").body());
            assertEquals(404, getAt(port, "/yard_other/").statusCode());
            assertEquals("other", get("/yard_other/").body());
        } finally {
            packages.execute(PackageRequest.delete("yard_other"));
        }
    }

    @Test
    public void portsOfThePackageShowAllOfIt() throws Exception {
        int port = ServerProcess.freePort();
        add(
                SITE,
                "ports = [80, 443, %d]\n[[static_dirs]]\npath_url = \"/\"\npath_location = \"pages\"\n".formatted(port),
                "pages/index.html",
                "one",
                "Said.java",
                actor("\"said\""));
        assertEquals("one", getAt(port, "/yard/").body());
        assertEquals("one", get("/yard/").body());
        assertTrue(getAt(port, "/yard/actors/said/info").body().contains("methods"));
        assertEquals(404, getAt(port, "/hello/actors/helloActor/info").statusCode());
        packages.execute(PackageRequest.delete(SITE));
        assertThrows(ConnectException.class, () -> getAt(port, "/yard/"));
    }

    @Test
    public void aPortThatSomebodyUsesIsToldAndNothingIsHalfDone() throws Exception {
        String reason = refusal(packageRequest(
                SITE,
                proxy("/codeserver", "")
                        + "[[servers]]\nname = \"own\"\nports = [%d]\n[[servers.locations]]\ntype = \"redirect\"\nto = \"/\"\n"
                                .formatted(backendPort())));
        assertTrue(reason, reason.contains("port %d on 127.0.0.1 cannot be opened".formatted(backendPort())));
        assertEquals(404, get("/codeserver/").statusCode());
    }

    @Test
    public void aHostOfItsOwn() throws Exception {
        add(
                SITE,
                "[[servers]]\nname = \"root\"\ndomain = \"polls.example.org\"\nincludes = [\"default_443.hello_actors\", \"default_443.yard_pa*\"]\n[[servers.locations]]\nname = \"files\"\npath_url = \"/\"\npath_location = \"pages\"\n[[static_dirs]]\nname = \"pages\"\npath_url = \"/\"\npath_location = \"shared\"\n",
                "pages/index.html",
                "polls",
                "shared/index.html",
                "shared");
        assertEquals("polls", getOf("polls.example.org", "/").endsWith("polls") ? "polls" : "");
        assertTrue(getOf("www.POLLS.example.org", "/").endsWith("polls"));
        assertTrue(getOf("polls.example.org", "/hello/actors/helloActor/info").contains("\"methods\""));
        assertTrue(getOf("other.example.org", "/yard/").endsWith("shared"));
        assertTrue(getOf("other.example.org", "/").contains("<h1>Carrack</h1>"));
        assertTrue(getOf("other.example.org", "/nothing").startsWith("HTTP/1.1 404"));
        assertTrue(getOf("polls.example.org", "/openapi.json").startsWith("HTTP/1.1 404"));
    }

    @Test
    public void aPathOfAnotherIsRefusedWithBothNames() throws Exception {
        add(SITE, proxy("/codeserver", ""));
        String reason = refusal(packageRequest("other", proxy("/codeserver", "")));
        assertTrue(
                reason,
                reason.contains("the path /codeserver/ on the server's port belongs to backend of package yard (")
                        && reason.contains("give backend of package other ("));
        assertTrue(
                refusal(packageRequest("other", proxy("/hello/x", ""))).contains("belongs to package hello already"));
        assertTrue(refusal(packageRequest(
                        "other", "[[locations]]\ntype = \"redirect\"\npath_url = \"/other/actors\"\nto = \"/\"\n"))
                .contains("belongs to the server already"));
        assertTrue(refusal(packageRequest("other", proxy("/openapi", ""))).contains("belongs to the server already"));
        assertTrue(get("/codeserver/").body().startsWith("GET / "));
    }

    @Test
    public void noRequestIsLostWhileALocationIsReplaced() throws Exception {
        int port = ServerProcess.freePort();
        String server = proxy("/codeserver", "")
                + "[[servers]]\nname = \"own\"\nports = [%d]\n[[servers.locations]]\nname = \"files\"\npath_url = \"/\"\npath_location = \"pages\"\n"
                        .formatted(port);
        add(SITE, server, "pages/index.html", "0");
        CountDownLatch done = new CountDownLatch(1);
        List<String> lost = new ArrayList<>();
        Thread caller = new Thread(() -> {
            while (done.getCount() > 0) {
                try {
                    int proxied = get("/codeserver/").statusCode();
                    int served = getAt(port, "/").statusCode();
                    if (proxied != 200 || served != 200) {
                        lost.add(proxied + " " + served);
                    }
                } catch (Exception e) { // any is a loss
                    lost.add(e.toString());
                }
            }
        });
        caller.start();
        for (int i = 1; i <= 10; i++) {
            add(SITE, server, "pages/index.html", String.valueOf(i));
        }
        done.countDown();
        caller.join();
        assertEquals(List.of(), lost);
        assertEquals("10", getAt(port, "/").body());
    }

    // Redirects, texts for nginx, and what is refused.

    @Test
    public void aRedirect() throws Exception {
        add(
                SITE,
                "[[locations]]\ntype = \"redirect\"\npath_url = \"/old\"\nto = \"https://example.org/new\"\nstatus = 308\n");
        HttpResponse<String> moved = get("/old/thing");
        assertEquals(308, moved.statusCode());
        assertEquals(
                "https://example.org/new",
                moved.headers().firstValue("Location").orElse(""));
    }

    @Test
    public void whatHasNoEffectIsToldOf() throws Exception {
        add(
                SITE,
                "[[servers]]\nssl = true\nincludes = [\"other_443.x\"]\n[[servers.locations]]\nname = \"custom\"\ntype = \"custom\"\ncustom_config = \"location / {}\"\n");
        String warnings = packages.find(SITE).orElseThrow().warnings().toString();
        for (String part : List.of(
                "the location custom is text for nginx, which counts in what carrack nginx writes and not here",
                "ssl and force_https have no effect, since the server speaks no TLS",
                "includes other_443.x: only what is on the server's own port can be included")) {
            assertTrue(warnings, warnings.contains(part));
        }
    }

    @Test
    public void whatCannotBeALocationIsRefused() throws Exception {
        String server = "[[servers]]\n[[servers.locations]]\nname = \"a\"\n";
        assertRefused(
                "index is the name of a file, and not ../../etc/passwd",
                server + "path_location = \"x\"\nindex = \"../../etc/passwd\"\n");
        assertRefused(
                "host is a name or an address, without http://, and not http://127.0.0.1",
                server + "type = \"proxy\"\nhost = \"http://127.0.0.1\"\n");
        assertRefused(
                "domain must be the name of a host, not .wild.example.org",
                "[[servers]]\ndomain = \".wild.example.org\"\n");
        assertRefused(
                "path_dest is a path without ? and #",
                server + "type = \"proxy\"\nhost = \"127.0.0.1\"\npath_dest = \"/x?q=1\"\n");
        assertRefused(
                "there is no location of type \"lua\"; these are: static, spa, proxy, redirect, custom",
                server + "type = \"lua\"\n");
        assertRefused(
                "path_url must be a plain path of letters, digits and . _ ~ -, not ~* /(a|b)",
                server + "type = \"proxy\"\nhost = \"h\"\npath_url = \"~* /(a|b)\"\n");
        assertRefused("a location of type proxy needs the host", server + "type = \"proxy\"\n");
        assertRefused(
                "a port is a number between 1 and 65535, not 70000",
                server + "type = \"proxy\"\nhost = \"h\"\nport = 70000\n");
        assertRefused(
                "scheme must be http or https, not ftp", server + "type = \"proxy\"\nhost = \"h\"\nscheme = \"ftp\"\n");
        assertRefused(
                "proxy_buffering must be on or off",
                server + "type = \"proxy\"\nhost = \"h\"\nproxy_buffering = \"maybe\"\n");
        assertRefused(
                "is no address", server + "type = \"proxy\"\nhost = \"h\"\npath_dest = \"/a\\r\\nX-Evil: yes\"\n");
        assertRefused(
                "is no header with a value of one line",
                server + "type = \"proxy\"\nhost = \"h\"\nheaders = { X = \"a\\r\\nb\" }\n");
        assertRefused("path_location is missing in locations", server);
        assertRefused("colour is not a key of locations", server + "colour = 1\n");
        assertRefused("a port is a number between 1 and 65535, not 0", "[[servers]]\nports = [0]\n");
        assertRefused("domain must be the name of a host", "[[servers]]\ndomain = \"a b\"\n");
        assertRefused(
                "the folder /etc is outside of the package: put the files into the package, or have the server's owner add it to static_folders in etc/carrack.toml",
                server + "path_location = \"/etc\"\n");
    }

    private void assertRefused(String part, String toml) throws Exception {
        String reason = refusal(packageRequest("refused", toml));
        assertTrue(reason, reason.contains(part));
    }

    private PackageRequest packageRequest(String name, String toml) throws IOException {
        Path folder = sources(Files.createTempDirectory(name), TestPackages.toml(name, "1.0.0") + toml);
        return PackageRequest.add(folder.toString()).with(PackageRequest.Option.COPY);
    }

    private HttpResponse<String> getAt(int port, String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .GET()
                .build());
    }

    /** The whole answer to a request with that Host header, which Java's client does not let us choose. */
    private String getOf(String host, String path) throws Exception {
        try (Resp connection = new Resp(request("/").build().uri().getPort())) {
            connection.send(
                    "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(path, host).getBytes(StandardCharsets.US_ASCII));
            return connection.httpAnswer();
        }
    }
}

package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.carrack.manage.PackageRequest;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Applications of packages: servlets, Jetty handlers and WebSocket endpoints, declared by descriptors and by code. */
public class AppServersIT extends Server {

    private static final long LIMIT_S = 20;
    private static final String SITE = "yard";

    private static final String SERVLET = """
            import jakarta.servlet.http.*;
            public class %s extends HttpServlet {
                @Override
                protected void doGet(HttpServletRequest request, HttpServletResponse response) throws java.io.IOException {
                    response.getWriter().print(String.join("|", "%s", request.getContextPath(), request.getServletPath(),
                            String.valueOf(request.getPathInfo()), String.valueOf(request.getQueryString())));
                }
            }
            """;

    private static final String HANDLER = """
            import org.eclipse.jetty.server.*;
            import org.eclipse.jetty.util.Callback;
            public class Plain extends Handler.Abstract {
                @Override
                public boolean handle(Request request, Response response, Callback callback) {
                    org.eclipse.jetty.io.Content.Sink.write(response, true,
                            "handler|" + Request.getContextPath(request) + "|" + Request.getPathInContext(request), callback);
                    return true;
                }
            }
            """;

    private static final String ENDPOINT = """
            import org.eclipse.jetty.websocket.api.*;
            public class Echo extends Session.Listener.AbstractAutoDemanding {
                @Override
                public void onWebSocketText(String text) {
                    getSession().sendText("heard " + text, Callback.NOOP);
                }
            }
            """;

    private int additions;

    @Before
    public void await() {
        awaitStarted();
    }

    @After
    public void clean() throws Exception {
        if (packages.find(SITE).isPresent()) {
            packages.execute(PackageRequest.delete(SITE));
        }
    }

    private PackageRequest packageRequest(String toml, String... files) throws Exception {
        return PackageRequest.add(sources(
                                Files.createTempDirectory(SITE),
                                TestPackages.toml(SITE, "1.0." + additions++) + toml,
                                files)
                        .toString())
                .with(PackageRequest.Option.COPY);
    }

    private void add(String toml, String... files) throws Exception {
        packages.execute(packageRequest(toml, files));
    }

    private String body(String path) throws Exception {
        return get(path).body();
    }

    @Test
    public void aServletServesWhatIsBelowItsPath() throws Exception {
        add(
                "[[app_servers]]\nname = \"main\"\nclass = \"yard.Api\"\npath_url = \"/api/\"\n",
                "Api.java",
                SERVLET.formatted("Api", "one"));
        assertEquals("one|/yard|/api|/a b/c|d=e%26f", body("/yard/api/a%20b/c?d=e%26f"));
        assertEquals("one|/yard|/api|null|null", body("/yard/api"));
        assertEquals(404, get("/yard/apix").statusCode());
        assertEquals(405, post("/yard/api/x", "{}").statusCode());
        packages.execute(PackageRequest.delete(SITE));
        assertEquals(404, get("/yard/api/").statusCode());
    }

    @Test
    public void bottleServersOf3BotFindTheirClassByTheFile() throws Exception {
        add("""
                [[static_dirs]]
                name = "frontend"
                path_url = ""
                path_location = "frontend"
                spa = true
                [[bottle_servers]]
                name = "main"
                file_path = "bottle/polls_bottle.py"
                path_url = "/api/"
                path_dest = "/v1/"
                host = "0.0.0.0"
                """, "frontend/index.html", "page", "bottle/PollsBottle.java", SERVLET.formatted("PollsBottle", "polls"));
        assertEquals("polls|/yard|/v1|/x/|null", body("/yard/api/x/"));
        assertEquals("page", body("/yard/"));
        assertEquals("page", body("/yard/v1/x"));
    }

    @Test
    public void anAppMayHaveAllOfThePackage() throws Exception {
        add(
                "[[bottle_servers]]\nname = \"main\"\nfile_path = \"bottle/Plain.java\"\npath_url = \"/\"\npath_dest = \"/\"\n[[static_dirs]]\nname = \"s\"\npath_url = \"/static\"\npath_location = \"files\"\n",
                "bottle/Plain.java",
                HANDLER,
                "files/a.txt",
                "file");
        assertEquals("handler|/yard|/x", body("/yard/x"));
        assertEquals("file", body("/yard/static/a.txt"));
    }

    @Test
    public void aStandaloneAppHasAPortBesides() throws Exception {
        int port = ServerProcess.freePort();
        add(
                "[[app_servers]]\nname = \"main\"\nclass = \"yard.Api\"\npath_url = \"/api\"\npath_dest = \"/v1\"\nstandalone = true\nhost = \"0.0.0.0\"\nport = %d\n"
                        .formatted(port),
                "Api.java",
                SERVLET.formatted("Api", "one"));
        assertEquals("one||/v1|/x|null", body("/yard/api/x"));
        assertEquals("one||/v1|/x|null", at(port, "/v1/x").body());
        assertEquals(404, at(port, "/hello/").statusCode());
        packages.execute(PackageRequest.delete(SITE));
        assertThrows(ConnectException.class, () -> at(port, "/v1/x"));
    }

    private HttpResponse<String> at(int port, String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build());
    }

    @Test
    public void accessRulesApplyToApps() throws Exception {
        add(
                "[[app_servers]]\nclass = \"yard.Api\"\npath_url = \"/api\"\nis_auth = true\n[[app_servers]]\nclass = \"yard.Api\"\npath_url = \"/open\"\n",
                "Api.java",
                SERVLET.formatted("Api", "one"));
        assertEquals(401, get("/yard/api/x").statusCode());
        assertEquals(200, get("/yard/open/x").statusCode());
    }

    @Test
    public void aWebSocketEndpointIsAnAppToo() throws Exception {
        add("[[app_servers]]\nclass = \"yard.Echo\"\npath_url = \"/echo\"\nwebsocket = true\n", "Echo.java", ENDPOINT);
        CompletableFuture<String> heard = new CompletableFuture<>();
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        URI uri = request("/yard/echo/any").build().uri();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(uri.toString().replace("http:", "ws:")), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean isLast) {
                        heard.complete(text.toString());
                        from.request(1);
                        return null;
                    }

                    @Override
                    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
                        closed.complete(code);
                        return null;
                    }

                    @Override
                    public void onError(WebSocket from, Throwable e) {
                        closed.complete(-1);
                    }
                })
                .orTimeout(LIMIT_S, TimeUnit.SECONDS)
                .join();
        socket.sendText("you", true).join();
        assertEquals("heard you", heard.orTimeout(LIMIT_S, TimeUnit.SECONDS).join());
        packages.execute(PackageRequest.delete(SITE));
        closed.orTimeout(LIMIT_S, TimeUnit.SECONDS).join();
        assertThrows(
                CompletionException.class,
                () -> HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .buildAsync(URI.create(uri.toString().replace("http:", "ws:")), new WebSocket.Listener() {})
                        .orTimeout(LIMIT_S, TimeUnit.SECONDS)
                        .join());
    }

    @Test
    public void whatCannotServeIsToldAndNothingOfThePackageIsThere() throws Exception {
        String[][] refusals = {
            {"class = \"yard.Nowhere\"", "the class of the app server main cannot be loaded"},
            {"class = \"yard.Said\"", "yard.Said is no jakarta.servlet.Servlet, no org.eclipse.jetty.server.Handler and"
            },
            {"class = \"yard.Hidden\"", "it must be public and have a public constructor without parameters"},
            {"class = \"yard.Throwing\"", "its constructor failed: java.lang.IllegalStateException: not today"},
            {"class = \"yard.BadInit\"", "the app server main did not start"},
            {
                "file_path = \"bottle/gone.py\"",
                "Cannot find bottle server path bottle/gone.py: the package has no class gone or Gone"
            },
            {"", "app_servers needs a class (class = \"shop.Api\"), the file of one"},
            {
                "class = \"yard.Api\"\nstandalone = true",
                "a standalone app server needs the host and port that it listens on"
            },
            {"class = \"yard.Api\"\nport = 70000", "a port is a number between 1 and 65535, not 70000"},
            {"class = \"yard.Api\"\npath_dest = \"../x\"", "path_dest must be a plain path"},
            {"class = \"yard.Api\"\nclas = \"x\"", "clas is not a key of app_servers"},
            {"start_cmd = \"true\"", "an app server with a start_cmd needs the port that the program listens on"},
        };
        for (String[] row : refusals) {
            String reason = refusal(
                    packageRequest(
                            "[[static_dirs]]\nname = \"s\"\npath_url = \"/\"\npath_location = \"files\"\n[[app_servers]]\nname = \"main\"\npath_url = \"/api\"\n"
                                    + row[0] + "\n",
                            "files/a.txt",
                            "file",
                            "Said.java",
                            actor("\"x\""),
                            "Api.java",
                            SERVLET.formatted("Api", "one"),
                            "Hidden.java",
                            "class Hidden extends jakarta.servlet.http.HttpServlet {}",
                            "Throwing.java",
                            "public class Throwing extends jakarta.servlet.http.HttpServlet { public Throwing() { throw new IllegalStateException(\"not today\"); } }",
                            "BadInit.java",
                            "public class BadInit extends jakarta.servlet.http.HttpServlet { @Override public void init() { throw new IllegalStateException(\"not today\"); } }"));
            assertTrue(row[0] + ": " + reason, reason.contains(row[1]) && reason.contains("package.toml:"));
            assertEquals(row[0], 404, get("/yard/a.txt").statusCode());
        }
    }

    @Test
    public void noRequestIsLostWhileAnAppIsReplaced() throws Exception {
        String toml = "[[app_servers]]\nclass = \"yard.Api\"\npath_url = \"/api\"\n";
        add(toml, "Api.java", SERVLET.formatted("Api", "0"));
        CountDownLatch done = new CountDownLatch(1);
        AtomicReference<String> lost = new AtomicReference<>("");
        Thread caller = new Thread(() -> {
            while (done.getCount() > 0) {
                try {
                    HttpResponse<String> response = get("/yard/api/x");
                    if (response.statusCode() != 200) {
                        lost.set(response.toString());
                    }
                } catch (Exception e) { // any is a loss
                    lost.set(e.toString());
                }
            }
        });
        caller.start();
        for (int i = 1; i <= 5; i++) {
            add(toml, "Api.java", SERVLET.formatted("Api", String.valueOf(i)));
        }
        done.countDown();
        caller.join();
        assertEquals("", lost.get());
        assertTrue(body("/yard/api/x").startsWith("5|"));
    }

    // From code.

    private static final String HOOK = """
            import java.util.*;
            import org.carrack.actor.*;
            import org.carrack.config.*;
            import org.carrack.lifecycle.*;
            import org.osgi.service.component.annotations.*;
            @Component(service = {PackageLifecycle.class, Actor.class})
            public class Yard implements PackageLifecycle, Actor {
                private static final List<Undo> DONE = new ArrayList<>();
                private static PackageContext mine;
                @Override
                public void start(PackageContext me) {
                    mine = me;
                    try {
                        me.declare("app_servers", Map.of("path_url", "/api", "app", new Api()));
                        DONE.add(me.declare("locations", Map.of("type", "redirect", "path_url", "/yard/away", "to", "/elsewhere")));
                        DONE.add(me.declare("servers", Map.of("ports", List.of(%1$d), "locations",
                                List.of(Map.of("type", "redirect", "path_url", "/", "to", "/own")))));
                    } catch (ConfigException e) {
                        throw new IllegalStateException(e.getMessage());
                    }
                }
                @ActorMethod
                public void remove() {
                    DONE.forEach(Undo::undo);
                }
                @ActorMethod
                public String tryTag(String tag, String type) {
                    try {
                        mine.declare(tag, Map.of("type", type));
                        return "";
                    } catch (ConfigException e) {
                        return e.location() + ": " + e.getMessage();
                    }
                }
            }
            """;

    @Test
    public void aHookAddsAndRemovesWhatADescriptorCould() throws Exception {
        int port = ServerProcess.freePort();
        String[] files = {"Yard.java", HOOK.formatted(port), "Api.java", SERVLET.formatted("Api", "hooked")};
        add("", files);
        assertEquals("hooked|/yard|/api|/x|null", body("/yard/api/x"));
        assertEquals(302, get("/yard/away/").statusCode());
        assertEquals("/own", at(port, "/").headers().firstValue("Location").orElse(""));
        add("", files);
        assertEquals(302, get("/yard/away/").statusCode());
        call("/yard/actors/yard/remove");
        assertEquals(404, get("/yard/away/").statusCode());
        assertThrows(ConnectException.class, () -> at(port, "/"));
        call("/yard/actors/yard/remove");
        assertEquals("hooked|/yard|/api|/x|null", body("/yard/api/x"));
        packages.execute(PackageRequest.delete(SITE));
        assertEquals(404, get("/yard/api/x").statusCode());
    }

    @Test
    public void whatAHookDeclaresWronglyIsTold() throws Exception {
        add("", "Yard.java", HOOK.formatted(ServerProcess.freePort()), "Api.java", SERVLET.formatted("Api", "hooked"));
        for (List<String> row : List.of(
                List.of("locations", "lapis", "declare(\\\"locations\\\"): there is no location of type \\\"lapis\\\""),
                List.of("locations", "proxy", "needs the host that it sends requests to"),
                List.of("location", "x", "nothing here takes the tag location; did you mean locations?"))) {
            String said = post(
                            "/yard/actors/yard/tryTag",
                            "{\"tag\": \"%s\", \"type\": \"%s\"}".formatted(row.get(0), row.get(1)))
                    .body();
            assertTrue(said, said.contains(row.get(2)));
        }
    }
}

package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.carrack.itest.RawHttp.Answer;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/**
 * Every kind of route with every combination of flags, written at the package and at the place, for every kind of caller: at the
 * server, through a real nginx, and over gedis.
 */
@Category(OwnProcess.class)
public class AccessMatrixIT {

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    /** In every way that a backend could take for ours, or that could take ours away. */
    private static final String FORGED =
            "X-Forwarded-User: eve\r\nX-Forwarded-Roles: eve\r\nX_Forwarded_User: eve\r\nx_forwarded-roles: eve\r\n"
                    + "Connection: X-Forwarded-User, X-Forwarded-Roles";

    /** What an admin, somebody of the package, and somebody else may see. */
    private enum Level {
        OPEN,
        AUTH,
        PACKAGE,
        ADMIN
    }

    /**
     * A caller.
     *
     * @param level up to which routes they get; OPEN for those who count as nobody
     * @param isKnown whether they are told 403 where they may not come in, and not 401
     * @param head what they send
     * @param token what they show to gedis; empty for nothing
     */
    private record Visitor(String name, Level level, boolean isKnown, String head, String token) {}

    /**
     * A route.
     *
     * @param request its first line
     */
    private record ProtectedRoute(String kind, Level level, String packageName, String request) {
        @Override
        public String toString() {
            return "%s of %s".formatted(kind, packageName);
        }
    }

    private static final String ACTOR = """
            import org.carrack.actor.*;
            import org.osgi.service.component.annotations.Component;
            @Component
            public class Who implements Actor {
                @ActorMethod @Tool
                public String who(CallContext call) {
                    return call.caller().name() + "|" + call.header("X-Forwarded-User").orElse("") + "|"
                            + call.header("Cookie").orElse("");
                }
            }
            """;

    private static final String SERVLET = """
            import jakarta.servlet.http.*;
            public class Web extends HttpServlet {
                @Override
                protected void service(HttpServletRequest request, HttpServletResponse response) throws java.io.IOException {
                    response.getWriter().print(java.util.Collections.list(request.getHeaders("X-Forwarded-User")) + "|"
                            + request.getHeader("X-Forwarded-Roles") + "|"
                            + String.join("; ", java.util.Collections.list(request.getHeaders("Cookie"))) + "|"
                            + request.getHeader("Authorization") + "|"
                            + java.util.Collections.list(request.getHeaderNames()).stream()
                                    .filter(name -> String.valueOf(request.getHeader(name)).contains("eve")).toList());
                }
            }
            """;

    private static final String WHITEBOARD = """
            import jakarta.servlet.*;
            import jakarta.servlet.http.*;
            import org.osgi.service.component.annotations.Component;
            @Component(service = Servlet.class, property = "osgi.http.whiteboard.servlet.pattern=/of-%s/*")
            public class Board extends HttpServlet {
                @Override
                protected void service(HttpServletRequest request, HttpServletResponse response) throws java.io.IOException {
                    response.getWriter().print("text");
                }
            }
            """;

    private static final String CHATFLOW = """
            import org.carrack.chat.*;
            import org.osgi.service.component.annotations.*;
            @Component(scope = ServiceScope.PROTOTYPE)
            public class Talk implements Chatflow {
                @ChatStep(order = 1)
                void talk(Dialogue chat) {
                    chat.show("text");
                }
            }
            """;

    private static final String MODULE = """
            import java.util.*;
            import org.carrack.conversation.*;
            import org.osgi.service.component.annotations.*;
            @Component
            public class Words implements ConversationModule {
                @Override
                public Reply respond(String sentence, Map<String, String> entries, Locale locale) {
                    return Reply.tag("said");
                }
            }
            """;

    private static final List<ProtectedRoute> ROUTES = new ArrayList<>();
    private static final List<Visitor> VISITORS = new ArrayList<>();

    private static HttpServer backend;
    private static ServerProcess server;
    private static Process nginx;
    private static int nginxPort;

    @BeforeClass
    public static void prepare() throws Exception {
        backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        backend.setExecutor(Executors.newCachedThreadPool());
        backend.createContext("/", exchange -> {
            byte[] said = "%s|%s|%s|%s|%s"
                    .formatted(
                            exchange.getRequestHeaders().getOrDefault("X-Forwarded-User", List.of()),
                            exchange.getRequestHeaders().getFirst("X-Forwarded-Roles"),
                            String.join("; ", exchange.getRequestHeaders().getOrDefault("Cookie", List.of())),
                            exchange.getRequestHeaders().getFirst("Authorization"),
                            exchange.getRequestHeaders().entrySet().stream()
                                    .filter(header ->
                                            header.getValue().toString().contains("eve"))
                                    .map(Map.Entry::getKey)
                                    .toList())
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, said.length);
            exchange.getResponseBody().write(said);
            exchange.close();
        });
        backend.start();
        Path home = FOLDER.newFolder("home").toPath();
        nginxPort = ServerProcess.freePort();
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(
                home.resolve("etc/carrack.toml"),
                "[nginx]\nreload = true\nlisten = %d\nuser = \"%s\"\n[mcp]\nenabled = true\nlist_limit = 1000\nrequests_per_minute = 100000\n[conversation]\nsentences_per_minute = 100000\n"
                        .formatted(nginxPort, System.getProperty("user.name")));
        server = ServerProcess.startWithGedis(home);
        for (int i = 0; i < 8; i++) {
            addPackage("route" + i, flags(i), level(i));
        }
        addPackage("silent", "", Level.ADMIN);
        addPlaces();
        addVisitors();
        Path config = home.resolve("data/nginx/nginx.conf");
        RealNginx.awaitConfiguration(config, "/shut/s", true);
        nginx = RealNginx.start(config);
    }

    @AfterClass
    public static void stop() throws Exception {
        nginx.destroy();
        nginx.waitFor();
        server.close();
        backend.stop(0);
    }

    private static String flags(int bits) {
        return "is_auth = %b\nis_package_authorized = %b\nis_admin = %b\n"
                .formatted((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0);
    }

    private static Level level(int bits) {
        return (bits & 4) != 0
                ? Level.ADMIN
                : (bits & 2) != 0 ? Level.PACKAGE : (bits & 1) != 0 ? Level.AUTH : Level.OPEN;
    }

    private static String places(String packageName, String suffix, String flags) {
        return """
                [[static_dirs]]
                name = "files%1$s"
                path_url = "/files%1$s"
                path_location = "pages"
                %2$s
                [[locations]]
                name = "static%1$s"
                path_url = "/%3$s/static%1$s"
                path_location = "pages"
                %2$s
                [[locations]]
                name = "proxy%1$s"
                type = "proxy"
                path_url = "/%3$s/proxy%1$s"
                host = "127.0.0.1"
                port = %4$d
                %2$s
                [[app_servers]]
                name = "app%1$s"
                path_url = "/app%1$s"
                class = "%3$s.Web"
                %2$s
                """.formatted(suffix, flags, packageName, backend.getAddress().getPort());
    }

    private static void addRoutes(String packageName, String suffix, Level level) {
        for (String kind : List.of("files", "static")) {
            ROUTES.add(new ProtectedRoute(
                    kind, level, packageName, "GET /%s/%s%s/a.txt".formatted(packageName, kind, suffix)));
        }
        for (String kind : List.of("proxy", "app")) {
            for (String method : List.of("GET", "POST")) {
                ROUTES.add(new ProtectedRoute(
                        kind, level, packageName, "%s /%s/%s%s/x".formatted(method, packageName, kind, suffix)));
            }
        }
    }

    /** One whose own flags count at all its routes. */
    private static void addPackage(String name, String flags, Level level) throws Exception {
        add(name, flags + places(name, "", ""));
        addRoutes(name, "", level);
        ROUTES.add(new ProtectedRoute("servlet", level, name, "GET /of-%s/x".formatted(name)));
        ROUTES.add(new ProtectedRoute(
                "versioned", level, name, "GET /adapt/%1$s/%1$s-1.0.0/static/a.txt".formatted(name)));
        ROUTES.add(new ProtectedRoute("actor", level, name, "POST /%s/actors/who/who".formatted(name)));
        ROUTES.add(new ProtectedRoute("chat", level, name, "GET /%s/chats/talk".formatted(name)));
        ROUTES.add(new ProtectedRoute("chats", level, name, "GET /%s/chats/".formatted(name)));
        // 426 for who gets through: it is no WebSocket.
        ROUTES.add(new ProtectedRoute("socket", level, name, "GET /%s/chats/talk/ws".formatted(name)));
    }

    /** One with places that have flags of their own. */
    private static void addPlaces() throws Exception {
        StringBuilder toml = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            toml.append(places("places", String.valueOf(i), flags(i)));
            addRoutes("places", String.valueOf(i), level(i));
        }
        // Who names the package's own people does not mean admins alone.
        toml.append(places("places", "own", "is_package_authorized = true\n"));
        addRoutes("places", "own", Level.PACKAGE);
        add("places", toml.toString());
        // The versioned addresses of a folder are as closed as the place that serves it.
        add(
                "shut",
                "is_auth = false\nis_admin = false\n[[static_dirs]]\npath_url = \"/s\"\npath_location = \"static\"\nis_package_authorized = true\n");
        ROUTES.add(new ProtectedRoute("versioned", Level.PACKAGE, "shut", "GET /adapt/shut/shut-1.0.0/static/a.txt"));
        ROUTES.add(new ProtectedRoute("files", Level.PACKAGE, "shut", "GET /shut/s/a.txt"));
    }

    private static void add(String name, String toml) throws Exception {
        Path sources = Server.sources(
                FOLDER.newFolder().toPath(),
                "name = \"%s\"\nversion = \"1.0.0\"\n%s".formatted(name, toml),
                "pages/a.txt",
                "text",
                "actors/Who.java",
                ACTOR,
                "chats/Talk.java",
                CHATFLOW,
                "static/a.txt",
                "text",
                "Words.java",
                MODULE,
                "res/locales/en/triggers.json",
                "[{\"Words\": [{\"patterns\": [\"words of %s\"]}]}]".formatted(name),
                "res/locales/en/response.json",
                "[{\"tag\": \"said\", \"messages\": [\"said\"]}]",
                "Board.java",
                WHITEBOARD.formatted(name),
                "Web.java",
                SERVLET);
        String added = server.post(
                "/admin/actors/packages/add_package", "{\"path\": \"%s\"}".formatted(sources), server.ownerToken());
        assertTrue(added, added.contains("\"ACTIVE\""));
    }

    private static void addVisitors() throws Exception {
        StringBuilder ofPackages =
                new StringBuilder("\"user\", \"package:silent\", \"package:places\", \"package:shut\"");
        for (int i = 0; i < 8; i++) {
            ofPackages.append(", \"package:route").append(i).append('"');
        }
        account("ursula", "\"user\"");
        account("odo", "\"package:elsewhere\"");
        account("paula", ofPackages.toString());
        account("alma", "\"admin\"");
        VISITORS.add(new Visitor("nobody", Level.OPEN, false, "X-None: 1", ""));
        VISITORS.add(token("ursula", Level.AUTH, true, "\"name\": \"plain\""));
        VISITORS.add(token("odo", Level.AUTH, true, "\"name\": \"plain\""));
        VISITORS.add(token("paula", Level.PACKAGE, true, "\"name\": \"plain\""));
        VISITORS.add(token("alma", Level.ADMIN, true, "\"name\": \"plain\""));
        VISITORS.add(token("alma", Level.AUTH, true, "\"name\": \"lesser\", \"roles\": [\"user\"]"));
        VISITORS.add(token("alma", Level.OPEN, true, "\"name\": \"elsewhere\", \"packages\": [\"elsewhere\"]"));
        Visitor expired = token("alma", Level.OPEN, false, "\"name\": \"expired\", \"expires\": \"1s\"");
        Visitor revoked = token("alma", Level.OPEN, false, "\"name\": \"revoked\"");
        accounts("revoke_token", "{\"account\": \"alma\", \"name\": \"revoked\"}");
        VISITORS.add(revoked);
        for (Map.Entry<String, Level> one : Map.of("ursula", Level.AUTH, "paula", Level.PACKAGE, "alma", Level.ADMIN)
                .entrySet()) {
            VISITORS.add(new Visitor(
                    one.getKey(),
                    one.getValue(),
                    true,
                    "Sec-Fetch-Site: same-origin\r\nCookie: a=b\r\nCookie: carrack_session = %1$s; carrack_session=%1$s; c=d"
                            .formatted(login(one.getKey())),
                    ""));
        }
        String ended = login("odo");
        accounts("end_sessions", "{\"account\": \"odo\"}");
        VISITORS.add(new Visitor(
                "odo", Level.OPEN, false, "Sec-Fetch-Site: same-origin\r\nCookie: carrack_session=" + ended, ""));
        while (server.get("/auth/authenticated", expired.token()).contains("alma")) {
            // It is about to expire.
        }
        VISITORS.add(expired);
    }

    private static void account(String name, String roles) throws Exception {
        accounts(
                "add",
                "{\"name\": \"%s\", \"password\": \"%s\", \"roles\": [%s]}".formatted(name, password(name), roles));
    }

    private static String password(String name) {
        return "the password of " + name;
    }

    private static String accounts(String method, String arguments) throws Exception {
        String answer = server.post("/admin/actors/accounts/" + method, arguments, server.ownerToken());
        assertTrue(answer, !answer.contains("\"error\""));
        return answer;
    }

    private static Visitor token(String account, Level level, boolean isKnown, String more) throws Exception {
        String made = accounts("create_token", "{\"account\": \"%s\", %s}".formatted(account, more));
        Matcher token = Pattern.compile("carrack_[A-Za-z0-9_-]+").matcher(made);
        assertTrue(made, token.find());
        return new Visitor(account, level, isKnown, "Authorization: Bearer " + token.group(), token.group());
    }

    private static String login(String name) throws Exception {
        String body = "{\"username\": \"%s\", \"password\": \"%s\"}".formatted(name, password(name));
        Answer answer = RawHttp.send(
                port(),
                "POST /auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length(),
                body);
        Matcher cookie = Pattern.compile("carrack_session=([^;]+)")
                .matcher(String.valueOf(answer.headers().get("set-cookie")));
        assertTrue(answer.toString(), cookie.find());
        return cookie.group(1);
    }

    private static int port() {
        return java.net.URI.create(server.url()).getPort();
    }

    private static int expected(ProtectedRoute route, Visitor visitor) {
        if (route.level() == Level.OPEN || visitor.level().compareTo(route.level()) >= 0) {
            return 200;
        }
        return visitor.isKnown() ? 403 : 401;
    }

    private static Map<String, String> ask(int port) throws Exception {
        Map<String, String> wrong = new LinkedHashMap<>();
        for (ProtectedRoute route : ROUTES) {
            for (Visitor visitor : VISITORS) {
                String head = "%s HTTP/1.1\r\nHost: localhost:%d\r\nAccept: */*\r\nContent-Length: 0\r\n%s\r\n%s"
                        .formatted(route.request(), port, FORGED, visitor.head());
                Answer answer = RawHttp.send(port, head, "");
                int expected = expected(route, visitor);
                String told = expected != 200 ? "" : told(route, visitor, answer.body());
                if (expected == 200 && route.kind().equals("socket")) {
                    expected = 426;
                }
                if (answer.status() != expected || !told.isEmpty()) {
                    wrong.put(
                            "%s %s (%s) for %s %s"
                                    .formatted(route, route.request(), route.level(), visitor.name(), visitor.level()),
                            "%d instead of %d %s: %s".formatted(answer.status(), expected, told, answer.body()));
                }
            }
        }
        return wrong;
    }

    /** What is wrong with what a package was told of its caller. */
    private static String told(ProtectedRoute route, Visitor visitor, String body) {
        boolean isOpen = route.level() == Level.OPEN;
        String cookies = visitor.head().contains("a=b") ? "a=b; c=d" : "";
        return switch (route.kind()) {
            case "proxy", "app" -> {
                String user = isOpen ? "[]|null" : "[%s]|".formatted(visitor.name());
                boolean isFine = body.startsWith(user) && body.endsWith("|%s|null|[]".formatted(cookies));
                yield isFine ? "" : "told";
            }
            case "actor" -> {
                // An actor that is open to all still knows who calls it, if somebody says so.
                boolean isSomebody = visitor.isKnown();
                String name = isSomebody ? visitor.name() : "anonymous";
                String user = isSomebody ? visitor.name() : "";
                boolean isFine = body.startsWith("\"%s|%s|".formatted(name, user)) && !body.contains("carrack");
                yield isFine ? "" : "told";
            }
            case "chat", "chats", "socket" -> "";
            default -> body.equals("text") ? "" : "told";
        };
    }

    @Test
    public void aSentenceReachesThePackagesOfItsCallerAndNoOthers() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (ProtectedRoute route : ROUTES) {
            if (!route.kind().equals("actor")) {
                continue;
            }
            for (Visitor visitor : VISITORS) {
                String body = "words of " + route.packageName();
                Answer answer = RawHttp.send(
                        port(),
                        "POST /conversation/en HTTP/1.1\r\nHost: localhost:%d\r\nContent-Length: %d\r\n%s"
                                .formatted(port(), body.length(), visitor.head()),
                        body);
                boolean isAnswered = answer.body().contains("\"package\":\"%s\"".formatted(route.packageName()));
                if (isAnswered != (expected(route, visitor) == 200)) {
                    wrong.add("%s %s for %s %s: %s"
                            .formatted(route, route.level(), visitor.name(), visitor.level(), answer));
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    public void anAgentIsShownAndMayCallWhatItMayElsewhereAndNothingElse() throws Exception {
        Map<String, String> wrong = new LinkedHashMap<>();
        for (Visitor visitor : VISITORS) {
            String listed = agent(visitor, "tools/list", "{}");
            for (ProtectedRoute route : ROUTES) {
                if (!route.kind().equals("actor")) {
                    continue;
                }
                String tool = route.packageName() + "_who_who";
                // A token that is not valid any more is told so.
                boolean isExpected = expected(route, visitor) == 200
                        && (visitor.isKnown() || visitor.token().isEmpty());
                String called = agent(visitor, "tools/call", "{\"name\":\"%s\"}".formatted(tool));
                boolean isCalled = called.contains("\"isError\":false")
                        && called.contains(visitor.isKnown() ? visitor.name() + "|" : "anonymous|");
                if (listed.contains(tool) != isExpected || isCalled != isExpected) {
                    wrong.put(tool + " for " + visitor.name() + " " + visitor.level(), called);
                }
            }
        }
        assertEquals(Map.of(), wrong);
    }

    private static String agent(Visitor visitor, String method, String params) throws Exception {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}".formatted(method, params);
        return RawHttp.send(
                        port(),
                        "POST /mcp HTTP/1.1\r\nHost: localhost:%d\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%s"
                                .formatted(port(), body.length(), visitor.head()),
                        body)
                .body();
    }

    @Test
    public void theServerLetsInWhoMayComeInAndNobodyElse() throws Exception {
        assertEquals(Map.of(), ask(port()));
    }

    @Test
    public void soDoesNginxThatAsksTheServer() throws Exception {
        String config = Files.readString(FOLDER.getRoot().toPath().resolve("home/data/nginx/nginx.conf"));
        assertTrue(config, config.contains("auth_request \"/.carrack/auth/package_authorized/places\";"));
        assertEquals(Map.of(), ask(nginxPort));
    }

    /** The configuration of the manual, for a backend that is no package's. */
    @Test
    public void soDoesAnNginxThatAPersonConfigured() throws Exception {
        String manual = Files.readString(Path.of(System.getProperty("carrack.checkout"), "docs/accounts.md"));
        String example = manual.substring(manual.indexOf("```nginx") + "```nginx".length());
        int at = ServerProcess.freePort();
        Path folder = FOLDER.newFolder().toPath();
        Path config = folder.resolve("nginx.conf");
        Files.writeString(
                config,
                "user %s;\npid %s/pid;\nevents { }\nhttp { access_log off; server { listen %d;\n%s\n} }\n"
                        .formatted(
                                System.getProperty("user.name"),
                                folder,
                                at,
                                example.substring(0, example.indexOf("```"))
                                        .replace("/shop", "/silent")
                                        .replace("127.0.0.1:8080", "127.0.0.1:" + port())
                                        .replace(
                                                "127.0.0.1:9000",
                                                "127.0.0.1:"
                                                        + backend.getAddress().getPort())));
        Process own = RealNginx.start(config);
        try {
            for (Visitor visitor : VISITORS) {
                int expected = expected(new ProtectedRoute("proxy", Level.PACKAGE, "silent", ""), visitor);
                for (String method : List.of("GET", "POST")) {
                    Answer answer = RawHttp.send(
                            at,
                            "%s /silent/x?a=1&b=2 HTTP/1.1\r\nHost: localhost:%d\r\nContent-Length: 4\r\n%s\r\n%s"
                                    .formatted(method, at, FORGED, visitor.head()),
                            "body");
                    assertEquals(visitor + " " + method, expected == 401 ? 302 : expected, answer.status());
                    if (expected == 200) {
                        assertTrue(answer.body(), answer.body().startsWith("[%s]|".formatted(visitor.name())));
                        assertTrue(answer.body(), answer.body().endsWith("||null|[]"));
                    } else if (expected == 401) {
                        String location = answer.headers().get("location");
                        assertTrue(location, location.endsWith("/auth/login?next_url=/silent/x?a=1&b=2"));
                    }
                }
            }
            Answer page = RawHttp.send(
                    at, "GET /auth/login?next_url=/silent/x?a=1&b=2 HTTP/1.1\r\nHost: localhost:" + at, "");
            assertTrue(page.body(), page.body().contains("value=\"/silent/x?a=1&amp;b=2\""));
        } finally {
            own.destroy();
            own.waitFor();
        }
    }

    @Test
    public void soDoesGedis() throws Exception {
        Map<String, String> wrong = new LinkedHashMap<>();
        for (ProtectedRoute route :
                ROUTES.stream().filter(route -> route.kind().equals("actor")).toList()) {
            for (Visitor visitor : VISITORS.stream()
                    .filter(v -> v.head().startsWith("Auth") || v.head().startsWith("X-None"))
                    .toList()) {
                try (Resp client = new Resp(server.gedisPort())) {
                    if (!visitor.token().isEmpty()) {
                        String login = client.call("AUTH", visitor.token());
                        assertEquals(visitor.isKnown() ? "+OK" : "-WRONGPASS the token is nobody's", login);
                    }
                    String answer = client.call(route.packageName() + ".who.who");
                    String expected = switch (expected(route, visitor)) {
                        case 200 -> "\"";
                        case 401 -> "-NOAUTH ";
                        default -> "-NOPERM ";
                    };
                    if (!answer.startsWith(expected)) {
                        wrong.put("%s (%s) for %s".formatted(route, route.level(), visitor), answer);
                    }
                    String chat = client.call(
                            "chatflows.chatbot.new",
                            "{\"package\": \"%s\", \"chat\": \"talk\"}".formatted(route.packageName()));
                    boolean isBegun = expected.equals("\"") ? chat.contains("sessionId") : chat.startsWith(expected);
                    if (!isBegun) {
                        wrong.put("the chat of %s (%s) for %s".formatted(route, route.level(), visitor), chat);
                    }
                }
            }
        }
        assertEquals(Map.of(), wrong);
    }

    @Test
    public void gedisTellsWhoCallsItself() throws Exception {
        Visitor visitor = VISITORS.stream()
                .filter(v -> v.name().equals("alma")
                        && v.level() == Level.ADMIN
                        && !v.token().isEmpty())
                .findFirst()
                .orElseThrow();
        String forged = "{\"X-Forwarded-User\": \"eve\", \"Cookie\": \"a=b\"}";
        try (Resp client = new Resp(server.gedisPort())) {
            assertEquals("\"anonymous||a=b\"", client.call("route0.who.who", "{}", forged));
            assertEquals("+OK", client.call("AUTH", visitor.token()));
            assertEquals("\"alma|alma|a=b\"", client.call("route0.who.who", "{}", forged));
        }
    }

    @Test
    public void nobodyKeepsWhatIsClosed() throws Exception {
        Visitor admin = VISITORS.stream()
                .filter(v -> v.level() == Level.ADMIN && !v.token().isEmpty())
                .findFirst()
                .orElseThrow();
        for (int at : new int[] {port(), nginxPort}) {
            for (ProtectedRoute route : ROUTES) {
                if (!List.of("files", "static", "versioned", "proxy", "app").contains(route.kind())) {
                    continue;
                }
                Answer answer = RawHttp.send(
                        at,
                        "%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n%s"
                                .formatted(route.request(), admin.head()),
                        "");
                String kept = String.valueOf(answer.headers().get("cache-control"));
                String expected = route.kind().equals("versioned")
                        ? (route.level() == Level.OPEN ? "public" : "private") + ", max-age=31536000, immutable"
                        : route.level() == Level.OPEN ? "null" : "private, no-cache";
                assertEquals(route + " " + route.request() + " at " + at, expected, kept);
                if (!List.of("proxy", "app").contains(route.kind())) {
                    assertEquals("nosniff", answer.headers().get("x-content-type-options"));
                }
            }
        }
    }

    @Test
    public void whatIsRevokedOrTakenAwayEndsForOpenConnectionsToo() throws Exception {
        account("petra", "\"package:route2\"");
        Visitor visitor = token("petra", Level.PACKAGE, true, "\"name\": \"short\"");
        try (Resp client = new Resp(server.gedisPort())) {
            assertEquals("+OK", client.call("AUTH", "petra", visitor.token()));
            assertTrue(client.call("route2.who.who").contains("petra"));
            assertTrue(client.call("route4.who.who").startsWith("-NOPERM"));
            accounts("set_roles", "{\"name\": \"petra\", \"roles\": [\"admin\"]}");
            assertTrue(client.call("route4.who.who").contains("petra"));
            accounts("revoke_token", "{\"account\": \"petra\", \"name\": \"short\"}");
            assertTrue(client.call("route2.who.who").startsWith("-NOAUTH"));
        }
    }
}

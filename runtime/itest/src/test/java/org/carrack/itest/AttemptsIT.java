package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.carrack.itest.RawHttp.Answer;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/** What people try who want to be somebody else. */
@Category(OwnProcess.class)
public class AttemptsIT {

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static final String PASSWORD = "a long word";
    private static final String JSON = "Content-Type: application/json";
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";

    private static LoginProviderProcess provider;
    private static ServerProcess server;
    private static int port;

    @BeforeClass
    public static void start() throws Exception {
        provider = LoginProviderProcess.start();
        Path home = FOLDER.newFolder("home").toPath();
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(
                home.resolve("etc/carrack.toml"),
                // So long that no slow machine has it end before the test looks.
                "[auth]\nfirst_wait_s = 600\n[[oidc]]\nname = \"company\"\nissuer = \"%s\"\nclient_id = \"carrack\"\n"
                        .formatted(provider.issuer()));
        server = ServerProcess.start(home);
        port = URI.create(server.url()).getPort();
        Path shop = Server.sources(
                FOLDER.newFolder().toPath(),
                """
                name = "shop"
                version = "1.0.0"
                is_admin = false
                [[static_dirs]]
                path_url = "/"
                path_location = "pages"
                [[locations]]
                type = "proxy"
                path_url = "/shop/live"
                host = "127.0.0.1"
                port = 9
                websocket = true
                """,
                "pages/index.html",
                "the shop",
                "actors/Said.java",
                Server.actor("\"sold\""));
        String added = server.post(
                "/admin/actors/packages/add_package", "{\"path\": \"%s\"}".formatted(shop), server.ownerToken());
        assertTrue(added, added.contains("ACTIVE"));
        for (String name : List.of("ada", "bob", "cleo", "dora")) {
            accounts("add", "{\"name\": \"%s\", \"password\": \"%s\"}".formatted(name, PASSWORD));
        }
    }

    @AfterClass
    public static void stop() {
        server.close();
        provider.close();
    }

    private static String accounts(String method, String arguments) throws Exception {
        String answer = server.post("/admin/actors/accounts/" + method, arguments, server.ownerToken());
        assertFalse(answer, answer.contains("\"error\""));
        return answer;
    }

    private static Answer send(String line, String body, String... headers) throws IOException {
        return RawHttp.send(port, head(line, body, headers), body);
    }

    private static String head(String line, String body, String... headers) {
        return "%s HTTP/1.1\r\nHost: localhost:%d\r\nContent-Length: %d%s"
                .formatted(
                        line,
                        port,
                        body.length(),
                        String.join(
                                "", Arrays.stream(headers).map(h -> "\r\n" + h).toList()));
    }

    private static Answer login(String name, String password, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add(JSON);
        return send(
                "POST /auth/login",
                "{\"username\": \"%s\", \"password\": \"%s\"}".formatted(name, password),
                all.toArray(new String[0]));
    }

    private static String session(Answer answer) {
        Matcher cookie = Pattern.compile("carrack_session=([^;]+);.*")
                .matcher(String.valueOf(answer.headers().get("set-cookie")));
        assertTrue(answer.toString(), cookie.matches());
        return cookie.group(1);
    }

    private static String cookie(String session) {
        // One that no parser likes comes before, of another site's script perhaps.
        return "Cookie: q=\"unclosed; carrack_session=" + session;
    }

    private static int status(String session) throws IOException {
        return send("GET /shop/", "", cookie(session)).status();
    }

    @Test
    public void aSessionThatSomebodyPlantedIsNotTaken() throws Exception {
        String planted = "A".repeat(43);
        Answer answer = login("ada", PASSWORD, cookie(planted));

        assertNotEquals(planted, session(answer));
        assertEquals(401, status(planted));
        assertEquals(200, status(session(answer)));

        // And the one before the login ends with it.
        String next = session(login("ada", PASSWORD, cookie(session(answer))));
        assertEquals(401, status(session(answer)));
        assertEquals(200, status(next));
    }

    @Test
    public void theCookieIsForTheBrowserAlone() throws Exception {
        String set = login("ada", PASSWORD).headers().get("set-cookie");

        assertTrue(set, set.matches("carrack_session=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Lax"));
    }

    @Test
    public void aPageOfAnotherSiteUsesNobodysLogin() throws Exception {
        String session = session(login("ada", PASSWORD));
        String own = "Origin: http://localhost:" + port;
        String said = "POST /shop/actors/said/said";
        for (String[] foreign : new String[][] {
            {},
            {"Origin: http://evil.example"},
            {"Origin: null"},
            {"Origin: http://localhost"},
            {"Origin: http://localhost:" + port + ".evil.example"},
            {"Sec-Fetch-Site: cross-site"},
            {"Sec-Fetch-Site: same-site", own},
            {"Sec-Fetch-Site: cross-site", own},
        }) {
            List<String> headers = new ArrayList<>(List.of(foreign));
            headers.add(cookie(session));
            for (String line : List.of(said, "POST /shop/x", "DELETE /shop/live/x", "POST /auth/password")) {
                int status = send(line, "", headers.toArray(new String[0])).status();
                assertTrue(line + headers + status, status == 403 || (line.contains("password") && status == 401));
            }
            headers.addAll(List.of("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"));
            assertEquals(
                    headers.toString(),
                    403,
                    send("GET /shop/live/", "", headers.toArray(new String[0])).status());
        }
        for (String[] here : new String[][] {{own}, {"Sec-Fetch-Site: same-origin"}, {"Sec-Fetch-Site: none"}}) {
            Answer answer = send(said, "", here[0], cookie(session));
            assertEquals("\"sold\"", answer.body());
        }
        // What changes nothing may be led to from anywhere.
        assertEquals(
                200,
                send("GET /shop/", "", cookie(session), "Sec-Fetch-Site: cross-site")
                        .status());
    }

    @Test
    public void aPageOfAnotherSiteLogsNobodyInOrOut() throws Exception {
        String form = "username=ada&password=" + PASSWORD.replace(' ', '+');
        assertEquals(
                403,
                send("POST /auth/login", form, FORM, "Origin: http://evil.example")
                        .status());
        assertEquals(
                303,
                send("POST /auth/login", form, FORM, "Accept: text/html", "Origin: http://localhost:" + port)
                        .status());
        String session = session(login("ada", PASSWORD));

        Answer asked = send("GET /auth/logout", "", cookie(session), "Sec-Fetch-Site: cross-site");

        assertTrue(asked.body(), asked.body().contains("<a class=\"button\" href=\"/auth/logout\">"));
        assertEquals(
                403,
                send("POST /auth/logout", "", FORM, cookie(session), "Origin: http://evil.example")
                        .status());
        assertEquals(200, status(session));
        assertEquals(303, send("GET /auth/logout", "", cookie(session)).status());
        assertEquals(401, status(session));
    }

    @Test
    public void nobodyIsLedToAnotherSite() throws Exception {
        String here = "http://localhost:" + port;
        for (String next : List.of(
                "http://evil.example/",
                "//evil.example/",
                "/\\evil.example/",
                "https:evil.example",
                here + "@evil.example/",
                here + ".evil.example/",
                "javascript:alert(1)",
                "/%0d%0aSet-Cookie:x=y",
                "/a\r\nX-Evil: 1",
                "/shop/?a=b",
                here + "/shop/")) {
            String form = "username=ada&password=%s&next_url=%s"
                    .formatted(PASSWORD.replace(' ', '+'), URLEncoder.encode(next, StandardCharsets.UTF_8));
            Answer answer = send("POST /auth/login", form, FORM);
            String location = answer.headers().get("location");
            assertEquals(next, 303, answer.status());
            assertTrue(next + " -> " + location, location.matches("/(auth/account|shop/.*|%0d%0aSet-Cookie:x=y)"));
            assertFalse(answer.headers().containsKey("x-evil"));
        }
    }

    @Test
    public void aLoginIsAnsweredAsItWasSent() throws Exception {
        String form = "username=ada&password=%s&next_url=%%2Fshop%%2F".formatted(PASSWORD.replace(' ', '+'));
        assertEquals("/shop/", send("POST /auth/login", form, FORM).headers().get("location"));
        assertEquals(
                "{\"username\":\"ada\",\"roles\":[\"user\"],\"next_url\":\"/shop/\"}",
                send("POST /auth/login", form, FORM, "Accept: application/json").body());
        Answer wrong = send("POST /auth/login", "username=nobody&password=wrong-word&next_url=%2Fshop%2F", FORM);
        assertEquals(401, wrong.status());
        assertTrue(wrong.body(), wrong.body().contains("the name or the password is wrong"));
        assertTrue(wrong.body(), wrong.body().contains("name=\"next_url\" value=\"/shop/\""));
        assertEquals(400, send("POST /auth/login", "{\"user\": \"ada\"}", JSON).status());
        assertEquals(400, send("POST /auth/login", "{", JSON).status());
    }

    @Test
    public void aTokenInAnAddressCountsForNothing() throws Exception {
        String token =
                server.command("user", "token", "ada", "--name", "url").out().strip();
        assertEquals(
                200, send("GET /shop/", "", "Authorization: Bearer " + token).status());
        for (String name : List.of("token", "access_token", "authorization", "carrack_session")) {
            assertEquals(
                    401, send("GET /shop/?%s=%s".formatted(name, token), "").status());
            assertEquals(
                    401,
                    send("POST /shop/actors/said/said?%s=%s".formatted(name, token), "")
                            .status());
        }
        assertEquals(401, send("GET /shop/", "", cookie(token)).status());
        assertEquals(
                401, send("GET /shop/", "", "Authorization: Basic " + token).status());
    }

    @Test
    public void aTokenForLittleMakesNoneForMore() throws Exception {
        String token = server.command("user", "token", "bob", "--package", "elsewhere")
                .out()
                .strip();
        String bearer = "Authorization: Bearer " + token;
        for (String path : List.of("/auth/tokens", "/auth/password", "/auth/tokens/revoke", "/auth/sessions/end")) {
            Answer answer = send("POST " + path, "{\"name\": \"more\"}", JSON, bearer);
            assertEquals(path + answer, 403, answer.status());
        }
        assertEquals(
                "one header and one token",
                2,
                server.command("user", "tokens", "bob").out().lines().count());
    }

    @Test
    public void theLimitsOfATokenAreNamesAndStayOverARestart() throws Exception {
        for (String wrong : List.of("\"\"", "\"shop admin\"", "\" \"")) {
            for (String list : List.of("packages", "roles")) {
                String answer = server.post(
                        "/admin/actors/accounts/create_token",
                        "{\"account\": \"admin\", \"name\": \"odd\", \"%s\": [%s]}".formatted(list, wrong),
                        server.ownerToken());
                assertTrue(answer, answer.contains("cannot be a package's name") || answer.contains("is no role"));
            }
        }
        String session = session(login("ada", PASSWORD));
        for (String packages : List.of(",", "+", "%2C+")) {
            Answer answer = send(
                    "POST /auth/tokens",
                    "name=odd&packages=" + packages,
                    FORM,
                    cookie(session),
                    "Sec-Fetch-Site: same-origin");
            assertEquals(answer.toString(), 400, answer.status());
        }
        assertEquals(1, server.command("user", "token", "ada", "--package", "").status());
        assertEquals(1, server.command("user", "token", "ada", "--role", "").status());
    }

    @Test
    public void aTokenForSomePackagesChangesNoAccounts() throws Exception {
        String token = server.command("user", "token", "admin", "--name", "limited", "--package", "admin")
                .out()
                .strip();
        for (String call : List.of(
                "create_token {\"account\": \"admin\", \"name\": \"wide\"}",
                "set_password {\"name\": \"admin\", \"password\": \"another word\"}",
                "add {\"name\": \"mallory\"}",
                "set_roles {\"name\": \"bob\", \"roles\": [\"admin\"]}")) {
            int space = call.indexOf(' ');
            Answer answer = send(
                    "POST /admin/actors/accounts/" + call.substring(0, space),
                    call.substring(space + 1),
                    JSON,
                    "Authorization: Bearer " + token);
            assertEquals(
                    "{\"error\": \"this token of admin is for some packages alone, and changes no accounts\"}",
                    answer.body());
        }
        assertEquals(
                403,
                send("GET /auth/account", "", "Authorization: Bearer " + token).status());
    }

    @Test
    public void whoKnowsTheOldPasswordIsThrownOutByANewOne() throws Exception {
        accounts("add", "{\"name\": \"frida\", \"password\": \"%s\"}".formatted(PASSWORD));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 3; round++) {
                String old = round == 0 ? PASSWORD : "password " + round;
                List<Future<Answer>> logins = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    String from = "127.0.1." + (10 * round + i);
                    logins.add(threads.submit(() -> loginFrom(from, "frida", old)));
                }
                accounts("set_password", "{\"name\": \"frida\", \"password\": \"password %d\"}".formatted(round + 1));
                for (Future<Answer> login : logins) {
                    Answer answer = login.get();
                    if (answer.status() == 200) {
                        assertEquals("it was over with the old password", 401, status(session(answer)));
                    }
                }
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    public void whetherThereIsAnAccountTakesNoLessTimeToSay() throws Exception {
        List<Long> known = new ArrayList<>();
        List<Long> unknown = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            known.add(failedLogin("known" + i));
            unknown.add(failedLogin("ghost" + i));
        }
        assertTrue(known + " " + unknown, median(unknown) > median(known) / 3);
    }

    /** How long a wrong password takes; a fresh account each time, since delays are another matter. */
    private static long failedLogin(String name) throws Exception {
        if (name.startsWith("known")) {
            accounts("add", "{\"name\": \"%s\", \"password\": \"%s\"}".formatted(name, PASSWORD));
        }
        long begin = System.nanoTime();
        Answer answer = loginFrom("127.0.0.77", name, "wrong");
        long took = System.nanoTime() - begin;
        assertEquals("{\"error\": \"the name or the password is wrong\"}", answer.body());
        return took;
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static Answer loginFrom(String address, String name, String password) throws IOException {
        String body = "{\"username\": \"%s\", \"password\": \"%s\"}".formatted(name, password);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(address), 0)) {
            return RawHttp.send(socket, head("POST /auth/login", body, JSON), body);
        }
    }

    @Test
    public void whoTriesPasswordsWaitsLongerAndLonger() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertEquals(401, loginFrom("127.0.0.11", "cleo", "wrong" + i).status());
        }
        Answer locked = loginFrom("127.0.0.11", "cleo", PASSWORD);
        assertEquals(429, locked.status());
        String seconds = locked.headers().get("retry-after");
        assertTrue(seconds, Integer.parseInt(seconds) > 300 && Integer.parseInt(seconds) <= 600);
        assertEquals(
                "{\"error\": \"there were too many wrong passwords; try again in %s s\"}".formatted(seconds),
                locked.body());
        assertTrue(server.command("user", "list").out().lines().anyMatch(l -> l.matches("cleo .*T.*Z")));

        // The one whose account it is is somewhere else, and gets in.
        assertEquals(200, loginFrom("127.0.0.12", "cleo", PASSWORD).status());
        assertEquals(0, server.command("user", "unlock", "cleo").status());
        assertEquals(200, loginFrom("127.0.0.11", "cleo", PASSWORD).status());
    }

    @Test
    public void manyAtOnceTryNoMore() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(20);
        try {
            List<Future<Integer>> tries = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Callable<Integer> attempt =
                        () -> loginFrom("127.0.0.13", "dora", "wrong").status();
                tries.add(threads.submit(attempt));
            }
            int tested = 0;
            for (Future<Integer> attempt : tries) {
                int status = attempt.get();
                tested += status == 401 ? 1 : 0;
                assertTrue(String.valueOf(status), List.of(401, 429, 503).contains(status));
            }
            // A slow machine gives them another second or two.
            assertTrue(String.valueOf(tested), tested >= 5 && tested <= 8);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    public void aLoginOfAProviderIsFinishedOnceAndInTheBrowserThatBeganIt() throws Exception {
        Answer begun = send("GET /auth/login?provider=company&next_url=%2Fshop%2F", "");
        String browser = begun.headers().get("set-cookie").replaceAll(";.*", "");
        URI asks = URI.create(begun.headers().get("location"));
        String claims = URLEncoder.encode("{\"preferred_username\": \"grace\"}", StandardCharsets.UTF_8);
        String form = "username=grace&claims=" + claims;
        Answer back = RawHttp.send(
                asks.getPort(),
                "POST %s?%s HTTP/1.1\r\nHost: localhost:%d\r\n%s\r\nContent-Length: %d"
                        .formatted(asks.getPath(), asks.getRawQuery(), asks.getPort(), FORM, form.length()),
                form);
        String callback = back.headers().get("location").replaceFirst("http://[^/]+", "");
        assertTrue(callback, callback.startsWith("/auth/callback/company?"));

        Answer elsewhere = send("GET " + callback.replaceFirst("state=[^&]*", "state=other"), "", "Cookie: " + browser);
        assertEquals(401, elsewhere.status());
        Answer finished = send("GET " + callback, "", "Cookie: " + browser);
        assertEquals("/shop/", finished.headers().get("location"));
        assertEquals(200, status(session(finished)));

        Answer again = send("GET " + callback, "", "Cookie: " + browser);
        assertEquals(401, again.status());
        assertTrue(again.body(), again.body().contains("was not begun in this browser, or is over"));
        assertFalse(again.headers().containsKey("set-cookie"));
    }

    @Test
    public void anotherBrowserDoesNotFinishALogin() throws Exception {
        Answer begun = send("GET /auth/login?provider=company", "");
        String state = begun.headers().get("location").replaceFirst(".*state=([^&]*).*", "$1");
        for (Optional<String> cookie : List.of(Optional.<String>empty(), Optional.of("carrack_login=other"))) {
            Answer answer = send(
                    "GET /auth/callback/company?code=x&state=" + state,
                    "",
                    cookie.map(value -> "Cookie: " + value).orElse("X-None: 1"));
            assertEquals(401, answer.status());
        }
    }

    @Test
    public void refusedAttemptsAreInTheAuditLog() throws Exception {
        send("GET /shop/", "", "Authorization: Bearer carrack_of-nobody");
        loginFrom("127.0.0.14", "eve", "wrong");
        String token =
                server.command("user", "token", "ada", "--name", "audit").out().strip();
        send(
                "POST /admin/actors/packages/delete_package",
                "{\"name\": \"shop\"}",
                JSON,
                "Authorization: Bearer " + token);
        assertEquals(1, server.command("package", "delete", "nowhere").status());

        Path log = FOLDER.getRoot().toPath().resolve("home/log/audit.log");
        String said = Files.readString(log);
        while (!said.contains("actor.call")) {
            // It is written beside the answer.
            said = Files.readString(log);
        }
        String shown = server.command("audit", "--count", "1000").out();
        for (String part : List.of(
                "anonymous +http.GET +/shop/ +REFUSED +127.0.0.1 +\\d+ +package shop: the token is nobody's",
                "anonymous +login +eve +REFUSED +127.0.0.14",
                "ada +actor.call +admin.packages.delete_package +REFUSED +127.0.0.1",
                "owner +package.delete +nowhere +REFUSED",
                "owner +package.add +shop +DONE",
                "owner +account.add +ada +DONE",
                "owner +token.create +ada/audit +DONE")) {
            assertTrue(
                    part + " in " + shown, Pattern.compile(part).matcher(shown).find());
        }
        // What a crash leaves half hides nothing.
        Files.writeString(log, "{\"time\":\"2026-", java.nio.file.StandardOpenOption.APPEND);
        assertEquals(0, server.command("user", "unlock", "ada").status());
        assertTrue(server.command("audit", "--count", "1000").out().contains("package.add"));
        assertFalse("no secret is in it", said.contains(token) || said.contains(PASSWORD));
        assertEquals(
                "rw-------", java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(log)));
    }
}

package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.carrack.itest.RawHttp.Answer;
import org.carrack.itest.ServerProcess.Ended;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/** Accounts as the server's owner knows them: the first one, the command line, restarts, databases. */
@Category(OwnProcess.class)
public class AccountsIT {

    private static final String PASSWORD = "a long word";

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    private Path home() {
        return folder.getRoot().toPath().resolve("home");
    }

    private static Answer login(ServerProcess server, String name, String password) throws Exception {
        String body = "{\"username\": \"%s\", \"password\": \"%s\"}".formatted(name, password);
        return RawHttp.send(
                URI.create(server.url()).getPort(),
                "POST /auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length(),
                body);
    }

    private static String who(ServerProcess server, Answer login) throws Exception {
        String cookie = login.headers().get("set-cookie").replaceAll(";.*", "");
        return RawHttp.send(
                        URI.create(server.url()).getPort(),
                        "GET /auth/authenticated HTTP/1.1\r\nHost: localhost\r\nCookie: " + cookie,
                        "")
                .body();
    }

    @Test
    public void theFirstAccountHasAPasswordThatOnlyTheOwnerCanRead() throws Exception {
        Path file = home().resolve("etc/initial-admin-password");
        try (ServerProcess server = ServerProcess.start(home())) {
            String password = Files.readString(file).strip();
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            assertEquals(
                    "rwx------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(home().resolve("data/database"))));
            assertEquals(
                    "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(home().resolve("log"))));
            Answer login = login(server, "admin", password);
            assertEquals("{\"username\":\"admin\",\"roles\":[\"admin\"],\"next_url\":\"/auth/account\"}", login.body());
            assertEquals(
                    "{\"username\":\"admin\",\"email\":\"\",\"tid\":null,\"devmode\":false,\"walletAddress\":\"\",\"roles\":[\"admin\"]}",
                    who(server, login));

            assertEquals(
                    0,
                    server.command("user", "password", "admin", "--password", PASSWORD)
                            .status());

            assertFalse("its password is another now", Files.exists(file));
            assertTrue("and its sessions are over", who(server, login).contains("error"));
            assertEquals(401, login(server, "admin", password).status());
            assertEquals(200, login(server, "admin", PASSWORD).status());
        }
    }

    /** However far it came with the accounts. */
    @Test
    public void aFirstStartThatFailsLeavesAPasswordToTheNext() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            assertEquals(
                    1,
                    ServerProcess.carrack("run", "--home", home().toString(), "--port", port)
                            .status());
        }
        try (ServerProcess server = ServerProcess.start(home())) {
            String password = Files.readString(home().resolve("etc/initial-admin-password"));
            assertEquals(200, login(server, "admin", password.strip()).status());
        }
    }

    @Test
    public void theEnvironmentSetsTheFirstPassword() throws Exception {
        try (ServerProcess server =
                ServerProcess.startWithEnvironment(home(), "CARRACK_ADMIN_PASSWORD", "of the environment")) {
            assertEquals(200, login(server, "admin", "of the environment").status());
            assertFalse(Files.exists(home().resolve("etc/initial-admin-password")));
            assertFalse(server.said(), server.said().contains("password"));
        }
    }

    @Test
    public void whatIsKnownOutlivesTheServer() throws Exception {
        Answer kept;
        Answer ended;
        String token;
        try (ServerProcess server = ServerProcess.start(home())) {
            assertEquals(
                    0,
                    server.command("user", "add", "ada", "--password", PASSWORD).status());
            assertEquals(
                    0,
                    server.command("user", "add", "bob", "--password", PASSWORD).status());
            token = server.command("user", "token", "ada").out().strip();
            kept = login(server, "ada", PASSWORD);
            ended = login(server, "bob", PASSWORD);
            assertEquals(
                    "1 session of bob ended\n",
                    server.command("user", "logout", "bob").out());
            server.kill();
        }
        try (ServerProcess server = ServerProcess.start(home())) {
            assertTrue(who(server, kept).contains("\"ada\""));
            assertTrue(who(server, ended).contains("error"));
            assertTrue(server.get("/auth/authenticated", token).contains("\"ada\""));
            assertFalse("the first password is told once", server.said().contains("password"));
        }
    }

    @Test
    public void theCommandLineSaysWhatIsWrong() throws Exception {
        try (ServerProcess server = ServerProcess.start(home())) {
            assertEquals(
                    0,
                    server.command("user", "add", "Ada", "--role", "user,editor")
                            .status());
            for (List<String> wrong : List.of(
                    List.of("add", "ada", "there is an account ada already"),
                    List.of(
                            "add",
                            "owner",
                            "\"owner\" cannot be an account's name: it is at most 80 small letters, digits and . _ - @, begins with a letter or digit, and is none of anonymous, owner, server"),
                    List.of(
                            "add",
                            "a b",
                            "\"a b\" cannot be an account's name: it is at most 80 small letters, digits and . _ - @, begins with a letter or digit, and is none of anonymous, owner, server"),
                    List.of("add", "bob", "--password", "short", "a password has 8 to 256 characters"),
                    List.of(
                            "add",
                            "bob",
                            "--role",
                            "All-Things",
                            "\"All-Things\" is no role; these are: admin, user, package:<name>, and words of your own in small letters"),
                    List.of("delete", "bob", "there is no account bob"),
                    List.of(
                            "delete",
                            "admin",
                            "admin is the last account with the role admin and cannot be deleted; give another account the role first"),
                    List.of(
                            "roles",
                            "admin",
                            "user",
                            "admin is the last account with the role admin and must keep it; give another account the role first"),
                    List.of("token", "bob", "there is no account bob"),
                    List.of("token", "ada", "--role", "admin", "ada has not the role admin, and so has no token of it"),
                    List.of(
                            "token",
                            "ada",
                            "--name",
                            "a b",
                            "\"a b\" cannot be a token's name: it is letters, digits and . _ -"),
                    List.of("token", "ada", "--package", "No-Package", "\"No-Package\" cannot be a package's name"),
                    List.of(
                            "token",
                            "ada",
                            "--expires",
                            "soon",
                            "\"soon\" is no time for a token to be good: write 90d, 12h, 30m, 20s or never"),
                    List.of("token", "ada", "--expires", "0d", "a token is good for longer than no time"),
                    List.of("tokens", "bob", "there is no account bob"),
                    List.of("sessions", "bob", "there is no account bob"),
                    List.of("revoke", "bob", "there is no account bob"),
                    List.of(
                            "unlock",
                            "bob",
                            "there is no account bob, and nothing wrong has come from such an address"),
                    List.of("revoke", "ada", "ci", "ada has no token named ci"),
                    List.of("logout", "bob", "there is no account bob"))) {
                List<String> command = new ArrayList<>(wrong.subList(0, wrong.size() - 1));
                command.add(0, "user");
                Ended ended = server.command(command.toArray(new String[0]));
                assertEquals(command.toString(), 1, ended.status());
                assertEquals(wrong.get(wrong.size() - 1), ended.err().strip());
            }
            Ended list = server.command("--json", "user", "list");
            assertTrue(
                    list.out(),
                    list.out()
                            .contains(
                                    "{\"name\":\"ada\",\"roles\":[\"editor\",\"user\"],\"email\":\"\",\"provider\":\"\",\"has_password\":true,"));
        }
    }

    @Test
    public void postgresqlKeepsAccountsToo() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .setOverrideWorkingDirectory(folder.newFolder("postgres"))
                .start()) {
            String url = postgres.getJdbcUrl("postgres", "postgres");
            String token;
            try (ServerProcess server = ServerProcess.start(home(), "", "--database", url)) {
                assertEquals(
                        0,
                        server.command("user", "add", "ada", "--password", PASSWORD)
                                .status());
                assertEquals(200, login(server, "ada", PASSWORD).status());
                token = server.command("user", "token", "ada").out().strip();
                assertFalse(Files.exists(home().resolve("data/database/carrack.mv.db")));
                assertEquals(0, server.stop());
            }
            // Another home on the same database has the same people.
            Path other = folder.getRoot().toPath().resolve("other");
            Files.createDirectories(other.resolve("etc"));
            Files.writeString(other.resolve("etc/carrack.toml"), "[database]\nurl = \"%s\"\n".formatted(url));
            try (ServerProcess server = ServerProcess.start(other)) {
                assertTrue(server.get("/auth/authenticated", token).contains("\"ada\""));
            }
        }
    }

    @Test
    public void aServerWithoutItsDatabaseSaysWhy() throws Exception {
        int port = ServerProcess.freePort();
        Ended gone = ServerProcess.carrack(
                "run",
                "--home",
                home().toString(),
                "--port",
                "0",
                "--database",
                "jdbc:postgresql://127.0.0.1:%d/carrack?user=c&password=hush".formatted(port));
        assertEquals(1, gone.status());
        String last = gone.err().lines().reduce("", (before, line) -> line);
        assertTrue(
                last,
                last.startsWith(
                        "the database jdbc:postgresql://127.0.0.1:%d/carrack?user=c&password=*** cannot be opened (Connection"
                                .formatted(port)));
        assertFalse(gone.err().contains("hush"));

        Ended other = ServerProcess.carrack(
                "run", "--home", home().toString(), "--port", "0", "--database", "jdbc:mysql://db/carrack");
        assertEquals(1, other.status());
        assertTrue(
                other.err(),
                other.err().contains("jdbc:mysql://db/carrack is a database that Carrack does not speak to"));
    }

    @Test
    public void aDamagedDatabaseIsToldToWhoNeedsIt() throws Exception {
        ServerProcess.start(home()).close();
        Files.writeString(home().resolve("data/database/carrack.mv.db"), "this is no database".repeat(1000));
        try (ServerProcess server = ServerProcess.start(home())) {
            assertTrue(server.get("/hello/", "").contains("Hello"));
            String url = server.url() + "admin/actors/packages/list";
            assertEquals(
                    "{\"error\": \"nobody can be authenticated now; the server's log says why\"}\n503",
                    curl("-s", "-w", "\\n%{http_code}", "-H", "Authorization: Bearer carrack_any", "-d", "{}", url));
            Ended listed = server.command("user", "list");
            assertEquals(1, listed.status());
            assertTrue(listed.err(), listed.err().startsWith("the accounts cannot be read: the database jdbc:h2:"));
            assertEquals(
                    "what needs no account goes on",
                    0,
                    server.command("package", "list").status());
        }
    }

    @Test
    public void overTlsTheCookieIsOneThatNobodyElseCanSet() throws Exception {
        int secure = ServerProcess.freePort();
        Files.createDirectories(home().resolve("etc"));
        Files.writeString(home().resolve("etc/carrack.toml"), "[tls]\nport = %d\nhsts_s = 600\n".formatted(secure));
        try (ServerProcess server = ServerProcess.start(home())) {
            assertEquals(
                    0,
                    server.command("user", "add", "ada", "--password", PASSWORD).status());
            String base = "https://127.0.0.1:%d".formatted(secure);
            String login = curl(
                    "-si",
                    "-H",
                    "Content-Type: application/json",
                    "-d",
                    "{\"username\": \"ada\", \"password\": \"%s\"}".formatted(PASSWORD),
                    base + "/auth/login");
            String cookie = login.replaceFirst("(?s).*set-cookie: __Host-carrack_session=([^;]+);.*", "$1");
            assertTrue(login, login.contains("Strict-Transport-Security: max-age=600"));
            assertTrue(login, login.contains(cookie + "; Path=/; HttpOnly; SameSite=Lax; Secure"));

            assertTrue(curl("-s", "-H", "Cookie: __Host-carrack_session=" + cookie, base + "/auth/authenticated")
                    .contains("\"ada\""));
            // What any page without TLS could have set counts for nothing here.
            assertTrue(curl("-s", "-H", "Cookie: carrack_session=" + cookie, base + "/auth/authenticated")
                    .contains("error"));
        }
    }

    @Test
    public void anAdminElsewhereHasTheCommandLine() throws Exception {
        try (ServerProcess server = ServerProcess.start(home())) {
            String token = server.command("user", "token", "admin").out().strip();
            assertEquals(
                    0,
                    server.command("user", "add", "ada", "--password", PASSWORD).status());
            String less = server.command("user", "token", "ada").out().strip();
            Path shop = Server.sources(
                    folder.newFolder().toPath(),
                    TestPackages.toml("shop", "1.0.0"),
                    "Said.java",
                    Server.actor("\"sold\""));

            Ended added = elsewhere(server, token, "package", "add", shop.toString());
            assertEquals(added.err(), 0, added.status());
            assertTrue(added.out(), added.out().contains("\"ACTIVE\""));
            assertEquals(
                    "\"sold\"\n",
                    elsewhere(server, token, "call", "shop.said.said").out());
            assertTrue(elsewhere(server, token, "package", "list").out().contains("shop   1.0.0    ACTIVE"));
            assertEquals(
                    "account bob made, with the roles user\n",
                    elsewhere(server, token, "user", "add", "bob", "--password", PASSWORD)
                            .out());
            // Who did it is the account, not the owner.
            assertTrue(server.command("audit").out().matches("(?s).*admin +account.add +bob +DONE.*"));
            assertTrue(server.command("audit").out().matches("(?s).*admin +package.add +shop +DONE.*"));

            Ended wrong = elsewhere(server, token, "package", "info", "nowhere");
            assertEquals(1, wrong.status());
            assertEquals("there is no package nowhere", wrong.err().strip());
            assertTold(server, less, "refuses it (403): only admin may send commands");
            assertTold(
                    server,
                    "carrack_of-nobody",
                    "refuses it (401): the token is nobody's, or it has expired or was revoked");
            Ended stop = ServerProcess.carrack("stop", "--server", server.url(), "--token", token);
            assertEquals(
                    "stop is for the machine that the server runs on",
                    stop.err().strip());
            assertTrue(ServerProcess.carrack("package", "list", "--server", server.url())
                    .err()
                    .contains("wants a token: give an admin's with --token, or in CARRACK_TOKEN"));
        }
    }

    private static void assertTold(ServerProcess server, String token, String sentence) throws Exception {
        Ended refused = elsewhere(server, token, "package", "list");
        assertEquals(1, refused.status());
        assertEquals(server.url() + " " + sentence, refused.err().strip());
    }

    private static Ended elsewhere(ServerProcess server, String token, String... command) throws Exception {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--server", server.url(), "--token", token));
        return ServerProcess.carrack(all.toArray(new String[0]));
    }

    private static String curl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("curl", "-k", "--http1.1"));
        command.addAll(List.of(arguments));
        Process curl = new ProcessBuilder(command).start();
        String out = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(curl.waitFor(20, TimeUnit.SECONDS));
        return out.replace("Set-Cookie", "set-cookie");
    }
}

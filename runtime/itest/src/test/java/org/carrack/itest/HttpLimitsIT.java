package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/** What etc/carrack.toml says of requests on the server's own port. */
@Category(OwnProcess.class)
public class HttpLimitsIT {

    /** Less than the idle timeout, which would end a connection, too. */
    private static final int LIMIT_MS = 20_000;

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    private ServerProcess start(String config) throws Exception {
        Path home = folder.newFolder().toPath();
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(home.resolve("etc/carrack.toml"), config);
        return ServerProcess.start(home);
    }

    private static int port(ServerProcess server) {
        return URI.create(server.url()).getPort();
    }

    private static RawHttp.Answer ask(ServerProcess server, String path, String... headers) throws Exception {
        return RawHttp.send(port(server), "GET %s HTTP/1.1\r\n%s".formatted(path, String.join("\r\n", headers)), "");
    }

    @Test
    public void requestsForOtherHostsAreRefused() throws Exception {
        try (ServerProcess server = start("allowed_hosts = [\"Shop.example\"]\n")) {
            for (String host : List.of("shop.example", "SHOP.example:8080", "localhost", "127.0.0.1:80", "[::1]")) {
                assertEquals(host, 200, ask(server, "/health", "Host: " + host).status());
            }
            RawHttp.Answer refused = ask(server, "/health", "Host: rebound.example");
            assertEquals(421, refused.status());
            assertEquals(
                    "{\"error\": \"this server does not answer for the host rebound.example; its owner can add it to allowed_hosts in etc/carrack.toml\"}",
                    refused.body());
        }
    }

    @Test
    public void aHeadThatTakesTooLongEndsItsConnection() throws Exception {
        try (ServerProcess server = start("[http]\nhead_limit_s = 3\n");
                Socket slow = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
            slow.setSoTimeout(LIMIT_MS);
            slow.getOutputStream().write("GET / HTTP/1.1\r\nHost: lo".getBytes(StandardCharsets.US_ASCII));
            assertEquals(
                    "closed before the idle timeout", -1, slow.getInputStream().read());
            assertEquals(200, ask(server, "/health", "Host: localhost").status());
        }
    }

    @Test
    public void aClientThatATrustedProxyNamesHasOneForm() throws Exception {
        try (ServerProcess server = start("trusted_proxies = [\"127.0.0.1\"]\n");
                RawBackend backend = new RawBackend()) {
            Path site = Server.sources(
                    folder.newFolder().toPath(),
                    TestPackages.toml("site", "1.0.0")
                            + "[[locations]]\ntype = \"proxy\"\nhost = \"127.0.0.1\"\nport = %d\npath_url = \"/\"\n"
                                    .formatted(backend.port()));
            assertEquals(0, server.command("package", "add", site.toString()).status());
            String told = ask(server, "/site/x", "Host: localhost", "X-Real-IP: [2001:db8:0:0::7]")
                    .body();
            assertTrue(told, told.contains("X-Real-IP: 2001:db8::7\n"));
            assertTrue(told, told.contains("X-Forwarded-For: 2001:db8::7\n"));
        }
    }
}

package org.carrack.runtime.manager.internal.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepositoriesTest {

    private HttpServer server;
    private String address;
    private volatile String index = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/index.json", exchange -> {
            byte[] content = index.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
        });
        server.start();
        address = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private List<String> offered(String... places) {
        return new Repositories(() -> List.of(places), InstantSource.system())
                .all().stream()
                        .map(offer -> offer.name() + " " + offer.version() + " " + offer.source())
                        .toList();
    }

    @Test
    void oneBadEntryIsNoMatterOfTheOthers() {
        index = """
                {"packages": [
                  {"name": "bad", "version": "1.0.0", "url": "bad.zip", "depends_on": [{"name": "x", "version": "new"}]},
                  {"name": "blank", "version": "1.0.0", "url": "a b.zip"},
                  {"name": "good", "version": "1.0.0", "url": "good.zip"}]}
                """;
        assertThat(offered(address)).containsExactly("good 1.0.0 " + address + "/good.zip");
    }

    @Test
    void anIndexNamesNoFilesOfThisMachine() {
        index = """
                {"packages": [
                  {"name": "file", "version": "1.0.0", "url": "file:///etc/passwd"},
                  {"name": "maven", "version": "1.0.0", "url": "mvn:a/b/1.0.0"},
                  {"name": "other", "version": "1.0.0", "url": "https://example.org/other.zip"}]}
                """;
        assertThat(offered(address)).containsExactly("other 1.0.0 https://example.org/other.zip");
    }

    @Test
    void oneBadPlaceIsNoMatterOfTheOthers() {
        index = "{\"packages\": [{\"name\": \"good\", \"version\": \"1.0.0\", \"url\": \"good.zip\"}]}";
        assertThat(offered("file:relative", "", "\u0000x", "file:///tmp/a b", address))
                .containsExactly("good 1.0.0 " + address + "/good.zip");
    }
}

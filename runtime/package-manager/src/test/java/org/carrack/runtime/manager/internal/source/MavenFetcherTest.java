package org.carrack.runtime.manager.internal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.carrack.spi.source.SourceProblem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MavenFetcherTest {

    /** That of "the shop". */
    private static final String SHA1 = "66d3d1475ca0bde05d7baf3005c6f0a1dcf7dbcf";

    @TempDir
    private Path repository;

    @TempDir
    private Path folder;

    @BeforeEach
    void deploy() throws IOException {
        write("com/example/shop/maven-metadata.xml", """
                <metadata><groupId>com.example</groupId><artifactId>shop</artifactId><versioning><latest>2.0-SNAPSHOT</latest>
                <release>1.2.0</release><versions><version>1.1.0</version><version>1.2.0</version></versions></versioning></metadata>
                """);
        write("com/example/shop/1.2.0/shop-1.2.0.jar", "the shop");
        write("com/example/shop/1.2.0/shop-1.2.0.jar.sha1", SHA1 + "  shop-1.2.0.jar\n");
        write("com/example/shop/1.2.0/shop-1.2.0-package.zip", "another");
        write("com/example/shop/1.1.0/shop-1.1.0.jar", "the shop before");
        write("com/example/shop/1.1.0/shop-1.1.0.jar.sha1", "0000");
        write("com/example/shop/2.0-SNAPSHOT/maven-metadata.xml", """
                <metadata><versioning><snapshot><timestamp>20261129.101500</timestamp><buildNumber>3</buildNumber></snapshot></versioning></metadata>
                """);
        write("com/example/shop/2.0-SNAPSHOT/shop-2.0-20261129.101500-3.jar", "the next shop");
    }

    private void write(String path, String content) throws IOException {
        Path file = repository.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private String fetched(List<String> repositories, String source) throws SourceProblem, IOException {
        Path target = Files.createTempDirectory(folder, "fetched");
        MavenFetcher fetcher = new MavenFetcher(() -> repositories, new HttpFetcher(() -> 1_000_000));
        assertThat(fetcher.knows(source)).isTrue();
        Path file = fetcher.fetch(source, target).orElseThrow();
        assertThat(file).hasParent(target);
        return Files.readString(file);
    }

    private String fetched(String source) throws SourceProblem, IOException {
        return fetched(List.of(repository.toUri().toString()), source);
    }

    @Test
    void anArtifactIsHadByItsCoordinates() throws Exception {
        assertThat(fetched("mvn:com.example/shop/1.2.0")).isEqualTo("the shop");
        assertThat(fetched("mvn:com.example:shop:1.2.0")).isEqualTo("the shop");
        assertThat(fetched("mvn:com.example/shop/1.2.0/zip/package")).isEqualTo("another");
        assertThat(fetched(List.of(repository.toString()), "mvn:com.example/shop/1.2.0"))
                .isEqualTo("the shop");
    }

    @Test
    void withoutAVersionItIsTheNewestRelease() throws Exception {
        assertThat(fetched("mvn:com.example/shop")).isEqualTo("the shop");
        assertThat(fetched("mvn:com.example/shop/LATEST")).isEqualTo("the shop");
    }

    @Test
    void aSnapshotIsItsNewestFile() throws Exception {
        assertThat(fetched("mvn:com.example/shop/2.0-SNAPSHOT")).isEqualTo("the next shop");
    }

    @Test
    void repositoriesAreAskedInTheirOrderAlsoByHttp() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            Path file = repository.resolve(exchange.getRequestURI().getPath().substring(1));
            byte[] content = Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
            exchange.sendResponseHeaders(
                    Files.isRegularFile(file) ? 200 : 404, content.length == 0 ? -1 : content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
        });
        server.start();
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort();
            assertThat(fetched(List.of(folder.toUri().toString(), address), "mvn:com.example/shop"))
                    .isEqualTo("the shop");
            assertThatThrownBy(() -> fetched(List.of(address), "mvn:com.example/shop/7"))
                    .isInstanceOf(SourceProblem.class)
                    .hasMessage(
                            "mvn:com.example/shop/7 is in none of the Maven repositories: %s/com/example/shop/7/shop-7.jar answers with status 404; is the address right?"
                                    .formatted(address));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void whatOneRepositoryHasDamagedTheNextMayHaveWhole(@TempDir Path other) throws Exception {
        Path damaged = other.resolve("com/example/shop/1.2.0");
        Files.createDirectories(damaged);
        Files.writeString(damaged.resolve("shop-1.2.0.jar"), "half the sho");
        Files.writeString(damaged.resolve("shop-1.2.0.jar.sha1"), SHA1);
        assertThat(fetched(List.of(other.toString(), repository.toString()), "mvn:com.example/shop/1.2.0"))
                .isEqualTo("the shop");
    }

    @Test
    void whatIsWrongIsSaid() {
        assertThatThrownBy(() -> fetched("mvn:shop"))
                .hasMessage(
                        "mvn:shop is no Maven coordinate: write mvn:<group>/<artifact>/<version>, such as mvn:com.example/shop/1.2.0");
        assertThatThrownBy(() -> fetched("mvn:com.example/../1.0")).hasMessageContaining("is no Maven coordinate");
        assertThatThrownBy(() -> fetched(List.of(), "mvn:com.example/shop"))
                .hasMessage(
                        "mvn:com.example/shop cannot be looked for: maven_repositories in etc/carrack.toml is empty");
        assertThatThrownBy(() -> fetched("mvn:com.example/shop/1.1.0"))
                .hasMessageContaining("has the SHA-1")
                .hasMessageContaining("not the 0000 that the repository says");
    }
}

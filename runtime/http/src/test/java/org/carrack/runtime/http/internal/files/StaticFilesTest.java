package org.carrack.runtime.http.internal.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carrack.model.DeclaredTag;
import org.carrack.runtime.http.internal.routing.RouteTarget;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpTester;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How files are served: types, parts, conditions, what is not shown. */
class StaticFilesTest {

    @TempDir
    static Path folder;

    private static final Server SERVER = new Server();
    private static final LocalConnector CONNECTOR = new LocalConnector(SERVER);

    @BeforeAll
    static void start() throws Exception {
        Files.writeString(folder.resolve("index.html"), "<p>index");
        Files.writeString(folder.resolve("text.txt"), "0123456789");
        Files.writeString(folder.resolve("data.json"), "{}");
        Files.writeString(folder.resolve("odd.unknowntype"), "?");
        Files.writeString(folder.resolve(".secret"), "no");
        Files.createDirectories(folder.resolve(".well-known"));
        Files.writeString(folder.resolve(".well-known/security.txt"), "Contact: x");
        for (Path file : List.of(folder.resolve("text.txt"), folder.resolve("index.html"))) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-12T03:04:05Z")));
        }
        FileCache cache = new FileCache(() -> DeclaredTag.of("carrack", Map.of()));
        SERVER.addConnector(CONNECTOR);
        SERVER.setHandler(StaticFiles.handler(
                cache,
                new RouteTarget.Files(ResourceFactory.root().newResource(folder), "index.html", false, null),
                "/site"));
        SERVER.start();
    }

    @AfterAll
    static void stop() throws Exception {
        SERVER.stop();
    }

    private static HttpTester.Response get(String path, String... headers) throws Exception {
        return ask("GET", path, headers);
    }

    private static HttpTester.Response ask(String method, String path, String... headers) throws Exception {
        String lines = Stream.of(headers).map(header -> header + "\r\n").collect(Collectors.joining());
        return HttpTester.parseResponse(CONNECTOR.getResponse(
                "%s /site%s HTTP/1.1\r\nHost: x\r\n%sConnection: close\r\n\r\n".formatted(method, path, lines)));
    }

    @ParameterizedTest
    @CsvSource({
        "/, 200, text/html;charset=utf-8",
        "/index.html, 200, text/html;charset=utf-8",
        "/text.txt, 200, text/plain;charset=utf-8",
        "/data.json, 200, application/json",
        "/odd.unknowntype, 200,",
        "/.secret, 404,",
        "/.well-known/security.txt, 200, text/plain;charset=utf-8",
        "/nothing, 404,"
    })
    void filesHaveTheirTypesAndHiddenOnesAreNotShown(String path, int status, String type) throws Exception {
        HttpTester.Response response = get(path);
        assertThat(response.getStatus()).isEqualTo(status);
        if (status == 200) {
            assertThat(response.get(HttpHeader.CONTENT_TYPE)).isEqualTo(type);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-3   | 206 | 0123  | bytes 0-3/10",
                "bytes=7-    | 206 | 789   | bytes 7-9/10",
                "bytes=-2    | 206 | 89    | bytes 8-9/10",
                "bytes=5-100 | 206 | 56789 | bytes 5-9/10",
                "bytes=20-30 | 416 |       | bytes */10",
                "lines=1-2   | 200 | 0123456789 |"
            })
    void partsAreServed(String range, int status, String body, String contentRange) throws Exception {
        HttpTester.Response response = get("/text.txt", "Range: " + range);
        assertThat(response.getStatus()).isEqualTo(status);
        assertThat(response.get(HttpHeader.CONTENT_RANGE)).isEqualTo(contentRange);
        if (body != null) {
            assertThat(response.getContent()).isEqualTo(body);
        }
    }

    @Test
    void whatHasNotChangedIsNotSentAgain() throws Exception {
        HttpTester.Response first = get("/text.txt");
        String tag = first.get(HttpHeader.ETAG);
        String time = first.get(HttpHeader.LAST_MODIFIED);
        assertThat(time).isEqualTo("Sun, 12 Jan 2020 03:04:05 GMT");
        assertThat(get("/text.txt", "If-None-Match: " + tag).getStatus()).isEqualTo(304);
        assertThat(get("/text.txt", "If-None-Match: *").getStatus()).isEqualTo(304);
        assertThat(get("/text.txt", "If-None-Match: \"other\"").getStatus()).isEqualTo(200);
        assertThat(get("/text.txt", "If-Modified-Since: " + time).getStatus()).isEqualTo(304);
        assertThat(get("/text.txt", "If-Modified-Since: Wed, 01 Jan 2020 00:00:00 GMT")
                        .getStatus())
                .isEqualTo(200);
        assertThat(get("/text.txt", "If-Unmodified-Since: Wed, 01 Jan 2020 00:00:00 GMT")
                        .getStatus())
                .isEqualTo(412);
    }

    @Test
    void aPartOfWhatMayHaveChangedIsTheWhole() throws Exception {
        HttpTester.Response first = get("/text.txt");
        String time = first.get(HttpHeader.LAST_MODIFIED);
        assertThat(get("/text.txt", "Range: bytes=0-1", "If-Range: " + time).getStatus())
                .isEqualTo(206);
        // A weak tag cannot vouch for a part.
        assertThat(get("/text.txt", "Range: bytes=0-1", "If-Range: " + first.get(HttpHeader.ETAG))
                        .getStatus())
                .isEqualTo(200);
    }

    @Test
    void filesAreOnlyRead() throws Exception {
        HttpTester.Response response = ask("POST", "/text.txt", "Content-Length: 0");
        assertThat(response.getStatus()).isEqualTo(405);
        assertThat(response.get(HttpHeader.ALLOW)).isEqualTo("GET, HEAD");
        assertThat(ask("POST", "/nothing", "Content-Length: 0").getStatus()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b.txt, true",
        "/.git/config, false",
        "/a/.hidden, false",
        "/.well-known, true",
        "/.well-known/x, true",
        "/a/.well-known/.x, false",
        "/a..b, true"
    })
    void namesWithADotInFrontAreHidden(String path, boolean isServed) {
        assertThat(StaticFiles.isServed(path)).isEqualTo(isServed);
    }

    @ParameterizedTest
    @CsvSource({
        "text/css, true",
        "image/svg+xml, true",
        "application/json, true",
        "image/png, false",
        "video/mp4, false"
    })
    void whatIsPackedAlreadyIsNotCompressed(String type, boolean isCompressible) {
        assertThat(StaticFiles.isCompressible(type)).isEqualTo(isCompressible);
    }
}

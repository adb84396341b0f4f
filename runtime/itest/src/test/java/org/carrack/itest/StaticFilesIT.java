package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.carrack.manage.PackageRequest;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Files of packages over HTTP, as browsers and their caches want them. */
public class StaticFilesIT extends Server {

    private static final String LONG = "0123456789".repeat(1_000);

    private Path folder;

    @Before
    public void addPackage() throws Exception {
        awaitStarted();
        folder = sources(
                Files.createTempDirectory("site"),
                TestPackages.toml("site", "1.0.0")
                        + "[[static_dirs]]\nname = \"www\"\npath_url = \"/\"\npath_location = \"www\"\n",
                "www/index.html",
                "<h1>index</h1>",
                "www/long.txt",
                LONG,
                "www/sub/index.html",
                "sub",
                "www/style.css",
                "a{}",
                "www/app.js",
                "1",
                "www/data.json",
                "{}",
                "www/picture.svg",
                "<svg/>",
                "www/module.mjs",
                "2",
                "www/code.wasm",
                "w",
                "www/a b ü.txt",
                "named",
                "www/empty/.keep",
                "",
                "www/packed.js",
                "plain",
                "static/site.css",
                "b{}",
                "secret.txt",
                "secret");
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("packed before".getBytes(StandardCharsets.UTF_8));
        }
        Files.write(folder.resolve("www/packed.js.gz"), packed.toByteArray());
        packages.execute(PackageRequest.add(folder.toString()).with(PackageRequest.Option.COPY));
    }

    @Test
    public void threebotsAddressesAreThoseOfThePackage() throws Exception {
        Path group = sources(
                Files.createTempDirectory("machine"), """
                is_auth = false
                is_admin = false
                [source]
                name = "machine"
                threebot = "group"
                version = "1.0.0"
                [[static_dirs]]
                path_url = "/"
                path_location = "www"
                """, "www/index.html", "of the group", "www/a b.txt", "named");
        packages.execute(PackageRequest.add(group.toString()).with(PackageRequest.Option.COPY));
        assertEquals("of the group", get("/machine/").body());
        assertEquals("of the group", get("/group/machine/").body());
        assertEquals("named", get("/group/machine/a%20b.txt").body());
        assertEquals(404, get("/others/machine/").statusCode());
        assertEquals(404, get("/group/site/").statusCode());
        assertEquals(
                "the package manager's older address is the admin package's",
                401,
                post("/zerobot/packagemanager/actors/package_manager/packages_list", "{}")
                        .statusCode());
    }

    @Test
    public void adaptsAddressesAreThoseOfThePackageAndNotOfAdapt() throws Exception {
        Path adapt = Files.createTempDirectory("adapt");
        Files.writeString(adapt.resolve("bundle.xml"), """
                <adapt_framework><bundle><name>adapt</name><label>Adapt</label><version>2.0.9</version>
                <type>framework</type><namespace>\\adapt</namespace></bundle></adapt_framework>
                """);
        Files.createDirectories(adapt.resolve("static"));
        Files.writeString(adapt.resolve("static/own.css"), "c{}");
        packages.execute(PackageRequest.add(adapt.toString()).with(PackageRequest.Option.COPY));
        assertEquals("b{}", get("/adapt/site/site-1.0.0/static/site.css").body());
        packages.stop("site");
        packages.start("site");
        assertEquals("b{}", get("/adapt/site/site-1.0.0/static/site.css").body());
        assertEquals(
                "closed, as adapt itself is",
                401,
                get("/adapt/adapt/adapt-2.0.9/static/own.css").statusCode());
    }

    @After
    public void deletePackage() throws Exception {
        for (String name : List.of("site", "machine", "adapt")) {
            if (packages.find(name).isPresent()) {
                packages.execute(PackageRequest.delete(name));
            }
        }
    }

    private HttpResponse<byte[]> fetch(String path, String... headers) throws Exception {
        HttpRequest.Builder request = request(path).GET();
        if (headers.length > 0) {
            request.headers(headers);
        }
        return sendForBytes(request.build());
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    public void typesComeFromNames() throws Exception {
        List<String> types = new ArrayList<>();
        for (String file :
                List.of("", "style.css", "app.js", "module.mjs", "data.json", "picture.svg", "code.wasm", "long.txt")) {
            types.add(header(fetch("/site/" + file), "Content-Type").replace("; ", ";"));
        }
        assertEquals(
                List.of(
                        "text/html;charset=utf-8",
                        "text/css;charset=utf-8",
                        "text/javascript;charset=utf-8",
                        "text/javascript;charset=utf-8",
                        "application/json",
                        "image/svg+xml",
                        "application/wasm",
                        "text/plain;charset=utf-8"),
                types);
        assertEquals("named", text(fetch("/site/a%20b%20%C3%BC.txt")));
    }

    @Test
    public void whatIsKnownIsNotSentAgain() throws Exception {
        HttpResponse<byte[]> first = fetch("/site/long.txt");
        String etag = header(first, "ETag");
        assertFalse(etag.isEmpty());
        HttpResponse<byte[]> again = fetch("/site/long.txt", "If-None-Match", etag);
        assertEquals(304, again.statusCode());
        assertEquals(0, again.body().length);
        assertEquals(
                304,
                fetch("/site/long.txt", "If-Modified-Since", header(first, "Last-Modified"))
                        .statusCode());
        assertEquals(200, fetch("/site/long.txt", "If-None-Match", "\"other\"").statusCode());
        assertEquals(412, fetch("/site/long.txt", "If-Match", "\"other\"").statusCode());
    }

    @Test
    public void partsOfAFile() throws Exception {
        String[][] parts = {
            {"bytes=0-3", "0123", "bytes 0-3/10000"},
            {"bytes=5000-5004", "01234", "bytes 5000-5004/10000"},
            {"bytes=9995-", "56789", "bytes 9995-9999/10000"},
            {"bytes=-2", "89", "bytes 9998-9999/10000"},
            {"bytes=9998-20000", "89", "bytes 9998-9999/10000"},
        };
        for (String[] part : parts) {
            HttpResponse<byte[]> response = fetch("/site/long.txt", "Range", part[0]);
            assertEquals(part[0], 206, response.statusCode());
            assertEquals(part[0], part[1], text(response));
            assertEquals(part[0], part[2], header(response, "Content-Range"));
        }
        HttpResponse<byte[]> none = fetch("/site/long.txt", "Range", "bytes=10000-");
        assertEquals(416, none.statusCode());
        assertEquals("bytes */10000", header(none, "Content-Range"));
        String time = header(fetch("/site/long.txt"), "Last-Modified");
        assertEquals(
                206,
                fetch("/site/long.txt", "Range", "bytes=0-3", "If-Range", time).statusCode());
        assertEquals(
                200,
                fetch("/site/long.txt", "Range", "bytes=0-3", "If-Range", "\"other\"")
                        .statusCode());
    }

    @Test
    public void compressedForThoseWhoTakeIt() throws Exception {
        HttpResponse<byte[]> packed = fetch("/site/long.txt", "Accept-Encoding", "gzip");
        assertEquals("gzip", header(packed, "Content-Encoding"));
        assertTrue(header(packed, "Vary").toLowerCase(java.util.Locale.ROOT).contains("accept-encoding"));
        assertEquals(LONG, unpacked(packed));
        assertEquals("", header(fetch("/site/long.txt"), "Content-Encoding"));
        assertEquals("packed before", unpacked(fetch("/site/packed.js", "Accept-Encoding", "gzip")));
        assertEquals("plain", text(fetch("/site/packed.js")));
    }

    private static String unpacked(HttpResponse<byte[]> response) throws Exception {
        return new String(
                new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    public void foldersHaveAnIndexOrNothing() throws Exception {
        assertEquals("sub", text(fetch("/site/sub/")));
        assertEquals(302, fetch("/site/sub").statusCode());
        assertTrue(List.of(403, 404).contains(fetch("/site/empty/").statusCode()));
    }

    @Test
    public void onlyReading() throws Exception {
        HttpResponse<byte[]> head = sendForBytes(request("/site/long.txt")
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build());
        assertEquals("10000", header(head, "Content-Length"));
        assertEquals(0, head.body().length);
        HttpResponse<String> put = send(request("/site/long.txt")
                .PUT(HttpRequest.BodyPublishers.ofString("x"))
                .build());
        assertEquals(405, put.statusCode());
        assertEquals("GET, HEAD", header(put, "Allow"));
    }

    @Test
    public void nothingOutsideOfTheFolder() throws Exception {
        List<String> answered = new ArrayList<>();
        for (String path : List.of(
                "/site/../secret.txt",
                "/site/..%2fsecret.txt",
                "/site/%2e%2e/secret.txt",
                "/site/%2e%2e%2fsecret.txt",
                "/site/%252e%252e/secret.txt",
                "/site/..%5csecret.txt",
                "/site/..\\secret.txt",
                "/site/..;/secret.txt",
                "/site/;/../secret.txt",
                "/site/sub/../../secret.txt",
                "/site/./../secret.txt",
                "/site//../secret.txt",
                "/site/.%00./secret.txt",
                "/site/index.html%00.txt",
                "/site/%c0%ae%c0%ae/secret.txt",
                "/site/secret.txt",
                "/site/META-INF/MANIFEST.MF",
                "/site/../META-INF/MANIFEST.MF",
                "/site/..%u002fsecret.txt",
                "/../secret.txt")) {
            try (Resp connection = new Resp(request("/").build().uri().getPort())) {
                connection.send(
                        "GET %s HTTP/1.1\r\nHost: x\r\n\r\n".formatted(path).getBytes(StandardCharsets.ISO_8859_1));
                String answer = connection.httpAnswer();
                if (!answer.startsWith("HTTP/1.1 400") && !answer.startsWith("HTTP/1.1 404")) {
                    answered.add(path + ": " + answer);
                }
            }
        }
        assertEquals(List.of(), answered);
    }

    @Test
    public void adaptsAddressesMayBeKeptForEver() throws Exception {
        HttpResponse<byte[]> file = fetch("/adapt/site/site-1.0.0/static/site.css");
        assertEquals("b{}", text(file));
        assertEquals("public, max-age=31536000, immutable", header(file, "Cache-Control"));
        assertEquals(404, fetch("/adapt/site/site-1.0.1/static/site.css").statusCode());
        assertEquals(404, fetch("/adapt/site/site-1.0.0/secret.txt").statusCode());
        assertEquals(404, fetch("/adapt/site/site-1.0.0/static/../secret.txt").statusCode());
    }

    @Test
    public void aFolderOfTheMachineWhereTheOwnerAllowsIt() throws Exception {
        Path machine = Files.createTempDirectory("machine");
        Files.writeString(machine.resolve("there.txt"), "there");
        Files.writeString(machine.resolve(".env"), "password");
        Files.writeString(Files.createDirectory(machine.resolve(".git")).resolve("config"), "password");
        Files.writeString(Files.createDirectory(machine.resolve(".well-known")).resolve("a.txt"), "known");
        Files.createSymbolicLink(machine.resolve("link.txt"), folder.resolve("secret.txt"));
        Files.createSymbolicLink(machine.resolve("inside.txt"), machine.resolve("there.txt"));
        String toml = TestPackages.toml("machine", "1.0.0")
                + "[[static_dirs]]\nname = \"m\"\npath_url = \"/\"\nabsolute_path = true\npath_location = \"%s\"\n"
                        .formatted(machine);
        PackageRequest request = PackageRequest.add(
                        sources(Files.createTempDirectory("p"), toml).toString())
                .with(PackageRequest.Option.COPY);
        assertTrue(refusal(request).contains("have the server's owner add it to static_folders in etc/carrack.toml"));
        Path config = home().resolve("etc/carrack.toml");
        Files.createDirectories(config.getParent());
        String before = Files.exists(config) ? Files.readString(config) : "";
        try {
            Files.writeString(config, "static_folders = [\"%s\"]\n".formatted(machine) + before);
            packages.execute(PackageRequest.start("machine"));
            assertEquals("there", text(fetch("/machine/there.txt")));
            assertEquals("there", text(fetch("/machine/inside.txt")));
            assertEquals("known", text(fetch("/machine/.well-known/a.txt")));
            for (String hidden : List.of(".env", ".git/config", "%2eenv")) {
                assertEquals(hidden, 404, fetch("/machine/" + hidden).statusCode());
            }
            assertEquals(
                    "a link out of the folder", 404, fetch("/machine/link.txt").statusCode());
        } finally {
            Files.writeString(config, before);
        }
    }
}

package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.carrack.manage.PackageRequest;
import org.carrack.test.Carrack;
import org.eclipse.jgit.api.Git;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Every way into the server: each source is added, called and deleted; and what bad ones are answered. */
public class SourcesIT extends Server {

    private static final String SAID = "/talk/actors/said/said";

    @Rule
    public TemporaryFolder temporary = new TemporaryFolder();

    private Path root;

    @Before
    public void prepare() {
        awaitStarted();
        root = temporary.getRoot().toPath();
    }

    @After
    public void clean() throws Exception {
        if (packages.find("talk").isPresent()) {
            packages.delete("talk", true);
        }
        Files.deleteIfExists(home().resolve("etc/carrack.toml"));
    }

    private void addCallDelete(String source) throws Exception {
        packages.execute(PackageRequest.add(source));
        assertEquals("\"here\"", call(SAID));
        assertEquals(source, packages.find("talk").orElseThrow().source());
        packages.delete("talk", true);
        assertEquals(404, post(SAID, "").statusCode());
    }

    private Path talk(String name) throws IOException {
        return sources(root.resolve(name), TestPackages.toml("talk", "1.0.0"), "actors/Said.java", actor("\"here\""));
    }

    private static Map<String, byte[]> files(Path folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    private Path zip(String name, Map<String, byte[]> files) throws IOException {
        Path zip = root.resolve(name);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue());
                out.closeEntry();
            }
        }
        return zip;
    }

    /** A tar.gz as {@code tar} writes it; {@code link:target} as content makes a symbolic link. */
    private Path tarball(String name, Map<String, byte[]> files) throws IOException {
        Path file = root.resolve(name);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> entry : files.entrySet()) {
                String text = new String(entry.getValue(), StandardCharsets.UTF_8);
                boolean isLink = text.startsWith("link:");
                byte[] content = isLink ? new byte[0] : entry.getValue();
                byte[] header = new byte[512];
                put(header, 0, entry.getKey());
                put(header, 100, "0000644");
                put(header, 124, "%011o".formatted(content.length));
                put(header, 136, "00000000000");
                put(header, 148, "        ");
                put(header, 156, isLink ? "2" : "0");
                put(header, 157, isLink ? text.substring(5) : "");
                put(header, 257, "ustar");
                put(header, 263, "00");
                int sum = 0;
                for (byte b : header) {
                    sum += b & 0xff;
                }
                put(header, 148, "%06o".formatted(sum) + "\0 ");
                out.write(header);
                out.write(content);
                out.write(new byte[(512 - content.length % 512) % 512]);
            }
            out.write(new byte[1024]);
        }
        return file;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    @Test
    public void bundleJarFolderZipAndTarball() throws Exception {
        Path folder = talk("talk");
        addCallDelete(folder.toString());
        addCallDelete(zip("talk.zip", files(folder)).toString());
        Map<String, byte[]> inside = new TreeMap<>();
        files(folder).forEach((path, bytes) -> inside.put("talk-1.0/" + path, bytes));
        addCallDelete(tarball("talk.tar.gz", inside).toString());
        packages.add(built("answers-1.0.0.jar"));
        assertEquals("\"1.0.0\"", call("/answers/actors/answersActor/version"));
        packages.delete("answers", true);
    }

    @Test
    public void anAddressOfAFile() throws Exception {
        byte[] zip = Files.readAllBytes(zip("talk.zip", files(talk("talk"))));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/talk.zip", exchange -> {
            exchange.sendResponseHeaders(200, zip.length);
            exchange.getResponseBody().write(zip);
            exchange.close();
        });
        server.start();
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort();
            addCallDelete(address + "/talk.zip");
            assertEquals(
                    address + "/none.zip answers with status 404; is the address right?",
                    refusal(PackageRequest.add(address + "/none.zip")));
            config("fetch_limit_mb = 0");
            addCallDelete(address + "/talk.zip");
        } finally {
            server.stop(0);
        }
        String closed = "http://127.0.0.1:" + server.getAddress().getPort() + "/talk.zip";
        assertTrue(refusal(PackageRequest.add(closed)).startsWith(closed + " cannot be reached ("));
    }

    @Test
    public void everyFormOfAGitUrl() throws Exception {
        Path repository = Files.createDirectory(root.resolve("demo_package"));
        sources(repository, TestPackages.toml("talk", "1.0.0"), "actors/Said.java", actor("\"here\""));
        try (Git git = commit(repository, "main")) {
            git.branchCreate().setName("feature/two").call();
        }
        String url = "file://" + repository;
        addCallDelete(url);
        addCallDelete(url + "/");
        addCallDelete(url + "/tree/main");
        addCallDelete(url + "/tree/feature/two");
        Path nested = Files.createDirectory(root.resolve("nested.git"));
        sources(
                Files.createDirectories(nested.resolve("path/in/repo")),
                TestPackages.toml("talk", "1.0.0"),
                "actors/Said.java",
                actor("\"here\""));
        commit(nested, "main").close();
        // The only package in it, and the one that is named.
        addCallDelete("file://" + nested);
        addCallDelete("file://" + nested + "/tree/main/path/in/repo");
        packages.execute(PackageRequest.add(url));
        Files.writeString(repository.resolve("actors/Said.java"), actor("\"newer\""));
        commit(repository, "main").close();
        packages.update("talk");
        assertEquals("\"newer\"", call(SAID));
    }

    private static Git commit(Path repository, String branch) throws Exception {
        Git git = Files.exists(repository.resolve(".git"))
                ? Git.open(repository.toFile())
                : Git.init()
                        .setDirectory(repository.toFile())
                        .setInitialBranch(branch)
                        .call();
        git.add().addFilepattern(".").call();
        git.commit()
                .setMessage("a package")
                .setAuthor("a", "a@example.org")
                .setSign(false)
                .call();
        return git;
    }

    @Test
    public void gitUrlsThatCannotBeTaken() throws Exception {
        Path repository = Files.createDirectory(root.resolve("several"));
        sources(repository.resolve("one"), TestPackages.toml("one", "1.0.0"));
        sources(repository.resolve("two"), TestPackages.toml("two", "1.0.0"));
        sources(repository.resolve("empty"), "")
                .resolve("package.toml")
                .toFile()
                .delete();
        Files.writeString(repository.resolve("empty/README.md"), "nothing");
        commit(repository, "main").close();
        String url = "file://" + repository;
        assertEquals(
                "\"https://github.com/x/y;rm -rf ~\" is no git URL: it holds the character ;; give the plain address",
                refusal(PackageRequest.add("https://github.com/x/y;rm -rf ~")));
        assertEquals(
                url + " has no branch or tag nowhere; it has main", refusal(PackageRequest.add(url + "/tree/nowhere")));
        assertEquals(
                "there is no package in %s/tree/main/empty: no folder there has a package.toml or bundle.xml"
                        .formatted(url),
                refusal(PackageRequest.add(url + "/tree/main/empty")));
        assertEquals(
                "%s holds several packages: one, two; name one, as in …/tree/<branch>/one".formatted(url),
                refusal(PackageRequest.add(url)));
        assertEquals(
                "https://github.com/x names no repository: write https://github.com/<org>/<repo>",
                refusal(PackageRequest.add("https://github.com/x")));
    }

    @Test
    public void archivesThatCannotBeTaken() throws Exception {
        byte[] toml = TestPackages.toml("talk", "1.0.0").getBytes(StandardCharsets.UTF_8);
        assertEquals(
                "up.tar.gz holds the illegal file name ../evil",
                refusal(PackageRequest.add(tarball("up.tar.gz", Map.of("package.toml", toml, "../evil", toml))
                        .toString())));
        assertEquals(
                "absolute.zip holds the illegal file name /etc/evil",
                refusal(PackageRequest.add(zip("absolute.zip", Map.of("package.toml", toml, "/etc/evil", toml))
                        .toString())));
        assertEquals(
                "link.tgz holds the symbolic link page, which leads out of it to /etc/passwd; put the file itself in",
                refusal(PackageRequest.add(tarball(
                                "link.tgz",
                                Map.of(
                                        "package.toml",
                                        toml,
                                        "page",
                                        "link:/etc/passwd".getBytes(StandardCharsets.UTF_8)))
                        .toString())));
        Path folder = talk("linked");
        Files.createSymbolicLink(folder.resolve("page"), Path.of("/etc/passwd"));
        assertEquals(
                "linked holds the symbolic link page, which leads out of it to /etc/passwd; put the file itself in",
                refusal(PackageRequest.add(folder.toString())));
        byte[] zeros = new byte[80 << 20];
        String bomb = refusal(PackageRequest.add(
                zip("bomb.zip", Map.of("package.toml", toml, "zeros", zeros)).toString()));
        assertTrue(bomb, bomb.startsWith("bomb.zip is ") && bomb.contains("it looks like a zip bomb"));
        bomb = refusal(PackageRequest.add(tarball("bomb.tar.gz", Map.of("package.toml", toml, "zeros", zeros))
                .toString()));
        assertTrue(bomb, bomb.startsWith("bomb.tar.gz is ") && bomb.contains("it looks like a zip bomb"));
        Path half = tarball("half.tar.gz", Map.of("package.toml", toml, "more", new byte[1 << 16]));
        Files.write(half, java.util.Arrays.copyOf(Files.readAllBytes(half), 150));
        assertTrue(refusal(PackageRequest.add(half.toString())).startsWith("half.tar.gz is no whole tar.gz ("));
        assertTrue(packages.find("talk").isEmpty());
    }

    @Test
    public void whatIsUploadedIsAddedByWhoMay() throws Exception {
        byte[] zip = Files.readAllBytes(zip("talk.zip", files(talk("talk"))));
        assertEquals(401, upload(zip, "", "application/zip").statusCode());
        HttpResponse<String> added = upload(zip, Carrack.TOKEN, "application/zip");
        assertEquals(
                "{\"data\": {\"talk\": {\"name\": \"talk\", \"version\": \"1.0.0\", \"state\": \"ACTIVE\"}}}",
                added.body());
        assertEquals("\"here\"", call(SAID));
        packages.delete("talk", true);
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        form.writeBytes("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"talk.zip\"\r\n\r\n"
                .getBytes(StandardCharsets.UTF_8));
        form.writeBytes(zip);
        form.writeBytes("\r\n--x--\r\n".getBytes(StandardCharsets.UTF_8));
        added = upload(form.toByteArray(), Carrack.TOKEN, "multipart/form-data; boundary=x");
        assertEquals(added.body(), 200, added.statusCode());
        assertEquals("\"here\"", call(SAID));
        assertEquals("upload/talk.zip", packages.find("talk").orElseThrow().source());
        config("upload_limit_mb = 1");
        String tooMuch = answerBeforeTheBody("/admin/packages", 2 << 20, Carrack.TOKEN);
        assertTrue(tooMuch, tooMuch.startsWith("HTTP/1.1 413 "));
        assertTrue(tooMuch, tooMuch.endsWith("{\"error\": \"the request body is larger than 1,048,576 bytes\"}"));
        HttpResponse<String> nothing = upload(new byte[10], Carrack.TOKEN, "application/zip");
        assertEquals(400, nothing.statusCode());
        assertTrue(nothing.body(), nothing.body().contains("upload is not a whole zip archive"));
    }

    private HttpResponse<String> upload(byte[] body, String token, String type) throws Exception {
        HttpRequest.Builder request = request("/admin/packages")
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        return send(
                token.isEmpty()
                        ? request.build()
                        : request.header("Authorization", "Bearer " + token).build());
    }

    private void config(String line) throws IOException {
        Path file = home().resolve("etc/carrack.toml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, line + "\n");
    }

    @Test
    public void theSameVersionWithOtherContentIsRefused() throws Exception {
        Path first = talk("first");
        packages.add(first);
        Path second = talk("second");
        Files.writeString(second.resolve("actors/Said.java"), actor("\"other\""));
        assertEquals(
                "talk 1.0.0 is already there from %s with other content; give the new one another version, or delete the old one first"
                        .formatted(first),
                refusal(PackageRequest.add(second.toString())));
        assertEquals("\"here\"", call(SAID));
        assertEquals(List.of(), packages.find("talk").orElseThrow().warnings());
    }
}

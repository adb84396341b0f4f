package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.carrack.itest.ServerProcess.Ended;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/** HTTPS: certificates, HTTP/2, and who is sent there. */
@Category(OwnProcess.class)
public class TlsIT {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    private Path home;
    private int port;

    @Before
    public void chooseAPort() throws Exception {
        home = folder.getRoot().toPath().resolve("home");
        port = ServerProcess.freePort();
    }

    private ServerProcess start(String more) throws IOException {
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(home.resolve("etc/carrack.toml"), "[tls]\nport = %d\n%s".formatted(port, more));
        return ServerProcess.start(home);
    }

    private void add(ServerProcess server, String name, String toml, String... files) throws Exception {
        Path sources = Server.sources(folder.newFolder(name).toPath(), toml, files);
        Ended added = server.command("package", "add", sources.toString());
        assertEquals(added.err(), 0, added.status());
    }

    /** Trusts nobody but whom the file names. */
    static SSLContext trusting(Path pem) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        String text = Files.readString(pem);
        trusted.setCertificateEntry("server", certificate(text.substring(text.indexOf("-----BEGIN CERTIFICATE"))));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private static X509Certificate certificate(String pem) throws GeneralSecurityException {
        InputStream in = new java.io.ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
        return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }

    private HttpResponse<String> get(SSLContext tls, String path) throws Exception {
        return HttpClient.newBuilder()
                .sslContext(tls)
                .version(HttpClient.Version.HTTP_2)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    /** A connection for a host, by TLS, whoever answers. */
    private SSLSocket connect(String host, int to, String... protocols) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), to);
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(20));
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(host)));
        if (protocols.length > 0) {
            parameters.setProtocols(protocols);
        }
        socket.setSSLParameters(parameters);
        return socket;
    }

    private String nameOf(String host, int to) throws Exception {
        try (SSLSocket socket = connect(host, to)) {
            socket.startHandshake();
            X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return certificate.getSubjectX500Principal().getName();
        }
    }

    private String answerOf(String host, int to, String path) throws Exception {
        try (SSLSocket socket = connect(host, to)) {
            socket.getOutputStream()
                    .write("GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                            .formatted(path, host)
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** Makes a certificate and its key, as people have them. */
    private Path pem(String name, String subject, String algorithm) throws Exception {
        Path store = folder.getRoot().toPath().resolve(name + ".p12");
        Files.deleteIfExists(store);
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=" + subject,
                        "-validity",
                        "100",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(said, 0, keytool.waitFor());
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
        Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
        Path file = folder.getRoot().toPath().resolve(name + ".pem");
        Files.writeString(
                file,
                "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                        .formatted(
                                lines.encodeToString(keys.getKey("a", PASSWORD).getEncoded()),
                                lines.encodeToString(keys.getCertificate("a").getEncoded())));
        return file;
    }

    @Test
    public void theServerMakesACertificateAndSpeaksHttp2() throws Exception {
        Path made = home.resolve("data/tls/self-signed.pem");
        byte[] first;
        try (ServerProcess server = start("")) {
            HttpResponse<String> response = get(trusting(made), "/hello/actors/helloActor/info");
            assertEquals(200, response.statusCode());
            assertEquals(HttpClient.Version.HTTP_2, response.version());
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
            first = Files.readAllBytes(made);
            assertThrows(
                    SSLException.class,
                    () -> connect("localhost", port, "TLSv1.1", "TLSv1").startHandshake());
            try (SSLSocket weak = connect("localhost", port, "TLSv1.2")) {
                weak.setEnabledCipherSuites(
                        new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_AES_128_GCM_SHA256"});
                assertThrows(SSLException.class, weak::startHandshake);
            }
            server.stop();
        }
        try (ServerProcess server = start("")) {
            assertEquals(
                    200, get(trusting(made), "/hello/actors/helloActor/info").statusCode());
            assertTrue(java.util.Arrays.equals(first, Files.readAllBytes(made)));
            server.stop();
        }
    }

    @Test
    public void aCertificateOfFilesCountsAndIsReadAgainWhenItChanges() throws Exception {
        Path own = pem("own", "first.example.org", "RSA");
        try (ServerProcess server = start("certificate = \"%1$s\"\nkey = \"%1$s\"\n".formatted(own))) {
            assertEquals("CN=first.example.org", nameOf("x.example.org", port));
            Files.writeString(own, "nonsense");
            Files.setLastModifiedTime(own, FileTime.from(Instant.now().plusSeconds(10)));
            assertEquals("CN=first.example.org", nameOf("x.example.org", port));
            pem("own", "second.example.org", "EC");
            Files.setLastModifiedTime(own, FileTime.from(Instant.now().plusSeconds(20)));
            // The files are looked at once a second.
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!nameOf("x.example.org", port).equals("CN=second.example.org")) {
                assertTrue("the new certificate does not count", System.nanoTime() < end);
            }
            server.stop();
        }
    }

    @Test
    public void aCertificateThatCannotBeReadIsToldAtTheStart() throws Exception {
        Path own = pem("own", "own.example.org", "EC");
        Path other = pem("other", "other.example.org", "EC");
        Path nonsense = Files.writeString(folder.getRoot().toPath().resolve("nonsense.pem"), "nonsense");
        String[][] rows = {
            {
                "certificate = \"/nowhere.pem\"",
                "TLS cannot be spoken: there is no file /nowhere.pem (etc/carrack.toml, [tls])"
            },
            {"certificate = \"%s\"".formatted(nonsense), "%s holds no certificate in PEM form".formatted(nonsense)},
            {
                "certificate = \"%s\"\nkey = \"%s\"".formatted(own, other),
                "the key in %s is not that of the first certificate in %s".formatted(other, own)
            },
            {
                "certificate = \"%s\"\nkey = \"%s\"".formatted(own, nonsense),
                "%s holds no private key in PEM form".formatted(nonsense)
            },
        };
        for (String[] row : rows) {
            AssertionError failed = assertThrows(AssertionError.class, () -> start(row[0]));
            assertTrue(failed.getMessage(), failed.getMessage().contains(row[1]));
        }
    }

    @Test
    public void whoeverIsToUseHttpsIsSentThere() throws Exception {
        try (ServerProcess server = start("")) {
            add(
                    server,
                    "yard",
                    TestPackages.toml("yard", "1.0.0")
                            + "force_https = true\n[[static_dirs]]\npath_url = \"/\"\npath_location = \"pages\"\n[[static_dirs]]\npath_url = \"/plain\"\npath_location = \"pages\"\nforce_https = false\n[[locations]]\ntype = \"redirect\"\npath_url = \"/away\"\nto = \"/\"\n",
                    "pages/index.html",
                    "page",
                    "Said.java",
                    Server.actor("\"said\""));
            HttpClient plain = HttpClient.newHttpClient();
            HttpResponse<String> sent = plain.send(
                    HttpRequest.newBuilder(URI.create(server.url()).resolve("/yard/a%20b?c=d%26e"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(302, sent.statusCode());
            assertEquals(
                    "https://127.0.0.1:%d/yard/a%%20b?c=d%%26e".formatted(port),
                    sent.headers().firstValue("Location").orElse(""));
            assertEquals(307, server.post("/yard/actors/said/said").statusCode());
            assertEquals(
                    200,
                    plain.send(
                                    HttpRequest.newBuilder(
                                                    URI.create(server.url()).resolve("/yard/plain/"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .statusCode());
            assertEquals(307, server.post("/away/").statusCode());
            assertEquals(
                    "page",
                    get(trusting(home.resolve("data/tls/self-signed.pem")), "/yard/")
                            .body());
            server.stop();
        }
    }

    @Test
    public void aServerOfAPackageHasItsOwnCertificateAndPort() throws Exception {
        int own = ServerProcess.freePort();
        Path pem = pem("polls", "polls.example.org", "EC");
        try (ServerProcess server = start("")) {
            add(
                    server,
                    "yard",
                    TestPackages.toml("yard", "1.0.0")
                            + "[[servers]]\nports = [443, %d]\ndomain = \"polls.example.org\"\nssl = true\nkey_path = \"%2$s\"\nfullchain_path = \"%2$s\"\ncert_path = \"%2$s\"\n[[servers.locations]]\npath_url = \"/\"\npath_location = \"pages\"\n"
                                    .formatted(own, pem),
                    "pages/index.html",
                    "polls");
            assertEquals("CN=polls.example.org", nameOf("polls.example.org", port));
            assertEquals("CN=polls.example.org", nameOf("www.polls.example.org", own));
            assertEquals("CN=localhost", nameOf("other.example.org", own));
            assertTrue(answerOf("polls.example.org", port, "/").endsWith("polls"));
            assertTrue(answerOf("polls.example.org", own, "/").endsWith("polls"));
            assertTrue(answerOf("other.example.org", port, "/index.html").startsWith("HTTP/1.1 404"));
            assertEquals(0, server.command("package", "delete", "yard").status());
            assertEquals("CN=localhost", nameOf("polls.example.org", port));
            server.stop();
        }
    }

    @Test
    public void withoutTlsWhatAsksForItIsTold() throws Exception {
        try (ServerProcess server = ServerProcess.start(home)) {
            add(
                    server,
                    "yard",
                    TestPackages.toml("yard", "1.0.0")
                            + "[[servers]]\nssl = true\n[[servers.locations]]\ntype = \"redirect\"\npath_url = \"/away\"\nto = \"/\"\nforce_https = true\n");
            Ended info = server.command("package", "info", "yard");
            assertTrue(
                    info.out(),
                    info.out().contains("ssl and force_https have no effect, since the server speaks no TLS"));
            assertEquals(302, server.post("/away/").statusCode());
            server.stop();
        }
    }

    /** Against Pebble, the ACME server that Let's Encrypt tests with: it really asks at our port for the answer. */
    @Test
    public void aCertificateIsOrderedByAcme() throws Exception {
        int http = ServerProcess.freePort();
        int acme = ServerProcess.freePort();
        int dns = ServerProcess.freePort();
        Path ca = pem("ca", "localhost", "EC");
        String text = Files.readString(ca);
        int split = text.indexOf("-----BEGIN CERTIFICATE");
        Path key = Files.writeString(folder.getRoot().toPath().resolve("ca.key"), text.substring(0, split));
        Path certificate = Files.writeString(folder.getRoot().toPath().resolve("ca.crt"), text.substring(split));
        Path config = Files.writeString(
                folder.getRoot().toPath().resolve("pebble.json"),
                "{\"pebble\": {\"listenAddress\": \"127.0.0.1:%d\", \"managementListenAddress\": \"127.0.0.1:%d\", \"certificate\": \"%s\", \"privateKey\": \"%s\", \"httpPort\": %d, \"tlsPort\": %d, \"ocspResponderURL\": \"\", \"externalAccountBindingRequired\": false}}"
                        .formatted(acme, ServerProcess.freePort(), certificate, key, http, ServerProcess.freePort()));
        Path keyStore = folder.getRoot().toPath().resolve("ca.p12");
        Process names = begin(
                "Starting management server",
                "pebble-challtestsrv",
                "-defaultIPv6",
                "",
                "-dns01",
                "127.0.0.1:" + dns,
                "-http01",
                "",
                "-https01",
                "",
                "-tlsalpn01",
                "",
                "-management",
                "127.0.0.1:" + ServerProcess.freePort());
        Process pebble = begin(
                "Listening on: 127.0.0.1:" + acme,
                "pebble",
                "-config",
                config.toString(),
                "-dnsserver",
                "127.0.0.1:" + dns);
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(
                home.resolve("etc/carrack.toml"),
                "[tls]\nport = %d\n[acme]\nagree_to_terms = true\nemail = \"owner@example.org\"\nserver = \"https://localhost:%d/dir\"\n"
                        .formatted(port, acme));
        String trust = "-Djavax.net.ssl.trustStore=%s -Djavax.net.ssl.trustStorePassword=%s"
                .formatted(keyStore, new String(PASSWORD));
        try (ServerProcess server = ServerProcess.startWith(home, trust, "--port", String.valueOf(http))) {
            Path tls = Files.createDirectories(home.resolve("data/tls/hosts"));
            try (WatchService watch = FileSystems.getDefault().newWatchService()) {
                tls.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
                add(
                        server,
                        "yard",
                        TestPackages.toml("yard", "1.0.0")
                                + "[[servers]]\ndomain = \"polls.example.org\"\nletsencryptemail = \"a@example.org\"\n[[servers.locations]]\npath_url = \"/\"\npath_location = \"pages\"\n",
                        "pages/index.html",
                        "polls");
                while (!Files.exists(tls.resolve("polls.example.org.pem"))) {
                    WatchKey changed = watch.poll(60, TimeUnit.SECONDS);
                    assertTrue("no certificate came", changed != null);
                    changed.pollEvents();
                    changed.reset();
                }
            }
            // The file is there before the certificate is shown.
            Path log = home.resolve("log");
            assertTrue(FileEvents.await(
                    log,
                    () -> Files.readString(log.resolve("carrack.log"))
                            .contains("a certificate for polls.example.org has come")));
            try (SSLSocket socket = connect("polls.example.org", port)) {
                socket.startHandshake();
                X509Certificate ordered = (X509Certificate) socket.getSession().getPeerCertificates()[0];
                assertTrue(
                        ordered.getIssuerX500Principal().getName(),
                        ordered.getIssuerX500Principal().getName().startsWith("CN=Pebble Intermediate"));
                assertEquals(
                        "polls.example.org",
                        ordered.getSubjectAlternativeNames().iterator().next().get(1));
            }
            assertTrue(answerOf("polls.example.org", port, "/").endsWith("polls"));
            server.stop();
        } finally {
            names.destroyForcibly();
            pebble.destroyForcibly();
        }
    }

    /** Starts a program and waits until it has said that. */
    private Process begin(String said, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // Pebble waits before it asks, and refuses now and then, unless it is told not to.
        builder.environment().put("PEBBLE_VA_NOSLEEP", "1");
        builder.environment().put("PEBBLE_WFE_NONCEREJECT", "0");
        Process process = builder.start();
        StringBuilder all = new StringBuilder();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            all.append(line).append('\n');
            if (line.contains(said)) {
                Thread rest = new Thread(() -> out.lines().forEach(more -> {}));
                rest.setDaemon(true);
                rest.start();
                return process;
            }
        }
        throw new AssertionError(all.toString());
    }
}

package org.carrack.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Files and proxies of packages beside nginx with one worker and bare Jetty: files of 1 kB and 1 MB, a proxy before a backend
 * that answers 1 kB, and WebSockets through a proxy. All run at the same time, one is under load, round by round. The backend
 * of all proxies is one nginx, that of the WebSockets bare Jetty. Needs wrk and nginx.
 */
final class SiteBench {

    private static final int SMALL = 1 << 10;
    private static final int LARGE = 1 << 20;

    private final Path distribution;
    private final Path home = Files.createTempDirectory("bench-site");
    private final Path files = Files.createDirectories(home.resolve("work/site/files"));
    private final int nginxPort = ActorBench.freePort();
    private final int backendPort = ActorBench.freePort();
    private final int jettyFiles = ActorBench.freePort();
    private final int jettyProxy = ActorBench.freePort();
    private final int echo = ActorBench.freePort();
    private final List<Process> peers = new ArrayList<>();
    private final Subject.Carrack carrack;

    SiteBench(Path distribution) throws IOException {
        this.distribution = distribution;
        carrack = new Subject.Carrack(distribution, home);
    }

    private interface Load {
        void run() throws IOException, InterruptedException;
    }

    /** Files, and a proxy before answers of 1 kB. */
    void site() throws IOException, InterruptedException {
        run(this::measure);
    }

    /** WebSockets through a proxy. */
    void webSockets() throws IOException, InterruptedException {
        run(this::measureWebSockets);
    }

    private void run(Load load) throws IOException, InterruptedException {
        byte[] bytes = new byte[LARGE];
        new Random(1).nextBytes(bytes);
        Files.write(files.resolve("large.bin"), bytes);
        Files.write(files.resolve("small.bin"), java.util.Arrays.copyOf(bytes, SMALL));
        try {
            startPeers();
            Process server = carrack.start();
            peers.add(server);
            while (carrack.get("/hello/").isEmpty()) {
                LockSupport.parkNanos(10_000_000);
            }
            addSite();
            load.run();
        } finally {
            for (Process peer : peers) {
                Subject.stop(peer);
            }
        }
    }

    private void measure() throws IOException, InterruptedException {
        Wrk wrk = new Wrk(home, "GET");
        for (String file : new String[] {"small.bin", "large.bin"}) {
            System.out.println(file);
            Map<String, String> subjects = new LinkedHashMap<>();
            subjects.put("nginx", at(nginxPort, "/files/" + file));
            subjects.put("jetty", at(jettyFiles, "/" + file));
            subjects.put("carrack, of the package", at(carrack.port, "/site/files/" + file));
            subjects.put("carrack, of the machine", at(carrack.port, "/site/folder/" + file));
            wrk.compare(subjects, Map.of("nginx", "nginx", "jetty", "jetty"));
        }
        System.out.println("proxy");
        Map<String, String> proxies = new LinkedHashMap<>();
        proxies.put("nginx", at(nginxPort, "/proxy/small.bin"));
        proxies.put("jetty", at(jettyProxy, "/small.bin"));
        proxies.put("carrack", at(carrack.port, "/proxy/small.bin"));
        wrk.compare(proxies, Map.of("nginx", "nginx", "jetty", "jetty"));
    }

    private void measureWebSockets() throws IOException, InterruptedException {
        Map<String, String> echoes = new LinkedHashMap<>();
        echoes.put("backend alone", "ws://127.0.0.1:%d/".formatted(echo));
        echoes.put("nginx", "ws://127.0.0.1:%d/echo/".formatted(nginxPort));
        echoes.put("carrack", "ws://127.0.0.1:%d/echo/".formatted(carrack.port));
        new EchoLoad().compare(echoes, "nginx");
    }

    private static String at(int port, String path) {
        return "http://127.0.0.1:%d%s".formatted(port, path);
    }

    private void addSite() throws IOException, InterruptedException {
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(home.resolve("etc/carrack.toml"), "static_folders = [\"%s\"]\n".formatted(home));
        Path folder = home.resolve("work/site");
        Files.writeString(folder.resolve("package.toml"), """
                name = "site"
                is_auth = false
                is_admin = false
                [[static_dirs]]
                path_url = "/files"
                path_location = "files"
                [[static_dirs]]
                path_url = "/folder"
                path_location = "%s"
                [[locations]]
                type = "proxy"
                path_url = "/proxy"
                host = "127.0.0.1"
                port = %d
                [[locations]]
                type = "proxy"
                path_url = "/echo"
                host = "127.0.0.1"
                port = %d
                websocket = true
                """.formatted(files, backendPort, echo));
        SourceBench.add(distribution, folder, home);
    }

    private void startPeers() throws IOException {
        nginx(
                "backend",
                "server { listen 127.0.0.1:%d; keepalive_requests 1000000000; location / { root %s; } }"
                        .formatted(backendPort, files));
        nginx("front", """
                upstream backend { server 127.0.0.1:%d; keepalive 64; keepalive_requests 1000000000; }
                server {
                  listen 127.0.0.1:%d;
                  keepalive_requests 1000000000;
                  location /files/ { alias %s/; }
                  location /proxy/ { proxy_pass http://backend/; proxy_http_version 1.1; proxy_set_header Connection ""; }
                  location /echo/ { proxy_pass http://127.0.0.1:%d/; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade"; }
                }
                """.formatted(backendPort, nginxPort, files, echo));
        Process jetty = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Dorg.ops4j.pax.logging.DefaultServiceLog.level=WARN",
                        "-Dpeer.files=" + files,
                        "-Dpeer.backend=" + at(backendPort, ""),
                        "-cp",
                        System.getProperty("java.class.path"),
                        JettyPeer.class.getName(),
                        "files",
                        "" + jettyFiles,
                        "proxy",
                        "" + jettyProxy,
                        "echo",
                        "" + echo)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        peers.add(jetty);
        if (jetty.getInputStream().read() < 0) {
            throw new IOException("the Jetty peer did not start");
        }
    }

    private void nginx(String name, String http) throws IOException {
        Path folder = Files.createDirectories(home.resolve(name));
        Path conf = Files.writeString(
                folder.resolve("nginx.conf"), """
                user %s;
                worker_processes 1;
                daemon off;
                pid %s/pid;
                error_log stderr warn;
                events { worker_connections 8192; }
                http { access_log off; sendfile on; tcp_nopush on; default_type application/octet-stream; %s }
                """.formatted(System.getProperty("user.name"), folder, http));
        peers.add(new ProcessBuilder("nginx", "-c", conf.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start());
    }
}

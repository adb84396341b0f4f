package org.carrack.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A server that is measured: how it is started, where bundles are dropped, and what they are. */
abstract class Subject {

    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(120);

    final String name;
    final Path home;
    final int port;

    Subject(String name, Path home) throws IOException {
        this.name = name;
        this.home = home;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Files.createDirectories(deploy());
    }

    abstract Path deploy();

    abstract List<String> command() throws IOException;

    /** A bundle that answers at {@code /<name>/said.txt}. */
    abstract byte[] bundle(String bundleName, String version, String text) throws IOException;

    /** Asks what such a bundle offers with code, if it has code; whether it answers with 200. */
    boolean isAnswering(String bundleName) {
        return !get("/" + bundleName + "/said.txt").isEmpty();
    }

    /** Who asks; empty for anybody. */
    String authorization() throws IOException {
        return "";
    }

    /** What the program's environment has besides. */
    Map<String, String> environment() {
        return Map.of();
    }

    Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("console.log").toFile())
                .directory(home.toFile());
        builder.environment().putAll(environment());
        return builder.start();
    }

    /** Asks until a path answers with that text; milliseconds since {@code begin}. */
    double until(String path, String text, long begin) throws IOException {
        while (System.nanoTime() - begin < LIMIT_NS) {
            if (text.equals(get(path))) {
                return (System.nanoTime() - begin) / 1e6;
            }
            // A core of its own for the asking would be one less for the server.
            LockSupport.parkNanos(2_000_000);
        }
        throw new IOException(name + ": " + path + " does not answer; see " + home.resolve("console.log"));
    }

    String get(String path) {
        return ask("GET", path);
    }

    /** The body of an answer with 200; empty for any other. */
    String ask(String method, String path) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
            connection.setRequestMethod(method);
            String authorization = authorization();
            if (!authorization.isEmpty()) {
                connection.setRequestProperty("Authorization", authorization);
            }
            if (method.equals("POST")) {
                connection.setRequestProperty("Content-Type", "application/json");
                connection.setDoOutput(true);
                connection.getOutputStream().write(new byte[] {'{', '}'});
            }
            if (connection.getResponseCode() != 200) {
                connection.getErrorStream().readAllBytes();
                return "";
            }
            try (InputStream in = connection.getInputStream()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException | NullPointerException e) {
            return "";
        }
    }

    static void stop(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    /** Carrack, by its own script. */
    static class Carrack extends Subject {

        private final Path distribution;

        Carrack(Path distribution, Path home) throws IOException {
            this("carrack", distribution, home);
        }

        Carrack(String name, Path distribution, Path home) throws IOException {
            super(name, home);
            this.distribution = distribution;
        }

        @Override
        Path deploy() {
            return home.resolve("deploy");
        }

        @Override
        List<String> command() {
            return List.of(
                    distribution.resolve("bin/carrack").toString(),
                    "run",
                    "--home",
                    home.toString(),
                    "--port",
                    "" + port);
        }

        @Override
        boolean isAnswering(String bundleName) {
            return !ask("POST", "/" + bundleName + "/actors/helloActor/hello").isEmpty();
        }

        @Override
        byte[] bundle(String bundleName, String version, String text) throws IOException {
            try (Stream<Path> packages = Files.list(distribution.resolve("packages"))) {
                Path hello = packages.filter(p -> p.toString().contains("hello"))
                        .findFirst()
                        .orElseThrow();
                return Bundles.carrack(hello, bundleName, version, text);
            }
        }
    }

    /** Carrack with the very bundle that its peers have, which knows nothing of it. */
    static final class CarrackWithStock extends Carrack {

        CarrackWithStock(Path distribution, Path home) throws IOException {
            super("carrack, stock bundles", distribution, home);
        }

        /** What says nothing of access is for the administrators. */
        @Override
        String authorization() throws IOException {
            Path token = home.resolve("data/run/token");
            return Files.exists(token) ? "Bearer " + Files.readString(token).strip() : "";
        }

        @Override
        byte[] bundle(String bundleName, String version, String text) throws IOException {
            return Bundles.peer(bundleName, version, text);
        }
    }

    /** Apache Felix with File Install and its own HTTP service. */
    static final class Felix extends Subject {

        private final Path peer;

        Felix(Path peer, Path home) throws IOException {
            super("felix", home);
            this.peer = peer;
        }

        @Override
        Path deploy() {
            return home.resolve("load");
        }

        @Override
        List<String> command() throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    "java",
                    "-Dfelix.auto.deploy.dir=" + peer.resolve("bundle"),
                    "-Dfelix.auto.deploy.action=install,start,update",
                    "-Dfelix.fileinstall.dir=" + deploy(),
                    "-Dfelix.fileinstall.poll=1000",
                    "-Dorg.osgi.service.http.port=" + port,
                    "-Dorg.ops4j.pax.logging.DefaultServiceLog.level=WARN",
                    "-Dgosh.args=--nointeractive",
                    "-jar"));
            try (Stream<Path> bin = Files.list(peer.resolve("bin"))) {
                command.add(bin.findFirst().orElseThrow().toString());
            }
            command.add(home.resolve("cache").toString());
            return command;
        }

        @Override
        byte[] bundle(String bundleName, String version, String text) throws IOException {
            return Bundles.peer(bundleName, version, text);
        }
    }

    /** Apache Karaf as it ships, with its features {@code scr} and {@code http-whiteboard}. */
    static final class Karaf extends Subject {

        private final Path peer;
        private final int shell;

        Karaf(Path peer, Path home) throws IOException {
            super("karaf", home);
            this.peer = peer;
            try (ServerSocket socket = new ServerSocket(0)) {
                shell = socket.getLocalPort();
            }
            Files.createDirectories(home.resolve("data"));
            Path etc = Files.createDirectories(home.resolve("etc"));
            try (Stream<Path> files = Files.list(peer.resolve("etc"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.copy(file, etc.resolve(file.getFileName()));
                }
            }
            replace(etc.resolve("org.apache.karaf.features.cfg"), "kar/4.4.10", "kar/4.4.10, scr, http-whiteboard");
            replace(etc.resolve("org.apache.karaf.shell.cfg"), "8101", "" + shell);
            replace(etc.resolve("users.properties"), "#karaf =", "karaf =");
            replace(etc.resolve("users.properties"), "#_g_", "_g_");
            Files.writeString(etc.resolve("org.ops4j.pax.web.cfg"), "org.osgi.service.http.port=" + port);
        }

        private static void replace(Path file, String what, String with) throws IOException {
            Files.writeString(file, Files.readString(file).replace(what, with));
        }

        @Override
        Path deploy() {
            return home.resolve("deploy");
        }

        @Override
        List<String> command() {
            return List.of(peer.resolve("bin/karaf").toString(), "daemon");
        }

        @Override
        Map<String, String> environment() {
            return Map.of(
                    "KARAF_BASE", home.toString(),
                    "KARAF_DATA", home.resolve("data").toString(),
                    "KARAF_ETC", home.resolve("etc").toString(),
                    "JAVA_HOME", System.getProperty("java.home"));
        }

        /** Its client, which runs one command. */
        List<String> client(String line) {
            return List.of(peer.resolve("bin/client").toString(), "-a", "" + shell, "-u", "karaf", "-p", "karaf", line);
        }

        @Override
        byte[] bundle(String bundleName, String version, String text) throws IOException {
            return Bundles.peer(bundleName, version, text);
        }
    }
}

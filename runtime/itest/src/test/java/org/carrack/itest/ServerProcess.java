package org.carrack.itest;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A server as a user runs it: a process of its own, started by the script of the distribution. */
final class ServerProcess implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** A server that is soon killed has nothing of the slower, better compiler, which takes a quarter of its start. */
    private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

    /** Linux gives connections ports from here on. */
    private static final int FIRST_OF_CONNECTIONS = 32_768;

    /** The virtual machines of the tests, which are at it at the same time, begin far from each other. */
    private static final AtomicInteger NEXT_PORT = new AtomicInteger(
            20_000 + Integer.getInteger("carrack.itest.machine") * 4_000 + new Random().nextInt(2_000));

    private static boolean isArchived;

    private final Path home;
    private final Process process;
    private final String url;
    private final String said;
    private int gedisPort;

    /** What a command printed and how it ended. */
    record Ended(int status, String out, String err) {}

    private ServerProcess(Path home, Process process, String url, String said) {
        this.said = said;
        this.home = home;
        this.process = process;
        this.url = url;
    }

    static Path script() {
        return Path.of(System.getProperty("carrack.distribution"), "bin", "carrack");
    }

    /**
     * The first server of a new distribution makes an archive of its classes in the background, and what is killed before
     * that is done begins again at each start: here it is awaited once.
     */
    private static synchronized void awaitArchive() throws IOException {
        if (isArchived) {
            return;
        }
        isArchived = true;
        Path cache = Files.createDirectories(script().getParent().resolveSibling("cache"));
        Path home = Files.createTempDirectory("archive");
        try (ServerProcess first = start(home, "")) {
            // A Java that makes none costs a minute, once.
            FileEvents.await(cache, () -> hasArchive(cache));
            first.stop();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean hasArchive(Path cache) throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.anyMatch(file -> file.toString().endsWith(".jsa"));
        }
    }

    /** Starts a server and waits for its ready line. */
    static ServerProcess start(Path home, String javaHome, String... options) throws IOException {
        return start(home, javaHome, Map.of("CARRACK_JAVA_OPTS", SHORT_LIVED), options);
    }

    /** The same with something more in its environment. */
    static ServerProcess startWithEnvironment(Path home, String name, String value) throws IOException {
        return start(home, "", Map.of(name, value), new String[0]);
    }

    /** The same with options for its Java. */
    static ServerProcess startWith(Path home, String javaOptions, String... options) throws IOException {
        return start(home, "", Map.of("CARRACK_JAVA_OPTS", javaOptions), options);
    }

    private static ServerProcess start(Path home, String javaHome, Map<String, String> environment, String[] options)
            throws IOException {
        if (javaHome.isEmpty()) {
            awaitArchive();
        }
        List<String> command = new ArrayList<>(List.of(script().toString(), "run", "--home", home.toString()));
        command.addAll(List.of(options));
        // Whichever are free: the usual ones may be those of a server of another test.
        for (String port : List.of("--port", "--gedis-port")) {
            if (!command.contains(port)) {
                command.addAll(List.of(port, "0"));
            }
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        if (!javaHome.isEmpty()) {
            builder.environment().put("JAVA_HOME", javaHome);
        }
        Process process = builder.start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        StringBuilder said = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.append(line).append('\n');
            if (line.matches("Carrack \\S+ ready in [0-9.]+ s - http://127\\.0\\.0\\.1:\\d+/")) {
                return new ServerProcess(home, process, line.substring(line.indexOf("http")), said.toString());
            }
        }
        throw new AssertionError("the server did not start: " + said);
    }

    static ServerProcess start(Path home) throws IOException {
        return start(home, "");
    }

    /** A server whose gedis port is known beforehand. */
    static ServerProcess startWithGedis(Path home) throws IOException {
        int port = freePort();
        ServerProcess server = start(home, "", "--gedis-port", String.valueOf(port));
        server.gedisPort = port;
        return server;
    }

    /**
     * A port that is free now, and stays so: below those that the system gives to connections, which may take one between this
     * and its use.
     */
    static int freePort() throws IOException {
        while (true) {
            int port = NEXT_PORT.getAndIncrement();
            if (port >= FIRST_OF_CONNECTIONS) {
                throw new IOException("no port is free");
            }
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // Somebody has it; the next may be free.
            }
        }
    }

    /** Runs a command of the distribution's script to its end. */
    static Ended carrack(String... arguments) throws IOException, InterruptedException {
        return carrackReading("", arguments);
    }

    /** The same with something piped into it. */
    static Ended carrackReading(String input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(script().toString()));
        command.addAll(List.of(arguments));
        File out = File.createTempFile("carrack", ".out");
        File err = File.createTempFile("carrack", ".err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out)
                .redirectError(err)
                .start();
        try (OutputStream to = process.getOutputStream()) {
            to.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It has ended without reading.
        }
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("it did not end: " + command);
        }
        return new Ended(process.exitValue(), Files.readString(out.toPath()), Files.readString(err.toPath()));
    }

    /** The same for this server's home. */
    Ended command(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--home");
        all.add(home.toString());
        return carrack(all.toArray(new String[0]));
    }

    HttpResponse<String> post(String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(url).resolve(path))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** The body of what is answered to somebody who shows that token, or none if it is empty. */
    String get(String path, String token) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url).resolve(path));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    /** Calls an actor as the owner; the answer's body. */
    String post(String path, String json, String token) throws IOException, InterruptedException {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create(url).resolve(path))
                                .header("Authorization", "Bearer " + token)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(json))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** Drops a file into the deploy folder by an atomic rename. */
    void drop(Path source, String name) throws IOException {
        Path deploy = Files.createDirectories(home.resolve("deploy"));
        Path hidden = Files.copy(source, deploy.resolve("." + name + ".tmp"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(hidden, deploy.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** As by {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As by SIGTERM; the exit status. */
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("the server did not stop");
        }
        return process.exitValue();
    }

    /** Waits until it ends by itself; the exit status. */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("the server did not end");
        }
        return process.exitValue();
    }

    Path home() {
        return home;
    }

    /** Waits until a POST has that answer: the home's files are watched, and tell of each change in it. */
    void awaitAnswer(String path, String body) throws IOException, InterruptedException {
        try (WatchService watch = home.getFileSystem().newWatchService()) {
            home.resolve("data")
                    .register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            String last = post(path).body();
            while (!last.equals(body) && System.nanoTime() < end) {
                WatchKey key = watch.poll(1, TimeUnit.SECONDS);
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
                last = post(path).body();
            }
            if (!last.equals(body)) {
                throw new AssertionError(path + " answers " + last);
            }
        }
    }

    long pid() {
        return process.pid();
    }

    int gedisPort() {
        return gedisPort;
    }

    /** What the owner shows to enter. */
    String ownerToken() throws IOException {
        return Files.readString(home.resolve("data/run/token")).trim();
    }

    /** What it has printed by the time it was ready. */
    String said() {
        return said;
    }

    String url() {
        return url;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}

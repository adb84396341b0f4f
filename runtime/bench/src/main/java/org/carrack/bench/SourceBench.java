package org.carrack.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Save to answer: a source file of a linked package is changed, and the actor is called until it answers the new text.
 * Beside it, in the same run, what the JDK's compiler takes as a process for the same file, which anybody who compiles
 * outside of the server has to wait for before anything can be deployed.
 */
final class SourceBench {

    private static final int ROUNDS = 20;

    private final Path distribution;
    private final HttpClient http = HttpClient.newHttpClient();

    SourceBench(Path distribution) {
        this.distribution = distribution;
    }

    void run() throws IOException, InterruptedException {
        Subject.Carrack server = new Subject.Carrack(distribution, Files.createTempDirectory("bench-source"));
        Path folder = Files.createDirectories(server.home.resolve("work/said"));
        Files.writeString(folder.resolve("package.toml"), "name = \"said\"\nis_auth = false\nis_admin = false\n");
        Path source = Files.createDirectories(folder.resolve("actors")).resolve("Said.java");
        Files.writeString(source, actor("0"));
        Process process = server.start();
        List<Double> times = new ArrayList<>();
        List<Double> compiler = new ArrayList<>();
        double first;
        try {
            while (server.get("/hello/").isEmpty()) {
                LockSupport.parkNanos(10_000_000);
            }
            long begin = System.nanoTime();
            add(distribution, folder, server.home);
            first = until(server, "0", begin);
            for (int i = 1; i <= ROUNDS; i++) {
                Files.writeString(source, actor("" + i));
                times.add(until(server, "" + i, System.nanoTime()));
                compiler.add(javac(source, server.home));
            }
        } finally {
            Subject.stop(process);
        }
        System.out.printf(
                "%-30s carrack %.0f (first compilation in a new server)%n", "package add FOLDER to answer", first);
        System.out.printf(
                "%-30s carrack %s   javac as a process %s   ratio %.2f%n",
                "save to changed answer",
                Main.summary(times),
                Main.summary(compiler),
                Main.median(times) / Main.median(compiler));
    }

    private static String actor(String text) {
        return "import org.carrack.actor.*;\nimport org.osgi.service.component.annotations.Component;\n"
                + "@Component\npublic class Said implements Actor {\n"
                + "    @ActorMethod public String said() { return \"" + text + "\"; }\n}\n";
    }

    static void add(Path distribution, Path folder, Path home) throws IOException, InterruptedException {
        Process add = new ProcessBuilder(
                        distribution.resolve("bin/carrack").toString(),
                        "package",
                        "add",
                        folder.toString(),
                        "--home",
                        home.toString())
                .inheritIO()
                .start();
        if (add.waitFor() != 0) {
            throw new IOException("the package could not be added");
        }
    }

    private double until(Subject server, String text, long begin) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port + "/said/actors/said/said"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        while (System.nanoTime() - begin < 60_000_000_000L) {
            String answer =
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            if (answer.equals("\"" + text + "\"")) {
                return (System.nanoTime() - begin) / 1e6;
            }
            LockSupport.parkNanos(2_000_000);
        }
        throw new IOException("no answer " + text);
    }

    /** The same file by the JDK's own program. */
    private double javac(Path source, Path home) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "javac").toString(),
                "-proc:none",
                "-d",
                home.resolve("classes").toString(),
                "-cp"));
        try (var jars = Files.list(distribution.resolve("lib"))) {
            command.add(String.join(":", jars.map(Path::toString).toList()));
        }
        command.add(source.toString());
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        process.waitFor();
        return (System.nanoTime() - begin) / 1e6;
    }
}

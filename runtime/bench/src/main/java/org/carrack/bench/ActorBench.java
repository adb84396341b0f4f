package org.carrack.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An actor call over HTTP beside bare Jetty, and over RESP beside redis-server: all run at the same time, one is under load,
 * round by round. Needs wrk, redis-server and redis-benchmark.
 */
final class ActorBench {

    private static final int ROUNDS = Wrk.ROUNDS;
    private static final Pattern REDIS = Pattern.compile("\",\"([0-9.]+)\"");

    private static final String ACTOR = """
            import org.carrack.actor.*;
            import org.osgi.service.component.annotations.Component;
            @Component
            public class Bench implements Actor {
                @ActorMethod public String hello() { return "hello from foo's actor"; }
                @ActorMethod @NonBlocking public String echo(String text) { return text; }
                @ActorMethod public String worker(String text) { return text; }
            }
            """;

    private final Path distribution;
    private final Path home = Files.createTempDirectory("bench-actors");
    private final int gedis = freePort();
    private final Subject.Carrack carrack;

    ActorBench(Path distribution) throws IOException {
        this.distribution = distribution;
        carrack = new Subject.Carrack(distribution, home) {
            @Override
            List<String> command() {
                List<String> command = new ArrayList<>(super.command());
                command.addAll(List.of("--gedis-port", "" + gedis));
                return command;
            }
        };
    }

    private interface Load {
        void run() throws IOException, InterruptedException;
    }

    private void withServer(Load load) throws IOException, InterruptedException {
        Process process = carrack.start();
        try {
            while (carrack.get("/hello/").isEmpty()) {
                LockSupport.parkNanos(10_000_000);
            }
            Path folder = Files.createDirectories(home.resolve("work/bench"));
            Files.writeString(folder.resolve("package.toml"), "name = \"bench\"\nis_auth = false\nis_admin = false\n");
            Files.writeString(Files.createDirectories(folder.resolve("actors")).resolve("Bench.java"), ACTOR);
            SourceBench.add(distribution, folder, home);
            load.run();
        } finally {
            Subject.stop(process);
        }
    }

    /** Calls over HTTP. */
    void http() throws IOException, InterruptedException {
        int servlet = freePort();
        int handler = freePort();
        int blocking = freePort();
        Process jetty = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Dorg.ops4j.pax.logging.DefaultServiceLog.level=WARN",
                        "-cp",
                        System.getProperty("java.class.path"),
                        JettyPeer.class.getName(),
                        "servlet",
                        "" + servlet,
                        "handler",
                        "" + handler,
                        "blocking-handler",
                        "" + blocking)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (jetty.getInputStream().read() < 0) {
                throw new IOException("the Jetty peer did not start");
            }
            Map<String, String> subjects = new LinkedHashMap<>();
            subjects.put("jetty servlet", "http://127.0.0.1:%d/".formatted(servlet));
            subjects.put("jetty handler", "http://127.0.0.1:%d/".formatted(handler));
            subjects.put("jetty blocking handler", "http://127.0.0.1:%d/".formatted(blocking));
            subjects.put(
                    "carrack @NonBlocking",
                    "http://127.0.0.1:%d/hello/actors/helloActor/hello".formatted(carrack.port));
            subjects.put("carrack on a worker", "http://127.0.0.1:%d/bench/actors/bench/hello".formatted(carrack.port));
            withServer(() -> new Wrk(home, "POST")
                    .compare(subjects, Map.of("servlet", "jetty servlet", "handler", "jetty handler")));
        } finally {
            Subject.stop(jetty);
        }
    }

    /** Calls over RESP. */
    void gedis() throws IOException, InterruptedException {
        int redis = freePort();
        Process server = new ProcessBuilder(
                        "redis-server", "--port", "" + redis, "--save", "", "--appendonly", "no", "--bind", "127.0.0.1")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            withServer(() -> {
                for (int pipeline : new int[] {1, 16}) {
                    gedis(redis, pipeline);
                }
            });
        } finally {
            server.destroy();
            server.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private void gedis(int redis, int pipeline) throws IOException, InterruptedException {
        String json = "{\"text\": \"0123456789012345678901\"}";
        Map<String, Object[]> subjects = new LinkedHashMap<>();
        subjects.put("redis-server PING", new Object[] {redis, new String[] {"PING"}});
        subjects.put("carrack PING", new Object[] {gedis, new String[] {"PING"}});
        subjects.put("redis-server ECHO", new Object[] {redis, new String[] {"ECHO", json}});
        subjects.put("carrack echo @NonBlocking", new Object[] {gedis, new String[] {"bench.bench.echo", json}});
        subjects.put("carrack echo on a worker", new Object[] {gedis, new String[] {"bench.bench.worker", json}});
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        int requests = pipeline == 1 ? 300_000 : 2_000_000;
        for (int round = -1; round < ROUNDS; round++) {
            for (Map.Entry<String, Object[]> subject : subjects.entrySet()) {
                List<String> command = new ArrayList<>(List.of(
                        "redis-benchmark",
                        "-p",
                        "" + subject.getValue()[0],
                        "-c",
                        "50",
                        "-P",
                        "" + pipeline,
                        "-n",
                        "" + requests,
                        "--csv"));
                command.addAll(List.of((String[]) subject.getValue()[1]));
                String out = Wrk.run(command.toArray(new String[0]));
                if (round >= 0) {
                    // The last line; those before are the heading and warnings.
                    String line = out.strip().lines().reduce("", (first, next) -> next);
                    rates.computeIfAbsent(subject.getKey(), k -> new ArrayList<>())
                            .add(rate(line));
                }
            }
        }
        System.out.printf("pipeline %-18d %12s %8s%n", pipeline, "calls/s", "redis");
        rates.forEach((name, all) -> System.out.printf(
                "%-27s %12.0f %8.2f%n",
                name,
                Main.median(all),
                Wrk.ratio(rates, name, name.contains("PING") ? "redis-server PING" : "redis-server ECHO")));
        System.out.println();
    }

    /** The second column of a line in CSV, whose first may hold quotes. */
    private static double rate(String line) throws IOException {
        Matcher matcher = REDIS.matcher(line);
        if (!matcher.find()) {
            throw new IOException("no figure in: " + line);
        }
        return Double.parseDouble(matcher.group(1));
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}

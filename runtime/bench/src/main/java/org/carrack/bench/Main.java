package org.carrack.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Measures a whole server from outside, beside Felix with File Install in the same run: start and restart, drop and
 * overwrite of one bundle, a saved source file, many bundles at once, calls of actors, files and proxies, records. Arguments: the folder of the peer, the distribution, and which to run.
 */
public final class Main {

    private static final int ROUNDS = 20;

    private final Path peer;
    private final Path distribution;

    private Main(Path peer, Path distribution) {
        this.peer = peer;
        this.distribution = distribution;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Main bench = new Main(Path.of(arguments[0]), Path.of(arguments[1]));
        Set<String> wanted = new TreeSet<>(Arrays.asList(arguments).subList(2, arguments.length));
        System.out.printf(
                "Java %s, %d processors; milliseconds, median (min to max)%n%n",
                System.getProperty("java.vm.version"), Runtime.getRuntime().availableProcessors());
        if (wanted.isEmpty() || wanted.contains("start")) {
            new StartBench(bench.peer, bench.distribution).starts();
        }
        if (wanted.isEmpty() || wanted.contains("deploy")) {
            bench.deploy();
        }
        if (wanted.isEmpty() || wanted.contains("source")) {
            new SourceBench(bench.distribution).run();
        }
        if (wanted.isEmpty() || wanted.contains("many")) {
            new StartBench(bench.peer, bench.distribution).many();
        }
        if (wanted.isEmpty() || wanted.contains("http")) {
            new ActorBench(bench.distribution).http();
        }
        if (wanted.isEmpty() || wanted.contains("auth")) {
            new AuthBench(bench.distribution).run();
        }
        if (wanted.isEmpty() || wanted.contains("site")) {
            new SiteBench(bench.distribution).site();
        }
        if (wanted.isEmpty() || wanted.contains("websocket")) {
            new SiteBench(bench.distribution).webSockets();
        }
        if (wanted.isEmpty() || wanted.contains("services")) {
            new ServiceBench(bench.distribution).run();
        }
        if (wanted.isEmpty() || wanted.contains("wiki")) {
            new WikiBench(bench.distribution).run();
        }
        if (wanted.isEmpty() || wanted.contains("chats")) {
            new ChatBench(bench.distribution).run();
        }
        if (wanted.isEmpty() || wanted.contains("conversation")) {
            new ConversationBench(bench.distribution).run();
        }
        if (wanted.isEmpty() || wanted.contains("data")) {
            new DataBench(bench.distribution).run();
        }
        if (wanted.isEmpty() || wanted.contains("gedis")) {
            new ActorBench(bench.distribution).gedis();
        }
    }

    private Subject carrack() throws IOException {
        return new Subject.Carrack(distribution, Files.createTempDirectory("bench-carrack"));
    }

    private Subject felix() throws IOException {
        return new Subject.Felix(peer, Files.createTempDirectory("bench-felix"));
    }

    /** Drop to first 200, and overwrite to changed answer. */
    private void deploy() throws IOException, InterruptedException {
        List<List<Double>> results =
                List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Subject ours = carrack();
        Subject theirs = felix();
        Process ourProcess = ours.start();
        Process theirProcess = theirs.start();
        try {
            warmUp(ours);
            warmUp(theirs);
            for (int i = 0; i < ROUNDS; i++) {
                results.get(0).add(measureDrop(ours, i));
                results.get(1).add(measureDrop(theirs, i));
                results.get(2).add(measureOverwrite(ours, i));
                results.get(3).add(measureOverwrite(theirs, i));
                Files.delete(ours.deploy().resolve("said" + i + ".jar"));
                Files.delete(theirs.deploy().resolve("said" + i + ".jar"));
            }
        } finally {
            Subject.stop(ourProcess);
            Subject.stop(theirProcess);
        }
        print("drop to first 200", results.get(0), results.get(1));
        print("overwrite to changed answer", results.get(2), results.get(3));
    }

    private static void warmUp(Subject subject) throws IOException {
        long begin = System.nanoTime();
        Bundles.drop(subject.bundle("warm", "1.0.0", "up"), subject.deploy(), "warm.jar");
        subject.until("/warm/said.txt", "up", begin);
    }

    private static double measureDrop(Subject subject, int i) throws IOException {
        byte[] bundle = subject.bundle("said" + i, "1.0.0", "one");
        long begin = System.nanoTime();
        Bundles.drop(bundle, subject.deploy(), "said" + i + ".jar");
        return subject.until("/said" + i + "/said.txt", "one", begin);
    }

    private static double measureOverwrite(Subject subject, int i) throws IOException {
        byte[] bundle = subject.bundle("said" + i, "1.0.1", "two");
        long begin = System.nanoTime();
        Bundles.drop(bundle, subject.deploy(), "said" + i + ".jar");
        return subject.until("/said" + i + "/said.txt", "two", begin);
    }

    static void print(String what, List<Double> ours, List<Double> theirs) {
        System.out.printf(
                "%-30s carrack %s   felix %s   ratio %.2f%n",
                what, summary(ours), summary(theirs), median(ours) / median(theirs));
    }

    static String summary(List<Double> times) {
        return "%.0f (%.0f to %.0f)"
                .formatted(
                        median(times),
                        times.stream().min(Comparator.naturalOrder()).orElse(0.0),
                        times.stream().max(Comparator.naturalOrder()).orElse(0.0));
    }

    static double median(List<Double> times) {
        List<Double> sorted = times.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}

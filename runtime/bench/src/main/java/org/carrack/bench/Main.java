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
import java.util.stream.Stream;

/**
 * Measures a whole server from outside, beside Felix with File Install in the same run: start and restart, drop and
 * overwrite of one bundle, a saved source file, 200 bundles at once, calls of actors, files and proxies, records. Arguments: the folder of the peer, the distribution, and which to run.
 */
public final class Main {

    private static final int ROUNDS = 20;
    private static final int STARTS = 7;
    private static final int MANY = 200;

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
            bench.start();
        }
        if (wanted.isEmpty() || wanted.contains("deploy")) {
            bench.deploy();
        }
        if (wanted.isEmpty() || wanted.contains("source")) {
            new SourceBench(bench.distribution).run();
        }
        if (wanted.isEmpty() || wanted.contains("many")) {
            bench.many();
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

    /** Process start to the first answer of a package, in a new home and in a used one. */
    private void start() throws IOException, InterruptedException {
        // The very first start has no archive of classes yet, and makes it in the background.
        delete(distribution.resolve("cache"));
        Subject first = carrack();
        Bundles.drop(first.bundle("said", "1.0.0", "one"), first.deploy(), "said.jar");
        long begin = System.nanoTime();
        Process process = first.start();
        double withoutArchive = first.until("/said/said.txt", "one", begin);
        awaitArchive();
        Subject.stop(process);
        double firstRestart = measureStart(first, false);
        System.out.printf("carrack   very first start (no class archive)   %7.0f%n", withoutArchive);
        System.out.printf("carrack   its first restart                     %7.0f%n", firstRestart);
        List<List<Double>> results =
                List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < STARTS; i++) {
            Subject ours = carrack();
            Subject theirs = felix();
            results.get(0).add(measureStart(ours, true));
            results.get(1).add(measureStart(theirs, true));
            results.get(2).add(measureStart(ours, false));
            results.get(3).add(measureStart(theirs, false));
        }
        print("start of a new home", results.get(0), results.get(1));
        print("restart", results.get(2), results.get(3));
    }

    private void awaitArchive() throws IOException, InterruptedException {
        Path cache = distribution.resolve("cache");
        for (int i = 0; i < 600; i++) {
            if (Files.isDirectory(cache)) {
                try (Stream<Path> files = Files.list(cache)) {
                    if (files.anyMatch(f -> f.toString().endsWith(".jsa"))) {
                        return;
                    }
                }
            }
            Thread.sleep(100);
        }
        throw new IOException("no class archive was made");
    }

    private static double measureStart(Subject subject, boolean isNew) throws IOException, InterruptedException {
        if (isNew) {
            Bundles.drop(subject.bundle("said", "1.0.0", "one"), subject.deploy(), "said.jar");
        }
        long begin = System.nanoTime();
        Process process = subject.start();
        try {
            return subject.until("/said/said.txt", "one", begin);
        } finally {
            Thread.sleep(1500); // let the archive's making begin, and the load settle
            Subject.stop(process);
        }
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

    /** 200 bundles dropped at once, then a restart with them. */
    private void many() throws IOException, InterruptedException {
        for (Subject subject : List.of(carrack(), felix())) {
            Process process = subject.start();
            warmUp(subject);
            List<byte[]> bundles = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                bundles.add(subject.bundle("many" + i, "1.0.0", "" + i));
            }
            long begin = System.nanoTime();
            for (int i = 0; i < MANY; i++) {
                Bundles.drop(bundles.get(i), subject.deploy(), "many" + i + ".jar");
            }
            double[] times = untilAll(subject, begin);
            System.out.printf(
                    "%-9s %d dropped at once: first answer %.0f, all %.0f%n", subject.name, MANY, times[0], times[1]);
            Subject.stop(process);
            begin = System.nanoTime();
            process = subject.start();
            times = untilAll(subject, begin);
            System.out.printf(
                    "%-9s restart with %d: first answer %.0f, all %.0f%n", subject.name, MANY, times[0], times[1]);
            Subject.stop(process);
        }
    }

    /** When the first answered and when all had. One by one: a request for one that is not there yet may be held. */
    private static double[] untilAll(Subject subject, long begin) throws IOException {
        double first = subject.until("/many0/said.txt", "0", begin);
        double all = first;
        for (int i = 1; i < MANY; i++) {
            all = subject.until("/many" + i + "/said.txt", "" + i, begin);
        }
        return new double[] {first, all};
    }

    private static void print(String what, List<Double> ours, List<Double> theirs) {
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

    private static void delete(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}

package org.carrack.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a start costs, beside Felix and Karaf in turns: time and CPU from the start of the process to the first answer of a package's
 * code, memory, many packages, and a command. Each has the same small bundle, dropped in before.
 */
final class StartBench {

    private static final int STARTS = 9;
    private static final int COMMANDS = 9;
    private static final List<Integer> MANY = List.of(200, 500);
    private static final long LIMIT_NS = TimeUnit.MINUTES.toNanos(5);
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s*(\\d+) kB");

    private final Path peer;
    private final Path distribution;

    StartBench(Path peer, Path distribution) {
        this.peer = peer;
        this.distribution = distribution;
    }

    /** Milliseconds, CPU seconds and MiB of the starts of one server. */
    private static final class Figures {
        private final String name;
        private final List<Double> firstStarts = new ArrayList<>();
        private final List<Double> restarts = new ArrayList<>();
        private final List<Double> cpu = new ArrayList<>();
        private final List<Double> memory = new ArrayList<>();
        private final List<Double> commands = new ArrayList<>();

        Figures(String name) {
            this.name = name;
        }
    }

    private Subject carrack() throws IOException {
        return new Subject.Carrack(distribution, Files.createTempDirectory("bench-carrack"));
    }

    private Subject felix() throws IOException {
        return new Subject.Felix(peer, Files.createTempDirectory("bench-felix"));
    }

    private Subject.Karaf karaf() throws IOException {
        return new Subject.Karaf(peer.resolveSibling("karaf"), Files.createTempDirectory("bench-karaf"));
    }

    /** Starts and restarts in turns. */
    void starts() throws IOException, InterruptedException {
        firstOnTheMachine();
        // Its features come from a Maven repository the first time.
        measureStart(dropped(karaf()), null);
        Figures carrack = new Figures("carrack");
        Figures felix = new Figures("felix");
        Figures karaf = new Figures("karaf");
        for (int i = 0; i < STARTS; i++) {
            measureStarts(dropped(carrack()), carrack);
            measureStarts(dropped(felix()), felix);
            measureStarts(dropped(karaf()), karaf);
        }
        print("new home, first 200 (ms)", figures -> figures.firstStarts, carrack, felix, karaf);
        print("restart, first 200 (ms)", figures -> figures.restarts, carrack, felix, karaf);
        print("CPU of a restart (ms)", figures -> figures.cpu, carrack, felix, karaf);
        print("RSS 10 s after it (MiB)", figures -> figures.memory, carrack, felix, karaf);
        commands(carrack, karaf);
    }

    private static void measureStarts(Subject subject, Figures figures) throws IOException, InterruptedException {
        figures.firstStarts.add(measureStart(subject, null));
        figures.restarts.add(measureStart(subject, figures));
    }

    private static Subject dropped(Subject subject) throws IOException {
        Bundles.drop(subject.bundle("said", "1.0.0", "one"), subject.deploy(), "said.jar");
        return subject;
    }

    /** There is no archive of classes yet: it is made in the background. */
    private void firstOnTheMachine() throws IOException, InterruptedException {
        delete(distribution.resolve("cache"));
        Subject first = dropped(carrack());
        long begin = System.nanoTime();
        Process process = first.start();
        double time = untilAnswer(first, begin);
        awaitArchive();
        Subject.stop(process);
        System.out.printf("carrack, the very first start on a machine (no class archive): %.0f ms%n", time);
    }

    private void awaitArchive() throws IOException, InterruptedException {
        for (int i = 0; i < 600; i++) {
            if (hasArchive()) {
                return;
            }
            Thread.sleep(100);
        }
        throw new IOException("no class archive was made");
    }

    /** That of the command line is made last. */
    private boolean hasArchive() {
        return Files.exists(distribution.resolve("cache/commands.jsa"));
    }

    /** @param figures is given CPU time and memory; not in a first start */
    private static double measureStart(Subject subject, @Nullable Figures figures)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Process process = subject.start();
        try {
            double time = untilAnswer(subject, begin);
            if (figures == null) {
                // What is still written belongs to this start.
                Thread.sleep(1500);
            } else {
                figures.cpu.add(
                        (double) process.info().totalCpuDuration().orElseThrow().toMillis());
                Thread.sleep(10_000);
                figures.memory.add(resident(process));
            }
            return time;
        } finally {
            Subject.stop(process);
        }
    }

    private static double untilAnswer(Subject subject, long begin) throws IOException {
        while (System.nanoTime() - begin < LIMIT_NS) {
            if (subject.isAnswering("said")) {
                return (System.nanoTime() - begin) / 1e6;
            }
            // A core of its own for the asking would be one less for the server.
            LockSupport.parkNanos(2_000_000);
        }
        throw new IOException(subject.name + " does not answer; see " + subject.home.resolve("console.log"));
    }

    private static double resident(Process process) throws IOException {
        Path status = Path.of("/proc/%d/status".formatted(process.pid()));
        Matcher found = RESIDENT.matcher(Files.isReadable(status) ? Files.readString(status) : "");
        return found.find() ? Double.parseDouble(found.group(1)) / 1024 : Double.NaN;
    }

    /** A command in a process of its own, to a server that runs. */
    private void commands(Figures ours, Figures theirs) throws IOException, InterruptedException {
        Subject carrack = dropped(carrack());
        Subject.Karaf karaf = karaf();
        dropped(karaf);
        Process ourProcess = carrack.start();
        Process theirProcess = karaf.start();
        try {
            untilAnswer(carrack, System.nanoTime());
            untilAnswer(karaf, System.nanoTime());
            List<String> ourCommand = List.of(
                    distribution.resolve("bin/carrack").toString(),
                    "package",
                    "list",
                    "--home",
                    carrack.home.toString());
            for (int i = 0; i < COMMANDS; i++) {
                ours.commands.add(measure(ourCommand, Map.of(), carrack.home));
                theirs.commands.add(measure(karaf.client("bundle:list"), karaf.environment(), karaf.home));
            }
        } finally {
            Subject.stop(ourProcess);
            Subject.stop(theirProcess);
        }
        print("one command (ms)", figures -> figures.commands, ours, theirs);
    }

    private static double measure(List<String> command, Map<String, String> environment, Path home)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("command.log").toFile());
        builder.environment().putAll(environment);
        long begin = System.nanoTime();
        int status = builder.start().waitFor();
        if (status != 0) {
            throw new IOException(
                    "%s ended with %d: %s".formatted(command, status, Files.readString(home.resolve("command.log"))));
        }
        return (System.nanoTime() - begin) / 1e6;
    }

    /** Many bundles dropped at once, then a restart with them. */
    void many() throws IOException, InterruptedException {
        if (!hasArchive()) {
            firstOnTheMachine();
        }
        for (int count : MANY) {
            Subject stock = new Subject.CarrackWithStock(distribution, Files.createTempDirectory("bench-carrack"));
            for (Subject subject : List.of(carrack(), stock, felix())) {
                many(subject, count);
            }
        }
    }

    private static void many(Subject subject, int count) throws IOException, InterruptedException {
        Process process = subject.start();
        try {
            Bundles.drop(subject.bundle("warm", "1.0.0", "up"), subject.deploy(), "warm.jar");
            subject.until("/warm/said.txt", "up", System.nanoTime());
            List<byte[]> bundles = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                bundles.add(subject.bundle("many" + i, "1.0.0", "" + i));
            }
            long begin = System.nanoTime();
            for (int i = 0; i < count; i++) {
                Bundles.drop(bundles.get(i), subject.deploy(), "many" + i + ".jar");
            }
            double[] times = untilAll(subject, count, begin);
            System.out.printf(
                    "%-22s %d dropped at once: first answer %.0f, all %.0f, RSS %.0f MiB%n",
                    subject.name, count, times[0], times[1], resident(process));
        } finally {
            Subject.stop(process);
        }
        long begin = System.nanoTime();
        process = subject.start();
        try {
            double[] times = untilAll(subject, count, begin);
            System.out.printf(
                    "%-22s restart with %d: first answer %.0f, all %.0f, CPU %d ms, RSS %.0f MiB%n",
                    subject.name,
                    count,
                    times[0],
                    times[1],
                    process.info().totalCpuDuration().orElseThrow().toMillis(),
                    resident(process));
        } finally {
            Subject.stop(process);
        }
    }

    /** When the first answered and when all had. One by one: a request for one that is not there yet may be held. */
    private static double[] untilAll(Subject subject, int count, long begin) throws IOException {
        double first = subject.until("/many0/said.txt", "0", begin);
        double all = first;
        for (int i = 1; i < count; i++) {
            all = subject.until("/many" + i + "/said.txt", "" + i, begin);
        }
        return new double[] {first, all};
    }

    private interface Column {
        List<Double> of(Figures figures);
    }

    private static void print(String what, Column column, Figures ours, Figures... peers) {
        StringBuilder line = new StringBuilder("%-26s %s %s".formatted(what, ours.name, Main.summary(column.of(ours))));
        for (Figures peer : peers) {
            line.append("   %s %s, ratio %.2f"
                    .formatted(
                            peer.name,
                            Main.summary(column.of(peer)),
                            Main.median(column.of(ours)) / Main.median(column.of(peer))));
        }
        System.out.println(line);
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

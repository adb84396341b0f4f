package org.carrack.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Loads HTTP servers with {@code wrk}, one after the other, round by round, and prints what they did beside each other. */
final class Wrk {

    static final int ROUNDS = Integer.getInteger("rounds", 5);

    private static final int WARM_UP_S = 5;
    private static final int ROUND_S = 4;
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern P99 = Pattern.compile("99%\\s+([0-9.]+)(us|ms|s)");
    private static final Pattern BAD = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

    private final String name;
    private final Path script;

    Wrk(Path folder, String method) throws IOException {
        this(folder, method, "wrk.method = \"%s\"\n".formatted(method));
    }

    /**
     * @param name what is measured
     * @param lua makes the requests
     */
    Wrk(Path folder, String name, String lua) throws IOException {
        this.name = name;
        script = folder.resolve(name.replace(' ', '-') + ".lua");
        Files.writeString(script, lua);
    }

    /**
     * What is asked.
     *
     * @param headers {@code Name: value}
     */
    record Request(String url, List<String> headers) {}

    /**
     * Compares servers.
     *
     * @param subjects addresses by name
     * @param bases those that the others are shown as ratios to, by the heading of the column
     */
    void compare(Map<String, String> subjects, Map<String, String> bases) throws IOException, InterruptedException {
        Map<String, Request> asked = new LinkedHashMap<>();
        subjects.forEach((name, url) -> asked.put(name, new Request(url, List.of())));
        compareAsked(asked, bases);
    }

    /** The same with headers. */
    void compareAsked(Map<String, Request> subjects, Map<String, String> bases)
            throws IOException, InterruptedException {
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        Map<String, List<Double>> tails = new LinkedHashMap<>();
        for (Request asked : subjects.values()) {
            wrk(asked, WARM_UP_S);
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (Map.Entry<String, Request> subject : subjects.entrySet()) {
                String out = wrk(subject.getValue(), ROUND_S);
                rates.computeIfAbsent(subject.getKey(), k -> new ArrayList<>()).add(rate(out));
                tails.computeIfAbsent(subject.getKey(), k -> new ArrayList<>()).add(milliseconds(out));
            }
        }
        Map<String, String> columns = new TreeMap<>(bases);
        System.out.printf("%-26s %12s", name, "requests/s");
        columns.keySet().forEach(heading -> System.out.printf(" %10s", heading));
        System.out.printf(" %10s", "p99 ms");
        columns.keySet().forEach(heading -> System.out.printf(" %10s", heading));
        System.out.println();
        rates.forEach((name, all) -> {
            System.out.printf("%-26s %12.0f", name, Main.median(all));
            columns.values().forEach(base -> System.out.printf(" %10.2f", ratio(rates, name, base)));
            System.out.printf(" %10.2f", Main.median(tails.getOrDefault(name, List.of())));
            columns.values().forEach(base -> System.out.printf(" %10.2f", ratio(tails, name, base)));
            System.out.println();
        });
        System.out.println();
    }

    /** The median of the ratios of each round, since rounds differ more than servers. */
    static double ratio(Map<String, List<Double>> all, String name, String other) {
        List<Double> ours = all.getOrDefault(name, List.of());
        List<Double> theirs = all.getOrDefault(other, List.of());
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            ratios.add(ours.get(i) / theirs.get(i));
        }
        return Main.median(ratios);
    }

    private String wrk(Request asked, int seconds) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("wrk", "-t1", "-c32", "-d" + seconds + "s", "--latency", "-s", script.toString()));
        asked.headers().forEach(header -> command.addAll(List.of("-H", header)));
        command.add(asked.url());
        String out = run(command.toArray(new String[0]));
        Matcher bad = BAD.matcher(out);
        if (bad.find()) {
            throw new IOException(asked.url() + " refused " + bad.group(1) + " requests");
        }
        return out;
    }

    private static double rate(String out) throws IOException {
        Matcher matcher = RATE.matcher(out);
        if (!matcher.find()) {
            throw new IOException("no figure in: " + out);
        }
        return Double.parseDouble(matcher.group(1));
    }

    private static double milliseconds(String out) throws IOException {
        Matcher matcher = P99.matcher(out);
        if (!matcher.find()) {
            throw new IOException("no 99% in: " + out);
        }
        double value = Double.parseDouble(matcher.group(1));
        return switch (matcher.group(2)) {
            case "us" -> value / 1000;
            case "ms" -> value;
            default -> value * 1000;
        };
    }

    /** Runs a program to its end; what it printed. */
    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + out);
        }
        return out;
    }
}

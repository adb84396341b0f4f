package org.carrack.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Sentences with 10, 100 and 1,000 packages of five patterns each: how many are answered in a second, beside calls of the hello package's actor by
 * the same client in the same run; how long those take that are for nobody; and how long it is from a drop until its new pattern is understood.
 */
final class ConversationBench {

    private static final List<Integer> COUNTS = List.of(10, 100, 1_000);
    private static final int PATTERNS = 5;
    private static final int CLIENTS = 4;
    private static final long ROUND_NS = TimeUnit.SECONDS.toNanos(5);
    private static final int SINGLE = 1_000;
    private static final int DROPS = 5;

    private final Path distribution;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Random random = new Random(23);
    private final List<String> words = new ArrayList<>();

    ConversationBench(Path distribution) {
        this.distribution = distribution;
        String[] parts = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu".split(" ");
        for (int i = 0; i < 2_000; i++) {
            words.add(parts[random.nextInt(20)] + parts[random.nextInt(20)] + parts[i % 20]);
        }
    }

    private String word() {
        // A few words are in many patterns, most in hardly any.
        return words.get((int) (words.size() * Math.pow(random.nextDouble(), 2)));
    }

    private static String name(int number) {
        return "talk" + number;
    }

    /** The patterns of a package: the last word of each is in no other package. */
    private List<String> patterns(int number) {
        List<String> patterns = new ArrayList<>();
        for (int i = 0; i < PATTERNS; i++) {
            patterns.add("please %s the %s of %s own%dx%d".formatted(word(), word(), word(), number, i));
        }
        return patterns;
    }

    void run() throws IOException, InterruptedException {
        for (int count : COUNTS) {
            run(count);
        }
    }

    private void run(int count) throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("bench-conversation");
        Subject.Carrack server = new Subject.Carrack(distribution, home);
        Files.writeString(
                Files.createDirectories(home.resolve("etc")).resolve("carrack.toml"),
                "[conversation]\nsentences_per_minute = 100000000\n");
        List<List<String>> patterns = new ArrayList<>();
        Process process = server.start();
        try {
            while (server.get("/hello/").isEmpty()) {
                LockSupport.parkNanos(2_000_000);
            }
            for (int i = 0; i < count; i++) {
                patterns.add(patterns(i));
                Bundles.drop(Bundles.talk(name(i), "1.0.0", patterns.get(i)), server.deploy(), name(i) + ".jar");
            }
            for (int i = 0; i < count; i++) {
                while (!isAnswered(say(server, patterns.get(i).get(0)), i)) {
                    LockSupport.parkNanos(20_000_000);
                }
            }
            System.out.printf("%n%d packages, %d patterns%n", count, count * PATTERNS);
            AtomicInteger next = new AtomicInteger();
            throughput("warm-up", () -> say(server, sentence(patterns, next.getAndIncrement())));
            double sentences = throughput("sentences", () -> say(server, sentence(patterns, next.getAndIncrement())));
            double calls = throughput("calls of an actor", () -> post(server, "/hello/actors/helloActor/hello", "{}"));
            System.out.printf(Locale.ROOT, "%-40s %.2f%n", "sentences for each call", sentences / calls);
            double[] known = new double[SINGLE];
            double[] unknown = new double[SINGLE];
            for (int i = 0; i < SINGLE; i++) {
                String sentence = sentence(patterns, i);
                known[i] = millis(() -> say(server, sentence));
                String nothing = "would %s ever %s anything like that%d".formatted(word(), word(), i);
                unknown[i] = millis(() -> say(server, nothing));
            }
            tell("one that is understood", known);
            tell("one that is for nobody", unknown);
            double[] drops = new double[DROPS];
            for (int i = 0; i < DROPS; i++) {
                String fresh = "renewed pattern number fresh%d".formatted(i);
                long begin = System.nanoTime();
                Bundles.drop(
                        Bundles.talk(name(0), "1.0." + (i + 1), List.of(fresh)), server.deploy(), name(0) + ".jar");
                while (!isAnswered(say(server, fresh), 0)) {
                    LockSupport.parkNanos(2_000_000);
                }
                drops[i] = (System.nanoTime() - begin) / 1e6;
            }
            tell("drop until a new pattern is understood", drops);
        } finally {
            Subject.stop(process);
        }
    }

    /** A pattern with something behind it, as people say it. */
    private static String sentence(List<List<String>> patterns, int number) {
        List<String> its = patterns.get(number % patterns.size());
        return its.get(number / patterns.size() % PATTERNS) + " to bob";
    }

    private static boolean isAnswered(String answer, int number) {
        return answer.contains("\"package\":\"" + name(number) + "\"");
    }

    private String say(Subject server, String sentence) {
        return post(server, "/conversation/en", "{\"content\":\"" + sentence + "\"}");
    }

    private String post(Subject server, String path, String body) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port + path))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("%s answers %d %s".formatted(path, answer.statusCode(), answer.body()));
            }
            return answer.body();
        } catch (IOException e) {
            throw new IllegalStateException(path + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Something that is asked. */
    private interface Question {
        String ask();
    }

    private static double throughput(String what, Question question) throws InterruptedException {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            long begin = System.nanoTime();
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                counts.add(CompletableFuture.supplyAsync(
                        () -> {
                            int asked = 0;
                            while (System.nanoTime() - begin < ROUND_NS) {
                                question.ask();
                                asked++;
                            }
                            return asked;
                        },
                        clients));
            }
            int all = 0;
            for (Future<Integer> count : counts) {
                all += count.get();
            }
            double each = all / ((System.nanoTime() - begin) / 1e9);
            System.out.printf(Locale.ROOT, "%-40s %.0f in a second, with %d clients%n", what, each, CLIENTS);
            return each;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            clients.shutdown();
        }
    }

    private static double millis(Question question) {
        long begin = System.nanoTime();
        question.ask();
        return (System.nanoTime() - begin) / 1e6;
    }

    private static void tell(String what, double[] millis) {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        System.out.printf(
                Locale.ROOT,
                "%-40s %.1f ms median, %.1f p99, %.1f greatest%n",
                what,
                sorted[sorted.length / 2],
                sorted[Math.min(sorted.length - 1, sorted.length * 99 / 100)],
                sorted[sorted.length - 1]);
    }
}

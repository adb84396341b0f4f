package org.carrack.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Conversations at a server with 512 MiB of heap: a thousand people who answer over WebSockets, each every four
 * seconds, then every second; ten thousand
 * conversations that wait; and what those cost a restart, beside a home without any.
 */
final class ChatBench {

    private static final String CHATFLOW = """
            import org.carrack.chat.*;
            import org.osgi.service.component.annotations.*;
            @Component(scope = ServiceScope.PROTOTYPE)
            public class Talk implements Chatflow {
                int round;
                @ChatStep(title = "Round", order = 1)
                void talk(Dialogue chat) {
                    for (int i = 0; i < 10; i++) {
                        String unused = chat.ask(Question.string("Question " + i + " of round " + round).required());
                    }
                    round++;
                    chat.goTo("talk");
                }
            }
            """;

    private static final Pattern QUESTION = Pattern.compile("\"question\":\"([^\"]+)\"");

    private static final int PEOPLE = 1_000;
    private static final int WAITING = 10_000;
    private static final int SECONDS = 30;
    private static final int STARTS = 6;

    private final Path distribution;
    private final HttpClient http = HttpClient.newHttpClient();

    ChatBench(Path distribution) {
        this.distribution = distribution;
    }

    /** A server with little heap. */
    private static final class Small extends Subject.Carrack {

        Small(Path distribution, Path home) throws IOException {
            super(distribution, home);
        }

        @Override
        Map<String, String> environment() {
            return Map.of("CARRACK_JAVA_OPTS", "-Xmx512m");
        }
    }

    void run() throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("bench-chats");
        Small server = new Small(distribution, home);
        Process process = start(server);
        try {
            Path folder = Files.createDirectories(home.resolve("work"));
            Files.writeString(
                    folder.resolve("package.toml"), "name = \"talking\"\nis_auth = false\nis_admin = false\n");
            Files.writeString(Files.createDirectories(folder.resolve("chats")).resolve("Talk.java"), CHATFLOW);
            SourceBench.add(distribution, folder, home);
            talk(server);
            memory(process, "after " + PEOPLE + " people");
            await(server);
            memory(process, "with " + WAITING + " that wait");
        } finally {
            Subject.stop(process);
        }
        restarts(server, home);
    }

    private static Process start(Subject server) throws IOException {
        long begin = System.nanoTime();
        Process process = server.start();
        while (server.get("/hello/").isEmpty()) {
            if (System.nanoTime() - begin > 60_000_000_000L) {
                throw new IOException("the server does not start");
            }
            LockSupport.parkNanos(2_000_000);
        }
        return process;
    }

    /** A person at a page. */
    private static final class Person implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();
        private final Random random;
        private final ScheduledExecutorService timer;
        private final List<Double> latencies;
        private final AtomicBoolean isMeasured;
        private final AtomicInteger pace;
        private final CompletableFuture<Void> asked = new CompletableFuture<>();
        private volatile long answered;

        Person(
                int seed,
                ScheduledExecutorService timer,
                List<Double> latencies,
                AtomicBoolean isMeasured,
                AtomicInteger pace) {
            this.pace = pace;
            random = new Random(seed);
            this.timer = timer;
            this.latencies = latencies;
            this.isMeasured = isMeasured;
        }

        @Override
        public void onOpen(WebSocket socket) {
            var unused = socket.sendText("{\"type\": \"open\", \"parameters\": {}}", true);
            socket.request(1);
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // what is not sent is missed below
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                String message = text.toString();
                text.setLength(0);
                if (message.startsWith("{\"type\":\"message\"")) {
                    Matcher question = QUESTION.matcher(message);
                    if (question.find()) {
                        long now = System.nanoTime();
                        if (answered != 0 && isMeasured.get()) {
                            latencies.add((now - answered) / 1e6);
                        }
                        asked.complete(null);
                        String id = question.group(1);
                        int average = pace.get();
                        timer.schedule(
                                () -> answer(socket, id), average / 2 + random.nextInt(average), TimeUnit.MILLISECONDS);
                    }
                }
            }
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        private void answer(WebSocket socket, String id) {
            answered = System.nanoTime();
            var unused = socket.sendText(
                    "{\"type\": \"answer\", \"question\": \"%s\", \"value\": \"an answer\"}".formatted(id), true);
        }
    }

    private void talk(Subject server) throws InterruptedException {
        List<Double> latencies = Collections.synchronizedList(new ArrayList<>());
        AtomicBoolean isMeasured = new AtomicBoolean();
        AtomicInteger pace = new AtomicInteger(1_000);
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
        List<Person> people = new ArrayList<>();
        List<WebSocket> sockets = new ArrayList<>();
        URI address = URI.create("ws://127.0.0.1:%d/talking/chats/talk/ws".formatted(server.port));
        long begin = System.nanoTime();
        for (int i = 0; i < PEOPLE; i++) {
            Person person = new Person(i, timer, latencies, isMeasured, pace);
            people.add(person);
            sockets.add(http.newWebSocketBuilder().buildAsync(address, person).join());
        }
        people.forEach(person -> person.asked.join());
        System.out.printf(
                Locale.ROOT,
                "%,d conversations begun over WebSockets in %.1f s%n",
                PEOPLE,
                (System.nanoTime() - begin) / 1e9);
        // The first minute of a server is its compiler's.
        TimeUnit.SECONDS.sleep(SECONDS);
        for (int each : new int[] {4_000, 1_000}) {
            pace.set(each);
            // Those who think still do so at the pace before.
            TimeUnit.SECONDS.sleep(6);
            latencies.clear();
            isMeasured.set(true);
            TimeUnit.SECONDS.sleep(SECONDS);
            isMeasured.set(false);
            List<Double> sorted = new ArrayList<>(latencies);
            Collections.sort(sorted);
            System.out.printf(
                    Locale.ROOT,
                    "each answers every %d s, answer to next question: %,d answers in %d s, median %.1f ms, p99 %.1f ms, max %.1f ms%n",
                    each / 1_000,
                    sorted.size(),
                    SECONDS,
                    sorted.get(sorted.size() / 2),
                    sorted.get(sorted.size() * 99 / 100),
                    sorted.get(sorted.size() - 1));
        }
        timer.shutdownNow();
        sockets.forEach(WebSocket::abort);
    }

    /** Conversations of people who opened the page and went away. */
    private void await(Subject server) throws InterruptedException {
        URI address = URI.create("http://127.0.0.1:%d/talking/chats/talk/messages".formatted(server.port));
        Semaphore atOnce = new Semaphore(20);
        AtomicInteger begun = new AtomicInteger();
        long begin = System.nanoTime();
        for (int i = PEOPLE; i < WAITING; i++) {
            atOnce.acquire();
            var unused = http.sendAsync(
                            HttpRequest.newBuilder(address)
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString("{\"type\": \"open\"}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .whenComplete((answer, failure) -> {
                        if (failure == null && answer.body().contains("\"conversation\"")) {
                            begun.incrementAndGet();
                        }
                        atOnce.release();
                    });
        }
        atOnce.acquire(20);
        System.out.printf(
                Locale.ROOT, "%,d more begun by requests in %.1f s%n", begun.get(), (System.nanoTime() - begin) / 1e9);
    }

    private static void memory(Process process, String when) throws IOException, InterruptedException {
        String pid = String.valueOf(process.toHandle().pid());
        Wrk.run("jcmd", pid, "GC.run");
        Matcher used = Pattern.compile("used (\\d+)K").matcher(Wrk.run("jcmd", pid, "GC.heap_info"));
        String threads = Files.readAllLines(Path.of("/proc", pid, "status")).stream()
                .filter(line -> line.startsWith("Threads:"))
                .findFirst()
                .orElse("")
                .replaceAll("\\D", "");
        System.out.printf(
                Locale.ROOT,
                "%s: %,d MiB of heap in use, %s threads%n",
                when,
                used.find() ? Long.parseLong(used.group(1)) / 1024 : -1,
                threads);
    }

    private void restarts(Small full, Path home) throws IOException, InterruptedException {
        Path other = Files.createTempDirectory("bench-no-chats");
        Small empty = new Small(distribution, other);
        Process first = start(empty);
        Path folder = home.resolve("work");
        SourceBench.add(distribution, folder, other);
        Subject.stop(first);
        List<Double> with = new ArrayList<>();
        List<Double> without = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            with.add(restart(full));
            without.add(restart(empty));
        }
        Main.print("restart with %,d conversations, beside none".formatted(WAITING), with, without);
    }

    private static double restart(Subject server) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Process process = start(server);
        double ms = (System.nanoTime() - begin) / 1e6;
        Subject.stop(process);
        return ms;
    }
}

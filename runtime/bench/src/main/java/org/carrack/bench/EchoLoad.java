package org.carrack.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Loads WebSocket servers that echo: many connections, each with one message under way. */
final class EchoLoad {

    private static final int CONNECTIONS = Integer.getInteger("connections", 1_000);
    private static final int AT_ONCE = 50;
    private static final int SECONDS = 4;
    private static final int LIMIT_S = 20;
    private static final String MESSAGE = "x".repeat(64);

    /** Compares servers; ratios are to that one. */
    void compare(Map<String, String> subjects, String base) throws IOException, InterruptedException {
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        Map<String, List<Double>> tails = new LinkedHashMap<>();
        for (int round = -1; round < Wrk.ROUNDS; round++) {
            for (Map.Entry<String, String> subject : subjects.entrySet()) {
                Result result = load(URI.create(subject.getValue()));
                if (round >= 0) {
                    rates.computeIfAbsent(subject.getKey(), k -> new ArrayList<>())
                            .add(result.rate());
                    tails.computeIfAbsent(subject.getKey(), k -> new ArrayList<>())
                            .add(result.p99());
                }
            }
        }
        System.out.printf("%-26s %12s %10s %10s %10s%n", CONNECTIONS + " WebSockets", "echoes/s", base, "p99 ms", base);
        rates.forEach((name, all) -> System.out.printf(
                "%-26s %12.0f %10.2f %10.2f %10.2f%n",
                name,
                Main.median(all),
                Wrk.ratio(rates, name, base),
                Main.median(tails.getOrDefault(name, List.of())),
                Wrk.ratio(tails, name, base)));
        System.out.println();
    }

    private record Result(double rate, double p99) {}

    @SuppressWarnings("FutureReturnValueIgnored") // what breaks, the listener hears
    private static Result load(URI uri) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        Client all = new Client();
        List<CompletableFuture<WebSocket>> opened = new ArrayList<>();
        Semaphore opening = new Semaphore(AT_ONCE);
        for (int i = 0; i < CONNECTIONS; i++) {
            if (!opening.tryAcquire(LIMIT_S, TimeUnit.SECONDS)) {
                throw new IOException(uri + " takes no more connections");
            }
            opened.add(client.newWebSocketBuilder()
                    .buildAsync(uri, all.new Listener())
                    .whenComplete((socket, failure) -> opening.release()));
        }
        List<WebSocket> sockets = new ArrayList<>();
        for (CompletableFuture<WebSocket> socket : opened) {
            sockets.add(socket.orTimeout(LIMIT_S, TimeUnit.SECONDS).join());
        }
        sockets.forEach(socket -> socket.sendText(MESSAGE, true));
        TimeUnit.SECONDS.sleep(1); // warm
        long before = all.echoes.sum();
        all.latencies.clear();
        long begin = System.nanoTime();
        TimeUnit.SECONDS.sleep(SECONDS);
        double rate = (all.echoes.sum() - before) * 1e9 / (System.nanoTime() - begin);
        List<Long> latencies = new ArrayList<>(all.latencies);
        all.isDone = true;
        sockets.forEach(WebSocket::abort);
        if (latencies.isEmpty() || all.broken.sum() > 0) {
            throw new IOException("%s: %d connections broke".formatted(uri, all.broken.sum()));
        }
        latencies.sort(null);
        return new Result(rate, latencies.get((int) (latencies.size() * 0.99)) / 1e6);
    }

    /** What all connections count into. */
    private static final class Client {

        private final LongAdder echoes = new LongAdder();
        private final LongAdder broken = new LongAdder();
        private final ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
        private volatile boolean isDone;

        private final class Listener implements WebSocket.Listener {

            private long sent = System.nanoTime();

            @Override
            @SuppressWarnings("FutureReturnValueIgnored") // what breaks, onError hears
            public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean isLast) {
                if (isLast && !isDone) {
                    long now = System.nanoTime();
                    echoes.increment();
                    latencies.add(now - sent);
                    sent = now;
                    socket.sendText(MESSAGE, true);
                }
                socket.request(1);
                return null;
            }

            @Override
            public void onError(WebSocket socket, Throwable e) {
                if (!isDone) {
                    broken.increment();
                }
            }
        }
    }
}

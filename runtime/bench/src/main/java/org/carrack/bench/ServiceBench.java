package org.carrack.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How late a thousand background services of a second are, and what they cost, beside a {@code ScheduledThreadPoolExecutor}. */
final class ServiceBench {

    private static final int SERVICES = 1_000;
    private static final Duration TIME = Duration.ofSeconds(30);

    /** Keeps how late each run was, in milliseconds; the actor tells. */
    private static final String TICK = """
            package ticking;

            import java.time.*;
            import java.util.*;
            import java.util.concurrent.*;
            import org.carrack.service.*;

            public class Tick implements BackgroundService {
                static final ConcurrentLinkedQueue<Double> LATE = new ConcurrentLinkedQueue<>();
                public Schedule schedule() { return Schedule.every(Duration.ofSeconds(1)); }
                public void job(JobContext context) {
                    LATE.add(Duration.between(context.scheduledFor(), Instant.now()).toNanos() / 1e6);
                }
            }
            """;

    private static final String ACTOR = """
            package ticking;

            import java.util.*;
            import org.carrack.actor.*;
            import org.osgi.service.component.annotations.*;

            @Component
            public class LateActor implements Actor {
                @ActorMethod(safe = true)
                public String take() {
                    List<Double> all = new ArrayList<>(Tick.LATE);
                    Tick.LATE.clear();
                    Collections.sort(all);
                    return all.isEmpty() ? "0 0 0 0" : all.size() + " " + all.get(all.size() / 2) + " "
                            + all.get(all.size() * 99 / 100) + " " + all.get(all.size() - 1);
                }
            }
            """;

    private final Path distribution;

    ServiceBench(Path distribution) {
        this.distribution = distribution;
    }

    void run() throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("bench-services");
        Subject.Carrack server = new Subject.Carrack(distribution, home);
        Process process = server.start();
        try {
            while (server.get("/hello/").isEmpty()) {
                LockSupport.parkNanos(2_000_000);
            }
            Path folder = Files.createDirectories(home.resolve("work"));
            Files.writeString(
                    folder.resolve("package.toml"), "name = \"ticking\"\nis_auth = false\nis_admin = false\n");
            Path services = Files.createDirectories(folder.resolve("services"));
            Files.writeString(services.resolve("Tick.java"), TICK);
            Files.writeString(services.resolve("LateActor.java"), ACTOR);
            for (int i = 0; i < SERVICES; i++) {
                Files.writeString(
                        services.resolve("Tick%d.java".formatted(i)),
                        "package ticking;%n@org.osgi.service.component.annotations.Component(service = org.carrack.service.BackgroundService.class)%npublic class Tick%d extends Tick {}%n"
                                .formatted(i));
            }
            SourceBench.add(distribution, folder, home);
            // The compiler, and what runs for the first time.
            Thread.sleep(TIME.toMillis());
            String unused = server.get("/ticking/actors/lateActor/take");
            Duration before = cpu(process);
            Thread.sleep(TIME.toMillis());
            String[] late = server.get("/ticking/actors/lateActor/take")
                    .replace("\"", "")
                    .split(" ");
            Duration used = cpu(process).minus(before);
            System.out.printf(
                    Locale.ROOT,
                    "%d services of a second, Carrack: %s runs in %d s, late by %.1f ms (median), %.1f (p99), %.1f (greatest); %.1f %% of a core%n",
                    SERVICES,
                    late[0],
                    TIME.toSeconds(),
                    Double.parseDouble(late[1]),
                    Double.parseDouble(late[2]),
                    Double.parseDouble(late[3]),
                    100.0 * used.toMillis() / TIME.toMillis());
        } finally {
            Subject.stop(process);
        }
        peer();
    }

    private static Duration cpu(Process process) {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static void peer() throws InterruptedException {
        ScheduledExecutorService executor = Executors.newScheduledThreadPool(4);
        double[][] late = new double[SERVICES][(int) TIME.toSeconds() + 5];
        int[] runs = new int[SERVICES];
        long begin = System.nanoTime();
        List<Object> tasks = new ArrayList<>();
        for (int i = 0; i < SERVICES; i++) {
            int number = i;
            long first = TimeUnit.MILLISECONDS.toNanos(1_000 + i % 1_000);
            long from = System.nanoTime() + first;
            tasks.add(executor.scheduleAtFixedRate(
                    () -> {
                        int run = runs[number];
                        if (run < late[number].length) {
                            late[number][run] = (System.nanoTime() - from - TimeUnit.SECONDS.toNanos(run)) / 1e6;
                            runs[number]++;
                        }
                    },
                    first,
                    TimeUnit.SECONDS.toNanos(1),
                    TimeUnit.NANOSECONDS));
        }
        Thread.sleep(TIME.toMillis());
        executor.shutdownNow();
        boolean unused = executor.awaitTermination(10, TimeUnit.SECONDS);
        double[] all = new double[Arrays.stream(runs).sum()];
        int next = 0;
        for (int i = 0; i < SERVICES; i++) {
            for (int run = 0; run < runs[i]; run++) {
                all[next++] = late[i][run];
            }
        }
        Arrays.sort(all);
        System.out.printf(
                Locale.ROOT,
                "%d tasks of a second, ScheduledThreadPoolExecutor: %d runs in %d s, late by %.1f ms (median), %.1f (p99), %.1f (greatest)%n",
                tasks.size(),
                all.length,
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin),
                all[all.length / 2],
                all[all.length * 99 / 100],
                all[all.length - 1]);
    }
}

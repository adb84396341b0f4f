package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/**
 * What was acknowledged is there after {@code kill -9}: accounts, settings and records that were written while a package whose tables
 * change was updated again and again. {@code -Dcarrack.kills=100} is the long form.
 */
@Category(OwnProcess.class)
public class DurabilityIT {

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    private final AtomicInteger numbers = new AtomicInteger();

    /** What the server has acknowledged: names of accounts and of records, and the last value of the setting. */
    private final Set<String> accounts = ConcurrentHashMap.newKeySet();

    private final Set<String> records = ConcurrentHashMap.newKeySet();
    private final AtomicInteger setting = new AtomicInteger();
    private final AtomicInteger settingSent = new AtomicInteger();

    @Test
    public void onH2() throws Exception {
        killWhileWriting();
    }

    @Test
    public void onPostgres() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .start()) {
            killWhileWriting("--database", postgres.getJdbcUrl("postgres", "postgres"));
        }
    }

    private void killWhileWriting(String... options) throws Exception {
        Path home = folder.newFolder("home").toPath();
        int kills = Integer.getInteger("carrack.kills") / 2;
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int version = 1;
        ServerProcess server = ServerProcess.start(home, "", options);
        try {
            assertEquals(
                    0,
                    server.command("package", "add", notes(version).toString()).status());
            for (int i = 0; i < kills; i++) {
                String when = "kill %d of seed %d".formatted(i, seed);
                write(server, version, random.nextInt(3_000));
                version += 50;
                server = ServerProcess.start(home, "", options);
                check(server, when);
            }
        } finally {
            server.close();
        }
        System.out.printf(
                "%d kills, seed %d: %d accounts and %d records acknowledged, none lost%n",
                kills, seed, accounts.size(), records.size());
    }

    /** Writes in four threads while the package is updated in a fifth, until the server is killed. */
    private void write(ServerProcess server, int version, int millis) throws Exception {
        String token = server.ownerToken();
        List<Thread> threads = new ArrayList<>();
        threads.add(new Thread(() -> untilKilled(() -> {
            String name = "a" + numbers.incrementAndGet();
            if (server.post(
                            "/admin/actors/accounts/add",
                            "{\"name\": \"%s\", \"no_password\": true}".formatted(name),
                            token)
                    .contains(name)) {
                accounts.add(name);
            }
        })));
        for (int i = 0; i < 2; i++) {
            threads.add(new Thread(() -> untilKilled(() -> {
                String name = "r" + numbers.incrementAndGet();
                if (server.post("/notes/actors/note_1_model/new", "{\"name\": \"%s\"}".formatted(name), token)
                        .contains("\"id\":")) {
                    records.add(name);
                }
            })));
        }
        threads.add(new Thread(() -> untilKilled(() -> {
            int value = settingSent.incrementAndGet();
            if (server.post(
                            "/admin/actors/settings/set",
                            "{\"name\": \"notes\", \"key\": \"notes.count\", \"values\": [\"v%d\"]}".formatted(value),
                            token)
                    .contains("v" + value)) {
                setting.set(value);
            }
        })));
        AtomicInteger next = new AtomicInteger(version);
        threads.add(new Thread(() -> untilKilled(() -> {
            String source = notes(next.incrementAndGet()).toString();
            server.post("/admin/actors/packages/add_package", "{\"path\": \"%s\"}".formatted(source), token);
        })));
        threads.forEach(Thread::start);
        threads.get(0).join(500 + millis);
        server.kill();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private interface Write {
        void run() throws IOException, InterruptedException;
    }

    private static void untilKilled(Write write) {
        try {
            while (true) {
                write.run();
            }
        } catch (IOException | InterruptedException e) {
            // It is dead.
        }
    }

    private void check(ServerProcess server, String when) throws Exception {
        String token = server.ownerToken();
        String there = server.post("/admin/actors/accounts/list", "{}", token);
        assertEquals(
                when,
                Set.of(),
                accounts.stream()
                        .filter(name -> !there.contains("\"%s\"".formatted(name)))
                        .collect(Collectors.toSet()));
        String found = server.post("/notes/actors/note_1_model/find", "{\"query\": {}, \"limit\": 1000000}", token);
        assertEquals(
                when,
                Set.of(),
                records.stream()
                        .filter(name -> !found.contains("\"%s\"".formatted(name)))
                        .collect(Collectors.toSet()));
        if (setting.get() > 0) {
            String value =
                    server.command("settings", "notes", "notes.count").out().replaceAll("(?s).*?v(\\d+).*", "$1");
            // One that was sent and not acknowledged may count, too.
            assertTrue(when + ": " + value, Integer.parseInt(value.strip()) >= setting.get());
        }
    }

    /** Each version has another field, and every other one an index besides. */
    private Path notes(int version) throws IOException {
        String fields = IntStream.range(0, 3)
                .mapToObj(i -> "f%d_%d = (S)\n".formatted(version % 7, i))
                .collect(Collectors.joining());
        Path source = Server.sources(
                folder.getRoot().toPath().resolve("notes-" + version),
                TestPackages.toml("notes", "1.%d.0".formatted(version))
                        + "[[settings]]\nname = \"notes.count\"\ndefault_value = \"v0\"\n",
                "models/note.toml",
                "@url = notes.note.1\nname** = (S)\n" + fields);
        assertTrue(Files.isDirectory(source));
        return source;
    }
}

package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.carrack.itest.ServerProcess.Ended;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/**
 * The server is killed at random moments while packages are added, replaced and deleted. After each restart every package
 * is wholly in or wholly out, and the next command works. {@code -Dcarrack.kills=50} is the long form.
 */
@Category(OwnProcess.class)
public class KillIT {

    private static final String VERSION = "/answers/actors/answersActor/version";

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void everyPackageIsWhollyInOrWhollyOutAfterAKill() throws Exception {
        TestPackages.buildAll();
        Path home = folder.getRoot().toPath();
        int kills = Integer.getInteger("carrack.kills");
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int in = 0;
        for (int i = 0; i < kills; i++) {
            try (ServerProcess server = ServerProcess.start(home)) {
                in += wholeOrGone(server, "kill " + i + " of seed " + seed);
                change(server, home, random);
            }
        }
        try (ServerProcess server = ServerProcess.start(home)) {
            int last = wholeOrGone(server, "the last start");
            in += last;
            if (last == 1) {
                assertEquals(0, server.command("package", "delete", "answers").status());
            }
            Ended added = server.command(
                    "package", "add", TestPackages.built("answers-1.0.2.jar").toString());
            assertEquals(added.err(), 0, added.status());
            assertEquals("\"1.0.2\"", server.post(VERSION).body());
        }
        System.out.printf(
                "%d kills, seed %d: answers was in %d times, out %d times%n", kills, seed, in, kills + 1 - in);
    }

    /** Changes packages from another thread, and kills the server at some moment of it. */
    private static void change(ServerProcess server, Path home, Random random) throws InterruptedException {
        Path file = home.resolve("deploy/answers.jar");
        CountDownLatch begun = new CountDownLatch(1);
        long seed = random.nextLong();
        Thread changing = new Thread(() -> {
            Random choice = new Random(seed);
            try {
                while (true) {
                    if (choice.nextInt(3) == 0) {
                        Files.deleteIfExists(file);
                    } else {
                        server.drop(TestPackages.built("answers-1.0." + choice.nextInt(3) + ".jar"), "answers.jar");
                    }
                    begun.countDown();
                    // Not a wait for anything: the pace of somebody who deploys, so that kills meet every stage.
                    Thread.onSpinWait();
                    long next = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(choice.nextInt(60));
                    while (System.nanoTime() < next && !Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait();
                    }
                    if (Thread.currentThread().isInterrupted()) {
                        return;
                    }
                }
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        changing.start();
        begun.await();
        changing.join(20 + random.nextInt(400));
        server.kill();
        changing.interrupt();
        changing.join();
    }

    /** What is listed answers with its version, what is not answers nothing; as the deploy folder says. */
    private static int wholeOrGone(ServerProcess server, String when) throws Exception {
        Ended list = server.command("package", "list", "--json");
        assertEquals(when + ": " + list.err(), 0, list.status());
        HttpResponse<String> answer = server.post(VERSION);
        boolean isIn = list.out().contains("\"name\":\"answers\"");
        if (isIn) {
            String version = list.out()
                    .replaceAll(".*\"answers\",\"version\":\"([^\"]*)\".*", "$1")
                    .strip();
            assertTrue(
                    when + ": " + list.out(),
                    list.out().contains("\"answers\",\"version\":\"" + version + "\",\"state\":\"ACTIVE\""));
            assertEquals(when, "\"" + version + "\"", answer.body());
        } else {
            assertEquals(when + ": " + answer.body(), 404, answer.statusCode());
        }
        assertEquals(
                when,
                "\"hello from foo's actor\"",
                server.post("/hello/actors/helloActor/hello").body());
        return isIn ? 1 : 0;
    }
}

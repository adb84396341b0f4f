package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.carrack.actor.ActorException;
import org.carrack.actor.ActorException.Kind;
import org.carrack.client.ActorClient;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

/** The client for programs, through either transport of a server that runs as a process of its own. */
@Category(OwnProcess.class)
@RunWith(Parameterized.class)
public class ActorClientIT {

    enum Colour {
        RED,
        GREEN
    }

    record Thing(String name, Colour colour, Optional<LocalDate> made, String note) {}

    interface Trial {
        Thing thing(Thing thing);

        String read(String text, Integer times, Optional<List<Integer>> numbers);

        String echo(@JsonProperty("text") String anyName);

        CompletionStage<String> later(String text);

        CompletableFuture<String> laterNever();

        Map<String, String> context();

        String hang();

        String forge();

        String nope();

        int worker(String text);

        default String twice(String text) {
            return echo(text) + echo(text);
        }
    }

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static ServerProcess server;

    @Parameters(name = "{0}")
    public static List<String> transports() {
        return List.of("http", "gedis");
    }

    @Parameter
    public String transport;

    @BeforeClass
    public static void start() throws Exception {
        server = ServerProcess.startWithGedis(FOLDER.getRoot().toPath());
        ServerProcess.Ended added = server.command("package", "add", TestPackages.TRANSPORTS.toString(), "--copy");
        assertEquals(added.err(), 0, added.status());
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    private URI address() {
        return URI.create(transport.equals("http") ? server.url() : "gedis://127.0.0.1:" + server.gedisPort());
    }

    private ActorClient client() {
        return ActorClient.of(address());
    }

    @Test
    public void anInterfaceIsTheActor() throws Exception {
        try (ActorClient client = client()) {
            Trial trial = client.actor("transports.trial", Trial.class);
            Thing anvil = new Thing("anvil – “ö”", Colour.GREEN, Optional.of(LocalDate.of(1815, 12, 10)), null);
            assertEquals(anvil, trial.thing(anvil));
            Thing plain = new Thing("plain", Colour.RED, Optional.empty(), "noted");
            assertEquals(plain, trial.thing(plain));
            assertEquals("abab[1, 2]", trial.read("ab", 2, Optional.of(List.of(1, 2))));
            assertEquals("what is left out is the method's own", "ab", trial.read("ab", null, Optional.empty()));
            assertEquals("aa", trial.twice("a"));
            assertEquals("later", trial.later("later").toCompletableFuture().get());
            assertEquals("anonymous", trial.context().get("caller"));
            assertEquals("transports.trial at " + address(), trial.toString());
            Trial other = client.actor("transports.trial", Trial.class);
            assertEquals(List.of(trial, other), List.of(trial, other));
            assertNotEquals(trial, other);
            assertEquals(
                    "a", client.actor("harbour.transports.trial", Trial.class).echo("a"));
            assertEquals(
                    "a",
                    client.call("transports.trial", "echo", Map.of("text", "a")).textValue());
        }
    }

    @Test
    public void aRefusalIsWhatTheServerSaid() throws Exception {
        try (ActorClient client = client()) {
            Trial trial = client.actor("transports.trial", Trial.class);
            assertRefused(Kind.BAD_REQUEST, "missing a required argument: 'text'", () -> trial.echo(null));
            assertRefused(Kind.NOT_FOUND, "method nope not found in actor transports.trial", trial::nope);
            assertRefused(Kind.UNAUTHENTICATED, "transports.trial.forge needs a login", trial::forge);
            assertRefused(Kind.TIME_LIMIT, "transports.trial.hang took longer than 200 ms", trial::hang);
            if (transport.equals("gedis")) {
                // Over HTTP the server answers before it has read the body, which may come as a broken connection.
                assertRefused(
                        Kind.TOO_LARGE,
                        "the arguments are larger than 102,400 bytes",
                        () -> trial.echo("a".repeat(102_400)));
            }
            assertRefused(
                    Kind.FAILED,
                    "the result of transports.trial.huge is larger than 16,777,216 bytes",
                    () -> client.call("transports.trial", "huge", Map.of()));
            assertRefused(
                    Kind.NOT_FOUND,
                    "package nowhere not found",
                    () -> client.actor("nowhere.trial", Trial.class).echo("a"));
            CompletionException never = assertThrows(CompletionException.class, trial.laterNever()::join);
            assertEquals("never", never.getCause().getMessage());
            ActorException unlike = assertThrows(ActorException.class, () -> trial.worker("many"));
            assertTrue(
                    unlike.getMessage(),
                    unlike.getMessage().startsWith("the result of transports.trial.worker cannot be read as int: "));
        }
    }

    private static void assertRefused(Kind kind, String message, org.junit.function.ThrowingRunnable call) {
        ActorException refused = assertThrows(ActorException.class, call);
        assertEquals(message, refused.getMessage());
        assertEquals(kind, refused.kind());
    }

    @Test
    public void aTokenSaysWhoCalls() throws Exception {
        String token = server.ownerToken();
        try (ActorClient client = ActorClient.at(address()).token(token).build()) {
            Trial trial = client.actor("transports.trial", Trial.class);
            assertEquals("done", trial.forge());
            assertEquals("owner", trial.context().get("caller"));
        }
        try (ActorClient client = ActorClient.at(address()).token("nobody's").build()) {
            ActorException refused = assertThrows(
                    ActorException.class,
                    () -> client.actor("transports.trial", Trial.class).forge());
            assertEquals(Kind.UNAUTHENTICATED, refused.kind());
        }
    }

    @Test
    public void oneThatIsFarTooLargeSpoilsNothing() throws Exception {
        ActorClient client = client();
        Trial trial = client.actor("transports.trial", Trial.class);
        RuntimeException refused = assertThrows(RuntimeException.class, () -> trial.echo("a".repeat(2_000_000)));
        if (transport.equals("gedis")) {
            assertEquals(Kind.TOO_LARGE, ((ActorException) refused).kind());
        }
        assertEquals("a", trial.echo("a"));
        client.close();
        assertThrows(IllegalStateException.class, () -> trial.echo("a"));
    }

    @Test
    public void manyThreadsShareOneClient() throws Exception {
        try (ActorClient client = client()) {
            Trial trial = client.actor("transports.trial", Trial.class);
            List<Thread> threads = new ArrayList<>();
            List<String> wrong = new java.util.concurrent.CopyOnWriteArrayList<>();
            for (int i = 0; i < 50; i++) {
                String name = "thread " + i;
                threads.add(new Thread(() -> {
                    for (int n = 0; n < 20; n++) {
                        String answer = trial.echo(name + n);
                        if (!answer.equals(name + n)) {
                            wrong.add(answer);
                        }
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(List.of(), wrong);
        }
    }

    @Test
    public void aServerThatIsNotThereIsNoRefusal() throws Exception {
        URI nobody = URI.create(transport + "://127.0.0.1:" + ServerProcess.freePort());
        try (ActorClient client =
                ActorClient.at(nobody).timeout(Duration.ofSeconds(5)).build()) {
            UncheckedIOException failed = assertThrows(
                    UncheckedIOException.class,
                    () -> client.actor("transports.trial", Trial.class).echo("a"));
            assertTrue(
                    failed.getMessage(),
                    failed.getMessage().startsWith(nobody + " did not answer transports.trial.echo: "));
        }
    }

    @Test
    public void afterARestartTheSameClientGoesOn() throws Exception {
        int port = ServerProcess.freePort();
        int gedisPort = ServerProcess.freePort();
        Path home = FOLDER.newFolder().toPath();
        URI there = URI.create(transport + "://127.0.0.1:" + (transport.equals("http") ? port : gedisPort));
        String[] options = {"--port", String.valueOf(port), "--gedis-port", String.valueOf(gedisPort)};
        try (ActorClient client = ActorClient.of(there)) {
            try (ServerProcess first = ServerProcess.start(home, "", options)) {
                assertEquals(
                        "\"hello from foo's actor\"",
                        client.call("hello.helloActor", "hello", Map.of()).toString());
                first.stop();
            }
            assertThrows(UncheckedIOException.class, () -> client.call("hello.helloActor", "hello", Map.of()));
            try (ServerProcess second = ServerProcess.start(home, "", options)) {
                assertEquals(
                        "\"hello from foo's actor\"",
                        client.call("hello.helloActor", "hello", Map.of()).toString());
                second.stop();
            }
        }
    }
}

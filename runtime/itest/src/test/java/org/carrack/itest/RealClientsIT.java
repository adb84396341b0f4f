package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import jakarta.annotation.Nonnull;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisDataException;

/** Clients that others wrote, against a server that runs as a process of its own. Redis's programs are in RedisToolsIT. */
@Category(OwnProcess.class)
public class RealClientsIT {

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static ServerProcess server;

    @BeforeClass
    public static void start() throws Exception {
        server = ServerProcess.startWithGedis(FOLDER.getRoot().toPath().resolve("home"));
        ServerProcess.Ended added = server.command("package", "add", TestPackages.TRANSPORTS.toString(), "--copy");
        assertEquals(added.err(), 0, added.status());
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    /** Jedis' own two seconds are few on a busy machine. */
    private static final int TIMEOUT_MS = 20_000;

    @Test
    public void jedisInBothProtocols() throws Exception {
        for (RedisProtocol protocol : List.of(RedisProtocol.RESP2, RedisProtocol.RESP3)) {
            DefaultJedisClientConfig config = DefaultJedisClientConfig.builder()
                    .protocol(protocol)
                    .password(server.ownerToken())
                    .clientName("trial")
                    .timeoutMillis(TIMEOUT_MS)
                    .build();
            try (Jedis jedis = new Jedis("127.0.0.1", server.gedisPort(), config)) {
                assertEquals("PONG", jedis.ping());
                assertEquals("a", jedis.echo("a"));
                assertEquals("trial", jedis.clientGetname());
                assertEquals("\"a\"", text(jedis.sendCommand(command("transports.trial.echo"), "{\"text\":\"a\"}")));
                assertEquals("\"done\"", text(jedis.sendCommand(command("transports.trial.forge"))));
                JedisDataException refused = assertThrows(
                        JedisDataException.class, () -> jedis.sendCommand(command("transports.trial.echo"), "{"));
                assertTrue(refused.getMessage(), refused.getMessage().startsWith("BADARG "));
                assertEquals("the connection goes on", "PONG", jedis.ping());
            }
        }
    }

    @Test
    public void jedisPipelinesInOrder() throws Exception {
        try (RedisClient jedis = RedisClient.builder()
                        .hostAndPort("127.0.0.1", server.gedisPort())
                        .clientConfig(DefaultJedisClientConfig.builder()
                                .timeoutMillis(TIMEOUT_MS)
                                .build())
                        .build();
                var pipeline = jedis.pipelined()) {
            List<Response<String>> answers = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                String method = i % 3 == 0 ? "worker" : i % 3 == 1 ? "echo" : "later";
                CommandArguments call = new CommandArguments(command("transports.trial." + method))
                        .add("{\"text\":\"%d\"}".formatted(i));
                answers.add(pipeline.executeCommand(new CommandObject<>(call, BuilderFactory.STRING)));
                expected.add("\"" + i + "\"");
            }
            pipeline.sync();
            assertEquals(expected, answers.stream().map(Response::get).toList());
        }
    }

    private static ProtocolCommand command(String name) {
        return () -> name.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Object bulk) {
        return new String((byte[]) bulk, StandardCharsets.UTF_8);
    }

    @Test
    public void curlAsTheManualHasIt() throws Exception {
        assertEquals("\"hello from foo's actor\"", curl("-XPOST", "/hello/actors/helloActor/hello"));
        assertEquals(
                "{\"text\":\"hello hello Ada\",\"times\":2}",
                curl("/hello/actors/helloActor/greet", "--json", "{\"name\": \"Ada\", \"times\": 2}"));
        assertEquals("{\"text\":\"hello Ada\",\"times\":1}", curl("/hello/actors/helloActor/greet?name=Ada"));
        assertEquals(
                "{\"error\": \"missing a required argument: 'name' (the body was ignored: its Content-Type is"
                        + " application/x-www-form-urlencoded, not application/json)\"}",
                curl("/hello/actors/helloActor/greet", "-d", "{\"name\": \"Ada\"}"));
        String large = "{\"text\": \"" + "a".repeat(100_000) + "\"}";
        Path file = Files.writeString(FOLDER.newFile().toPath(), large);
        assertEquals(
                "one that asks whether to send it (Expect: 100-continue)",
                100_002,
                curl("/transports/actors/trial/echo", "--json", "@" + file, "-H", "Expect: 100-continue")
                        .length());
        assertEquals(
                "one that tells no length (chunked)",
                100_002,
                curl("/transports/actors/trial/echo", "--json", "@" + file, "-H", "Transfer-Encoding: chunked")
                        .length());
    }

    @Test
    public void carrackCall() throws Exception {
        ServerProcess.Ended greeted = server.command("call", "hello.helloActor.greet", "{\"name\": \"Ada\"}");
        assertEquals(greeted.err(), 0, greeted.status());
        assertEquals("{\"text\":\"hello Ada\",\"times\":1}\n", greeted.out());
        assertEquals(
                "\"done\"\n",
                server.command("call", "harbour.transports.trial.forge").out());
        ServerProcess.Ended refused = server.command("call", "hello.helloActor.greet");
        assertEquals(1, refused.status());
        assertEquals("missing a required argument: 'name'\n", refused.err());
        ServerProcess.Ended wrong = server.command("call", "hello");
        assertEquals(2, wrong.status());
        assertTrue(wrong.err(), wrong.err().startsWith("\"hello\" is no method: give it as PACKAGE.ACTOR.METHOD\n"));
    }

    private static String curl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("curl", "-sS"));
        for (String argument : arguments) {
            command.add(argument.startsWith("/") ? url(argument) : argument);
        }
        return run(command);
    }

    private static String url(String path) {
        return URI.create(server.url()).resolve(path).toString();
    }

    @Test
    public void anOpenApiValidatorHasNothingAgainstTheDocuments() throws Exception {
        for (String path : List.of("/openapi.json", "/hello/actors/openapi.json", "/transports/actors/openapi.json")) {
            String said = openApiGenerator("validate", "-i", url(path), "--recommend");
            assertTrue(said, said.contains("No validation issues detected."));
        }
    }

    @Test
    public void aClientGeneratedFromTheDocumentCallsTheActor() throws Exception {
        Path out = FOLDER.newFolder().toPath();
        openApiGenerator(
                "generate",
                "-g",
                "java",
                "--library",
                "native",
                "-i",
                url("/transports/actors/openapi.json"),
                "-o",
                out.toString(),
                "--additional-properties=openApiNullable=false,useJakartaEe=true,invokerPackage=generated,apiPackage=generated.api,modelPackage=generated.model",
                "--global-property",
                "apiTests=false,modelTests=false,apiDocs=false,modelDocs=false");
        Path use = Files.writeString(out.resolve("src/main/java/Use.java"), """
                import generated.*;
                import generated.api.TrialApi;
                import generated.model.*;
                import java.util.concurrent.Callable;

                public class Use implements Callable<String> {
                    @Override
                    public String call() throws Exception {
                        ApiClient client = new ApiClient();
                        client.updateBaseUri(System.getProperty("use.server"));
                        TrialApi trial = new TrialApi(client);
                        Thing anvil = new Thing().name("anvil").colour(Colour.GREEN).made(java.time.LocalDate.of(1815, 12, 10));
                        String error;
                        try {
                            trial.trialForge(new java.util.HashMap<>());
                            error = "none";
                        } catch (ApiException e) {
                            error = e.getCode() + e.getResponseBody();
                        }
                        return String.join("\\n",
                                trial.trialEcho(new TrialEchoRequest().text("a")),
                                trial.getTrialRead("b", 3, java.util.List.of(1, 2)),
                                String.valueOf(trial.trialThing(new TrialThingRequest().thing(anvil)).equals(anvil)),
                                error);
                    }
                }
                """);
        Path classes = FOLDER.newFolder().toPath();
        List<String> options = new ArrayList<>(List.of("-nowarn", "-proc:none", "-d", classes.toString(), "-cp"));
        options.add(Stream.of(
                        ObjectMapper.class, JsonParser.class, JsonProperty.class, JavaTimeModule.class, Nonnull.class)
                .map(type ->
                        type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .collect(Collectors.joining(File.pathSeparator)));
        try (Stream<Path> sources = Files.walk(use.getParent())) {
            sources.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(options::add);
        }
        var said = new ByteArrayOutputStream();
        int status = ToolProvider.getSystemJavaCompiler().run(null, said, said, options.toArray(new String[0]));
        assertEquals(said.toString(StandardCharsets.UTF_8), 0, status);
        System.setProperty("use.server", server.url().replaceFirst("/$", ""));
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            Callable<?> generated =
                    (Callable<?>) loader.loadClass("Use").getConstructor().newInstance();
            assertEquals("""
                    a
                    bbb[1, 2]
                    true
                    401{"error": "transports.trial.forge needs a login"}""", generated.call());
        } finally {
            System.clearProperty("use.server");
        }
    }

    private static String openApiGenerator(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Path.of(System.getProperty("carrack.itest.target"), "tools", "openapi-generator-cli.jar")
                        .toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private static String run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(said, 0, process.waitFor());
        return said;
    }
}

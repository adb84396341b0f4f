package org.carrack.itest;

import static org.carrack.itest.HelloActorIT.assertError;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.carrack.manage.PackageRequest;
import org.carrack.test.Carrack;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** The same actors behind both transports, HTTP and gedis: what they take, what they answer, and who may call. */
public class ActorTransportsIT extends Server {

    private static final String PATH = "/transports/actors/trial/";

    @Before
    public void addPackage() throws Exception {
        awaitStarted();
        packages.execute(PackageRequest.add(TestPackages.TRANSPORTS.toString()).with(PackageRequest.Option.COPY));
    }

    @After
    public void deletePackage() throws Exception {
        // The method that loops ends with the test that had it loop.
        System.setProperty("transports.enough", "");
        packages.execute(PackageRequest.delete("transports"));
        System.clearProperty("transports.enough");
    }

    // Arguments and results.

    @Test
    public void recordsEnumsDatesAndWhatMayBeMissing() throws Exception {
        assertEquals(
                "{\"name\":\"anvil\",\"colour\":\"RED\",\"made\":\"1815-12-10\",\"note\":null}",
                post(PATH + "thing", "{\"thing\":{\"name\":\"anvil\",\"colour\":\"RED\",\"made\":\"1815-12-10\"}}")
                        .body());
        assertError(
                400,
                "parameter (thing) supposed to be of type (Thing), but found (object): unknown field 'weight'",
                post(PATH + "thing", "{\"thing\":{\"name\":\"anvil\",\"colour\":\"RED\",\"weight\":1}}"));
        assertEquals(
                400, post(PATH + "thing", "{\"thing\":{\"colour\":\"RED\"}}").statusCode());
        assertEquals(
                400,
                post(PATH + "thing", "{\"thing\":{\"name\":null,\"colour\":\"RED\"}}")
                        .statusCode());
        assertEquals(
                400,
                post(PATH + "thing", "{\"thing\":{\"name\":\"a\",\"colour\":\"BLUE\"}}")
                        .statusCode());
    }

    @Test
    public void theOlderFormAroundTheArguments() throws Exception {
        assertEquals(
                "\"a\"",
                post(PATH + "echo", "{\"args\":{\"text\":\"a\"},\"content_type\":\"json\"}")
                        .body());
        assertError(
                400,
                "content_type msgpack is not known here; send json",
                post(PATH + "echo", "{\"content_type\":\"msgpack\",\"args\":{\"text\":\"a\"}}"));
        assertError(
                400, "got an unexpected keyword argument 'args'", post(PATH + "echo", "{\"text\":\"a\",\"args\":{}}"));
    }

    @Test
    public void stagesAreAwaited() throws Exception {
        assertEquals("\"a\"", post(PATH + "later", "{\"text\":\"a\"}").body());
        assertError(404, "never", post(PATH + "laterNever", ""));
    }

    // HTTP.

    @Test
    public void getReachesWhatOnlyReads() throws Exception {
        assertEquals(
                "\"abab[1, 2]\"",
                get(PATH + "read?text=ab&times=2&numbers=1&numbers=2").body());
        assertEquals("\"7\"", get(PATH + "read?text=7").body());
        assertError(
                400,
                "parameter (times) supposed to be of type (int), but found (string)",
                get(PATH + "read?text=a&times=many"));
        assertError(400, "got an unexpected keyword argument 'z'", get(PATH + "read?text=a&z=1"));
        assertError(400, "missing a required argument: 'text'", get(PATH + "read"));
        HttpResponse<String> changing = get(PATH + "echo?text=a");
        assertError(405, "transports.trial.echo may change things; call it with POST", changing);
        assertEquals("POST, OPTIONS", changing.headers().firstValue("Allow").orElse(""));
    }

    @Test
    public void bothFormsOfTheAddress() throws Exception {
        assertEquals(
                "\"a\"", post("/harbour" + PATH + "echo", "{\"text\":\"a\"}").body());
        assertEquals(404, post("/elsewhere" + PATH + "echo", "{\"text\":\"a\"}").statusCode());
        assertEquals(404, post("/harbour/hello/actors/helloActor/hello", "").statusCode());
    }

    @Test
    public void otherMethodsAndCharsets() throws Exception {
        for (String method : List.of("PUT", "DELETE", "PATCH")) {
            assertError(
                    405,
                    "call actors with POST, not " + method,
                    send(request(PATH + "echo")
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .build()));
        }
        HttpResponse<String> options = send(request(PATH + "echo")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .build());
        assertEquals(200, options.statusCode());
        assertEquals("", options.body());
        assertError(
                400,
                "send JSON in UTF-8, not in iso-8859-1",
                send(request(PATH + "echo")
                        .header("Content-Type", "application/json; charset=ISO-8859-1")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"text\":\"a\"}"))
                        .build()));
    }

    @Test
    public void otherSitesAreKeptOutUnlessTheOwnerLetsThemIn() throws Exception {
        Path config = home().resolve("etc/carrack.toml");
        Files.createDirectories(config.getParent());
        String before = Files.exists(config) ? Files.readString(config) : "";
        assertEquals("", allowed("https://app.example.org", PATH));
        try {
            Files.writeString(config, before + "\n[cors]\norigins = [\"https://app.example.org\"]\n");
            assertEquals("https://app.example.org", allowed("https://app.example.org", PATH));
            assertEquals("", allowed("https://evil.example.org", PATH));
        } finally {
            Files.writeString(config, before);
        }
    }

    private String allowed(String origin, String path) throws Exception {
        HttpResponse<String> asked = send(request(path + "echo")
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .build());
        return asked.headers().firstValue("Access-Control-Allow-Origin").orElse("");
    }

    @Test
    public void theContextTellsOfTheCall() throws Exception {
        HttpResponse<String> told = send(request(PATH + "context")
                .header("Authorization", "Bearer " + Carrack.TOKEN)
                .header("Accept-Language", "fr-CH, fr;q=0.9, *;q=0.1")
                .header("X-Trial", "yes")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
        assertEquals(
                "{\"address\":\"transports.trial.context\",\"caller\":\"owner\",\"header\":\"yes\",\"locale\":\"fr-CH\"}",
                told.body());
    }

    @Test
    public void rolesCloseMoreThanThePackage() throws Exception {
        assertError(401, "transports.trial.forge needs a login", post(PATH + "forge", ""));
        try (Resp gedis = new Resp(Resp.port())) {
            assertEquals("-NOAUTH transports.trial.forge needs a login", gedis.call("transports.trial.forge"));
            assertEquals("-WRONGPASS the token is nobody's", gedis.call("AUTH", "wrong"));
            assertEquals("+OK", gedis.call("AUTH", Carrack.TOKEN));
            assertEquals("\"done\"", gedis.call("transports.trial.forge"));
            assertEquals("+RESET", gedis.call("RESET"));
            assertEquals("-NOAUTH transports.trial.forge needs a login", gedis.call("transports.trial.forge"));
            assertEquals(
                    "-NOAUTH the actors of package admin need a login", gedis.call("admin.packages.packages_names"));
        }
    }

    // One bad actor.

    @Test
    public void oneThatHangsLoopsOrForgetsIsAnsweredInTime() throws Exception {
        assertError(504, "transports.trial.hang took longer than 200 ms", post(PATH + "hang", ""));
        assertError(504, "transports.trial.forget took longer than 200 ms", post(PATH + "forget", ""));
        assertError(504, "transports.trial.loop took longer than 200 ms", post(PATH + "loop", ""));
        assertEquals("\"a\"", post(PATH + "worker", "{\"text\":\"a\"}").body());
        try (Resp gedis = new Resp(Resp.port())) {
            gedis.send(Resp.command("transports.trial.hang"));
            gedis.send(Resp.command("transports.trial.worker", "{\"text\":\"after\"}"));
            assertEquals("-TIMEOUT transports.trial.hang took longer than 200 ms", gedis.reply());
            assertEquals("\"after\"", gedis.reply());
        }
    }

    @Test
    public void oneThatTakesTooMuchIsToldSo() throws Exception {
        assertEquals(500, post(PATH + "hoard", "").statusCode());
        assertError(
                500, "the result of transports.trial.huge is larger than 16,777,216 bytes", post(PATH + "huge", ""));
        assertError(
                500,
                "the result of transports.trial.circle cannot be written as JSON: it is nested too deeply at [0][0][0][0][0][0][0][0][0][0]…",
                post(PATH + "circle", ""));
        assertEquals("\"a\"", post(PATH + "worker", "{\"text\":\"a\"}").body());
    }

    @Test
    public void oneThatThrowsWhatCannotBeToldIsAnsweredAllTheSame() throws Exception {
        for (int i = 0; i < 250; i++) {
            // More than the package's share of threads: each gives its own back.
            assertError(500, "Unspeakable", post(PATH + "unspeakable", ""));
        }
        try (Resp gedis = new Resp(Resp.port())) {
            gedis.send(Resp.command("transports.trial.unspeakable"));
            gedis.send(Resp.command("transports.trial.unspeakableLater", "{\"failsItself\": true}"));
            gedis.send(Resp.command("transports.trial.unspeakableLater", "{\"failsItself\": false}"));
            for (int i = 0; i < 3; i++) {
                assertEquals("-ERR Unspeakable", gedis.reply());
            }
        }
        assertEquals("\"a\"", post(PATH + "worker", "{\"text\":\"a\"}").body());
    }

    @Test
    public void oneThatPromisesToReturnAtOnceIsBelievedOnceItDid() throws Exception {
        assertError(
                504,
                "transports.trial.promised took longer than 900 ms",
                post(PATH + "promised", "{\"isKept\":false}"));
        for (int i = 0; i < 200; i++) {
            assertEquals(
                    "\"kept\"", post(PATH + "promised", "{\"isKept\":true}").body());
        }
        try (Resp gedis = new Resp(Resp.port())) {
            assertEquals(
                    "-TIMEOUT transports.trial.promised took longer than 900 ms",
                    gedis.call("transports.trial.promised", "{\"isKept\":false}"));
            assertEquals("+PONG", gedis.call("PING"));
        }
    }

    // Gedis.

    @Test
    public void threeBotsEnvelope() throws Exception {
        try (Resp gedis = new Resp(Resp.port())) {
            String envelope =
                    "+{\"success\": true, \"result\": %s, \"error\": null, \"error_type\": null, \"is_async\": false, \"task_id\": null}";
            String failure =
                    "+{\"success\": false, \"result\": null, \"error\": \"%s\", \"error_type\": %d, \"is_async\": false, \"task_id\": null}";
            assertEquals(
                    envelope.formatted("\"aa\""), gedis.call("transports_trial", "read", "[[\"a\"],{\"times\":2}]"));
            assertEquals(envelope.formatted("\"a\""), gedis.call("transports_trial", "read", "[[\"a\", 1], {}]"));
            assertEquals(
                    failure.formatted("missing a required argument: 'text'", 1),
                    gedis.call("transports_trial", "read"));
            assertEquals(
                    failure.formatted("too many positional arguments", 1),
                    gedis.call("transports_trial", "echo", "[[\"a\",\"b\"],{}]"));
            assertEquals(
                    failure.formatted("multiple values for argument 'text'", 1),
                    gedis.call("transports_trial", "echo", "[[\"a\"],{\"text\":\"b\"}]"));
            assertEquals(failure.formatted("invalid request", 1), gedis.call("transports_trial"));
            assertEquals(failure.formatted("actor not found", 0), gedis.call("nobody", "read"));
            assertEquals(
                    failure.formatted("method nope not found in actor transports.trial", 0),
                    gedis.call("transports_trial", "nope"));
            assertEquals(
                    failure.formatted("the arguments must have the form [[by place…], {by name}]", 1)
                            .replace(
                                    "…", new String("…".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)),
                    gedis.call("transports_trial", "echo", "{\"text\":\"a\"}"));
            assertTrue(gedis.call("transports_trial", "echo", "[[").contains("\"error_type\": 1"));
            assertEquals(
                    failure.formatted("transports.trial.forge needs a login", 5),
                    gedis.call("transports_trial", "forge"));
            assertTrue(gedis.call("core", "list_actors").contains("\"transports_trial\""));
            assertTrue(gedis.call("transports_trial", "info").contains("[\"text\",\"String\"],[\"times\",\"int\"]"));
        }
    }

    @Test
    public void packageActorMethod() throws Exception {
        try (Resp gedis = new Resp(Resp.port())) {
            assertEquals("\"a\"", gedis.call("transports.trial.echo", "{\"text\":\"a\"}"));
            assertEquals("\"a\"", gedis.call("harbour.transports.trial.echo", "{\"text\":\"a\"}"));
            assertEquals(
                    "-NOTFOUND package elsewhere.transports not found", gedis.call("elsewhere.transports.trial.echo"));
            assertEquals("-BADARG missing a required argument: 'text'", gedis.call("transports.trial.echo"));
            assertEquals(
                    "-BADARG content_type msgpack is not known here; use json",
                    gedis.call("transports.trial.echo", "{\"text\":\"a\"}", "{\"content_type\":\"msgpack\"}"));
            assertTrue(gedis.call("transports.trial.context", "{}", "{\"x-trial\":\"yes\"}")
                    .contains("\"header\":\"yes\""));
            assertTrue(gedis.call("core.list_actors").contains("\"transports.trial\""));
            assertEquals("-NOTFOUND package nope not found", gedis.call("nope.a.b"));
            assertTrue(gedis.call("transports.echo").startsWith("-BADARG call transports.echo as "));
            String large = "{\"text\":\"" + "a".repeat(102_400) + "\"}";
            assertEquals(
                    "-TOOLARGE the arguments are larger than 102,400 bytes",
                    gedis.call("transports.trial.echo", large));
        }
    }

    @Test
    public void whatAClientOfRedisAsks() throws Exception {
        try (Resp gedis = new Resp(Resp.port())) {
            assertEquals("+PONG", gedis.call("PING"));
            assertEquals("a", gedis.call("ping", "a"));
            assertTrue(gedis.call("HELLO").startsWith("*[server,carrack,version,"));
            assertTrue(gedis.call("HELLO", "3").startsWith("%[server,carrack,version,"));
            assertEquals("-NOPROTO unsupported protocol version", gedis.call("HELLO", "4"));
            assertEquals("-WRONGPASS the token is nobody's", gedis.call("HELLO", "3", "AUTH", "default", "x"));
            assertEquals("%[]", gedis.call("COMMAND", "DOCS"));
            assertEquals("+OK", gedis.call("CLIENT", "SETINFO", "LIB-NAME", "trial"));
            gedis.send("PING\r\ntransports.trial.echo '{\"text\": \"typed\"}'\r\n".getBytes(StandardCharsets.UTF_8));
            assertEquals("+PONG", gedis.reply());
            assertEquals("\"typed\"", gedis.reply());
            for (String command : List.of("SET", "get", "INCR", "FlushAll")) {
                assertEquals("-ERR unknown command '%s'".formatted(command), gedis.call(command, "x", "y"));
            }
            assertEquals("+OK", gedis.call("QUIT"));
            assertTrue(gedis.isClosed());
        }
    }

    @Test
    public void pipelinedCallsAreAnsweredInTheirOrder() throws Exception {
        try (Resp gedis = new Resp(Resp.port())) {
            List<String> expected = new ArrayList<>();
            Thread sender = new Thread(() -> {
                try {
                    for (int i = 0; i < 5_000; i++) {
                        String method = i % 3 == 0 ? "worker" : i % 3 == 1 ? "echo" : "later";
                        gedis.send(Resp.command("transports.trial." + method, "{\"text\":\"" + i + "\"}"));
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            sender.start();
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                expected.add("\"" + i + "\"");
                answers.add(gedis.reply());
            }
            sender.join();
            assertEquals(expected, answers);
        }
    }

    @Test
    public void whatIsNoRespEndsItsOwnConnectionAlone() throws Exception {
        for (String bad :
                List.of("*1\r\n$-5\r\n", "*1\r\n:1\r\n", "*x\r\n", "*99999\r\n", "*1\r\n$99999999\r\n", "'a\r\n")) {
            try (Resp gedis = new Resp(Resp.port())) {
                gedis.send(bad.getBytes(StandardCharsets.UTF_8));
                String reply = gedis.reply();
                assertTrue(bad + " → " + reply, reply.startsWith("-ERR Protocol error: "));
                assertTrue(gedis.isClosed());
            }
        }
        try (Resp gedis = new Resp(Resp.port())) {
            assertEquals("+PONG", gedis.call("PING"));
        }
    }

    @Test
    public void httpAtThisPortEndsTheConnectionBeforeACommandInItsBody() throws Exception {
        for (String head : List.of("POST / HTTP/1.1\r\n", "GET / HTTP/1.1\r\n", "Host: localhost\r\n", "post x\r\n")) {
            try (Resp gedis = new Resp(Resp.port())) {
                gedis.send((head + "\r\nPING\r\n").getBytes(StandardCharsets.US_ASCII));
                String reply = gedis.reply();
                assertTrue(head + " → " + reply, reply.startsWith("-ERR Protocol error: "));
                assertTrue(head, gedis.isClosed());
            }
        }
    }

    @Test
    public void whatCameBeforeTheEndIsAnswered() throws Exception {
        byte[] call = Resp.command("transports.trial.worker", "{\"text\":\"a\"}");
        try (Resp gedis = new Resp(Resp.port())) {
            gedis.send(call);
            gedis.send(call);
            gedis.endOutput();
            assertEquals("\"a\"", gedis.reply());
            assertEquals("\"a\"", gedis.reply());
            assertTrue(gedis.isClosed());
        }
        try (Resp gedis = new Resp(Resp.port())) {
            gedis.send(call);
            gedis.send("*x\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals("\"a\"", gedis.reply());
            assertEquals("-ERR Protocol error: the length of an array is no number", gedis.reply());
            assertTrue(gedis.isClosed());
        }
    }

    @Test
    public void idleConnectionsCostNothing() throws Exception {
        List<Resp> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 2_000; i++) {
                idle.add(new Resp(Resp.port()));
            }
            for (Resp one : idle) {
                one.send(Resp.command("PING"));
            }
            for (Resp one : idle) {
                assertEquals("+PONG", one.reply());
            }
        } finally {
            for (Resp one : idle) {
                one.close();
            }
        }
    }

    // What tells of them.

    @Test
    public void theDocumentTellsTypesAndJavadoc() throws Exception {
        String document = get("/transports/actors/openapi.json").body();
        assertTrue(
                document,
                document.startsWith(
                        "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"transports\",\"version\":\"1.2.3\"}"));
        assertTrue(document, document.contains("\"description\":\"Gives a thing back.\""));
        assertTrue(document, document.contains("\"description\":\"what it is called\""));
        assertTrue(document, document.contains("\"enum\":[\"RED\",\"GREEN\"]"));
        assertTrue(document, document.contains("\"required\":[\"colour\",\"name\"]"));
        assertTrue(document, document.contains("\"/transports/actors/trial/read\":{\"post\":"));
        assertTrue(get("/openapi.json").body().contains("\"operationId\":\"transports_trial_echo\""));
        assertFalse(get("/openapi.json").body().contains("/admin/actors/"));
        assertError(401, "the actors of package admin need a login", get("/admin/actors/openapi.json"));
        assertEquals(
                "/openapi/transports",
                get("/transports/actors/").headers().firstValue("Location").orElse(""));
        assertTrue(get("/openapi/transports").body().contains("/openapi/carrack.js"));
        assertEquals(200, get("/openapi/swagger-ui-bundle.js").statusCode());
        assertEquals(404, get("/openapi/../etc").statusCode());
    }
}

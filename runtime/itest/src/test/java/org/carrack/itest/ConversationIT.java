package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.handshake.ServerHandshake;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Modules that answer sentences, by each way to say one. */
public class ConversationIT {

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static final String SMS = """
            import java.util.*;
            import org.carrack.conversation.*;
            import org.osgi.service.component.annotations.*;

            @Component(property = "carrack.module=Module")
            public class SmsModule implements ConversationModule {
                @Override
                public Reply respond(Utterance said) {
                    String message = said.original("message");
                    String contact = said.original("contact");
                    if (message.isEmpty()) {
                        return Reply.tag("no message");
                    }
                    if (contact.isEmpty()) {
                        return Reply.ask("no receiver", "contact");
                    }
                    int count = Integer.parseInt(said.state().getOrDefault("count", "0")) + 1;
                    said.state().put("count", String.valueOf(count));
                    return Reply.tag("success").with("message", message).with("contact", contact).with("count", count)
                            .action("sms", message, contact);
                }
            }
            """;

    private static final String TRIGGERS = """
            [{"Module": [{"entries": [
                {"name": "message", "parser": "between", "resources": {"after": "send", "x": 0, "before": "to", "y": -1}},
                {"name": "contact", "parser": "after", "resources": {"key": "to", "x": -1}}],
              "patterns": ["send to ", "send"]}]},
             {"Other_Module": [{"pattern": ["break it"], "entries": [{"name": "x", "parser": "nothing", "resources": {}}]}]},
             {"Missing": [{"patterns": ["who knows"]}]}]
            """;

    private static final String RESPONSES = """
            [{"tag": "no message", "messages": ["What shall I send?"]},
             {"tag": "no receiver", "messages": ["To whom?"]},
             {"tag": "success", "messages": ["I send \\"%message%\\" to %contact% (%count%)"]}]
            """;

    private static final String BREAKING = """
            import java.util.*;
            import org.carrack.conversation.*;
            import org.osgi.service.component.annotations.*;

            @Component
            public class Other_Module implements ConversationModule {
                @Override
                public Reply respond(String sentence, Map<String, String> entries, Locale locale) {
                    throw new IllegalStateException("broken");
                }
            }
            """;

    private static ServerProcess server;
    private static Path home;

    @BeforeClass
    public static void start() throws Exception {
        home = FOLDER.newFolder("home").toPath();
        server = ServerProcess.start(home);
        add("s_ms", "is_auth = false\nis_admin = false\n");
        add("secretsms", "is_admin = true\n");
    }

    @AfterClass
    public static void stop() throws Exception {
        server.close();
    }

    private static void add(String name, String flags) throws Exception {
        Path sources = Server.sources(
                FOLDER.newFolder().toPath(),
                "name = \"%s\"\nversion = \"1.0.0\"\n%s".formatted(name, flags),
                "SmsModule.java",
                SMS,
                "Other_Module.java",
                BREAKING,
                "res/locales/en/triggers.json",
                TRIGGERS,
                "res/locales/en/response.json",
                RESPONSES,
                "res/locales/fr/triggers.json",
                "");
        ServerProcess.Ended added = server.command("package", "add", sources.toString(), "--copy");
        assertEquals(added.err(), 0, added.status());
    }

    private static String run(String... command) throws Exception {
        ServerProcess.Ended ended = server.command(command);
        return ended.status() + " " + ended.out() + ended.err();
    }

    private static HttpResponse<String> say(String locale, String type, String body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(server.url() + "conversation/" + locale))
                                .header("Content-Type", type)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static String said(String sentence, String conversation) throws Exception {
        return say(
                        "en",
                        "application/json",
                        "{\"content\": \"%s\", \"conversation\": \"%s\"}".formatted(sentence, conversation))
                .body();
    }

    private static String id(String answer) {
        Matcher id = Pattern.compile("\"conversation\":\"([^\"]+)\"").matcher(answer);
        assertTrue(answer, id.find());
        return id.group(1);
    }

    @Test
    public void aSentenceLeadsToItsModule() throws Exception {
        String answer = said("Send Hello to Mom!", "");
        assertTrue(
                answer,
                answer.startsWith("{\"package\":\"s_ms\",\"response\":\"I send \\\"Hello\\\" to Mom (1)\",\"data\":{"));
        assertTrue(answer, answer.contains("\"actions\":[\"sms\",\"Hello\",\"Mom\"]"));
        assertTrue(say("en", "text/plain", "send hi to bob").body().contains("I send \\\"hi\\\" to bob (1)"));
        // Values are never looked at for variables.
        assertTrue(said("send %message% and %contact% to bob", "")
                .contains("I send \\\"%message% and %contact%\\\" to bob"));
        String nothing = said("colourless green ideas", "");
        assertTrue(nothing, nothing.contains("\"package\":\"don't understand\",\"response\":\"I don't understand.\""));
        // A language that nobody has is understood as English.
        assertTrue(say("fr-BE", "text/plain", "send hi to bob").body().contains("I send"));
    }

    @Test
    public void whatIsMissingIsAskedForAndTheNextSentenceIsIt() throws Exception {
        String asked = said("send good morning to ", "");
        assertTrue(asked, asked.contains("\"response\":\"To whom?\""));
        String sent = said("Bob, my friend", id(asked));
        assertTrue(sent, sent.contains("I send \\\"good morning\\\" to Bob, my friend (1)"));
        String next = said("hello", id(asked));
        assertTrue(next, next.contains("don't understand"));
    }

    @Test
    public void aModuleAsksAndKnowsWhatWasSaidAfterARestart() throws Exception {
        Path other = FOLDER.newFolder("restarted").toPath();
        ServerProcess before = server;
        String id;
        try (ServerProcess first = ServerProcess.start(other)) {
            server = first;
            add("s_ms", "is_auth = false\nis_admin = false\n");
            String sent = said("send one to bob", "");
            id = id(sent);
            assertTrue(sent, sent.contains("(1)"));
            first.kill();
        } finally {
            server = before;
        }
        try (ServerProcess second = ServerProcess.start(other)) {
            server = second;
            assertTrue(said("send two to bob", id).contains("(2)"));
        } finally {
            server = before;
        }
    }

    @Test
    public void whatIsWrongIsToldAndTheRestWorks() throws Exception {
        String failed = said("break it", "");
        assertTrue(
                failed,
                failed.contains("\"package\":\"s_ms\",\"response\":\"That did not work; please try again later.\""));
        String problems = run("conversation", "problems");
        for (String problem : new String[] {
            "s_ms: res/locales/en/triggers.json: $[1].Other_Module[0].entries[0].parser: there is no parser nothing; these are: after, before, between",
            "s_ms: res/locales/en/triggers.json names the module Missing, and no component of the package has that name",
            "s_ms: res/locales/fr/triggers.json: this is not JSON",
            "the pattern 'send to' leads to s_ms.Module[0] and to secretsms.Module[0]; the first answers"
        }) {
            assertTrue(problems + "\nhas no " + problem, problems.contains(problem));
        }
        assertEquals(413, say("en", "text/plain", "x".repeat(300_000)).statusCode());
        String tooLong = said("x".repeat(501), "");
        assertTrue(tooLong, tooLong.contains("\"package\":\"too long\""));
        assertEquals(400, say("en", "application/json", "{").statusCode());
        assertEquals(400, say("en", "application/json", "{}").statusCode());
        assertEquals(404, say("12", "text/plain", "x").statusCode());
    }

    @Test
    public void whoMayNotCallAPackageIsNotAnsweredByIt() throws Exception {
        String explained = run("conversation", "explain", "send hi to bob");
        assertTrue(explained, explained.contains("secretsms.Module[0]") && explained.contains("s_ms.Module[0]"));
        assertTrue(explained, explained.contains("understood") && explained.contains("message=hi"));
        String byActor = server.post(
                "/conversations/actors/conversation/explain",
                "{\"sentence\": \"send hi to bob\", \"locale\": \"en\"}",
                "");
        assertFalse(byActor, byActor.contains("secretsms"));
        String answer = server.post("/conversations/actors/conversation/say", "{\"sentence\": \"send hi to bob\"}", "");
        assertTrue(answer, answer.contains("\"package\":\"s_ms\""));
        // Another account's conversation is none of mine.
        String id = id(server.post(
                "/conversations/actors/conversation/say", "{\"sentence\": \"send hi to bob\"}", server.ownerToken()));
        assertTrue(said("send hi to bob", id).contains("(1)"));
    }

    @Test
    public void eliviasClientsAreAnsweredOverAWebSocket() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        WebSocketClient client =
                new WebSocketClient(URI.create(server.url().replace("http", "ws") + "conversation/websocket")) {
                    @Override
                    public void onOpen(ServerHandshake handshake) {}

                    @Override
                    public void onMessage(String message) {
                        told.add(message);
                    }

                    @Override
                    public void onClose(int code, String reason, boolean isRemote) {}

                    @Override
                    public void onError(Exception error) {}
                };
        assertTrue(client.connectBlocking(20, TimeUnit.SECONDS));
        client.send("{\"type\":0,\"user_token\":\"x\"}");
        client.send("no frame");
        client.send("{\"type\":\"1\",\"content\":\"send no to bob\"}");
        client.send(
                "{\"type\":1,\"content\":\"send hi to bob\",\"user_token\":\"\",\"locale\":\"en\",\"information\":{}}");
        String answer = told.poll(20, TimeUnit.SECONDS);
        assertTrue(
                answer,
                answer.startsWith("{\"package\":\"s_ms\",\"response\":\"I send \\\"hi\\\" to bob (1)\",\"data\":{"));
        client.send("{\"type\":1,\"content\":\"%s\",\"locale\":\"en\"}".formatted("é".repeat(251)));
        assertTrue(told.poll(20, TimeUnit.SECONDS).contains("\"package\":\"too long\""));
        client.closeBlocking();
    }
}

package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.handshake.ServerHandshake;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;

/** Modules that answer sentences, by each way to say one. */
@Category(OwnProcess.class)
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
            [{"tag": "no message", "messages": ["What shall I send?", "Send what?", "What?"]},
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

    private static final String LAMPS = """
            import org.carrack.conversation.*;
            import org.osgi.service.component.annotations.*;

            @Component(property = {"carrack.module=Kitchen", "carrack.module=Garden", "carrack.module=Timer", "carrack.module=Hang"})
            public class Lamps implements ConversationModule {
                @Override
                public Reply respond(Utterance said) {
                    if (said.sentence().startsWith("hang")) {
                        while (true) {
                            try {
                                Thread.sleep(1000);
                            } catch (InterruptedException e) {
                                // It does not care.
                            }
                        }
                    }
                    if (said.sentence().equals("nonsense tag")) {
                        return Reply.tag(null);
                    }
                    if (said.sentence().equals("nonsense chat")) {
                        return Reply.tag("done").handOver("../../elsewhere");
                    }
                    if (said.sentence().startsWith("nonsense")) {
                        java.util.Map<String, Object> endless = new java.util.HashMap<>();
                        endless.put("itself", endless);
                        return Reply.tag("done").with("what", said.sentence().endsWith("deep") ? endless : "x".repeat(200_000));
                    }
                    return said.entries().containsKey("minutes") && said.entries().get("minutes").isEmpty()
                            ? Reply.ask("how long", "minutes")
                            : Reply.tag("done").with("what", said.sentence() + said.entries());
                }
            }
            """;

    private static final String LAMPS_TRIGGERS = """
            [{"Kitchen": [{"patterns": ["(turn|switch) on the kitchen lamp"]}],
              "Garden": [{"patterns": ["(turn|switch) on the garden lamp"]}],
              "Timer": [{"patterns": ["set [a] timer for"], "entries": [
                {"name": "minutes", "type": "number", "parser": "after", "resources": {"key": "for", "x": 0}}]}],
              "Hang": [{"patterns": ["hang on", "nonsense long", "nonsense deep", "nonsense tag", "nonsense chat"]}]}]
            """;

    private static final String LAMPS_FIXTURES = """
            [{"sentence": "please switch on the kitchen lamp", "module": "Kitchen"},
             {"sentence": "set timer for five minutes", "module": "Timer", "entries": {"minutes": "5"}},
             {"sentence": "set a timer for pasta", "module": null},
             {"sentence": "switch on the kitchen lamp", "module": "Garden"}]
            """;

    private static ServerProcess server;
    private static Path home;
    private static Path lamps;

    @BeforeClass
    public static void start() throws Exception {
        home = FOLDER.newFolder("home").toPath();
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(
                home.resolve("etc/carrack.toml"),
                "[conversation]\ntime_limit_ms = 6000\nsentences_per_minute = 100000\n");
        server = ServerProcess.start(home);
        add("s_ms", "is_auth = false\nis_admin = false\n");
        add("secretsms", "is_admin = true\n");
        lamps = Server.sources(
                FOLDER.newFolder().toPath(),
                "name = \"lamps\"\nversion = \"1.0.0\"\nis_auth = false\nis_admin = false\n",
                "Lamps.java",
                LAMPS,
                "res/locales/en/triggers.json",
                LAMPS_TRIGGERS,
                "res/locales/en/response.json",
                "[{\"tag\": \"done\", \"messages\": [\"done: %what%\"]}, {\"tag\": \"how long\", \"messages\": [\"How many minutes?\"]}]",
                "res/locales/en/fixtures.json",
                LAMPS_FIXTURES);
        ServerProcess.Ended added = server.command("package", "add", lamps.toString(), "--copy");
        assertEquals(added.err(), 0, added.status());
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
        Files.createDirectories(other.resolve("etc"));
        Files.writeString(other.resolve("etc/carrack.toml"), "[conversation]\nseed = 7\n");
        List<String> chosen;
        ServerProcess before = server;
        String id;
        try (ServerProcess first = ServerProcess.start(other)) {
            server = first;
            add("s_ms", "is_auth = false\nis_admin = false\n");
            chosen = chosen();
            assertTrue("not always the same one: " + chosen, Set.copyOf(chosen).size() > 1);
            String sent = said("send one to bob", "");
            id = id(sent);
            assertTrue(sent, sent.contains("(1)"));
            first.kill();
        } finally {
            server = before;
        }
        try (ServerProcess second = ServerProcess.start(other)) {
            server = second;
            assertEquals("by the same seed", chosen, chosen());
            assertTrue(said("send two to bob", id).contains("(2)"));
        } finally {
            server = before;
        }
    }

    /** Some answers that are chosen among three. */
    private static List<String> chosen() throws Exception {
        List<String> responses = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            responses.add(said("send", "").replaceAll(".*\"response\":\"([^\"]*)\".*", "$1"));
        }
        return responses;
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
    public void whichOneIsMeantIsAskedAndAnswered() throws Exception {
        String asked = said("turn on the lamp", "");
        assertTrue(
                asked,
                asked.contains("\"package\":\"which one\",\"response\":\"Which one do you mean?\"")
                        && asked.contains(
                                "\"candidates\":[{\"module\":\"lamps.Garden[0]\",\"text\":\"turn on the garden lamp\"},{\"module\":\"lamps.Kitchen[0]\",\"text\":\"turn on the kitchen lamp\"}]"));
        for (String answer :
                new String[] {"the second", "the kitchen one", "lamps.Kitchen[0]", "turn on the kitchen lamp"}) {
            String id = id(said("turn on the lamp", ""));
            String done = said(answer, id);
            assertTrue(done, done.contains("done: turn on the lamp{}"));
            assertTrue(said(answer, id), !said(answer, id).contains("done: turn on the lamp{}"));
        }
        // Who says something else is answered that.
        String other = said("send hi to bob", id(asked));
        assertTrue(other, other.contains("\"package\":\"s_ms\""));
    }

    @Test
    public void aNumberIsUnderstoodAndSomethingElseIsNot() throws Exception {
        String five = said("set a timer for five minutes", "");
        assertTrue(five, five.contains("{minutes=5}"));
        String pasta = said("set a timer for pasta", "");
        assertTrue(pasta, pasta.contains("don't understand"));
        String explained = run("conversation", "explain", "set a timer for pasta");
        assertTrue(explained, explained.contains("it has the words of the pattern, but 'minutes' must be a number"));
        String asked = said("set a timer for", "");
        assertTrue(asked, asked.contains("How many minutes?"));
        String again = said("some", id(asked));
        assertTrue(again, again.contains("How many minutes?"));
        assertTrue(said("2,5 or so", id(asked)).contains("{minutes=2.5}"));
    }

    @Test
    public void whatAPackageSaysOfItselfIsLookedAt() throws Exception {
        String problem =
                "res/locales/en/fixtures.json: $[3]: 'switch on the kitchen lamp' is for lamps.Kitchen[0], and must be for Garden";
        String problems = run("conversation", "problems");
        assertTrue(problems, problems.contains("lamps: " + problem) && !problems.contains("$[2]"));
        String verified = run("package", "verify", lamps.toString());
        assertTrue(verified, verified.contains(problem));
    }

    @Test
    public void whatAModuleSaysBadlyIsItsFailure() throws Exception {
        for (String sentence : List.of("nonsense long", "nonsense deep", "nonsense tag", "nonsense chat")) {
            String failed = said(sentence, "");
            assertTrue(failed, failed.contains("\"package\":\"lamps\",\"response\":\"That did not work;"));
        }
    }

    @Test
    public void aPackageThatIsReplacedAnswersAllTheTime() throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        CompletableFuture<Set<String>> answers = CompletableFuture.supplyAsync(() -> {
            Set<String> packages = new TreeSet<>();
            try {
                while (!isOver.get()) {
                    packages.add(said("turn on the garden lamp", "").replaceAll(",.*", ""));
                }
            } catch (Exception e) {
                packages.add(e.toString());
            }
            return packages;
        });
        for (int i = 1; i <= 3; i++) {
            Files.writeString(
                    lamps.resolve("package.toml"),
                    "name = \"lamps\"\nversion = \"1.0.%d\"\nis_auth = false\nis_admin = false\n".formatted(i));
            ServerProcess.Ended replaced = server.command("package", "add", lamps.toString(), "--copy");
            assertEquals(replaced.err(), 0, replaced.status());
        }
        isOver.set(true);
        assertEquals(Set.of("{\"package\":\"lamps\""), answers.get(20, TimeUnit.SECONDS));
    }

    @Test
    public void aModuleThatHangsHoldsUpNobodyElse() throws Exception {
        CompletableFuture<HttpResponse<String>> hanging = HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(URI.create(server.url() + "conversation/en"))
                                .POST(HttpRequest.BodyPublishers.ofString("hang on"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        String other = said("send hi to bob", "");
        assertFalse("the other was answered first", hanging.isDone());
        assertTrue(other, other.contains("I send"));
        String late = hanging.get(20, TimeUnit.SECONDS).body();
        assertTrue(late, late.contains("That did not work; please try again later."));
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
        Elivia client = new Elivia();
        BlockingQueue<String> told = client.told;
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

    /** A client of Elivia's protocol. */
    private static final class Elivia extends WebSocketClient {

        final BlockingQueue<String> told = new LinkedBlockingQueue<>();

        Elivia() {
            super(URI.create(server.url().replace("http", "ws") + "conversation/websocket"));
        }

        @Override
        public void onOpen(ServerHandshake handshake) {}

        @Override
        public void onMessage(String message) {
            told.add(message);
        }

        @Override
        public void onClose(int code, String reason, boolean isRemote) {
            told.add("closed " + code);
        }

        @Override
        public void onError(Exception error) {
            told.add("failed " + error.getMessage());
        }
    }

    @Test
    public void abuseEndsItsOwnConnectionAlone() throws Exception {
        Elivia good = new Elivia();
        assertTrue(good.connectBlocking(20, TimeUnit.SECONDS));
        Elivia large = new Elivia();
        assertTrue(large.connectBlocking(20, TimeUnit.SECONDS));
        large.send("{\"type\":1,\"content\":\"%s\"}".formatted("x".repeat(10_000_000)));
        String ended = large.told.poll(20, TimeUnit.SECONDS);
        assertTrue(ended, ended.startsWith("closed ") || ended.startsWith("failed "));
        for (String frame :
                new String[] {"[]", "{\"type\":1}", "{\"type\":1,\"content\":5}", "{".repeat(5000), "\u0000"}) {
            good.send(frame);
        }
        good.send("{\"type\":1,\"content\":\"send %contact% to %message%\",\"locale\":\"en\"}");
        String answer = "";
        while (!answer.contains("s_ms")) {
            answer = good.told.poll(20, TimeUnit.SECONDS);
            assertFalse(String.valueOf(answer), answer == null || answer.startsWith("closed"));
        }
        assertTrue(answer, answer.contains("I send \\\"%contact%\\\" to %message% ("));
        good.closeBlocking();
    }

    @Test
    public void aPersonTalksOnThePage() throws Exception {
        try (Browser browser = new Browser()) {
            browser.resize(320, 640);
            browser.driver().get(server.url() + "conversation/");
            browser.awaitText("Say what you want");
            for (String colours : List.of("light", "dark")) {
                browser.colours(colours);
                browser.assertAccessible("nothing said, " + colours);
            }
            new Actions(browser.driver())
                    .sendKeys("turn on the lamp", Keys.ENTER)
                    .perform();
            browser.awaitText("Which one do you mean?");
            browser.await(By.xpath("//button[.='turn on the kitchen lamp']")).click();
            browser.awaitText("done: turn on the lamp{}");
            new Actions(browser.driver())
                    .sendKeys("send good morning to", Keys.ENTER)
                    .perform();
            browser.awaitText("To whom?");
            browser.driver().navigate().refresh();
            browser.awaitText("To whom?");
            new Actions(browser.driver()).sendKeys("Bob", Keys.ENTER).perform();
            browser.awaitText("I send \"good morning\" to Bob");
            for (String colours : List.of("light", "dark")) {
                browser.colours(colours);
                browser.assertAccessible(colours);
                browser.assertFits();
                browser.picture("conversation-phone-" + colours);
            }
            browser.resize(1000, 800);
            browser.assertAccessible("wide");
            browser.picture("conversation-wide");
        }
    }
}

package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/** Chats as programs talk to them: both old protocols over HTTP and RESP, row by row, and WebSockets, events and uploads. */
@Category(OwnProcess.class)
public class ChatProtocolsIT {

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static ServerProcess server;
    private static Resp gedis;
    private static Path sources;

    /** The addresses and names of one of the old protocols. */
    private enum Protocol {
        THREE_BOT("/chatflows/actors/chatbot/", "chatflows.chatbot.", "session_id", "fetch", "report", "back"),
        THREEBOT(
                "/zerobot/webinterface/actors/chatbot/",
                "zerobot.webinterface.chatbot.",
                "sessionid",
                "work_get",
                "work_report",
                "prev_step");

        private final String path;
        private final String command;
        private final String session;
        private final String fetch;
        private final String report;
        private final String back;

        Protocol(String path, String command, String session, String fetch, String report, String back) {
            this.path = path;
            this.command = command;
            this.session = session;
            this.fetch = fetch;
            this.report = report;
            this.back = back;
        }

        String begin(boolean isResp, String chat) throws Exception {
            String answer = this == THREE_BOT
                    ? call(
                            isResp,
                            "new",
                            "{\"package\": \"chatty\", \"chat\": \"%s\", \"client_ip\": \"127.0.0.1\", \"query_params\": {\"a\": \"1\"}}"
                                    .formatted(chat))
                    : call(
                            isResp,
                            "session_new",
                            "{\"topic\": \"chatty.%s\", \"query_params\": \"{&quot;a&quot;: &quot;1&quot;}\"}"
                                    .formatted(chat));
            Matcher id = Pattern.compile("[0-9a-f-]{36}").matcher(answer);
            assertTrue(answer, id.find());
            return id.group();
        }

        String call(boolean isResp, String method, String arguments) throws Exception {
            return isResp ? gedis.call(command + method, arguments) : post(path + method, arguments);
        }

        private String of(String id, String more) {
            return "{\"%s\": \"%s\"%s}".formatted(session, id, more);
        }

        String fetch(boolean isResp, String id) throws Exception {
            return call(isResp, fetch, of(id, ""));
        }

        String fetchAgain(boolean isResp, String id) throws Exception {
            return call(isResp, fetch, of(id, ", \"restore\": true"));
        }

        String report(boolean isResp, String id, String result) throws Exception {
            return call(isResp, report, of(id, ", \"result\": " + result));
        }

        String back(boolean isResp, String id) throws Exception {
            return call(isResp, back, of(id, ""));
        }
    }

    @BeforeClass
    public static void start() throws Exception {
        sources = FOLDER.newFolder().toPath().resolve("chatty");
        TestPackages.copy(TestPackages.CHATTY, sources);
        server = ServerProcess.startWithGedis(FOLDER.newFolder("home").toPath());
        String added = server.post(
                "/admin/actors/packages/add_package", "{\"path\": \"%s\"}".formatted(sources), server.ownerToken());
        assertTrue(added, added.contains("\"ACTIVE\""));
        gedis = new Resp(server.gedisPort());
    }

    @AfterClass
    public static void stop() throws Exception {
        gedis.close();
        server.close();
    }

    private static HttpResponse<String> send(String path, String json, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(server.url()).resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String post(String path, String json) throws Exception {
        return send(path, json).body();
    }

    /** The JSON in a reply: gedis puts what it returns into an envelope, or a bulk string. */
    private static void assertHas(String reply, String json) {
        String plain = reply.replace("\\\"", "\"").replace("\": ", "\":").replace(", \"", ",\"");
        assertTrue("%s has not %s".formatted(plain, json), plain.contains(json));
    }

    /** What each kind of question is in both protocols, and what one answers. */
    private static final String[][] KINDS = {
        {
            "\"category\":\"string_ask\",\"msg\":\"A name?\",\"kwargs\":{\"required\":true,\"is_identifier\":true,\"not_exist\":[\"the server\",[\"mail\"]]}",
            "\"ada\""
        },
        {"\"category\":\"secret_ask\",\"msg\":\"A secret?\",\"kwargs\":{\"min_length\":4}", "\"hush\""},
        {"\"category\":\"text_ask\",\"msg\":\"A *story*?\",\"kwargs\":{\"md\":true,\"max_length\":20}", "\"once\""},
        {"\"category\":\"int_ask\",\"msg\":\"How many?\",\"kwargs\":{\"required\":true,\"min\":1,\"max\":9}", "\"7\""},
        {"\"category\":\"number_ask\",\"msg\":\"How much?\",\"kwargs\":{\"required\":true}", "\"0.10\""},
        {
            "\"category\":\"single_choice\",\"msg\":\"One?\",\"options\":[\"red\",\"green\",\"blue\"],\"kwargs\":{\"required\":true}",
            "\"red\""
        },
        {
            "\"category\":\"drop_down_choice\",\"msg\":\"One of the list?\",\"options\":[\"red\",\"green\",\"blue\"]",
            "\"red\""
        },
        {
            "\"category\":\"drop_down_choice\",\"msg\":\"One as you type?\",\"options\":[\"red\",\"green\",\"blue\"],\"kwargs\":{\"required\":true,\"auto_complete\":true}",
            "\"red\""
        },
        {
            "\"category\":\"multi_choice\",\"msg\":\"Some?\",\"options\":[\"red\",\"green\",\"blue\"],\"kwargs\":{\"min_options\":1,\"max_options\":2}",
            "\"[\\\"red\\\"]\""
        },
        {"\"category\":\"multi_list_choice\",\"msg\":\"Some of the list?\"", "\"[\\\"red\\\",\\\"blue\\\"]\""},
        {
            "\"category\":\"datetime_picker\",\"msg\":\"When?\",\"kwargs\":{\"required\":true,\"future\":true}",
            "4102444800"
        },
        {"\"category\":\"time_delta\",\"msg\":\"How long?\"", "\"1Y 2M 0w 1d 3h\""},
        {"\"category\":\"location_ask\",\"msg\":\"Where?\"", "\"[4.5, 51]\""},
        {"\"category\":\"ask_multi_values\",\"msg\":\"Which?\"", "\"{\\\"a\\\": \\\"b\\\"}\""},
        {
            "\"category\":\"upload_file\",\"msg\":\"A file?\",\"kwargs\":{\"required\":true,\"max_size\":100,\"allowed_types\":[\"txt\"]}",
            "\"the text of the file\""
        },
        {"\"category\":\"download_file\",\"msg\":\"Here it is.\",\"data\":\"42\",\"filename\":\"answer.txt\"", "\"\""},
        {
            "\"category\":\"form\",\"msg\":\"Where do you live?\",\"fields\":[{\"category\":\"string_ask\",\"msg\":\"Street\",\"kwargs\":{\"required\":true}},{\"category\":\"int_ask\"",
            "\"[\\\"Main Street\\\", \\\"5\\\", \\\"flat\\\"]\""
        },
        {"\"category\":\"confirm\",\"msg\":\"Is that right?\",\"data\":{\"street\":\"Main Street\"}", "\"\""},
        {"\"category\":\"qrcode_show\",\"msg\":\"Scan **this**\",\"qrcode\":\"iVBOR", "\"\""},
        {"\"category\":\"captcha_ask\",\"msg\":\"Which digits do you see?\",\"captcha\":\"iVBOR", "\"1\""},
        {"\"category\":\"error\",\"msg\":\"Nothing is wrong, this is what it looks like.\"", "\"\""},
        {"\"category\":\"md_show\",\"msg\":\"| what |", "\"\""},
        {"\"category\":\"end\"", ""},
    };

    @Test
    public void eachKindHasItsShapeInBothProtocols() throws Exception {
        for (Protocol protocol : Protocol.values()) {
            for (boolean isResp : new boolean[] {false, true}) {
                String id = protocol.begin(isResp, "kindsChatflow");
                for (String[] row : KINDS) {
                    String message = protocol.fetch(isResp, id);
                    while (message.contains("loading")) {
                        assertTrue(message, message.contains("Working on *it*") || message.contains("50"));
                        message = protocol.fetch(isResp, id);
                    }
                    assertHas(message, row[0]);
                    assertFalse("what a captcha shows stays here", message.contains("expected"));
                    if (row[1].isEmpty()) {
                        assertHas(protocol.fetch(isResp, id), row[0]);
                        assertTrue(protocol.report(isResp, id, "\"late\"")
                                .contains("nothing is asked now; the answer was not taken"));
                    }
                    if (!row[1].isEmpty()) {
                        String reported = protocol.report(isResp, id, row[1]);
                        assertFalse(row[0] + ": " + reported, reported.contains("error"));
                    }
                }
            }
        }
    }

    /** What one does, the step and slide that come next, and whether one can go back from there. */
    private static final String[][] MOVES = {
        {
            "",
            "\"step\":1,\"steps\":2,\"title\":\"Your name\",\"previous\":false,\"last_step\":false,\"first_step\":true,\"first_slide\":true,\"slide\":1,\"final_step\":false"
        },
        {
            "Ada",
            "\"step\":2,\"steps\":2,\"title\":\"Your age\",\"previous\":true,\"last_step\":true,\"first_step\":false,\"first_slide\":true,\"slide\":1"
        },
        {
            "36",
            "\"step\":2,\"steps\":2,\"title\":\"Your age\",\"previous\":true,\"last_step\":true,\"first_step\":false,\"first_slide\":false,\"slide\":2"
        },
        {
            "back",
            "\"step\":2,\"steps\":2,\"title\":\"Your age\",\"previous\":true,\"last_step\":true,\"first_step\":false,\"first_slide\":true,\"slide\":1"
        },
        {
            "back",
            "\"step\":1,\"steps\":2,\"title\":\"Your name\",\"previous\":false,\"last_step\":false,\"first_step\":true,\"first_slide\":true,\"slide\":1"
        },
        {"Eve", "\"step\":2,\"steps\":2,\"title\":\"Your age\",\"previous\":true"},
    };

    @Test
    public void onesGoesBackAndForwardByTheOldRules() throws Exception {
        for (Protocol protocol : Protocol.values()) {
            for (boolean isResp : new boolean[] {false, true}) {
                String id = protocol.begin(isResp, "helloChatflow");
                for (String[] row : MOVES) {
                    if (row[0].equals("back")) {
                        assertFalse(protocol.back(isResp, id).contains("error"));
                    } else if (!row[0].isEmpty()) {
                        assertFalse(protocol.report(isResp, id, "\"%s\"".formatted(row[0]))
                                .contains("error"));
                    }
                    assertHas(protocol.fetch(isResp, id), row[1]);
                    assertHas(protocol.fetchAgain(isResp, id), row[1]);
                }
                // At the very first slide there is nowhere to go.
                protocol.back(isResp, id);
                protocol.fetch(isResp, id);
                assertFalse(protocol.back(isResp, id).contains("error"));
                assertHas(protocol.fetchAgain(isResp, id), MOVES[0][1]);
            }
        }
    }

    @Test
    public void badInputGetsOneSentence() throws Exception {
        HttpResponse<String> unknown =
                send("/chatflows/actors/chatbot/new", "{\"package\": \"nothing\", \"chat\": \"x\"}");
        assertEquals(400, unknown.statusCode());
        assertEquals("{\"error\": \"Package nothing not found\"}", unknown.body());
        assertEquals(
                "{\"error\": \"Chat x not found\"}",
                post("/chatflows/actors/chatbot/new", "{\"package\": \"chatty\", \"chat\": \"x\"}"));
        assertEquals(
                "{\"error\": \"there is no chat x that you may begin\"}",
                post("/zerobot/webinterface/actors/chatbot/session_new", "{\"topic\": \"x\"}"));
        String foreign = "{\"session_id\": \"11111111-2222-3333-4444-555555555555\"}";
        assertEquals("{\"payload\":{\"category\":\"end\"}}", post("/chatflows/actors/chatbot/fetch", foreign));
        assertEquals("{\"valid\":false}", post("/chatflows/actors/chatbot/validate", foreign));
        HttpResponse<String> report = send("/chatflows/actors/chatbot/report", foreign);
        assertEquals(404, report.statusCode());
        assertEquals(
                "{\"error\": \"there is no conversation 11111111-2222-3333-4444-555555555555 of yours; it may have expired\"}",
                report.body());
        assertEquals(
                "{\"error\": \"the parameters must be an object, or the JSON of one\"}",
                post(
                        "/zerobot/webinterface/actors/chatbot/session_new",
                        "{\"topic\": \"chatty.helloChatflow\", \"query_params\": [1]}"));
        String id = Protocol.THREE_BOT.begin(false, "helloChatflow");
        assertHas(Protocol.THREE_BOT.fetch(false, id), "What is your name?");
        assertEquals("{\"error\": \"this must be answered\"}", Protocol.THREE_BOT.report(false, id, "\"\""));
        assertEquals("null", Protocol.THREE_BOT.report(false, id, "\"Ada\""));
        assertHas(Protocol.THREE_BOT.fetch(false, id), "How old are you?");
        assertEquals("{\"error\": \"this must be a whole number\"}", Protocol.THREE_BOT.report(false, id, "\"x\""));
        assertEquals(
                "{\"valid\":true}",
                post("/chatflows/actors/chatbot/validate", "{\"session_id\": \"%s\"}".formatted(id)));
        assertEquals("[\"chatty\",\"hello\"]", post("/chatflows/actors/chatbot/chatflows_list", "{}"));
        assertEquals(
                "[\"helloChatflow\",\"kindsChatflow\",\"movesChatflow\"]",
                post("/zerobot/webinterface/actors/chatbot/chatflows_list", "{}"));
        assertEquals(
                "{\"error\": \"several chats are meant by HELLO: chatty.helloChatflow, hello.helloChatflow; name one as <package>.<chat>\"}",
                post("/zerobot/webinterface/actors/chatbot/session_new", "{\"topic\": \"HELLO\"}"));
        assertTrue(post("/zerobot/webinterface/actors/chatbot/session_new", "{\"topic\": \"MOVES\"}")
                .contains("sessionid"));
        assertEquals("\"pong\"", post("/zerobot/webinterface/actors/chatbot/ping", "{}"));
    }

    @Test
    public void conversationsAreTheirOwnersAndAdministratorsSeeNoAnswers() throws Exception {
        String admin = server.ownerToken();
        assertTrue(server.post(
                        "/admin/actors/accounts/add",
                        "{\"name\": \"ada\", \"password\": \"a long password\", \"roles\": [\"user\"]}",
                        admin)
                .contains("ada"));
        Matcher token = Pattern.compile("carrack_[A-Za-z0-9_-]+")
                .matcher(server.post(
                        "/admin/actors/accounts/create_token", "{\"account\": \"ada\", \"name\": \"t\"}", admin));
        assertTrue(token.find());
        String ada = token.group();
        String begun = server.post(
                "/chatflows/actors/chatbot/new", "{\"package\": \"chatty\", \"chat\": \"helloChatflow\"}", ada);
        Matcher found = Pattern.compile("[0-9a-f-]{36}").matcher(begun);
        assertTrue(begun, found.find());
        String id = found.group();
        String of = "{\"session_id\": \"%s\"}".formatted(id);
        assertHas(server.post("/chatflows/actors/chatbot/fetch", of, ada), "What is your name?");
        assertEquals(
                "null",
                server.post(
                        "/chatflows/actors/chatbot/report",
                        "{\"session_id\": \"%s\", \"result\": \"canary\"}".formatted(id),
                        ada));
        assertHas(server.post("/chatflows/actors/chatbot/conversations", "{}", ada), "\"chat\":\"helloChatflow\"");
        assertEquals("{\"payload\":{\"category\":\"end\"}}", server.post("/chatflows/actors/chatbot/fetch", of, admin));
        assertTrue(server.post("/chatflows/actors/chatbot/report", of, admin).contains("there is no conversation"));
        assertTrue(post("/chatflows/actors/chatbot/cancel", of).contains("there is no conversation"));
        assertTrue(server.post("/chatflows/actors/chatbot/all_conversations", "{}", ada)
                .contains("it needs the role admin"));
        String all = server.post("/chatflows/actors/chatbot/all_conversations", "{}", admin);
        assertHas(all, "\"account\":\"ada\"");
        assertFalse(all, all.contains("canary"));
        assertEquals("null", server.post("/chatflows/actors/chatbot/cancel", of, admin));
        assertEquals("[]", server.post("/chatflows/actors/chatbot/conversations", "{}", ada));
    }

    /** A client of a page's WebSocket. */
    private static final class Socket implements WebSocket.Listener {

        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();
        private final CompletableFuture<String> closed = new CompletableFuture<>();
        private final WebSocket socket;

        Socket(String chat) {
            this(chat, "");
        }

        /** @param token of the caller; empty for nobody's */
        Socket(String chat, String token) {
            WebSocket.Builder builder = HTTP.newWebSocketBuilder();
            if (!token.isEmpty()) {
                builder.header("Authorization", "Bearer " + token);
            }
            socket = builder.buildAsync(
                            URI.create(server.url().replace("http", "ws")).resolve("/chatty/chats/" + chat + "/ws"),
                            this)
                    .join();
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                messages.add(text.toString());
                text.setLength(0);
            }
            webSocket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            closed.complete(statusCode + " " + reason);
            return CompletableFuture.completedFuture(null);
        }

        void send(String message) {
            socket.sendText(message, true).join();
        }

        /** The next message with something in it. */
        String await(String what) throws InterruptedException {
            while (true) {
                String next = messages.poll(20, TimeUnit.SECONDS);
                assertNotNull("waiting for " + what, next);
                if (next.contains(what)) {
                    return next;
                }
            }
        }
    }

    private static String question(String message) {
        Matcher question = Pattern.compile("\"question\":\"([^\"]+)\"").matcher(message);
        assertTrue(message, question.find());
        return question.group(1);
    }

    @Test
    public void aWebSocketIsToldWhatAnotherAnswers() throws Exception {
        Socket one = new Socket("helloChatflow");
        one.send("{\"type\": \"open\", \"parameters\": {}}");
        Matcher id = Pattern.compile("\"id\":\"([^\"]+)\"").matcher(one.await("\"type\":\"conversation\""));
        assertTrue(id.find());
        String first = question(one.await("What is your name?"));
        Socket other = new Socket("helloChatflow");
        other.send("{\"type\": \"open\", \"conversation\": \"%s\"}".formatted(id.group(1)));
        assertEquals(first, question(other.await("What is your name?")));
        other.send("{\"type\": \"answer\", \"question\": \"%s\", \"value\": \"\"}".formatted(first));
        assertHas(other.await("\"type\":\"invalid\""), "\"problems\":[\"this must be answered\"]");
        other.send("{\"type\": \"answer\", \"question\": \"%s\", \"value\": \"Ada\"}".formatted(first));
        other.await("\"type\":\"accepted\"");
        assertHas(one.await("\"type\":\"transcript\""), "\"prompt\":\"What is your name?\",\"answer\":\"Ada\"");
        one.await("How old are you?");
        one.send("{\"type\": \"answer\", \"question\": \"%s\", \"value\": \"Eve\"}".formatted(first));
        one.await("\"type\":\"stale\"");
        one.send("{\"type\": \"back\"}");
        other.await("What is your name?");
        one.send("no json");
        one.await("this is no JSON");
        one.send("{\"type\": \"dance\"}");
        one.await("the type must be open, answer, back, cancel or restart, not dance");
        one.send("{\"type\": \"restart\", \"parameters\": \"x\"}");
        one.await("the parameters must be an object, or the JSON of one");
        Socket binary = new Socket("helloChatflow");
        binary.socket.sendBinary(java.nio.ByteBuffer.allocate(3), true).join();
        assertEquals("1003 only text is understood here", binary.closed.get(20, TimeUnit.SECONDS));
        one.send("{\"type\": \"cancel\"}");
        one.await("\"type\":\"cancelled\"");
        other.await("\"category\":\"end\"");
    }

    @Test
    public void aConnectionEndsWithTheTokenThatItWasOpenedWith() throws Exception {
        String admin = server.ownerToken();
        server.post(
                "/admin/actors/accounts/add",
                "{\"name\": \"bob\", \"password\": \"a long password\", \"roles\": [\"user\"]}",
                admin);
        Matcher token = Pattern.compile("carrack_[A-Za-z0-9_-]+")
                .matcher(server.post(
                        "/admin/actors/accounts/create_token", "{\"account\": \"bob\", \"name\": \"t\"}", admin));
        assertTrue(token.find());
        Socket asking = new Socket("helloChatflow", token.group());
        asking.send("{\"type\": \"open\", \"parameters\": {}}");
        Matcher id = Pattern.compile("\"id\":\"([^\"]+)\"").matcher(asking.await("\"type\":\"conversation\""));
        assertTrue(id.find());
        String question = question(asking.await("What is your name?"));
        HttpResponse<java.io.InputStream> events = HTTP.send(
                HttpRequest.newBuilder(URI.create(server.url()).resolve("/chatty/chats/helloChatflow/events"))
                        .header("Accept", "text/event-stream")
                        .header("Authorization", "Bearer " + token.group())
                        .header("Carrack-Conversation", id.group(1))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        CompletableFuture<HttpResponse<String>> waiting = HTTP.sendAsync(
                HttpRequest.newBuilder(URI.create(server.url()).resolve("/chatflows/actors/chatbot/fetch"))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + token.group())
                        .POST(HttpRequest.BodyPublishers.ofString("{\"session_id\": \"%s\"}".formatted(id.group(1))))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        try (BufferedReader in = new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8))) {
            line(in, "What is your name?");
            server.post("/admin/actors/accounts/delete", "{\"name\": \"bob\"}", admin);
            asking.send("{\"type\": \"answer\", \"question\": \"%s\", \"value\": \"Eve\"}".formatted(question));
            assertEquals(
                    "1008 the login has ended, or its roles have changed", asking.closed.get(20, TimeUnit.SECONDS));
            assertEquals("nothing was said after it", List.of(), List.copyOf(asking.messages));
            server.post("/chatflows/actors/chatbot/cancel", "{\"session_id\": \"%s\"}".formatted(id.group(1)), admin);
            StringBuilder rest = new StringBuilder();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                rest.append(line);
            }
            assertFalse(rest.toString(), rest.toString().contains("data:"));
        }
        assertNotNull(waiting.get(20, TimeUnit.SECONDS));
        assertFalse(waiting.join().body(), waiting.join().body().contains("md_show"));
    }

    @Test
    public void anEventStreamWithoutAConversationSaysSo() throws Exception {
        for (String conversation : List.of("", "nobody")) {
            HttpResponse<String> events = HTTP.send(
                    HttpRequest.newBuilder(URI.create(server.url()).resolve("/chatty/chats/helloChatflow/events"))
                            .header("Accept", "text/event-stream")
                            .header("Carrack-Conversation", conversation)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertTrue(
                    events.body(),
                    events.body()
                            .contains(
                                    conversation.isEmpty()
                                            ? "name the conversation to listen to in the header Carrack-Conversation"
                                            : "there is no conversation nobody of yours"));
        }
    }

    @Test
    public void eventsComeWhereWebSocketsDoNot() throws Exception {
        String opened = post("/chatty/chats/helloChatflow/messages", "{\"type\": \"open\"}");
        Matcher id = Pattern.compile("\"id\":\"([^\"]+)\"").matcher(opened);
        assertTrue(opened, id.find());
        HttpResponse<java.io.InputStream> events = HTTP.send(
                HttpRequest.newBuilder(URI.create(server.url()).resolve("/chatty/chats/helloChatflow/events"))
                        .header("Accept", "text/event-stream")
                        .header("Carrack-Conversation", id.group(1))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertEquals("no", events.headers().firstValue("X-Accel-Buffering").orElse(""));
        assertEquals(
                "text/event-stream", events.headers().firstValue("Content-Type").orElse(""));
        try (BufferedReader in = new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8))) {
            String asked = line(in, "What is your name?");
            assertTrue(post(
                            "/chatty/chats/helloChatflow/messages",
                            "{\"type\": \"answer\", \"conversation\": \"%s\", \"question\": \"%s\", \"value\": \"Ada\"}"
                                    .formatted(id.group(1), question(asked)))
                    .contains("accepted"));
            line(in, "How old are you?");
            // A stream that goes on is none of the requests that a package waits for before it is replaced.
            update();
            String log = Files.readString(server.home().resolve("log/carrack.log"));
            assertFalse("it was waited for", log.contains("requests to package chatty are still running"));
            String last = in.readLine();
            while (last != null) {
                last = in.readLine();
            }
        }
    }

    /** The package's next version takes the place of this one. */
    private static void update() throws Exception {
        Path toml = sources.resolve("package.toml");
        Matcher version = Pattern.compile("version = \"1\\.0\\.(\\d+)\"").matcher(Files.readString(toml));
        assertTrue(version.find());
        Files.writeString(
                toml, version.replaceFirst("version = \"1.0.%d\"".formatted(Integer.parseInt(version.group(1)) + 1)));
        String added = server.post(
                "/admin/actors/packages/add_package", "{\"path\": \"%s\"}".formatted(sources), server.ownerToken());
        assertTrue(added, added.contains("\"ACTIVE\""));
    }

    @Test
    public void whoWaitsWhileThePackageIsReplacedMayAskAgain() throws Exception {
        String id = Protocol.THREE_BOT.begin(false, "helloChatflow");
        assertHas(Protocol.THREE_BOT.fetch(false, id), "What is your name?");
        CompletableFuture<HttpResponse<String>> waiting = HTTP.sendAsync(
                HttpRequest.newBuilder(URI.create(server.url()).resolve("/chatflows/actors/chatbot/fetch"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"session_id\": \"%s\"}".formatted(id)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        // A second request that comes back says that the first is in: it is taken in order.
        assertHas(Protocol.THREE_BOT.fetchAgain(false, id), "What is your name?");
        update();
        HttpResponse<String> answer = waiting.get(20, TimeUnit.SECONDS);
        assertEquals(503, answer.statusCode());
        assertHas(answer.body(), "the chat is being replaced");
        assertHas(Protocol.THREE_BOT.fetchAgain(false, id), "What is your name?");
    }

    private static String line(BufferedReader in, String what) throws Exception {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.contains(what)) {
                return line;
            }
        }
        throw new AssertionError("the events ended before " + what);
    }

    @Test
    public void aFileIsSentBeforeItIsTheAnswer() throws Exception {
        String id = Protocol.THREE_BOT.begin(false, "kindsChatflow");
        String uploads = "/chatty/chats/kindsChatflow/uploads";
        HttpResponse<String> early = send(uploads, "a,b", "X-File-Name", "a.csv", "Carrack-Conversation", id);
        assertEquals(409, early.statusCode());
        assertHas(early.body(), "no file is asked for; the file was not taken");
        for (String[] row : KINDS) {
            String message = Protocol.THREE_BOT.fetch(false, id);
            while (message.contains("loading")) {
                message = Protocol.THREE_BOT.fetch(false, id);
            }
            if (message.contains("upload_file")) {
                break;
            }
            assertEquals(row[0], "null", Protocol.THREE_BOT.report(false, id, row[1]));
        }
        HttpResponse<String> sent =
                send(uploads, "a,b", "X-File-Name", "../../evil table.csv", "Carrack-Conversation", id);
        assertEquals(sent.body(), 200, sent.statusCode());
        assertHas(sent.body(), "\"file_name\":\"evil_table.csv\"");
        assertHas(sent.body(), "\"size\":3");
        String form =
                "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s.csv\"\r\n\r\na,b\r\n--x--\r\n";
        HttpResponse<String> longName = HTTP.send(
                HttpRequest.newBuilder(URI.create(server.url()).resolve(uploads))
                        .header("Content-Type", "multipart/form-data; boundary=x")
                        .header("Carrack-Conversation", id)
                        .POST(HttpRequest.BodyPublishers.ofString(form.formatted("\u00fc".repeat(400))))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(longName.body(), 200, longName.statusCode());
        assertHas(longName.body(), "\u00fc.csv\"");
        HttpResponse<String> noBoundary = HTTP.send(
                HttpRequest.newBuilder(URI.create(server.url()).resolve(uploads))
                        .header("Content-Type", "multipart/form-data")
                        .header("Carrack-Conversation", id)
                        .POST(HttpRequest.BodyPublishers.ofString(form.formatted("a")))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(400, noBoundary.statusCode());
        assertHas(noBoundary.body(), "the form cannot be read: its Content-Type names no boundary");
        String part = "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n";
        for (String bad : List.of(
                "garbage",
                "",
                "--x",
                part,
                part + "\r\ncut",
                part + "X-Long: " + "y".repeat(20_000) + "\r\n\r\na\r\n--x--\r\n",
                "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\r\n\r\na\r\n--x--\r\n")) {
            HttpResponse<String> refused = HTTP.send(
                    HttpRequest.newBuilder(URI.create(server.url()).resolve(uploads))
                            .header("Content-Type", "multipart/form-data; boundary=x")
                            .header("Carrack-Conversation", id)
                            .POST(HttpRequest.BodyPublishers.ofString(bad))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(bad.substring(0, Math.min(80, bad.length())) + refused.body(), 400, refused.statusCode());
            assertHas(refused.body(), "the form ");
        }
        HttpResponse<String> foreign = send(uploads, "a,b", "X-File-Name", "a.csv", "Carrack-Conversation", "nobody");
        assertEquals(404, foreign.statusCode());
        assertTrue(foreign.body(), foreign.body().contains("there is no conversation nobody of yours"));
    }

    @Test
    public void whatIsNotThereIsSaid() throws Exception {
        List<String> seen = new ArrayList<>();
        for (String[] one : new String[][] {
            {"GET", "/chatty/chats/nothing", "404"},
            {"GET", "/chatty/chats/helloChatflow/nothing", "404"},
            {"GET", "/chatty/chats/helloChatflow/ws", "426"},
            {"GET", "/chatty/chats/helloChatflow/messages", "405"},
            {"POST", "/chatty/chats/helloChatflow", "405"},
            {"GET", "/acme/chatty/chat/helloChatflow", "200"},
            {"GET", "/chatty/chats/chat.js", "200"},
            {"GET", "/nothing/chats/x", "404"},
        }) {
            HttpResponse<String> answer = HTTP.send(
                    HttpRequest.newBuilder(URI.create(server.url()).resolve(one[1]))
                            .method(one[0], HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            seen.add(one[0] + " " + one[1] + " " + answer.statusCode());
            assertEquals(String.join(" ", one), seen.get(seen.size() - 1));
        }
    }

    @Test
    public void aFlowThatCannotBeStoredIsNamed() throws Exception {
        Path bad = Server.sources(
                FOLDER.newFolder().toPath(), "name = \"bad\"\nversion = \"1.0.0\"\n", "chats/BadChatflow.java", """
                        import org.carrack.chat.*;
                        import org.osgi.service.component.annotations.*;

                        @Component(scope = ServiceScope.PROTOTYPE)
                        public class BadChatflow implements Chatflow {
                            Thread thread;

                            @ChatStep(order = 1)
                            void ask(Dialogue chat) {
                                chat.show("x");
                            }
                        }
                        """);
        String sentence =
                "the field thread of the chatflow bad.BadChatflow cannot be stored with a conversation: it is of java.lang.Thread; make it transient or final if it is no state";
        ServerProcess.Ended verified = server.command("package", "verify", bad.toString());
        assertTrue(verified.out() + verified.err(), (verified.out() + verified.err()).contains(sentence));
        String added = server.post(
                "/admin/actors/packages/add_package", "{\"path\": \"%s\"}".formatted(bad), server.ownerToken());
        assertTrue(added, added.contains(sentence));
        Files.writeString(
                bad.resolve("chats/BadChatflow.java"),
                Files.readString(bad.resolve("chats/BadChatflow.java"))
                        .replace("(scope = ServiceScope.PROTOTYPE)", "")
                        .replace("Thread thread", "String name"));
        added = server.post(
                "/admin/actors/packages/add_package", "{\"path\": \"%s\"}".formatted(bad), server.ownerToken());
        assertTrue(added, added.contains("write @Component(scope = ServiceScope.PROTOTYPE)"));
    }
}

package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/** What is left of a conversation when the server was killed, and of a package that was deleted. */
@Category(OwnProcess.class)
public class ChatRestartIT {

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static final String CANARY = "canary-4711-of-a-secret";

    private static final String CHATFLOW = """
            import java.nio.file.Files;
            import org.carrack.chat.*;
            import org.osgi.service.component.annotations.*;

            @Component(scope = ServiceScope.PROTOTYPE)
            public class KeepChatflow implements Chatflow {
                String secret = "";

                @ChatStep(order = 1)
                void ask(Dialogue chat) throws Exception {
                    secret = chat.ask(Question.secret("A secret?"));
                    Upload upload = chat.ask(Question.upload("A file?"));
                    chat.show(Files.readString(chat.file(upload)) + " and " + secret.length());
                }
            }
            """;

    private final HttpClient http = HttpClient.newHttpClient();

    private static String found(String text, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        assertTrue(text, found.find());
        return found.group(1);
    }

    private static String message(String type, String more) {
        return "{\"type\": \"%s\"%s}".formatted(type, more);
    }

    private static String answer(String id, String asked, String value) {
        return message(
                "answer",
                ", \"conversation\": \"%s\", \"question\": \"%s\", \"value\": %s"
                        .formatted(id, found(asked, "\"question\":\"([^\"]+)\""), value));
    }

    private static String open(ServerProcess server, String token, String id) throws Exception {
        return server.post(
                "/kept/chats/keepChatflow/messages",
                message("open", ", \"conversation\": \"%s\"".formatted(id)),
                token);
    }

    /** What is asked when the flow has done its work. */
    private static String awaitAsked(ServerProcess server, String token, String id) throws Exception {
        return server.post("/chatflows/actors/chatbot/fetch", "{\"session_id\": \"%s\"}".formatted(id), token);
    }

    @Test
    public void aConversationOutlivesItsServerAndLeavesNoSecretBehind() throws Exception {
        Path home = FOLDER.newFolder("home").toPath();
        Path sources = Server.sources(
                FOLDER.newFolder().toPath(),
                "name = \"kept\"\nversion = \"1.0.0\"\nis_admin = false\n",
                "chats/KeepChatflow.java",
                CHATFLOW);
        String ada;
        String id;
        String upload;
        try (ServerProcess server = ServerProcess.start(home)) {
            String added = server.post(
                    "/admin/actors/packages/add_package", "{\"path\": \"%s\"}".formatted(sources), server.ownerToken());
            assertTrue(added, added.contains("\"ACTIVE\""));
            server.post(
                    "/admin/actors/accounts/add",
                    "{\"name\": \"ada\", \"password\": \"a long password\", \"roles\": [\"user\"]}",
                    server.ownerToken());
            ada = found(
                    server.post(
                            "/admin/actors/accounts/create_token",
                            "{\"account\": \"ada\", \"name\": \"t\"}",
                            server.ownerToken()),
                    "(carrack_[A-Za-z0-9_-]+)");
            id = found(
                    server.post(
                            "/chatflows/actors/chatbot/new",
                            "{\"package\": \"kept\", \"chat\": \"keepChatflow\"}",
                            ada),
                    "\"sessionId\":\"([^\"]+)\"");
            assertTrue(awaitAsked(server, ada, id).contains("A secret?"));
            assertEquals(
                    "null",
                    server.post(
                            "/chatflows/actors/chatbot/report",
                            "{\"session_id\": \"%s\", \"result\": \"%s\"}".formatted(id, CANARY),
                            ada));
            assertTrue(awaitAsked(server, ada, id).contains("A file?"));
            HttpResponse<String> sent = http.send(
                    HttpRequest.newBuilder(URI.create(server.url()).resolve("/kept/chats/keepChatflow/uploads"))
                            .header("Authorization", "Bearer " + ada)
                            .header("Carrack-Conversation", id)
                            .header("X-File-Name", "note.txt")
                            .POST(HttpRequest.BodyPublishers.ofString("hello"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            upload = found(sent.body(), "\"id\":\"([^\"]+)\"");
            server.kill();
        }
        try (ServerProcess server = ServerProcess.start(home)) {
            String asked = open(server, ada, "");
            assertTrue("somebody who is logged in needs no id", asked.contains(id));
            if (!asked.contains("A file?")) {
                asked = awaitAsked(server, ada, id);
                asked = open(server, ada, "");
            }
            assertTrue(asked, asked.contains("A file?"));
            assertTrue("the transcript is there", asked.contains("\"answer\":\"••••••\""));
            assertEquals(
                    "there is one",
                    2,
                    server.post("/chatflows/actors/chatbot/conversations", "{}", ada)
                            .split("session_id", -1)
                            .length);
            String accepted = server.post(
                    "/kept/chats/keepChatflow/messages",
                    answer(id, asked, "{\"upload\": \"%s\"}".formatted(upload)),
                    ada);
            assertTrue(accepted, accepted.contains("accepted"));
            assertTrue(awaitAsked(server, ada, id).contains("hello and " + CANARY.length()));
            assertEquals(List.of(), filesWith(home, CANARY));
            ServerProcess.Ended deleted = server.command("package", "delete", "kept", "--purge");
            assertEquals(deleted.out() + deleted.err(), 0, deleted.status());
            assertEquals("[]", server.post("/chatflows/actors/chatbot/conversations", "{}", ada));
            assertFalse(Files.exists(home.resolve("data/chats/uploads").resolve(id)));
        }
    }

    private static List<String> filesWith(Path folder, String text) throws IOException {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> {
                        try {
                            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                                    .contains(new String(wanted, StandardCharsets.ISO_8859_1));
                        } catch (IOException e) {
                            return false;
                        }
                    })
                    .map(Path::toString)
                    .toList();
        }
    }
}

package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.jackson2.DefaultJsonSchemaValidator;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceRequest;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/** Actors as tools of agents: with the SDK of the protocol for Java, the one for JavaScript, and by hand. */
@Category(OwnProcess.class)
public class McpIT {

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static final String BOX = """
            import java.util.concurrent.*;
            import org.carrack.actor.*;
            import org.osgi.service.component.annotations.*;

            /** Tools. */
            @Component
            public class Box implements Actor {
                private volatile boolean wasInterrupted;

                /**
                 * Greets somebody.
                 *
                 * @param name who
                 */
                @ActorMethod(safe = true) @Tool
                public String greet(String name) { return "Hello " + name; }

                /** Counts, and says how far it is. */
                @ActorMethod @Tool
                public int count(int to, CallContext call) {
                    for (int i = 1; i <= to; i++) {
                        call.progress(i, to, "at " + i);
                    }
                    return to;
                }

                @ActorMethod(timeLimitMs = 600000) @Tool
                public void hang(CallContext call) throws InterruptedException {
                    try {
                        call.progress(1, 0, "");
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        wasInterrupted = true;
                        throw e;
                    }
                }

                @ActorMethod(safe = true)
                public boolean interrupted() { return wasInterrupted; }

                @ActorMethod @Tool
                public void fail() { throw new IllegalStateException("the box is broken"); }

                @ActorMethod @Tool @org.carrack.auth.RequiresRole("admin")
                public String secret() { return "4711"; }

                /** Not a tool. */
                @ActorMethod
                public String plain() { return ""; }
            }
            """;

    private static ServerProcess server;
    private static Path home;

    @BeforeClass
    public static void start() throws Exception {
        home = FOLDER.newFolder("home").toPath();
        Files.writeString(
                Files.createDirectories(home.resolve("etc")).resolve("carrack.toml"),
                "[mcp]\nenabled = true\nrequests_per_minute = 100000\n");
        server = ServerProcess.start(home);
        add("toolbox", "is_auth = false\nis_admin = false\n");
        add("closed", "is_admin = true\n");
    }

    @AfterClass
    public static void stop() throws Exception {
        server.close();
    }

    private static void add(String name, String flags) throws Exception {
        Path sources = Server.sources(
                FOLDER.newFolder().toPath(),
                "name = \"%s\"\nversion = \"1.0.0\"\n%s".formatted(name, flags),
                "actors/Box.java",
                BOX,
                "wiki/Home.md",
                "# Tools\n\nHow they are used.\n",
                "mcp/data.csv",
                "a,b\n1,2\n");
        ServerProcess.Ended added = server.command("package", "add", sources.toString(), "--copy");
        assertEquals(added.err(), 0, added.status());
    }

    private static String url() {
        return server.url() + "mcp";
    }

    private static McpSyncClient client(String token, BlockingQueue<String> progress) {
        HttpClientStreamableHttpTransport.Builder transport = HttpClientStreamableHttpTransport.builder(server.url())
                .endpoint("/mcp")
                .jsonMapper(new JacksonMcpJsonMapper(JsonMapper.builder().build()))
                .supportedProtocolVersions(List.of("2025-11-25"));
        if (!token.isEmpty()) {
            transport.requestBuilder(HttpRequest.newBuilder().header("Authorization", "Bearer " + token));
        }
        return McpClient.sync(transport.build())
                .jsonSchemaValidator(new DefaultJsonSchemaValidator())
                .progressConsumer(
                        step -> progress.add("%s/%s %s".formatted(step.progress(), step.total(), step.message())))
                .build();
    }

    private static String next(BlockingQueue<String> progress) {
        try {
            return String.valueOf(progress.poll(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(CallToolResult result) {
        return ((TextContent) result.content().get(0)).text();
    }

    private static CallToolRequest request(String tool, Map<String, Object> arguments) {
        return CallToolRequest.builder(tool).arguments(arguments).build();
    }

    @Test
    public void theSdkForJavaListsAndCallsAndReads() {
        BlockingQueue<String> progress = new LinkedBlockingQueue<>();
        try (McpSyncClient client = client("", progress)) {
            assertEquals("carrack", client.initialize().serverInfo().name());
            client.ping();
            List<Tool> tools = client.listTools().tools();
            assertEquals(
                    List.of(
                            "search_tools",
                            "call_tool",
                            "toolbox_box_count",
                            "toolbox_box_fail",
                            "toolbox_box_greet",
                            "toolbox_box_hang"),
                    tools.stream().map(Tool::name).toList());
            Tool greet = tools.get(4);
            assertEquals("Greets somebody.", greet.description());
            assertEquals(true, greet.annotations().readOnlyHint());
            assertEquals(
                    Map.of(
                            "type",
                            "object",
                            "properties",
                            Map.of("name", Map.of("type", "string", "description", "who")),
                            "required",
                            List.of("name"),
                            "additionalProperties",
                            false),
                    greet.inputSchema());
            assertEquals("\"Hello Ada\"", text(client.callTool(request("toolbox_box_greet", Map.of("name", "Ada")))));

            CallToolResult counted = client.callTool(CallToolRequest.builder("toolbox_box_count")
                    .arguments(Map.of("to", 3))
                    .meta(Map.of("progressToken", "t"))
                    .build());
            assertEquals("3", text(counted));
            // The SDK tells them on several threads, and may do so after the call has returned.
            assertEquals(
                    List.of("1.0/3.0 at 1", "2.0/3.0 at 2", "3.0/3.0 at 3"),
                    Stream.of(next(progress), next(progress), next(progress))
                            .sorted()
                            .toList());

            CallToolResult missing = client.callTool(request("toolbox_box_greet", Map.of()));
            assertTrue(missing.isError());
            assertTrue(text(missing), text(missing).contains("missing a required argument: 'name'"));
            CallToolResult failed = client.callTool(request("toolbox_box_fail", Map.of()));
            assertTrue(failed.isError());
            assertTrue(
                    text(failed),
                    text(failed)
                            .matches(
                                    "toolbox\\.box\\.fail failed: the box is broken \\(the server's log has more at the number [0-9a-f]{8}\\)"));
            assertThrows(McpError.class, () -> client.callTool(request("toolbox_box_nothing", Map.of())));
            // What is not listed is not called, either.
            assertThrows(McpError.class, () -> client.callTool(request("toolbox_box_secret", Map.of())));
            assertThrows(McpError.class, () -> client.callTool(request("toolbox_box_plain", Map.of())));
            assertThrows(McpError.class, () -> client.callTool(request("closed_box_greet", Map.of("name", "Ada"))));
            assertEquals("\"Hello Eve\"", text(client.callTool(request("toolbox_box_greet", Map.of("name", "Eve")))));

            String found = text(client.callTool(request("search_tools", Map.of("query", "greets"))));
            assertTrue(found, found.contains("toolbox_box_greet") && found.contains("inputSchema"));
            assertFalse(found, found.contains("closed_"));

            assertTrue(client.listResources().resources().stream()
                    .anyMatch(one -> one.uri().equals("carrack://toolbox/mcp/data.csv")));
            assertFalse(client.listResources().resources().stream()
                    .anyMatch(one -> one.uri().startsWith("carrack://closed/")));
            TextResourceContents page = (TextResourceContents)
                    client.readResource(ReadResourceRequest.builder("carrack://toolbox/wiki/Home.md")
                                    .build())
                            .contents()
                            .get(0);
            assertEquals("# Tools\n\nHow they are used.\n", page.text());
            assertThrows(
                    McpError.class,
                    () -> client.readResource(ReadResourceRequest.builder("carrack://closed/wiki/Home.md")
                            .build()));
        }
    }

    @Test
    public void anAdminSeesMoreAndWhatIsDoneIsWrittenDown() throws Exception {
        try (McpSyncClient client = client(server.ownerToken(), new LinkedBlockingQueue<>())) {
            client.initialize();
            List<String> tools =
                    client.listTools().tools().stream().map(Tool::name).toList();
            assertTrue(tools.toString(), tools.contains("closed_box_greet") && tools.contains("toolbox_box_secret"));
            assertEquals("\"4711\"", text(client.callTool(request("toolbox_box_secret", Map.of()))));
        }
        // A token for other packages opens none of this one's tools that need a role.
        String narrow = server.command("user", "token", "admin", "--package", "hello", "--name", "narrow")
                .out()
                .strip();
        String listed = send("POST", rpc("tools/list", ""), "Authorization", "Bearer " + narrow)
                .body();
        assertTrue(listed, listed.contains("toolbox_box_greet"));
        assertFalse(listed, listed.contains("toolbox_box_secret"));
        HttpResponse<String> invalid = send("POST", rpc("tools/list", ""), "Authorization", "Bearer carrack_invalid");
        assertEquals(401, invalid.statusCode());
        assertTrue(invalid.body(), invalid.body().contains("the token is "));

        String audit = server.command("audit").out();
        assertTrue(audit, audit.contains("mcp.call") && audit.contains("toolbox.box.secret"));
        assertFalse(audit, audit.contains("toolbox.box.greet"));
    }

    @Test
    public void theSdkForJavaScriptDoesTheSameAndCancels() throws Exception {
        Path folder = FOLDER.newFolder("node").toPath();
        Path script =
                Path.of(System.getProperty("carrack.checkout"), "runtime/itest/src/test/resources/mcp-client.mjs");
        Files.copy(script, folder.resolve("mcp-client.mjs"));
        Files.writeString(
                folder.resolve("package.json"),
                "{\"private\": true, \"dependencies\": {\"@modelcontextprotocol/sdk\": \"1.32.2\"}}");
        run(folder, "npm", "install", "--silent", "--no-audit", "--no-fund");
        String said = run(folder, "node", "mcp-client.mjs", url());
        for (String line : List.of(
                "server: \"carrack\"",
                "tools: [\"search_tools\",\"call_tool\",\"toolbox_box_count\",\"toolbox_box_fail\",\"toolbox_box_greet\",\"toolbox_box_hang\"]",
                "greet: {\"content\":[{\"type\":\"text\",\"text\":\"\\\"Hello Ada\\\"\"}],\"isError\":false}",
                "by call_tool: {\"content\":[{\"type\":\"text\",\"text\":\"\\\"Hello Bob\\\"\"}],\"isError\":false}",
                "wrong argument: true",
                "unknown: -32602",
                "counted: \"3\"",
                "progress: [\"1/3 at 1\",\"2/3 at 2\",\"3/3 at 3\"]",
                "resources: [\"carrack://toolbox/mcp/data.csv\",\"carrack://toolbox/wiki/Home.md\"]",
                "no page: -32002")) {
            assertTrue(said + "\nhas no " + line, said.contains(line));
        }
        assertTrue(said, said.contains("cancelled: ") && said.contains("enough"));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!server.post("/toolbox/actors/box/interrupted", "", "").equals("true")) {
            assertTrue("the method was not interrupted", System.nanoTime() < end);
        }
    }

    private static String run(Path folder, String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said;
        try (InputStream in = process.getInputStream()) {
            said = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertEquals(said, 0, process.waitFor());
        return said;
    }

    private static HttpResponse<String> send(String method, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url()))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String rpc(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\"%s}"
                .formatted(method, params.isEmpty() ? "" : ",\"params\":" + params);
    }

    @Test
    public void aClientNeedsNoSessionAndAnyRevisionIsNegotiated() throws Exception {
        String initialize =
                "{\"protocolVersion\":\"%s\",\"capabilities\":{},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}";
        assertTrue(send("POST", rpc("initialize", initialize.formatted("2025-06-18")))
                .body()
                .contains("\"protocolVersion\":\"2025-06-18\""));
        HttpResponse<String> newer = send("POST", rpc("initialize", initialize.formatted("2026-07-28")));
        assertTrue(newer.body(), newer.body().contains("\"protocolVersion\":\"2025-11-25\""));
        assertTrue(newer.headers().firstValue("Mcp-Session-Id").isPresent());
        assertTrue(send("POST", rpc("tools/list", "")).body().contains("toolbox_box_greet"));
        // A session of another server, or of this one before a restart, is as good.
        assertTrue(send("POST", rpc("tools/list", ""), "Mcp-Session-Id", "of-another-server")
                .body()
                .contains("toolbox_box_greet"));
        HttpResponse<String> unknown = send("POST", rpc("server/discover", ""));
        assertEquals(200, unknown.statusCode());
        assertTrue(
                unknown.body(),
                unknown.body().contains("\"code\":-32601,\"message\":\"there is no method server/discover here\""));
        HttpResponse<String> version = send("POST", rpc("tools/list", ""), "MCP-Protocol-Version", "2026-07-28");
        assertEquals(400, version.statusCode());
        assertTrue(
                version.body(),
                version.body()
                        .contains(
                                "the revision 2026-07-28 is not spoken here; these are: 2025-11-25, 2025-06-18, 2025-03-26"));
        assertEquals(
                202,
                send("POST", "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")
                        .statusCode());
        assertEquals(405, send("GET", "").statusCode());
        assertEquals(204, send("DELETE", "", "Mcp-Session-Id", "x").statusCode());
    }

    @Test
    public void whatIsNoRequestIsAnsweredWithWhatIsWrong() throws Exception {
        for (String body : List.of("", "x", "[]", "[" + rpc("ping", "") + "]", "{}", "1", "{\"jsonrpc\":\"1.0\"}")) {
            HttpResponse<String> answer = send("POST", body);
            assertEquals(body + answer.body(), 400, answer.statusCode());
            assertTrue(answer.body(), answer.body().contains("\"error\":{\"code\":-32"));
        }
        for (String params : List.of(
                "",
                "[]",
                "1",
                "{}",
                "{\"name\":5}",
                "{\"name\":\"call_tool\",\"arguments\":{\"name\":\"x\",\"arguments\":3}}")) {
            HttpResponse<String> answer = send("POST", rpc("tools/call", params));
            assertEquals(params + answer.body(), 200, answer.statusCode());
            assertTrue(params + answer.body(), answer.body().contains("\"code\":-32602"));
        }
        assertTrue(send("POST", rpc("tools/list", "{\"cursor\":\"x\"}"))
                .body()
                .contains("the cursor is none of this server"));
        assertEquals(
                404,
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(url() + "/x"))
                                        .POST(HttpRequest.BodyPublishers.noBody())
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode());
    }

    @Test
    public void pagesOfOtherSitesMayNotAsk() throws Exception {
        HttpResponse<String> refused =
                send("POST", rpc("tools/list", ""), "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site");
        assertEquals(403, refused.statusCode());
        assertTrue(
                refused.body(),
                refused.body().contains("pages of https://evil.example may not ask here; [mcp] origins"));
        String own = server.url().replaceAll("/$", "");
        assertEquals(
                200,
                send("POST", rpc("tools/list", ""), "Origin", own, "Sec-Fetch-Site", "same-origin")
                        .statusCode());
    }

    @Test
    public void aToolGoesWithItsPackage() throws Exception {
        add("passing", "is_auth = false\nis_admin = false\n");
        String call = rpc("tools/call", "{\"name\":\"passing_box_greet\",\"arguments\":{\"name\":\"Ada\"}}");
        assertTrue(send("POST", call).body().contains("Hello Ada"));
        assertEquals(0, server.command("package", "delete", "passing").status());
        String gone = send("POST", call).body();
        assertTrue(
                gone,
                gone.contains(
                        "there is no tool passing_box_greet, or anonymous may not use it; it may have gone with its package: list the tools again"));
    }

    @Test
    public void aListIsAsLongAsItsOwnerWantsAndOthersAreFoundAndLimited() throws Exception {
        Path other = FOLDER.newFolder("short").toPath();
        Files.writeString(
                Files.createDirectories(other.resolve("etc")).resolve("carrack.toml"),
                "[mcp]\nenabled = true\ntools = \"safe\"\nlist_limit = 1\nrequests_per_minute = 5\n");
        ServerProcess before = server;
        try (ServerProcess limited = ServerProcess.start(other)) {
            server = limited;
            add("toolbox", "is_auth = false\nis_admin = false\n");
            String list = send("POST", rpc("tools/list", "")).body();
            assertEquals(list, 3, list.split("\"inputSchema\"", -1).length - 1);
            String filtered = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(url() + "?package=toolbox"))
                                    .POST(HttpRequest.BodyPublishers.ofString(rpc(
                                            "tools/call",
                                            "{\"name\":\"search_tools\",\"arguments\":{\"query\":\"toolbox\"}}")))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            // What only reads is a tool here without a mark.
            assertTrue(
                    filtered, filtered.contains("toolbox_box_interrupted") && filtered.contains("toolbox_box_greet"));
            int status = 200;
            HttpResponse<String> last = send("POST", rpc("ping", ""));
            for (int i = 0; i < 10 && status == 200; i++) {
                last = send("POST", rpc("ping", ""));
                status = last.statusCode();
            }
            assertEquals(429, status);
            assertTrue(last.headers().firstValue("Retry-After").isPresent());
            assertTrue(
                    last.body(),
                    last.body().contains("too many requests; [mcp] requests_per_minute says how many there may be"));
        } finally {
            server = before;
        }
    }

    @Test
    public void itIsOffWhereNobodyHasSwitchedItOn() throws Exception {
        try (ServerProcess off = ServerProcess.start(FOLDER.newFolder("off").toPath())) {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(off.url() + "mcp"))
                                    .POST(HttpRequest.BodyPublishers.ofString(rpc("ping", "")))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertEquals(404, answer.statusCode());
            assertTrue(answer.body(), answer.body().contains("[mcp] enabled in etc/carrack.toml is false"));
        }
    }
}

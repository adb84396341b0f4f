package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/** Commands by each way: shell, HTTP, gedis, and Ockle's socket, with a client that is written from the record of its protocol. */
@Category(OwnProcess.class)
public class CommandsIT {

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static final String RACKS =
            """
            import java.util.*;
            import java.util.concurrent.*;
            import org.carrack.actor.*;
            import org.osgi.service.component.annotations.*;

            /** Racks. */
            @Component
            public class Racks implements Actor {
                private final CountDownLatch forEver = new CountDownLatch(1);

                /**
                 * Switches a server.
                 *
                 * @param server its name
                 * @param state on or off
                 */
                @ActorMethod
                @Command("setServer")
                public Map<String, Object> set(String server, @Default("on") String state) {
                    return Map.of("status", server + " " + state);
                }

                @ActorMethod @Command
                public int twice(int number) { return 2 * number; }

                @ActorMethod @Command
                public void explode() { throw new IllegalStateException("the cause"); }

                @ActorMethod(timeLimitMs = 600000) @Command
                public void hang() throws InterruptedException { forEver.await(); }

                @ActorMethod @RequiresRoleForTest @Command
                public String closed() { return "open"; }
            }
            """.replace("@RequiresRoleForTest", "@org.carrack.auth.RequiresRole(\"admin\")");

    private static ServerProcess server;
    private static int port;
    private static Path racks;

    @BeforeClass
    public static void start() throws Exception {
        Path home = FOLDER.newFolder("home").toPath();
        port = ServerProcess.freePort();
        Files.writeString(
                Files.createDirectories(home.resolve("etc")).resolve("carrack.toml"),
                "[command_socket]\nenabled = true\nport = %d\n".formatted(port));
        server = ServerProcess.startWithGedis(home);
        racks = Server.sources(
                FOLDER.newFolder().toPath(),
                "name = \"racks\"\nversion = \"1.0.0\"\nis_auth = false\nis_admin = false\n",
                "actors/Racks.java",
                RACKS);
        assertEquals(
                "", server.command("package", "add", racks.toString(), "--copy").err());
    }

    @AfterClass
    public static void stop() throws Exception {
        server.close();
    }

    private static String run(String... command) throws Exception {
        ServerProcess.Ended ended = server.command(command);
        return ended.status() + " " + ended.out() + ended.err();
    }

    private static String message(String command, String data) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><MessageType name=\"MessageClientSend\"><MessageAttr Command=\"%s\"><data>%s</data></MessageAttr></MessageType>"
                .formatted(command, data);
    }

    private static byte[] frame(String message) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        return (bytes.length + ":" + message).getBytes(StandardCharsets.UTF_8);
    }

    /** What comes back, without its length, which must be right. */
    private static String read(InputStream in) throws IOException {
        byte[] all = in.readAllBytes();
        String text = new String(all, StandardCharsets.UTF_8);
        int colon = text.indexOf(':');
        assertTrue("no frame: " + text, colon > 0);
        assertEquals(all.length - colon - 1, Integer.parseInt(text.substring(0, colon)));
        return text.substring(colon + 1);
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Sends bytes in so many pieces, and reads the reply. */
    private static String exchange(byte[] bytes, int pieces) throws Exception {
        try (Socket socket = connect()) {
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            int size = (bytes.length + pieces - 1) / pieces;
            for (int at = 0; at < bytes.length; at += size) {
                out.write(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size)));
                out.flush();
            }
            return read(socket.getInputStream());
        }
    }

    private static String call(String command, String data) throws Exception {
        return exchange(frame(message(command, data)), 1);
    }

    private static String error(String reason) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><MessageType name=\"MessageServerError\"><MessageAttr Error=\"%s\"><data/></MessageAttr></MessageType>"
                .formatted(reason);
    }

    private static String reply(String command, String data) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><MessageType name=\"MessageServerSend\"><MessageAttr Reply=\"%s\">%s</MessageAttr></MessageType>"
                .formatted(command, data.isEmpty() ? "<data/>" : "<data>" + data + "</data>");
    }

    @Test
    public void commandsAnswerInTheShellAndOverHttpAndGedis() throws Exception {
        assertEquals("0 {\"status\":\"web off\"}\n", run("command", "run", "setServer", "server=web", "state=off"));
        assertEquals("0 4\n", run("command", "run", "racks.twice", "number=2"));
        String list = run("command", "list");
        assertTrue(list, list.contains("server [state]") && list.contains("Switches a server."));
        assertTrue(list, list.contains("setINIFile"));
        assertTrue(run("command", "run", "setServers")
                .contains("there is no command setServers; did you mean setServer?"));
        assertTrue(run("command", "run", "twice").contains("number"));
        assertTrue(run("command", "run", "twice", "2").contains("an argument is written name=value, not 2"));

        String json = run("command", "list", "--json");
        assertTrue(
                json, json.contains("\"properties\":{\"server\":{\"type\":\"string\",\"description\":\"its name\"}"));

        String called = server.post(
                "/commands/actors/command/call",
                "{\"name\": \"setServer\", \"arguments\": {\"server\": \"web\"}}",
                server.ownerToken());
        assertEquals("{\"status\":\"web on\"}", called);
        assertEquals("{\"status\":\"db on\"}", server.post("/racks/actors/racks/set", "{\"server\": \"db\"}", ""));
        try (Socket gedis = new Socket(InetAddress.getLoopbackAddress(), server.gedisPort())) {
            String name = "commands.command.call";
            String arguments = "{\"name\": \"twice\", \"arguments\": {\"number\": 21}}";
            gedis.getOutputStream()
                    .write("*2\r\n$%d\r\n%s\r\n$%d\r\n%s\r\n"
                            .formatted(name.length(), name, arguments.length(), arguments)
                            .getBytes(StandardCharsets.UTF_8));
            byte[] answer = new byte[8];
            assertEquals(8, gedis.getInputStream().readNBytes(answer, 0, 8));
            assertEquals("$2\r\n42\r\n", new String(answer, StandardCharsets.UTF_8));
        }
    }

    @Test
    public void ocklesClientsAreAnsweredInTheirForm() throws Exception {
        assertEquals(reply("setServer", "<status>web on</status>"), call("setServer", "<server>web</server>"));
        assertEquals(reply("twice", "<result>42</result>"), call("twice", "<number>21</number>"));
        assertEquals(
                reply("twice", "<result>42</result>"), exchange(frame(message("twice", "<number>21</number>")), 3));
        assertEquals(
                reply("twice", "<result>42</result>"), exchange(frame(message("twice", "<number>21</number>")), 200));
        String list = call("listCommands", "");
        assertTrue(list, list.contains("<setServer>Switches a server.</setServer>"));
        // Who calls without a token may see what everybody may.
        assertFalse(list, list.contains("closed"));
        assertFalse(list, list.contains("setINIFile"));
        assertEquals(error("Unknown Command"), call("nothing", ""));
        assertEquals(error("Unknown Command"), call("closed", ""));
        String forbidden = call("getAvailablePluginsList", "");
        assertTrue(forbidden, forbidden.contains("MessageServerError"));
        String missing = call("twice", "");
        assertTrue(missing, missing.contains("number"));
        String failed = call("explode", "");
        assertEquals(error("the cause"), failed);
    }

    @Test
    public void aTokenSaysWhoCalls() throws Exception {
        String token = server.ownerToken();
        String request = message("closed", "").replace("Command=", "Token=\"" + token + "\" Command=");
        assertEquals(reply("closed", "<result>open</result>"), exchange(frame(request), 1));
        String wrong = message("closed", "").replace("Command=", "Token=\"carrack_wrong\" Command=");
        assertEquals(error("the token is not valid"), exchange(frame(wrong), 1));
    }

    @Test
    public void whatIsNoRequestIsAnsweredAndTheListenerLivesOn() throws Exception {
        String noFrame = error("a frame begins with its length in bytes and a colon: 12:&lt;the message>");
        assertEquals(
                noFrame, exchange("hello".getBytes(StandardCharsets.UTF_8), 1).replace("&gt;", ">"));
        assertTrue(exchange(frame("<MessageType"), 1).contains("the message is not the XML of a request"));
        assertTrue(
                exchange(frame("<!DOCTYPE a [<!ENTITY l \"l\">]><a>&l;</a>"), 1).contains("MessageServerError"));
        byte[] tooLong = frame("x".repeat(10 << 20));
        assertTrue(exchange(tooLong, 1).contains("message_limit_kb"));
        for (String cut : new String[] {"", "5", "5:", "50:<MessageType"}) {
            try (Socket socket = connect()) {
                socket.getOutputStream().write(cut.getBytes(StandardCharsets.UTF_8));
                socket.shutdownOutput();
                assertEquals(-1, socket.getInputStream().read());
            }
        }
        assertEquals(reply("twice", "<result>2</result>"), call("twice", "<number>1</number>"));
    }

    @Test
    public void aCommandThatHangsDelaysNobody() throws Exception {
        CompletableFuture<Void> hanging = new CompletableFuture<>();
        try (Socket socket = connect()) {
            socket.getOutputStream().write(frame(message("hang", "")));
            for (int i = 0; i < 20; i++) {
                assertEquals(reply("twice", "<result>2</result>"), call("twice", "<number>1</number>"));
            }
            hanging.complete(null);
        }
        assertTrue(hanging.isDone());
    }

    @Test
    public void commandsGoWithTheirPackage() throws Exception {
        Path other = Server.sources(
                FOLDER.newFolder().toPath(),
                "name = \"otherracks\"\nversion = \"1.0.0\"\nis_auth = false\nis_admin = false\n",
                "actors/Racks.java",
                RACKS);
        assertTrue(run("package", "add", other.toString(), "--copy").startsWith("0 "));
        String both = run("command", "run", "twice", "number=2");
        assertTrue(
                both,
                both.contains("several packages have a command twice: say which one, otherracks.twice or racks.twice"));
        assertEquals("0 4\n", run("command", "run", "otherracks.twice", "number=2"));
        assertTrue(run("command", "list").contains("otherracks.twice"));
        assertTrue(run("package", "delete", "otherracks", "--purge").startsWith("0 "));
        assertEquals("0 4\n", run("command", "run", "twice", "number=2"));
        assertFalse(run("command", "list").contains("otherracks"));
    }

    @Test
    public void atAnotherAddressItSpeaksTlsAndWantsAToken() throws Exception {
        Path home = FOLDER.newFolder("open").toPath();
        int open = ServerProcess.freePort();
        Files.writeString(
                Files.createDirectories(home.resolve("etc")).resolve("carrack.toml"),
                "[command_socket]\nenabled = true\nbind = \"0.0.0.0\"\nport = %d\n".formatted(open));
        try (ServerProcess other = ServerProcess.start(home)) {
            SSLContext trusting = SSLContext.getInstance("TLS");
            trusting.init(null, new TrustManager[] {new TrustsAll()}, null);
            String refused = overTls(trusting, open, message("listCommands", ""));
            assertTrue(refused, refused.contains("a request at this address needs a token"));
            String listed = overTls(
                    trusting,
                    open,
                    message("listCommands", "").replace("Command=", "Token=\"" + other.ownerToken() + "\" Command="));
            assertTrue(listed, listed.contains("setINIFile"));
        }
    }

    private static String overTls(SSLContext tls, int port, String message) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try (Socket socket = tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream().write(frame(message));
                socket.getOutputStream().flush();
                return read(socket.getInputStream());
            } catch (java.net.ConnectException e) {
                // Its module is started when the configuration is first read.
                assertTrue("nobody listens", System.nanoTime() < end);
            }
        }
    }

    private static final class TrustsAll implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

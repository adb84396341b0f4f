package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.carrack.test.Carrack;
import org.junit.Before;
import org.junit.Test;

/** Redis's own programs speak to gedis; {@code ./carrack test} sees that they are there. */
public class RedisToolsIT extends Server {

    @Before
    public void start() {
        awaitStarted();
    }

    @Test
    public void theExampleOfTheManual() throws Exception {
        assertEquals("\"hello from foo's actor\"\n", run("redis-cli", "hello.helloActor.hello"));
        assertEquals(
                "{\"text\":\"hello Ada\",\"times\":1}\n",
                run("redis-cli", "hello.helloActor.greet", "{\"name\": \"Ada\"}"));
        assertTrue(run("redis-cli", "hello_helloActor", "hello")
                .startsWith("{\"success\": true, \"result\": \"hello from"));
    }

    @Test
    public void withATokenAndInBothProtocols() throws Exception {
        assertTrue(run("redis-cli", "-3", "admin.packages.packages_names").startsWith("NOAUTH "));
        assertTrue(run("redis-cli", "-3", "--no-auth-warning", "-a", Carrack.TOKEN, "admin.packages.packages_names")
                .startsWith("{\"data\":[\"admin\""));
        assertTrue(run("redis-cli", "-2", "--no-auth-warning", "-a", Carrack.TOKEN, "admin.packages.packages_names")
                .startsWith("{\"data\":[\"admin\""));
    }

    @Test
    public void redisBenchmarkPingsAndCalls() throws Exception {
        String ping = run("redis-benchmark", "-t", "ping", "-n", "20000", "-P", "16", "-q");
        assertTrue(ping, ping.contains("PING_INLINE") && ping.contains("PING_MBULK"));
        String call = run("redis-benchmark", "-n", "20000", "-P", "16", "-q", "hello.helloActor.hello");
        assertTrue(call, call.contains("requests per second"));
    }

    private static String run(String program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(program, "-p"));
        command.add(Carrack.await("(osgi.condition.id=org.carrack.gedis.open)", "carrack.gedis.port"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(said, 0, process.waitFor());
        return said;
    }
}

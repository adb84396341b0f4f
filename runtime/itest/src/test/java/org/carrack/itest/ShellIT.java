package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import javax.inject.Inject;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.junit.Test;

/** The Gogo commands. */
public class ShellIT extends Server {

    @Inject
    private CommandProcessor processor;

    @Test
    public void packagesAreListedAddedAndDeletedBesideFelixsOwnCommands() throws Exception {
        awaitStarted();
        assertTrue(run("package:list").contains("hello  1.0.0    ACTIVE   distribution"));
        assertTrue(
                run("package:list --json")
                        .contains(
                                "{\"name\":\"hello\",\"version\":\"1.0.0\",\"state\":\"ACTIVE\",\"reason\":null,\"source\":\"distribution\"}"));
        assertEquals(
                "answers 1.0.0 ACTIVE\n    /answers is open to everybody",
                run("package:add " + built("answers-1.0.0.jar")));
        assertTrue(run("package:info answers").contains("sha256"));
        assertEquals("answers 1.0.0 STOPPED", run("package:stop answers"));
        assertEquals("answers 1.0.0 ACTIVE", run("package:start answers"));
        assertEquals("answers 1.0.0 ACTIVE", run("package:update answers"));
        assertEquals("answers deleted", run("package:delete --purge answers"));
        assertTrue(run("lb").contains("Carrack: API for package authors"));
        try {
            run("package:stop nobody");
            fail("it was not refused");
        } catch (Exception e) { // as the session declares
            assertEquals("there is no package nobody", e.getMessage());
        }
    }

    private String run(String command) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (CommandSession session = processor.createSession(InputStream.nullInputStream(), out, out)) {
            Object result = session.execute(command);
            return result == null
                    ? out.toString(StandardCharsets.UTF_8)
                    : session.format(result, 0).toString();
        }
    }
}

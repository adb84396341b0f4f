package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.carrack.lifecycle.PackageContext;
import org.carrack.manage.PackageRequest;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.ServiceReference;

/** External programs of packages: started, watched and ended with their package. */
public class CommandsIT extends Server {

    private static final long LIMIT_S = 30;
    private static final String SITE = "yard";

    /** Answers with its process, what it was sent, and its environment; leaves the number of its process in the data folder. */
    private static final String PROGRAM = """
            import com.sun.net.httpserver.HttpServer;
            import java.net.InetSocketAddress;
            import java.nio.file.*;
            public class Program {
                public static void main(String[] arguments) throws Exception {
                    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT"))), 0);
                    long pid = ProcessHandle.current().pid();
                    server.createContext("/", exchange -> {
                        byte[] said = (pid + " " + exchange.getRequestURI() + " " + System.getenv("GREETING") + " " + System.getenv("CARRACK_PACKAGE")).getBytes();
                        exchange.sendResponseHeaders(200, said.length);
                        exchange.getResponseBody().write(said);
                        exchange.close();
                    });
                    server.start();
                    System.out.println("program is up");
                    Files.writeString(Path.of(System.getenv("CARRACK_DATA"), "up-" + pid), "");
                }
            }
            """;

    private static final String START =
            "start_cmd = '\"$JAVA\" --source 17 app/program.txt'\nenv = { JAVA = \"%s/bin/java\", GREETING = \"two words\" }\n"
                    .formatted(System.getProperty("java.home"));

    private int additions;

    @Before
    public void await() {
        awaitStarted();
    }

    @After
    public void clean() throws Exception {
        if (packages.find(SITE).isPresent()) {
            packages.execute(PackageRequest.delete(SITE).with(PackageRequest.Option.PURGE));
        }
    }

    private PackageRequest packageRequest(String toml, String... files) throws Exception {
        return PackageRequest.add(sources(
                                Files.createTempDirectory(SITE),
                                TestPackages.toml(SITE, "1.0." + additions++) + toml,
                                files)
                        .toString())
                .with(PackageRequest.Option.COPY);
    }

    private Path data() throws Exception {
        ServiceReference<PackageContext> yard = context.getServiceReferences(
                        PackageContext.class, "(%s=%s)".formatted(PackageContext.NAME, SITE))
                .iterator()
                .next();
        return context.getService(yard).dataFolder();
    }

    private static ProcessHandle process(String answer) {
        return ProcessHandle.of(Long.parseLong(answer.substring(0, answer.indexOf(' '))))
                .orElseThrow();
    }

    /** The process whose number is in a file. */
    private static ProcessHandle processIn(Path file) throws IOException {
        return ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).orElseThrow();
    }

    private void assertNothingLeft() throws IOException {
        Path folder = home().resolve("data/run/commands");
        try (Stream<Path> left = Files.exists(folder) ? Files.list(folder) : Stream.empty()) {
            assertEquals(List.of(), left.toList());
        }
    }

    private static void awaitEnd(ProcessHandle process) {
        process.onExit().orTimeout(LIMIT_S, TimeUnit.SECONDS).join();
    }

    /** Does something and waits for a file in a folder; its name. */
    private static String awaitFile(Path folder, String prefix, Change change) throws IOException {
        try (WatchService watch = FileSystems.getDefault().newWatchService()) {
            folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            change.make();
            for (WatchKey key = watch.poll(LIMIT_S, TimeUnit.SECONDS);
                    key != null;
                    key = watch.poll(LIMIT_S, TimeUnit.SECONDS)) {
                for (WatchEvent<?> event : key.pollEvents()) {
                    if (event.context().toString().startsWith(prefix)) {
                        return event.context().toString();
                    }
                }
                key.reset();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        throw new AssertionError("no " + prefix);
    }

    @Test
    public void anAppMayBeAProgram() throws Exception {
        int port = ServerProcess.freePort();
        packages.execute(packageRequest(
                "[[app_servers]]\nname = \"main\"\npath_url = \"/api\"\npath_dest = \"/v1\"\nport = %d\n%s"
                        .formatted(port, START),
                "app/program.txt",
                PROGRAM));
        String said = get("/yard/api/x?y").body();
        assertTrue(said, said.endsWith(" /v1/x?y two words yard"));
        ProcessHandle process = process(said);
        packages.execute(PackageRequest.delete(SITE));
        assertFalse(process.isAlive());
        assertEquals(404, get("/yard/api/x").statusCode());
        assertNothingLeft();
        new ServerSocket(port).close();
    }

    @Test
    public void aProgramThatEndsIsStartedAgain() throws Exception {
        packages.execute(packageRequest(
                "[[app_servers]]\nname = \"main\"\npath_url = \"/api\"\nport = %d\n%s"
                        .formatted(ServerProcess.freePort(), START),
                "app/program.txt",
                PROGRAM));
        ProcessHandle first = process(get("/yard/api/x").body());
        awaitFile(data(), "up-", () -> first.destroyForcibly());
        String again = get("/yard/api/x").body();
        assertTrue(again, again.endsWith("two words yard"));
        assertFalse(process(again).equals(first));
    }

    @Test
    public void aProgramIsReplacedWithItsPackageAndNoRequestIsLost() throws Exception {
        String toml = "[[app_servers]]\nname = \"main\"\npath_url = \"/api\"\nport = %d\n%s"
                .formatted(ServerProcess.freePort(), START);
        packages.execute(packageRequest(toml, "app/program.txt", PROGRAM));
        ProcessHandle first = process(get("/yard/api/x").body());
        CompletableFuture<Void> replaced = CompletableFuture.runAsync(() -> {
            try {
                packages.execute(packageRequest(toml, "app/program.txt", PROGRAM));
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
        while (!replaced.isDone()) {
            assertEquals(200, get("/yard/api/x").statusCode());
        }
        replaced.join();
        assertFalse(first.isAlive());
    }

    @Test
    public void whatAProgramStartsEndsWithItToo() throws Exception {
        Path pids = Files.createTempDirectory("pids");
        packages.execute(packageRequest(
                "[[commands]]\nname = \"family\"\nstart_cmd = \"\"\"\n(trap '' TERM; echo $$ > %1$s/one; (setsid sh -c 'echo $$ > %1$s/two; sleep 1000' &); sleep 1000) & sleep 1000\n\"\"\"\ncheck_cmd = \"test -s %1$s/one -a -s %1$s/two\"\n"
                        .formatted(pids)));
        ProcessHandle two = processIn(pids.resolve("two"));
        assertTrue(two.isAlive());
        packages.execute(PackageRequest.delete(SITE));
        awaitEnd(two);
        assertNothingLeft();
    }

    @Test
    public void aProgramThatWritesOverItsEnvironmentEndsToo() throws Exception {
        Path pids = Files.createTempDirectory("pids");
        packages.execute(packageRequest(
                "[[commands]]\nstart_cmd = \"echo $$ > %1$s/new; mv %1$s/new %1$s/pid; exec perl -e '$0=\\\"another title that is quite long, so that it covers all that was there before\\\"; sleep 1000'\"\ncheck_cmd = \"test -e %1$s/pid\"\n"
                        .formatted(pids)));
        ProcessHandle program = processIn(pids.resolve("pid"));
        assertTrue(program.isAlive());
        packages.execute(PackageRequest.delete(SITE));
        awaitEnd(program);
    }

    @Test
    public void twoProgramsOfOneNameAreRefused() throws Exception {
        String reason = refusal(
                packageRequest("[[commands]]\nstart_cmd = \"sleep 1000\"\n[[commands]]\nstart_cmd = \"sleep 1000\"\n"));
        assertTrue(reason, reason.contains("package yard has a command main already; give this one another name"));
        assertNothingLeft();
    }

    @Test
    public void aProgramInTheBackgroundIsKnownByItsCheckAndStoppedByItsCommand() throws Exception {
        Path folder = Files.createTempDirectory("daemon");
        packages.execute(packageRequest(
                "[[commands]]\nname = \"daemon\"\nstart_cmd = 'sh app/daemon.sh'\ncheck_cmd = 'kill -0 $(cat $FOLDER/pid)'\nstop_cmd = 'touch $FOLDER/asked; kill $(cat $FOLDER/pid)'\ncheck_interval = 1\nenv = { FOLDER = \"%s\" }\n"
                        .formatted(folder),
                "app/daemon.sh",
                "sleep 1000 &\necho $! > $FOLDER/new\nmv $FOLDER/new $FOLDER/pid\ntouch $FOLDER/up-$!\n"));
        ProcessHandle first = processIn(folder.resolve("pid"));
        String second = awaitFile(folder, "up-", () -> first.destroyForcibly());
        packages.execute(PackageRequest.delete(SITE));
        assertTrue(Files.exists(folder.resolve("asked")));
        ProcessHandle.of(Long.parseLong(second.substring(3))).ifPresent(CommandsIT::awaitEnd);
    }

    @Test
    public void whatDoesNotComeUpIsToldAndNothingIsLeft() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            String[][] refusals = {
                {
                    "start_cmd = \"echo no database; exit 3\"",
                    "the command main ended at once with status 3; it said: no database"
                },
                {"start_cmd = \"true\"", "the command main ended at once with status 0"},
                {"start_cmd = \"nosuchprogram\"", "the command main ended at once with status 127; it said: "},
                {
                    "start_cmd = \"sleep 1000\"\nports = [%d]\ntimeout = 1".formatted(ServerProcess.freePort()),
                    "the command main was not up within 1 s (nothing listens on its ports ["
                },
                {
                    "start_cmd = \"sleep 1000\"\ncheck_cmd = \"false\"\ntimeout = 1",
                    "the command main was not up within 1 s (its check_cmd does not end with status 0)"
                },
                {
                    "start_cmd = \"sleep 1000\"\nports = [%d]".formatted(taken.getLocalPort()),
                    "the port %d of the command main is in use by another program".formatted(taken.getLocalPort())
                },
                {"stop_cmd = \"true\"", "please make sure start_cmd has been set"},
                {"start_cmd = \"true\"\nports = [0]", "a port is a number between 1 and 65535, not 0"},
                {"start_cmd = \"true\"\ntimeout = 0", "timeout is a number of seconds between 1 and 3600, not 0"},
                {"start_cmd = \"true\"\nenv = { \"A-B\" = \"x\" }", "A-B is no environment variable"},
                {"start_cmd = \"true\"\nname = \"../x\"", "name must be of letters, digits and . _ -"},
                {
                    "start_cmd = \"true\"\npath = \"nowhere\"",
                    "the path nowhere of the command main is no folder of the package"
                },
                {"start_cmd = \"true\"\nenv = \"A=b\"", "env is a table: env = { NAME = "},
            };
            for (String[] row : refusals) {
                String reason = refusal(packageRequest("[[commands]]\n" + row[0] + "\n"));
                assertTrue(row[0] + ": " + reason, reason.contains(row[1]) && reason.contains("package.toml:"));
                assertNothingLeft();
            }
        }
    }
}

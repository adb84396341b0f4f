package org.carrack.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.carrack.spi.json.JsonValues;

/** Starts a server in the background, stops it, and reports whether it runs. */
final class ServerControl {

    private static final Pattern READY = Pattern.compile("^Carrack \\S+ ready in \\S+ s - \\S+\\R", Pattern.MULTILINE);
    private static final long START_LIMIT_S = 120;
    private static final long STOP_LIMIT_S = 60;

    private final Path home;
    private final PrintStream out;
    private final boolean json;

    ServerControl(Path home, PrintStream out, boolean json) {
        this.home = home;
        this.out = out;
        this.json = json;
    }

    /** @param options what {@code carrack run} is given besides the home */
    int start(List<String> options) throws IOException, CommandException, InterruptedException {
        Optional<ServerInfo> running = ServerInfo.find(home);
        if (running.isPresent()) {
            throw new CommandException("a server already runs in %s (pid %d%s)"
                    .formatted(
                            home,
                            running.get().pid(),
                            running.get().isStarting()
                                    ? ""
                                    : ", " + running.get().url()));
        }
        Path log = Files.createDirectories(home.resolve("log")).resolve("console.log");
        Files.write(log, new byte[0], StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
        List<String> command = new ArrayList<>(
                List.of(System.getProperty("carrack.script", "carrack"), "run", "--home", home.toString()));
        command.addAll(options);
        Process server = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectErrorStream(true)
                .start();
        awaitReady(server, log);
        List<String> said = lines(log);
        // A generated password is printed once, and not left here.
        Files.write(log, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
        if (json) {
            return status();
        }
        said.forEach(out::println);
        return 0;
    }

    private void awaitReady(Process server, Path log) throws IOException, CommandException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_LIMIT_S);
        CompletableFuture<Process> exit = server.onExit();
        while (!saysReady(read(log))) {
            if (System.nanoTime() > end) {
                throw new CommandException("the server is not ready after %d s; %s and %s may say why"
                        .formatted(START_LIMIT_S, log, log.resolveSibling("carrack.log")));
            }
            try {
                exit.get(50, TimeUnit.MILLISECONDS);
                throw new CommandException(lastLine(log));
            } catch (TimeoutException e) {
                // It still starts.
            } catch (ExecutionException e) {
                throw new IOException(e);
            }
        }
    }

    /** {@return whether the line that says where the server answers is there, whole; {@code said} may end within one} */
    static boolean saysReady(String said) {
        return READY.matcher(said).find();
    }

    private static String lastLine(Path log) throws IOException {
        List<String> lines = lines(log);
        return lines.isEmpty() ? "the server said nothing" : lines.get(lines.size() - 1);
    }

    private static List<String> lines(Path log) throws IOException {
        return read(log).lines().filter(line -> !line.isBlank()).toList();
    }

    private static String read(Path log) throws IOException {
        // Not readString: what is being written may end within a character.
        return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    }

    int stop() throws IOException, CommandException, InterruptedException {
        ServerInfo server =
                ServerInfo.find(home).orElseThrow(() -> new CommandException("no server runs in %s".formatted(home)));
        end(server);
        return say(json ? json("running", false) : "stopped");
    }

    private void end(ServerInfo server) throws IOException, CommandException, InterruptedException {
        ProcessHandle process = ProcessHandle.of(server.pid())
                .orElseThrow(() -> new CommandException("no server runs in %s".formatted(home)));
        process.destroy();
        try {
            process.onExit().get(STOP_LIMIT_S, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new CommandException(
                    "the server (pid %d) has not stopped after %d s".formatted(server.pid(), STOP_LIMIT_S));
        } catch (ExecutionException e) {
            throw new IOException(e);
        }
    }

    private int say(String line) {
        out.println(line);
        return 0;
    }

    private static String json(Object... namesAndValues) {
        return JsonValues.write(JsonValues.object(namesAndValues));
    }

    /** @param options what to start it with; none for what it runs with now */
    int restart(List<String> options) throws IOException, CommandException, InterruptedException {
        Optional<ServerInfo> running = ServerInfo.find(home);
        if (running.isEmpty()) {
            return start(options);
        }
        end(running.get());
        return start(options.isEmpty() ? running.get().options() : options);
    }

    int status() throws IOException {
        Optional<ServerInfo> server = ServerInfo.find(home);
        if (json) {
            out.println(server.map(s -> json("running", true, "pid", s.pid(), "url", s.url()))
                    .orElseGet(() -> json("running", false)));
        } else {
            out.println(server.map(s -> s.isStarting()
                            ? "starting, pid %d".formatted(s.pid())
                            : "running, pid %d, %s".formatted(s.pid(), s.url()))
                    .orElse("not running"));
            Path problem = home.resolve("data/run/configuration");
            if (server.isPresent() && Files.exists(problem)) {
                out.println(Files.readString(problem).strip());
            }
        }
        return server.isPresent() ? 0 : 1;
    }
}

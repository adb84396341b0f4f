package org.carrack.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A server in a home of its own that is gone, with that home, when it is closed. */
final class ThrowawayServer implements AutoCloseable {

    private final Path home;

    private ThrowawayServer(Path home) {
        this.home = home;
    }

    static ThrowawayServer start() throws IOException, CommandException, InterruptedException {
        ThrowawayServer server = new ThrowawayServer(Files.createTempDirectory("carrack"));
        try {
            server.process().start(List.of("--port", "0", "--safe"));
            return server;
        } catch (IOException | CommandException | InterruptedException e) {
            server.delete();
            throw e;
        }
    }

    private ServerControl process() {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return new ServerControl(home, nowhere, false);
    }

    ShellClient shell() throws IOException, CommandException {
        return new ShellClient(
                ServerInfo.find(home).orElseThrow(() -> new CommandException("the server for this check has ended")));
    }

    @Override
    public void close() throws IOException {
        try {
            process().stop();
        } catch (CommandException e) {
            // It has ended by itself.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        delete();
    }

    private void delete() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}

package org.carrack.cli;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.carrack.servercommands.CommandProtocol;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingReader;

/**
 * Speaks to the server's shell: sends the token, the mode and its arguments, then both send frames of a kind, a length
 * and the bytes. The other end is {@code ShellServer} in the module {@code shell}.
 */
final class ShellClient implements CommandClient {

    private static final byte[] LEAVE = {'\n', 4}; // Enter, for a last line without it, and Ctrl-D

    private final ServerInfo server;

    ShellClient(ServerInfo server) {
        this.server = server;
    }

    @Override
    public int run(List<String> arguments, PrintStream out, PrintStream err) throws IOException, CommandException {
        return run(CommandProtocol.COMMAND, arguments, out, err);
    }

    /**
     * Has the server parse and run a command as it was typed.
     *
     * @return the exit status, {@link CommandProtocol#USAGE} if it is none that can be run
     */
    int typed(Path directory, List<String> words, PrintStream out, PrintStream err)
            throws IOException, CommandException {
        List<String> all = new ArrayList<>(words);
        all.add(0, directory.toString());
        return run(CommandProtocol.TYPED, all, out, err);
    }

    /** Runs one line of Gogo, given as words, and prints what it prints. */
    int gogo(List<String> words, PrintStream out, PrintStream err) throws IOException, CommandException {
        return run(CommandProtocol.GOGO, words, out, err);
    }

    private int run(String mode, List<String> arguments, PrintStream out, PrintStream err)
            throws IOException, CommandException {
        try (Socket socket = connect()) {
            DataOutputStream to = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
            begin(to, mode, arguments);
            return CommandClient.print(new DataInputStream(socket.getInputStream()), out, err);
        }
    }

    /** Has a person at this terminal work in the server's shell until they leave. */
    int interact() throws IOException, CommandException {
        try (Socket socket = connect();
                Terminal terminal =
                        TerminalBuilder.builder().system(true).dumb(true).build()) {
            Attributes before = terminal.enterRawMode();
            // Ctrl-C and Ctrl-Z are for the shell at the other end.
            Attributes raw = terminal.getAttributes();
            raw.setLocalFlag(Attributes.LocalFlag.ISIG, false);
            terminal.setAttributes(raw);
            try {
                DataOutputStream to = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
                Size size = terminal.getSize();
                begin(
                        to,
                        CommandProtocol.INTERACTIVE,
                        List.of(terminal.getType(), String.valueOf(size.getColumns()), String.valueOf(size.getRows())));
                terminal.handle(Terminal.Signal.WINCH, signal -> {
                    Size now = terminal.getSize();
                    send(
                            to,
                            CommandProtocol.SIZE,
                            (now.getColumns() + " " + now.getRows()).getBytes(StandardCharsets.UTF_8));
                });
                Thread keys = new Thread(() -> type(terminal, to), "keys");
                keys.setDaemon(true);
                keys.start();
                PrintStream screen = new PrintStream(terminal.output(), true, StandardCharsets.UTF_8);
                return CommandClient.print(new DataInputStream(socket.getInputStream()), screen, screen);
            } finally {
                terminal.setAttributes(before);
            }
        }
    }

    private Socket connect() throws IOException, CommandException {
        try {
            return new Socket(InetAddress.getLoopbackAddress(), server.shellPort());
        } catch (ConnectException e) {
            throw new CommandException(
                    "the server (pid %d) does not answer; has it just stopped?".formatted(server.pid()));
        }
    }

    private void begin(DataOutputStream to, String mode, List<String> arguments) throws IOException {
        to.writeUTF(server.token());
        to.writeUTF(mode);
        CommandProtocol.writeArguments(to, arguments);
    }

    private static void type(Terminal terminal, DataOutputStream to) {
        NonBlockingReader reader = terminal.reader();
        char[] typed = new char[1024];
        try {
            int count = reader.readBuffered(typed);
            while (count > 0) {
                send(to, CommandProtocol.KEYS, new String(typed, 0, count).getBytes(StandardCharsets.UTF_8));
                count = reader.readBuffered(typed);
            }
            // A script that was piped in has ended; the shell ends with it, when it has done what is before.
            send(to, CommandProtocol.KEYS, LEAVE);
        } catch (IOException e) {
            // The terminal is gone, and with it the reason to read.
        }
    }

    private static void send(DataOutputStream to, int kind, byte[] bytes) {
        synchronized (to) {
            try {
                to.writeByte(kind);
                to.writeInt(bytes.length);
                to.write(bytes);
                to.flush();
            } catch (IOException e) {
                // The reading side notices it and ends the session.
            }
        }
    }
}

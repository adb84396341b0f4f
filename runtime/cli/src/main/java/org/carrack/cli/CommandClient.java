package org.carrack.cli;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.carrack.servercommands.CommandProtocol;

/**
 * Where a server takes commands: its shell's socket, or HTTP.
 */
interface CommandClient {

    /**
     * Runs one command and prints what it prints.
     *
     * @param arguments the words of the command, then its arguments
     * @return the exit status
     */
    int run(List<String> arguments, PrintStream out, PrintStream err) throws IOException, CommandException;

    /** Prints what comes back, to its end. */
    static int print(DataInputStream from, PrintStream out, PrintStream err) throws IOException, CommandException {
        while (true) {
            int kind = from.read();
            if (kind < 0) {
                throw new CommandException("the server closed the connection; has it stopped?");
            }
            byte[] bytes = CommandProtocol.bytes(from);
            switch (kind) {
                case CommandProtocol.OUT -> write(out, bytes);
                case CommandProtocol.ERR -> write(err, bytes);
                case CommandProtocol.EXIT -> {
                    return bytes[bytes.length - 1];
                }
                default -> throw new IOException("the server speaks another protocol; is it of another version?");
            }
        }
    }

    private static void write(PrintStream stream, byte[] bytes) {
        stream.write(bytes, 0, bytes.length);
        stream.flush();
    }
}

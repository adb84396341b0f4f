package org.carrack.cli;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Where a server takes commands: its shell's socket, or HTTP. The other end is {@code Frames} in the module {@code shell}.
 */
interface CommandTransport {

    int OUT = 'O';
    int ERR = 'E';
    int EXIT = 'X';

    /**
     * Runs one command and prints what it prints.
     *
     * @param arguments the words of the command, then its arguments
     * @return the exit status
     */
    int run(List<String> arguments, PrintStream out, PrintStream err) throws IOException, CommandException;

    /** Sends arguments. */
    static void write(DataOutputStream to, List<String> arguments) throws IOException {
        to.writeInt(arguments.size());
        for (String argument : arguments) {
            byte[] bytes = argument.getBytes(StandardCharsets.UTF_8);
            to.writeInt(bytes.length);
            to.write(bytes);
        }
        to.flush();
    }

    /** Prints what comes back, to its end. */
    static int print(DataInputStream from, PrintStream out, PrintStream err) throws IOException, CommandException {
        while (true) {
            int kind = from.read();
            if (kind < 0) {
                throw new CommandException("the server closed the connection; has it stopped?");
            }
            byte[] bytes = from.readNBytes(from.readInt());
            switch (kind) {
                case OUT -> write(out, bytes);
                case ERR -> write(err, bytes);
                case EXIT -> {
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

package org.carrack.servercommands;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the command line and a server send each other, over the shell's socket or HTTP. The client sends its token, the mode and its
 * arguments (over HTTP the arguments alone); then both send frames: a kind, a length, the bytes. Safe for any thread.
 */
public final class CommandProtocol {

    public static final int OUT = 'O';
    public static final int ERR = 'E';
    public static final int EXIT = 'X';
    public static final int KEYS = 'K';
    public static final int SIZE = 'W';

    /** The mode for one command of the server; its arguments follow. */
    public static final String COMMAND = "command";

    /** The mode for one command of the server as a person typed it; the directory follows where they did, and all words but those that say which server. */
    public static final String TYPED = "typed";

    /** The exit status of a command as it was typed that is none, or does not take these arguments. Nothing was done and nothing is printed. */
    public static final int USAGE = 64;

    /** The mode for one line of Gogo; its words follow. */
    public static final String GOGO = "gogo";

    /** The mode for a session; the terminal's type, columns and rows follow. */
    public static final String INTERACTIVE = "interactive";

    public static final int LONGEST = 1 << 20;

    private static final int LONGEST_ARGUMENT = 64 << 20;

    private final DataOutputStream out;

    public CommandProtocol(OutputStream out) {
        this.out = new DataOutputStream(out);
    }

    /** Reads the arguments of a command: how many, and of each its length and bytes, since writeUTF can write none that is long. */
    public static List<String> readArguments(DataInputStream in) throws IOException {
        List<String> arguments = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            int length = in.readInt();
            if (length < 0 || length > LONGEST_ARGUMENT) {
                throw new IOException("an argument of %d bytes".formatted(length));
            }
            arguments.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
        }
        return arguments;
    }

    /** Sends the arguments of a command, as {@link #readArguments} takes them. */
    public static void writeArguments(DataOutputStream to, List<String> arguments) throws IOException {
        to.writeInt(arguments.size());
        for (String argument : arguments) {
            byte[] bytes = argument.getBytes(StandardCharsets.UTF_8);
            to.writeInt(bytes.length);
            to.write(bytes);
        }
        to.flush();
    }

    /** Sends one frame. */
    public synchronized void send(int kind, byte[] bytes, int from, int length) throws IOException {
        out.writeByte(kind);
        out.writeInt(length);
        out.write(bytes, from, length);
        out.flush();
    }

    /** Sends the last frame. */
    public synchronized void exit(int status) throws IOException {
        out.writeByte(EXIT);
        out.writeInt(4);
        out.writeInt(status);
        out.flush();
    }

    /** Reads the bytes of a frame whose kind has been read. */
    public static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > LONGEST) {
            throw new IOException("a frame of %d bytes is too long".formatted(length));
        }
        return in.readNBytes(length);
    }

    /** A stream whose bytes become frames of one kind. */
    public OutputStream stream(int kind) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                for (int sent = 0; sent < length; sent += LONGEST) {
                    send(kind, bytes, from + sent, Math.min(LONGEST, length - sent));
                }
            }
        };
    }
}

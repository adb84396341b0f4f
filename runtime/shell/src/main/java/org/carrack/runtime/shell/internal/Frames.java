package org.carrack.runtime.shell.internal;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * How the command line and the server speak. The client sends its token, the mode and its arguments (over HTTP the arguments
 * alone); then both send frames: a kind, a length, the bytes. {@code org.carrack.cli.ShellClient} is the other end.
 */
final class Frames {

    static final int OUT = 'O';
    static final int ERR = 'E';
    static final int EXIT = 'X';
    static final int KEYS = 'K';
    static final int SIZE = 'W';

    /** The mode for one command of the server; its arguments follow. */
    static final String COMMAND = "command";

    /** The mode for one line of Gogo; its words follow. */
    static final String GOGO = "gogo";

    static final int LONGEST = 1 << 20;

    private static final int LONGEST_ARGUMENT = 64 << 20;

    private final DataOutputStream out;

    Frames(OutputStream out) {
        this.out = new DataOutputStream(out);
    }

    /** Reads the arguments of a command: how many, and of each its length and bytes, since writeUTF can write none that is long. */
    static List<String> arguments(DataInputStream in) throws IOException {
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

    /** Sends one frame. */
    synchronized void send(int kind, byte[] bytes, int from, int length) throws IOException {
        out.writeByte(kind);
        out.writeInt(length);
        out.write(bytes, from, length);
        out.flush();
    }

    /** Sends the last frame. */
    synchronized void exit(int status) throws IOException {
        out.writeByte(EXIT);
        out.writeInt(4);
        out.writeInt(status);
        out.flush();
    }

    /** Reads the bytes of a frame whose kind has been read. */
    static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > LONGEST) {
            throw new IOException("a frame of %d bytes is too long".formatted(length));
        }
        return in.readNBytes(length);
    }

    /** A stream whose bytes become frames of one kind. */
    OutputStream stream(int kind) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                if (length > 0) {
                    send(kind, bytes, from, length);
                }
            }
        };
    }
}

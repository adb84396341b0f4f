package org.carrack.runtime.actors.commands.internal.socket;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Frames as Ockle sends them: the number of bytes in decimal digits, a colon, the bytes. Stateless. */
final class Frames {

    private static final int MOST_DIGITS = 10;

    private Frames() {}

    /** A frame that is none, or too long. The message is for who has sent it. */
    static final class FrameException extends IOException {

        private static final long serialVersionUID = 1L;

        FrameException(String message) {
            super(message);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    /**
     * Reads one frame, in however many pieces it comes.
     *
     * @throws FrameException if what comes is no frame, or one that is too long, of which nothing more is read
     * @throws EOFException if the connection ends before the frame does
     */
    static byte[] read(InputStream in, int most) throws IOException {
        StringBuilder digits = new StringBuilder();
        for (int next = in.read(); next != ':'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection has ended within the length of a frame");
            }
            if (next < '0' || next > '9' || digits.length() == MOST_DIGITS) {
                throw new FrameException("a frame begins with its length in bytes and a colon: 12:<the message>");
            }
            digits.append((char) next);
        }
        if (digits.isEmpty()) {
            throw new FrameException("a frame begins with its length in bytes and a colon: 12:<the message>");
        }
        long length = Long.parseLong(digits.toString());
        if (length > most) {
            throw new FrameException(
                    "a message may have %d bytes, and this one has %d; [command_socket] message_limit_kb says how many"
                            .formatted(most, length));
        }
        byte[] message = in.readNBytes((int) length);
        if (message.length < length) {
            throw new EOFException("the connection has ended after %d of %d bytes".formatted(message.length, length));
        }
        return message;
    }

    /** A frame with a message. */
    static byte[] of(String message) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        byte[] length = (bytes.length + ":").getBytes(StandardCharsets.US_ASCII);
        byte[] frame = new byte[length.length + bytes.length];
        System.arraycopy(length, 0, frame, 0, length.length);
        System.arraycopy(bytes, 0, frame, length.length, bytes.length);
        return frame;
    }
}

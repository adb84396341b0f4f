package org.carrack.runtime.gedis.internal;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads commands: RESP arrays of bulk strings, and lines as a person types them (the Redis protocol specification, "Inline
 * commands"). Stateless.
 */
final class Commands {

    /** What is read if there is no command yet: an empty line, an empty array. */
    static final byte[][] NOTHING = {};

    private static final int MOST_PARTS = 1_024;
    private static final int LONGEST_LINE = 64 << 10;
    private static final int LONGEST_NUMBER = 20;

    /** Why a connection ends that speaks HTTP. */
    static final String HTTP = "HTTP is not spoken at this port";

    private final int limit;

    /** @param limit how many bytes a command may have */
    Commands(int limit) {
        this.limit = limit;
    }

    /**
     * Reads one command, whole; if it is not all there yet, nothing is read.
     *
     * @return its parts, {@link #NOTHING} where there were none, null if it is not all there
     */
    byte @Nullable [][] read(ByteBuf in) throws ProtocolException {
        if (!in.isReadable()) {
            return null;
        }
        int begin = in.readerIndex();
        byte[][] command = in.getByte(begin) == '*' ? array(in) : line(in);
        if (command == null) {
            if (in.writerIndex() - begin > limit) {
                throw new ProtocolException("a command has at most %,d bytes".formatted(limit));
            }
            in.readerIndex(begin);
        }
        return command;
    }

    private byte @Nullable [][] array(ByteBuf in) throws ProtocolException {
        in.skipBytes(1);
        long count = number(in, "the length of an array");
        if (count == INCOMPLETE) {
            return null;
        }
        if (count <= 0) {
            return NOTHING;
        }
        if (count > MOST_PARTS) {
            throw new ProtocolException("a command has at most %,d parts".formatted(MOST_PARTS));
        }
        byte[][] parts = new byte[(int) count][];
        int size = 0;
        for (int i = 0; i < parts.length; i++) {
            if (!in.isReadable()) {
                return null;
            }
            byte type = in.readByte();
            if (type != '$') {
                throw new ProtocolException("expected '$', got '%s'".formatted(shown(type)));
            }
            long length = number(in, "the length of a bulk string");
            if (length == INCOMPLETE) {
                return null;
            }
            size += (int) Math.min(Math.max(length, 0), limit + 1L);
            if (length < 0 || size > limit) {
                throw new ProtocolException(
                        length < 0
                                ? "a bulk string has no negative length"
                                : "a command has at most %,d bytes".formatted(limit));
            }
            if (in.readableBytes() < length + 2) {
                return null;
            }
            byte[] part = new byte[(int) length];
            in.readBytes(part);
            if (in.readByte() != '\r' || in.readByte() != '\n') {
                throw new ProtocolException("a bulk string ends with CR LF");
            }
            parts[i] = part;
        }
        return parts;
    }

    private static final long INCOMPLETE = Long.MIN_VALUE;

    private static long number(ByteBuf in, String what) throws ProtocolException {
        int begin = in.readerIndex();
        int available = Math.min(in.readableBytes(), LONGEST_NUMBER + 2);
        long value = 0;
        boolean isNegative = false;
        for (int i = 0; i < available; i++) {
            byte b = in.getByte(begin + i);
            if (b == '\r' && i > (isNegative ? 1 : 0)) {
                if (i + 1 == available && available < LONGEST_NUMBER + 2) {
                    return INCOMPLETE;
                }
                if (i + 1 == available || in.getByte(begin + i + 1) != '\n') {
                    break;
                }
                in.readerIndex(begin + i + 2);
                return isNegative ? -value : value;
            }
            if (b == '-' && i == 0) {
                isNegative = true;
            } else if (b >= '0' && b <= '9' && value < Integer.MAX_VALUE) {
                value = value * 10 + (b - '0');
            } else {
                throw new ProtocolException("%s is no number".formatted(what));
            }
        }
        if (available < LONGEST_NUMBER + 2) {
            return INCOMPLETE;
        }
        throw new ProtocolException("%s is no number".formatted(what));
    }

    private static byte @Nullable [][] line(ByteBuf in) throws ProtocolException {
        int length =
                in.forEachByte(in.readerIndex(), Math.min(in.readableBytes(), LONGEST_LINE), ByteProcessor.FIND_LF);
        if (length < 0) {
            if (in.readableBytes() >= LONGEST_LINE) {
                throw new ProtocolException("a line has at most %,d bytes".formatted(LONGEST_LINE));
            }
            return null;
        }
        byte[] line = new byte[length - in.readerIndex()];
        in.readBytes(line);
        in.skipBytes(1);
        int end = line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
        refuseHttp(line, end);
        return split(line, end);
    }

    /**
     * A page of any site can have a browser send a request to this port, with commands in its body: as Redis does since 3.2.7, the first
     * line of HTTP ends the connection.
     */
    private static void refuseHttp(byte[] line, int end) throws ProtocolException {
        String start = new String(line, 0, Math.min(end, 8), StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
        boolean isHttp = start.startsWith("POST ") || start.startsWith("HOST:");
        String whole = new String(line, 0, end, StandardCharsets.ISO_8859_1);
        if (isHttp || whole.matches("[A-Z]{3,7} \\S+ HTTP/\\d.*")) {
            throw new ProtocolException(HTTP);
        }
    }

    /** Parts between spaces; what is in quotes is one part. */
    private static byte[][] split(byte[] line, int end) throws ProtocolException {
        List<byte[]> parts = new ArrayList<>();
        int i = 0;
        while (i < end) {
            if (line[i] == ' ' || line[i] == '\t') {
                i++;
                continue;
            }
            ByteArrayOutputStream part = new ByteArrayOutputStream();
            byte quote = 0;
            for (; i < end && (quote != 0 || (line[i] != ' ' && line[i] != '\t')); i++) {
                byte b = line[i];
                if (quote != 0 && b == quote) {
                    quote = 0;
                } else if (quote == 0 && (b == '"' || b == '\'')) {
                    quote = b;
                } else if (quote == '"' && b == '\\' && i + 1 < end) {
                    part.write(unescaped(line[++i]));
                } else {
                    part.write(b);
                }
            }
            if (quote != 0) {
                throw new ProtocolException("unbalanced quotes in request");
            }
            parts.add(part.toByteArray());
            if (parts.size() > MOST_PARTS) {
                throw new ProtocolException("a command has at most %,d parts".formatted(MOST_PARTS));
            }
        }
        return parts.toArray(NOTHING);
    }

    private static int unescaped(byte b) {
        return switch (b) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> b;
        };
    }

    private static String shown(byte b) {
        return b > ' ' && b < 127 ? String.valueOf((char) b) : "0x%02x".formatted(b & 0xff);
    }
}

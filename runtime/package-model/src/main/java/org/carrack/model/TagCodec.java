package org.carrack.model;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.carrack.config.ConfigTag;
import org.carrack.config.SourceLocation;
import org.jspecify.annotations.Nullable;

/**
 * Tags as bytes, for a cache: of each its name, place, value and children. The format is this class's own and has no versions; a cache must
 * not outlive the server that wrote it. Stateless.
 */
public final class TagCodec {

    /** Deeper tags are not read: the bytes are damaged. */
    private static final int DEEPEST = 1000;

    private static final int LONGEST = 16 << 20;

    private TagCodec() {}

    /**
     * Writes a tag.
     *
     * @throws IllegalArgumentException if it has a value that TOML does not know
     */
    public static void write(ConfigTag tag, DataOutput out) throws IOException {
        text(out, tag.name());
        out.writeInt(tag.location().line());
        out.writeInt(tag.location().column());
        value(out, tag.value().orElse(null));
        out.writeInt(tag.children().size());
        for (ConfigTag child : tag.children()) {
            write(child, out);
        }
    }

    private static void value(DataOutput out, @Nullable Object value) throws IOException {
        if (value == null) {
            out.writeByte('-');
        } else if (value instanceof String text) {
            out.writeByte('s');
            text(out, text);
        } else if (value instanceof Long number) {
            out.writeByte('l');
            out.writeLong(number);
        } else if (value instanceof Double number) {
            out.writeByte('d');
            out.writeDouble(number);
        } else if (value instanceof Boolean truth) {
            out.writeByte('b');
            out.writeBoolean(truth);
        } else if (value instanceof OffsetDateTime time) {
            out.writeByte('o');
            text(out, time.toString());
        } else if (value instanceof LocalDateTime time) {
            out.writeByte('t');
            text(out, time.toString());
        } else if (value instanceof LocalDate day) {
            out.writeByte('a');
            text(out, day.toString());
        } else if (value instanceof LocalTime time) {
            out.writeByte('m');
            text(out, time.toString());
        } else {
            throw new IllegalArgumentException("a value of %s".formatted(value.getClass()));
        }
    }

    /**
     * Reads a tag.
     *
     * @param file the file that the tag was in
     * @throws IOException if these are no bytes that {@link #write} wrote
     */
    public static ConfigTag read(String file, DataInput in) throws IOException {
        try {
            return tag(file, in, 0);
        } catch (java.time.DateTimeException e) {
            throw new IOException("no time: " + e.getMessage(), e);
        }
    }

    private static Tag tag(String file, DataInput in, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new IOException("tags deeper than " + DEEPEST);
        }
        String name = text(in);
        SourceLocation location = new SourceLocation(file, in.readInt(), in.readInt());
        Object value = value(in);
        List<ConfigTag> children = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            children.add(tag(file, in, depth + 1));
        }
        return new Tag(name, location, value, children);
    }

    private static @Nullable Object value(DataInput in) throws IOException {
        byte kind = in.readByte();
        return switch (kind) {
            case '-' -> null;
            case 's' -> text(in);
            case 'l' -> in.readLong();
            case 'd' -> in.readDouble();
            case 'b' -> in.readBoolean();
            case 'o' -> OffsetDateTime.parse(text(in));
            case 't' -> LocalDateTime.parse(text(in));
            case 'a' -> LocalDate.parse(text(in));
            case 'm' -> LocalTime.parse(text(in));
            default -> throw new IOException("a value of kind " + kind);
        };
    }

    private static void text(DataOutput out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > LONGEST) {
            throw new IOException("a text of %d bytes".formatted(length));
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

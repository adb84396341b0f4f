package org.carrack.runtime.gedis.internal;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.carrack.actor.ActorException;

/** Writes replies in RESP2, and RESP3 where it differs. */
final class Replies {

    private static final byte[] OK = ascii("+OK\r\n");
    private static final byte[] PONG = ascii("+PONG\r\n");
    private static final byte[] NEW_LINE = ascii("\r\n");
    private static final byte[] RESULT = ascii("{\"success\": true, \"result\": ");
    private static final byte[] RESULT_END =
            ascii(", \"error\": null, \"error_type\": null, \"is_async\": false, \"task_id\": null}");
    private static final byte[] ERROR = ascii("{\"success\": false, \"result\": null, \"error\": \"");

    private Replies() {}

    static void ok(ByteBuf out) {
        out.writeBytes(OK);
    }

    static void pong(ByteBuf out) {
        out.writeBytes(PONG);
    }

    static void bulk(ByteBuf out, byte[] bytes) {
        out.writeByte('$');
        number(out, bytes.length);
        out.writeBytes(bytes).writeBytes(NEW_LINE);
    }

    static void bulk(ByteBuf out, String text) {
        bulk(out, text.getBytes(StandardCharsets.UTF_8));
    }

    static void integer(ByteBuf out, long value) {
        out.writeByte(':');
        number(out, value);
    }

    static void array(ByteBuf out, int size) {
        out.writeByte('*');
        number(out, size);
    }

    /** Begins a map; in RESP2 an array of keys and values. */
    static void map(ByteBuf out, int size, boolean isResp3) {
        if (isResp3) {
            out.writeByte('%');
            number(out, size);
        } else {
            array(out, size * 2);
        }
    }

    private static void number(ByteBuf out, long value) {
        if (value >= 0 && value < 10) {
            out.writeByte('0' + (int) value);
        } else {
            out.writeBytes(ascii(Long.toString(value)));
        }
        out.writeBytes(NEW_LINE);
    }

    /** An error; the first word of the message says which kind. */
    static void error(ByteBuf out, String message) {
        // A line of its own: what a client sent, and what an actor says, may hold line ends, and what moves a terminal.
        byte[] line = message.replaceAll("\\p{Cntrl}+", " ").getBytes(StandardCharsets.UTF_8);
        out.writeByte('-').writeBytes(line).writeBytes(NEW_LINE);
    }

    /** An actor's error, to who called with {@code package.actor.method}. */
    static void error(ByteBuf out, ActorException e) {
        String code = switch (e.kind()) {
            case BAD_REQUEST, UNSAFE -> "BADARG";
            case CONFLICT -> "CONFLICT";
            case TOO_LARGE -> "TOOLARGE";
            case UNAUTHENTICATED -> "NOAUTH";
            case FORBIDDEN -> "NOPERM";
            case NOT_FOUND -> "NOTFOUND";
            case BUSY -> "BUSY";
            case TIME_LIMIT -> "TIMEOUT";
            case FAILED -> "ERR";
        };
        error(out, code + " " + e.getMessage());
    }

    /** A result in 3Bot's envelope: a simple string, but where line ends forbid that. */
    static void envelope(ByteBuf out, byte[] json) {
        boolean isSimple = true;
        for (byte b : json) {
            isSimple &= b != '\n' && b != '\r';
        }
        if (isSimple) {
            out.writeByte('+');
        } else {
            out.writeByte('$');
            number(out, RESULT.length + (long) json.length + RESULT_END.length);
        }
        out.writeBytes(RESULT).writeBytes(json).writeBytes(RESULT_END).writeBytes(NEW_LINE);
    }

    /** An error in 3Bot's envelope. */
    static void envelope(ByteBuf out, ActorException e) {
        int type = switch (e.kind()) {
            case NOT_FOUND -> 0;
            case BAD_REQUEST, UNSAFE, CONFLICT, TOO_LARGE -> 1;
            case FAILED, TIME_LIMIT -> 3;
            case BUSY -> 4;
            case UNAUTHENTICATED, FORBIDDEN -> 5;
        };
        envelope(out, String.valueOf(e.getMessage()), type);
    }

    static void envelope(ByteBuf out, String error, int type) {
        out.writeByte('+')
                .writeBytes(ERROR)
                .writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(error))
                .writeBytes(
                        ascii("\", \"error_type\": %d, \"is_async\": false, \"task_id\": null}\r\n".formatted(type)));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

package org.carrack.runtime.gedis.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.carrack.actor.ActorException;
import org.carrack.auth.Caller;
import org.carrack.spi.actor.ActorArguments;
import org.carrack.spi.actor.ActorCall;
import org.carrack.spi.auth.Authenticator;
import org.jspecify.annotations.Nullable;

/** Reads what a command wants of which actor, in both forms of a call. Stateless. */
final class CallParser {

    private final GedisContext gedis;

    CallParser(GedisContext gedis) {
        this.gedis = gedis;
    }

    /**
     * Reads the call that a command means.
     *
     * @param out takes the answer where it needs no call
     * @param next is run where the answer of the call comes late
     * @return the call; null if it is answered already
     * @throws ActorException if the command cannot be a call
     */
    @Nullable
    PendingCall read(byte[][] command, Caller caller, ByteBuf out, Runnable next) {
        String first = BuiltIn.text(command[0]);
        return first.indexOf('.') >= 0
                ? dotted(first, command, caller, out, next)
                : enveloped(first, command, caller, out, next);
    }

    /** {@code [threebot.]package.actor.method ['{json}' ['{headers}']]}, answered with the result. */
    private @Nullable PendingCall dotted(String name, byte[][] command, Caller caller, ByteBuf out, Runnable next) {
        if (name.equals("core.list_actors")) {
            Replies.bulk(out, json(gedis.actors(caller, ".")));
            return null;
        }
        Optional<Address> address = Address.parse(name);
        if (address.isEmpty() || command.length > 3) {
            Replies.error(
                    out,
                    "BADARG call %s as [threebot.]package.actor.method ['{json}' ['{headers}']]"
                            .formatted(shown(name)));
            return null;
        }
        Headers headers = command.length > 2 ? Headers.parse(command[2]) : Headers.NONE;
        ActorArguments arguments =
                command.length > 1 ? new ActorArguments.Named(command[1]) : ActorArguments.Named.NONE;
        return turn(address.get(), arguments, headers, false, caller, next);
    }

    /** 3Bot's {@code actor method [payload]}, answered in its envelope. */
    private @Nullable PendingCall enveloped(String actor, byte[][] command, Caller caller, ByteBuf out, Runnable next) {
        if (RedisCommands.has(actor) && gedis.names().split(actor).isEmpty()) {
            Replies.error(out, "ERR unknown command '%s'".formatted(shown(actor).replaceAll("\\p{Cntrl}", "?")));
            return null;
        }
        if (command.length < 2 || command.length > 3) {
            Replies.envelope(out, "invalid request", 1);
            return null;
        }
        String method = BuiltIn.text(command[1]);
        if (actor.equals("core")) {
            if (method.equals("list_actors")) {
                Replies.envelope(out, json(gedis.actors(caller, "_")));
            } else {
                Replies.envelope(out, "method not found", 0);
            }
            return null;
        }
        Optional<Names.Name> name = gedis.names().split(actor);
        if (name.isEmpty()) {
            Replies.envelope(out, "actor not found", 0);
            return null;
        }
        Address address = new Address(
                Optional.empty(), name.get().packageName(), name.get().actor(), method);
        ActorArguments arguments =
                command.length > 2 ? new ActorArguments.Positional(command[2]) : ActorArguments.Named.NONE;
        return turn(address, arguments, Headers.NONE, true, caller, next);
    }

    private PendingCall turn(
            Address address,
            ActorArguments arguments,
            Headers headers,
            boolean isEnveloped,
            Caller caller,
            Runnable next) {
        ActorCall call = new ActorCall(
                address.packageName(),
                address.actor(),
                address.method(),
                arguments,
                caller,
                name -> header(name, caller, headers),
                false);
        return new PendingCall(gedis, call, address.threebot().orElse(""), isEnveloped, next);
    }

    /** Who calls, only we may say. */
    private static Optional<String> header(String name, Caller caller, Headers headers) {
        boolean isUser = name.equalsIgnoreCase(Authenticator.USER_HEADER);
        if (!isUser && !name.equalsIgnoreCase(Authenticator.ROLES_HEADER)) {
            return headers.find(name);
        }
        return caller.isAnonymous() ? Optional.empty() : Optional.of(isUser ? caller.name() : caller.rolesInOneLine());
    }

    private static String shown(String name) {
        return name.length() > 100 ? name.substring(0, 100) + "…" : name;
    }

    private static byte[] json(List<String> names) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = Headers.JSON.createGenerator(bytes)) {
            json.writeArray(names.toArray(new String[0]), 0, names.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}

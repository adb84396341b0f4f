package org.carrack.runtime.gedis.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.carrack.actor.ActorArguments;
import org.carrack.actor.ActorCall;
import org.carrack.actor.ActorException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client. Its commands are answered in their order, one after the other.
 *
 * <p>Commands are carried out by whoever <em>has the turn</em>: the event loop, as long as each is answered at once; else the
 * thread that brings the answer which all wait for, usually a worker, which goes on with what has come meanwhile and then
 * gives the turn back to the event loop. Only who has the turn touches {@link #out} and {@link #builtIn}. The event loop goes on
 * to read commands into a queue, up to a bound; then it stops reading, and so in the end does the client sending.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails as it is sent, exceptionCaught hears of
final class Connection extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** How many commands are read ahead. */
    private static final int MOST_QUEUED = 1_024;

    private static final long MOST_QUEUED_BYTES = 2 << 20;

    /** How much is answered before it is sent. */
    private static final int BATCH = 256 << 10;

    private final Door door;
    private final Commands commands;
    private final BuiltIn builtIn;
    private final Consumer<Connection> closed;
    private final Queue<byte[][]> queue = new ConcurrentLinkedQueue<>();
    private @Nullable ChannelHandlerContext context;

    // The event loop's own.
    private @Nullable ByteBuf unread;
    private int queued;
    private long queuedBytes;
    private volatile boolean isAway;
    private volatile long partialSince;

    // Of who has the turn.
    private @Nullable ByteBuf out;
    private @Nullable Turn turn;

    private volatile boolean isEnding;

    Connection(Door door, Commands commands, long id, Consumer<Connection> closed) {
        this.door = door;
        this.commands = commands;
        this.closed = closed;
        builtIn = new BuiltIn(door, id);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (isEnding) {
            in.release();
            return;
        }
        if (unread != null) {
            unread.writeBytes(in);
            in.release();
            in = unread;
            unread = null;
        }
        work(ctx, in);
    }

    /** Reads commands and carries them out, or keeps them where somebody else has the turn. */
    private void work(ChannelHandlerContext ctx, ByteBuf in) {
        try {
            while (mayGoOn(ctx)) {
                byte[][] command = commands.read(in);
                if (command == null) {
                    break;
                }
                partialSince = 0;
                if (command.length == 0) {
                    continue;
                }
                if (isAway) {
                    keep(command);
                } else {
                    isAway = !carryOut(command);
                }
            }
            keep(ctx, in);
        } catch (ProtocolException e) {
            in.release();
            fail(ctx, e);
        }
        if (!isAway) {
            send();
        }
        ctx.channel().config().setAutoRead(mayGoOn(ctx));
    }

    /** Whether more may be taken from the client: not where it does not take what it gets, or sends more than is done. */
    private boolean mayGoOn(ChannelHandlerContext ctx) {
        return !isEnding && queued < MOST_QUEUED && queuedBytes < MOST_QUEUED_BYTES && (isAway || isWritable(ctx));
    }

    private void keep(byte[][] command) {
        queue.add(command);
        queued++;
        for (byte[] part : command) {
            queuedBytes += part.length;
        }
    }

    private boolean isWritable(ChannelHandlerContext ctx) {
        if (out != null && out.readableBytes() > BATCH) {
            send();
        }
        return ctx.channel().isWritable();
    }

    private void keep(ChannelHandlerContext ctx, ByteBuf in) {
        if (!in.isReadable()) {
            in.release();
            partialSince = 0;
            return;
        }
        // In a buffer of its own size: what Netty reads into is as large as what it may read.
        unread = ctx.alloc().buffer(Math.max(256, in.readableBytes()));
        unread.writeBytes(in);
        in.release();
        if (partialSince == 0) {
            partialSince = System.nanoTime();
        }
    }

    /**
     * Carries one command out; needs the turn.
     *
     * @return whether it is answered; if not, the turn is away
     */
    private boolean carryOut(byte[][] command) {
        ByteBuf to = out();
        if (builtIn.answer(command, to)) {
            if (BuiltIn.isQuit(command)) {
                end();
            }
            return true;
        }
        Turn next;
        try {
            next = call(command, to);
        } catch (ActorException e) {
            Replies.error(to, e);
            return true;
        }
        if (next == null) {
            return true;
        }
        turn = next;
        if (!next.begin(this::send)) {
            return false;
        }
        next.write(out());
        turn = null;
        return true;
    }

    /** The call that a command means; null where it is answered already. */
    private @Nullable Turn call(byte[][] command, ByteBuf to) {
        String first = BuiltIn.text(command[0]);
        if (first.indexOf('.') >= 0) {
            return dotted(first, command, to);
        }
        return enveloped(first, command, to);
    }

    /** {@code [threebot.]package.actor.method ['{json}' ['{headers}']]}, answered with the result. */
    private @Nullable Turn dotted(String name, byte[][] command, ByteBuf to) {
        if (name.equals("core.list_actors")) {
            Replies.bulk(to, json(door.actors(builtIn.caller(), ".")));
            return null;
        }
        Optional<Address> address = Address.parse(name);
        if (address.isEmpty() || command.length > 3) {
            Replies.error(
                    to,
                    "BADARG call %s as [threebot.]package.actor.method ['{json}' ['{headers}']]"
                            .formatted(shown(name)));
            return null;
        }
        Headers headers = command.length > 2 ? Headers.parse(command[2]) : Headers.NONE;
        ActorArguments arguments =
                command.length > 1 ? new ActorArguments.Named(command[1]) : ActorArguments.Named.NONE;
        return turn(address.get(), arguments, headers, false);
    }

    /** 3Bot's {@code actor method [payload]}, answered in its envelope. */
    private @Nullable Turn enveloped(String actor, byte[][] command, ByteBuf to) {
        if (command.length < 2 || command.length > 3) {
            Replies.envelope(to, "invalid request", 1);
            return null;
        }
        String method = BuiltIn.text(command[1]);
        if (actor.equals("core")) {
            if (method.equals("list_actors")) {
                Replies.envelope(to, json(door.actors(builtIn.caller(), "_")));
            } else {
                Replies.envelope(to, "method not found", 0);
            }
            return null;
        }
        Optional<Names.Name> name = door.names().split(actor);
        if (name.isEmpty()) {
            Replies.envelope(to, "actor not found", 0);
            return null;
        }
        Address address = new Address(
                Optional.empty(), name.get().packageName(), name.get().actor(), method);
        ActorArguments arguments =
                command.length > 2 ? new ActorArguments.Positional(command[2]) : ActorArguments.Named.NONE;
        return turn(address, arguments, Headers.NONE, true);
    }

    private Turn turn(Address address, ActorArguments arguments, Headers headers, boolean isEnveloped) {
        ActorCall call = new ActorCall(
                address.packageName(),
                address.actor(),
                address.method(),
                arguments,
                builtIn.caller(),
                headers::find,
                false);
        return new Turn(door, call, address.threebot().orElse(""), isEnveloped, this::goOn);
    }

    /** The answer that all waited for is there, and with it the turn. */
    private void goOn() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            return;
        }
        if (ctx.executor().inEventLoop()) {
            // In its order after what others had it send.
            ctx.executor().execute(this::takeTurnBack);
            return;
        }
        Turn answered = turn;
        if (answered != null) {
            answered.write(out());
            turn = null;
        }
        while (!isEnding && out().readableBytes() < BATCH) {
            byte[][] command = queue.poll();
            if (command == null) {
                break;
            }
            if (!carryOut(command)) {
                return;
            }
        }
        ctx.executor().execute(this::takeTurnBack);
    }

    /** On the event loop: goes on with what was kept, then with what was not read yet. */
    private void takeTurnBack() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            return;
        }
        isAway = false;
        queued = queue.size();
        queuedBytes = queued == 0 ? 0 : queuedBytes;
        Turn answered = turn;
        if (answered != null) {
            answered.write(out());
            turn = null;
        }
        while (!isAway && !isEnding && isWritable(ctx)) {
            byte[][] command = queue.poll();
            if (command == null) {
                break;
            }
            queued--;
            isAway = !carryOut(command);
        }
        ByteBuf in = unread == null ? ctx.alloc().buffer(0) : unread;
        unread = null;
        if (isAway || queue.isEmpty()) {
            work(ctx, in);
        } else {
            keep(ctx, in);
            send();
            ctx.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable() && !isAway && !isEnding) {
            takeTurnBack();
        }
        ctx.fireChannelWritabilityChanged();
    }

    private ByteBuf out() {
        ByteBuf buffer = out;
        if (buffer == null) {
            buffer = java.util.Objects.requireNonNull(context).alloc().buffer(1_024);
            out = buffer;
        }
        return buffer;
    }

    /** Sends what was answered; needs the turn. */
    private void send() {
        ByteBuf buffer = out;
        ChannelHandlerContext ctx = context;
        if (buffer != null && ctx != null) {
            out = null;
            if (buffer.isReadable()) {
                ctx.writeAndFlush(buffer, ctx.voidPromise());
            } else {
                buffer.release();
            }
        }
    }

    /** Sends what was answered, and closes. */
    private void end() {
        ChannelHandlerContext ctx = context;
        isEnding = true;
        send();
        if (ctx != null) {
            ctx.executor().execute(() -> {
                ctx.writeAndFlush(ctx.alloc().buffer(0)).addListener(done -> ctx.close());
            });
        }
    }

    private void fail(ChannelHandlerContext ctx, ProtocolException e) {
        isEnding = true;
        if (isAway) {
            // Somebody answers what came before; there is nobody to tell of what came after.
            ctx.close();
            return;
        }
        Replies.error(out(), "ERR Protocol error: " + e.getMessage());
        end();
    }

    /** Whether a command was begun before that time and never finished. */
    boolean isStuckSince(long time) {
        long since = partialSince;
        // Where we are the ones who do not read on, it is not the client's fault.
        boolean isReading = context != null && context.channel().config().isAutoRead();
        return since != 0 && since - time < 0 && !isAway && isReading;
    }

    void close() {
        if (context != null) {
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        isEnding = true;
        if (unread != null) {
            unread.release();
            unread = null;
        }
        queue.clear();
        if (!isAway && out != null) {
            out.release();
            out = null;
        }
        closed.accept(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("a client broke off", cause);
        } else {
            LOG.error("a gedis connection failed", cause);
        }
        ctx.close();
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

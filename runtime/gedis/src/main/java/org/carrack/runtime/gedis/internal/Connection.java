package org.carrack.runtime.gedis.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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

    /** How long a client may go on sending that was answered its last. */
    private static final long LINGER_S = 2;

    private final Commands commands;
    private final CallParser calls;
    private final BuiltIn builtIn;
    private final Consumer<Connection> closed;
    private final Queue<byte[][]> queue = new ConcurrentLinkedQueue<>();
    private @Nullable ChannelHandlerContext context;

    // The event loop's own.
    private @Nullable ByteBuf unread;
    private int queued;
    private long queuedBytes;
    private @Nullable ProtocolException broken;
    private boolean isWorking;
    private boolean isInputEnded;
    private volatile boolean isAway;
    private volatile long partialSince;

    // Of who has the turn.
    private @Nullable ByteBuf out;
    private @Nullable PendingCall turn;

    private volatile boolean isEnding;

    Connection(GedisContext gedis, CallParser calls, Commands commands, long id, Consumer<Connection> closed) {
        this.commands = commands;
        this.calls = calls;
        this.closed = closed;
        builtIn = new BuiltIn(gedis, id);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        if (ctx.channel().remoteAddress() instanceof InetSocketAddress remote) {
            builtIn.from(remote.getAddress().getHostAddress());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (isEnding || broken != null) {
            in.release();
            return;
        }
        if (unread == null) {
            unread = in;
        } else {
            unread.writeBytes(in);
            in.release();
        }
        work(ctx);
    }

    /** On the event loop: carries out what is there, or queues it while the turn is away, as far as may be. */
    private void work(ChannelHandlerContext ctx) {
        if (isWorking) {
            return; // what is sent from here may at once be told to have gone
        }
        isWorking = true;
        try {
            boolean isDry;
            do {
                isDry = workUntilDry(ctx);
                if (!isAway) {
                    send();
                }
            } while (!isDry && mayGoOn(ctx));
            keepUnread(ctx, isDry);
            if (isInputEnded && isDry && !isAway && !isEnding) {
                end();
            }
        } catch (ProtocolException e) {
            if (Commands.HTTP.equals(e.getMessage())) {
                LOG.warn(
                        "a connection from {} spoke HTTP to the gedis port and was closed",
                        ctx.channel().remoteAddress());
            }
            Replies.error(out(), "ERR Protocol error: " + e.getMessage());
            end();
        } finally {
            isWorking = false;
        }
        // What is ending reads on, to the end.
        ctx.channel().config().setAutoRead(isEnding || mayGoOn(ctx));
    }

    /** Returns whether all was taken that is there; if not, no more may be taken for now. */
    private boolean workUntilDry(ChannelHandlerContext ctx) throws ProtocolException {
        while (mayGoOn(ctx)) {
            byte[][] command = next();
            if (command == null) {
                return true;
            }
            if (command.length == 0) {
                continue;
            }
            if (isAway) {
                queue(command);
            } else {
                isAway = !execute(command);
            }
        }
        return false;
    }

    private byte @Nullable [][] next() throws ProtocolException {
        byte[][] queuedBefore = isAway ? null : queue.poll();
        if (queuedBefore != null) {
            queued--;
            return queuedBefore;
        }
        if (broken == null && unread != null) {
            try {
                byte[][] command = commands.read(unread);
                if (command != null) {
                    partialSince = 0;
                }
                return command;
            } catch (ProtocolException e) {
                broken = e;
                releaseUnread();
            }
        }
        // What came before is answered first.
        if (broken != null && !isAway) {
            throw broken;
        }
        return null;
    }

    /** Whether more may be taken from the client: not where it does not take what it gets, or sends more than is done. */
    private boolean mayGoOn(ChannelHandlerContext ctx) {
        if (isEnding) {
            return false;
        }
        if (isAway) {
            return queued < MOST_QUEUED && queuedBytes < MOST_QUEUED_BYTES && broken == null;
        }
        if (out != null && out.readableBytes() > BATCH) {
            send();
        }
        return ctx.channel().isWritable();
    }

    private void queue(byte[][] command) {
        queue.add(command);
        queued++;
        for (byte[] part : command) {
            queuedBytes += part.length;
        }
    }

    private void keepUnread(ChannelHandlerContext ctx, boolean isPartial) {
        ByteBuf rest = unread;
        if (rest == null || !rest.isReadable()) {
            releaseUnread();
            return;
        }
        // In a buffer of its own size: what Netty reads into is as large as what it may read.
        unread = ctx.alloc().buffer(Math.max(256, rest.readableBytes()));
        unread.writeBytes(rest);
        rest.release();
        if (isPartial && partialSince == 0) {
            partialSince = System.nanoTime();
        }
    }

    private void releaseUnread() {
        if (unread != null) {
            unread.release();
            unread = null;
        }
    }

    /**
     * Carries one command out; needs the turn.
     *
     * @return whether it is answered; if not, the turn is away
     */
    private boolean execute(byte[][] command) {
        ByteBuf to = out();
        if (builtIn.answer(command, to)) {
            if (BuiltIn.isQuit(command)) {
                end();
            }
            return true;
        }
        PendingCall next;
        try {
            next = calls.read(command, builtIn.caller(), to, this::goOn);
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
        PendingCall answered = turn;
        if (answered != null) {
            answered.write(out());
            turn = null;
        }
        while (!isEnding && out().readableBytes() < BATCH) {
            byte[][] command = queue.poll();
            if (command == null) {
                break;
            }
            if (!execute(command)) {
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
        PendingCall answered = turn;
        if (answered != null) {
            answered.write(out());
            turn = null;
        }
        work(ctx);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable() && !isAway) {
            work(ctx);
        }
        ctx.fireChannelWritabilityChanged();
    }

    /** Who says that nothing more comes still gets the answers to what came. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            isInputEnded = true;
            if (isEnding) {
                ctx.close();
            } else {
                work(ctx);
            }
        }
        ctx.fireUserEventTriggered(event);
    }

    private ByteBuf out() {
        ByteBuf buffer = out;
        if (buffer == null) {
            buffer = Objects.requireNonNull(context).alloc().buffer(1_024);
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

    /**
     * Sends what was answered, and closes: when the client has, or after a while, since who is still sending would see a broken
     * connection and not the answer.
     */
    private void end() {
        ChannelHandlerContext ctx = context;
        isEnding = true;
        send();
        if (ctx != null) {
            ctx.executor().execute(() -> {
                ctx.writeAndFlush(ctx.alloc().buffer(0)).addListener(done -> linger(ctx));
            });
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what is closed already is closed
    private void linger(ChannelHandlerContext ctx) {
        if (isInputEnded || !(ctx.channel() instanceof SocketChannel socket) || !socket.isActive()) {
            ctx.close();
            return;
        }
        socket.shutdownOutput();
        socket.config().setAutoRead(true);
        ctx.executor().schedule(() -> ctx.close(), LINGER_S, TimeUnit.SECONDS);
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
        releaseUnread();
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
}

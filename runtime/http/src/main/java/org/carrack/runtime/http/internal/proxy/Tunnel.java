package org.carrack.runtime.http.internal.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * One side of two connections that have left HTTP for another protocol, such as WebSocket: what comes in here goes out at the
 * other, at the pace of the reader. They end together.
 */
final class Tunnel extends AbstractConnection implements Connection.UpgradeTo {

    private static final int BUFFER = 16 << 10;

    private final EndPoint from;
    private final EndPoint to;
    private final Runnable onOpen;
    private final Runnable onClose;
    private final ByteBuffer buffer = BufferUtil.allocate(BUFFER);
    private @Nullable ByteBuffer before;

    /**
     * A side that is still to be {@linkplain #begin begun}.
     *
     * @param onOpen is run when Jetty has given us the connection
     * @param onClose is run when it has ended
     */
    Tunnel(EndPoint from, EndPoint to, Executor executor, Runnable onOpen, Runnable onClose) {
        super(from, executor);
        this.from = from;
        this.to = to;
        this.onOpen = onOpen;
        this.onClose = onClose;
    }

    /** What came with the answer that ended HTTP. */
    @Override
    public void onUpgradeTo(ByteBuffer rest) {
        before = BufferUtil.copy(rest);
    }

    @Override
    public void onOpen() {
        super.onOpen();
        onOpen.run();
    }

    /** Lets bytes through. */
    void begin() {
        ByteBuffer first = before;
        if (first != null && first.hasRemaining()) {
            write(first);
        } else {
            fillInterested();
        }
    }

    @Override
    public void onFillable() {
        try {
            BufferUtil.clear(buffer);
            int count = from.fill(buffer);
            if (count > 0) {
                write(buffer);
            } else if (count == 0) {
                fillInterested();
            } else {
                end();
            }
        } catch (IOException e) {
            end();
        }
    }

    private void write(ByteBuffer bytes) {
        to.write(Callback.from(this::fillOrEnd, failure -> end()), bytes);
    }

    private void fillOrEnd() {
        if (from.isOpen()) {
            fillInterested();
        } else {
            end();
        }
    }

    @Override
    public void onFillInterestedFailed(Throwable cause) {
        end();
    }

    @Override
    public void onClose(@Nullable Throwable cause) {
        super.onClose(cause);
        to.close();
        onClose.run();
    }

    private void end() {
        from.close();
        to.close();
    }
}

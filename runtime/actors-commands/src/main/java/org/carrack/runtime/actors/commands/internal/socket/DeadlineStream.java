package org.carrack.runtime.actors.commands.internal.socket;

import java.io.FilterInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/** What a client sends within a time: one that sends a byte now and then has no more of it. Used by one thread. */
final class DeadlineStream extends FilterInputStream {

    private final Socket client;
    private final long end;

    DeadlineStream(Socket client, long nanos) throws IOException {
        super(client.getInputStream());
        this.client = client;
        end = System.nanoTime() + nanos;
    }

    private void limit() throws IOException {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
            throw new SocketTimeoutException("the request did not come in time");
        }
        client.setSoTimeout((int) left);
    }

    @Override
    public int read() throws IOException {
        limit();
        return super.read();
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
        limit();
        return super.read(into, at, length);
    }
}

package org.carrack.runtime.actors.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Bytes in memory, up to a limit. Used by one thread. */
final class ResultBuffer extends OutputStream {

    /** There is more than the limit. */
    static final class FullException extends IOException {

        private static final long serialVersionUID = 1L;

        FullException(int limit) {
            super("larger than %,d bytes".formatted(limit));
        }
    }

    private final int limit;
    private byte[] bytes = new byte[256];
    private int count;

    ResultBuffer(int limit) {
        this.limit = limit;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int from, int length) throws IOException {
        if (length > limit - count) {
            throw new FullException(limit);
        }
        if (count == 0 && length > bytes.length) {
            bytes = new byte[length];
        } else if (count + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(limit, Math.max(count + length, bytes.length * 2L)));
        }
        System.arraycopy(source, from, bytes, count, length);
        count += length;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, count);
    }
}

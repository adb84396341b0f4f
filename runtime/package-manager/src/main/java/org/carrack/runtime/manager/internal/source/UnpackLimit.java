package org.carrack.runtime.manager.internal.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * How much an archive may unpack to. Counts over all its files.
 */
public final class UnpackLimit {

    private static final int MOST_FILES = 100_000;

    /** What small archives may unpack to, however well they are packed. */
    private static final long HARMLESS = 64L << 20;

    /** The best packing that text and code reach is about 20. */
    private static final int MOST_RATIO = 200;

    private final String name;
    private final long packed;
    private final long most;
    private long unpacked;
    private int files;

    /**
     * @param packed the archive's own size in bytes
     * @param most how many bytes it may unpack to
     */
    public UnpackLimit(String name, long packed, long most) {
        this.name = name;
        this.packed = packed;
        this.most = most;
    }

    /** One more file. */
    public void file() throws SourceException {
        files++;
        if (files > MOST_FILES) {
            throw new SourceException(
                    "%s holds more than %,d files; is it what it should be? Split it into several packages"
                            .formatted(name, MOST_FILES));
        }
    }

    /** So many more bytes. */
    public void add(long bytes) throws SourceException {
        unpacked += bytes;
        if (unpacked > most || (unpacked > HARMLESS && unpacked / MOST_RATIO > packed)) {
            throw new SourceException(
                    "%s is %,d bytes and unpacks to more than %,d: it looks like a zip bomb; leave out what it does not need, or raise unpacked_limit_mb in etc/carrack.toml"
                            .formatted(name, packed, Math.min(unpacked, most)));
        }
    }

    /** A stream whose bytes count. */
    public InputStream counting(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                int b = super.read();
                count(b < 0 ? 0 : 1);
                return b;
            }

            @Override
            public int read(byte[] buffer, int from, int length) throws IOException {
                int count = super.read(buffer, from, length);
                count(Math.max(0, count));
                return count;
            }

            private void count(int bytes) throws IOException {
                try {
                    add(bytes);
                } catch (SourceException e) {
                    throw new TooLarge(e);
                }
            }
        };
    }

    /** Carries the problem out of a stream. */
    public static final class TooLarge extends IOException {

        private static final long serialVersionUID = 1L;

        private final SourceException problem;

        public TooLarge(SourceException problem) {
            super(problem);
            this.problem = problem;
        }

        public SourceException problem() {
            return problem;
        }
    }
}

package org.carrack.runtime.tls.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A certificate with its key in files, read again when they have changed. Safe for any thread. */
final class IdentityFile {

    private static final Logger LOG = LoggerFactory.getLogger(IdentityFile.class);

    /** Between two looks at the files. */
    private static final long PAUSE_NS = TimeUnit.SECONDS.toNanos(1);

    private final Path chain;
    private final Path key;
    private State state;
    private long looked;

    private record Times(FileTime chain, FileTime key) {}

    private record State(Identity identity, Times times) {}

    IdentityFile(Path chain, Path key) throws IOException {
        this.chain = chain;
        this.key = key;
        Times times = times();
        state = new State(Pem.read(chain, key), times);
        looked = System.nanoTime();
    }

    /** That of the certificate, and that of the key. */
    List<Path> files() {
        return List.of(chain, key);
    }

    /** What the files hold now; where that cannot be used, what they held before. */
    synchronized Identity identity() {
        long now = System.nanoTime();
        if (now - looked >= PAUSE_NS) {
            looked = now;
            try {
                Times times = times();
                if (!times.equals(state.times())) {
                    state = new State(read(), times);
                }
            } catch (IOException e) {
                LOG.debug("{} is not there for the moment", chain, e);
            }
        }
        return state.identity();
    }

    private Identity read() {
        try {
            Identity changed = Pem.read(chain, key);
            LOG.info("the certificate {} has changed; it counts from now on", chain);
            return changed;
        } catch (IOException e) {
            LOG.warn("{}; the certificate of before counts", e.getMessage());
            return state.identity();
        }
    }

    private Times times() throws IOException {
        try {
            return new Times(Files.getLastModifiedTime(chain), Files.getLastModifiedTime(key));
        } catch (IOException e) {
            throw new IOException("there is no file %s".formatted(Files.exists(chain) ? key : chain), e);
        }
    }
}

package org.carrack.runtime.manager.internal.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeployFolderTest {

    @TempDir
    Path folder;

    private final BlockingQueue<String> taken = new LinkedBlockingQueue<>();

    /** Takes files, and throws an error at some. */
    private final DeployListener listener = new DeployListener() {
        @Override
        public Path folder() {
            return folder;
        }

        @Override
        public boolean isKnown(String file, String stamp) {
            return taken.contains(file);
        }

        @Override
        public Set<String> knownFiles() {
            return Set.of();
        }

        @Override
        public void changed(Map<String, String> changed, Set<String> gone) {
            taken.addAll(changed.keySet());
            if (changed.containsKey("bad.zip")) {
                throw new StackOverflowError("of a pattern");
            }
        }
    };

    @Test
    void anErrorAtOneFileDoesNotEndTheThreadThatWatches() throws Exception {
        try (DeployFolder watched = new DeployFolder(listener)) {
            watched.start();
            Files.writeString(folder.resolve("bad.zip"), "no archive");
            assertThat(taken.poll(1, TimeUnit.MINUTES)).isEqualTo("bad.zip");
            Files.writeString(folder.resolve("good.zip"), "no archive");
            String next = taken.poll(1, TimeUnit.MINUTES);
            while ("bad.zip".equals(next)) {
                // It is not known, so it is looked at again.
                next = taken.poll(1, TimeUnit.MINUTES);
            }
            assertThat(next).isEqualTo("good.zip");
            assertThat(watched.thread().isAlive()).isTrue();
        }
    }
}

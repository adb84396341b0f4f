package org.carrack.runtime.manager.internal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarballTest {

    private static final int MEGABYTE = 1 << 20;

    @TempDir
    Path temporary;

    /** One file of a megabyte, and so many links to it. */
    private Path tarball(int links) throws IOException {
        Path file = temporary.resolve("links.tar.gz");
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(file)))) {
            TarArchiveEntry entry = new TarArchiveEntry("one.bin");
            entry.setSize(MEGABYTE);
            tar.putArchiveEntry(entry);
            tar.write(new byte[MEGABYTE]);
            tar.closeArchiveEntry();
            for (int i = 0; i < links; i++) {
                TarArchiveEntry link = new TarArchiveEntry("link" + i, TarConstants.LF_SYMLINK);
                link.setLinkName("one.bin");
                tar.putArchiveEntry(link);
                tar.closeArchiveEntry();
            }
        }
        return file;
    }

    @Test
    void whatLinksBecomeCountsAsUnpacked() throws Exception {
        Path folder = Files.createDirectory(temporary.resolve("out"));
        assertThatThrownBy(() -> Tarball.unpack(tarball(100), folder, 10L * MEGABYTE))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("and unpacks to more than 10,485,760: it looks like a zip bomb");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.count()).as("files that were written").isLessThanOrEqualTo(10);
        }
    }

    @Test
    void aLinkBecomesTheFileThatItLeadsTo() throws Exception {
        Path folder = Files.createDirectory(temporary.resolve("out"));
        Tarball.unpack(tarball(1), folder, 10L * MEGABYTE);
        assertThat(folder.resolve("link0")).isRegularFile().hasSize(MEGABYTE);
    }
}

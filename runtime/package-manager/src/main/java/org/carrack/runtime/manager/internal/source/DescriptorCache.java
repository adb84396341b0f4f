package org.carrack.runtime.manager.internal.source;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.carrack.config.ConfigTag;
import org.carrack.model.DescriptorReader;
import org.carrack.model.Problem;
import org.carrack.model.TagCodec;
import org.carrack.model.TomlTags;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the TOML parser made of the descriptors of stored bundles, by their digests: at a restart they are the same, and the parser takes
 * long to be ready. What is damaged or cannot be written is parsed again. Safe for any thread.
 */
public final class DescriptorCache {

    private static final Logger LOG = LoggerFactory.getLogger(DescriptorCache.class);

    private final Path folder;

    /** @param folder is made when the first descriptor is kept */
    public DescriptorCache(Path folder) {
        this.folder = folder;
    }

    /** The parser for the descriptor of a bundle. */
    DescriptorReader.TomlParser parserOf(String sha256) {
        return (file, text, problems) -> {
            Path kept = folder.resolve(sha256);
            return read(kept, file).orElseGet(() -> {
                List<Problem> found = new ArrayList<>();
                ConfigTag parsed = TomlTags.tags(file, text, found);
                if (found.isEmpty()) {
                    keep(kept, parsed);
                }
                problems.addAll(found);
                return parsed;
            });
        };
    }

    private static Optional<ConfigTag> read(Path kept, String file) {
        try {
            if (!Files.isRegularFile(kept)) {
                return Optional.empty();
            }
            byte[] bytes = Files.readAllBytes(kept);
            if (bytes.length < Long.BYTES || ByteBuffer.wrap(bytes).getLong() != checksum(bytes)) {
                return Optional.empty();
            }
            return Optional.of(TagCodec.read(
                    file, new DataInputStream(new ByteArrayInputStream(bytes, Long.BYTES, bytes.length - Long.BYTES))));
        } catch (IOException e) {
            LOG.debug("{} is read as if it were not there", kept, e);
            return Optional.empty();
        }
    }

    /** Of all that follows it in the file. */
    private static long checksum(byte[] bytes) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes, Long.BYTES, bytes.length - Long.BYTES);
        return checksum.getValue();
    }

    private void keep(Path kept, ConfigTag parsed) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(0);
            TagCodec.write(parsed, out);
            byte[] content = bytes.toByteArray();
            ByteBuffer.wrap(content).putLong(checksum(content));
            Path unfinished = Files.createTempFile(Files.createDirectories(folder), "unfinished-", "");
            Files.write(unfinished, content);
            Files.move(unfinished, kept, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("{} could not be written", kept, e);
        }
    }

    /** Removes what is of no bundle any more. */
    public void keepOnly(Set<String> digests) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (!digests.contains(file.getFileName().toString())) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}

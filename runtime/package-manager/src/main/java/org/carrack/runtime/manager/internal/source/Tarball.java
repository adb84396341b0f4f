package org.carrack.runtime.manager.internal.source;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/** A tar.gz or tar. */
final class Tarball {

    private Tarball() {}

    /** Whether a file is one, by its first bytes. */
    static boolean is(Path file) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(512);
        }
        boolean isGzip = start.length > 2 && (start[0] & 0xff) == 0x1f && (start[1] & 0xff) == 0x8b;
        boolean isBzip2 = start.length > 3 && start[0] == 'B' && start[1] == 'Z' && start[2] == 'h';
        return isGzip || isBzip2 || isTar(start);
    }

    private static boolean isTar(byte[] start) {
        return start.length == 512
                && new String(start, 257, 5, java.nio.charset.StandardCharsets.US_ASCII).equals("ustar");
    }

    /**
     * Unpacks it. A link to a file inside becomes that file; one that leads out is refused.
     *
     * @param most how many bytes it may unpack to
     */
    static void unpack(Path file, Path folder, long most) throws SourceException, IOException {
        String name = String.valueOf(file.getFileName());
        UnpackLimit limits = new UnpackLimit(name, Files.size(file), most);
        Map<Path, Path> links = new LinkedHashMap<>();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
                TarArchiveInputStream tar = new TarArchiveInputStream(limits.counting(unzipped(in)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                limits.file();
                ArchiveEntryNames.check(name, entry.getName());
                Path target = folder.resolve(entry.getName()).normalize();
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else if (entry.isSymbolicLink() || entry.isLink()) {
                    Path base = entry.isLink() ? folder : target.resolveSibling(".");
                    Path to = base.resolve(entry.getLinkName()).normalize();
                    if (!to.startsWith(folder)) {
                        throw ArchiveEntryNames.leadsOut(name, entry.getName(), entry.getLinkName());
                    }
                    links.put(target, to);
                } else if (entry.isFile()) {
                    Files.createDirectories(target.resolveSibling("."));
                    Files.copy(tar, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (UnpackLimit.TooLarge e) {
            throw e.problem();
        } catch (ZipException | java.io.EOFException e) {
            throw new SourceException(
                    "%s is no whole tar.gz (%s); copy it again".formatted(name, e.getMessage()), true);
        }
        for (Map.Entry<Path, Path> link : links.entrySet()) {
            if (Files.isRegularFile(link.getValue())) {
                // A link becomes a file: what is written counts, not what is packed.
                limits.add(Files.size(link.getValue()));
                Files.createDirectories(link.getKey().resolveSibling("."));
                Files.copy(link.getValue(), link.getKey(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static InputStream unzipped(InputStream in) throws IOException {
        in.mark(2);
        int first = in.read();
        in.reset();
        return switch (first) {
            case 0x1f -> new GZIPInputStream(in);
            case 'B' -> new BZip2CompressorInputStream(in);
            default -> in;
        };
    }
}

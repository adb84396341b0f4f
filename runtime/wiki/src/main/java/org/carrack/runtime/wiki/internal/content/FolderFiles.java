package org.carrack.runtime.wiki.internal.content;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The files of a folder that somebody edits. Links to files elsewhere are not followed. For any thread. */
public final class FolderFiles implements WikiFiles {

    private final Path folder;

    /** The folders in it as they were when they were listed: one changes when a file in it comes, goes or is replaced. */
    private volatile Map<Path, FileTime> folders = Map.of();

    public FolderFiles(Path folder) {
        this.folder = folder;
    }

    @Override
    public Map<String, String> stamps() throws IOException {
        Map<String, String> stamps = new TreeMap<>();
        Map<Path, FileTime> visitedFolders = new HashMap<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
                boolean isHidden = !visited.equals(folder)
                        && String.valueOf(visited.getFileName()).startsWith(".");
                if (!isHidden) {
                    visitedFolders.put(visited, attributes.lastModifiedTime());
                }
                return isHidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    stamps.put(folder.relativize(file).toString().replace('\\', '/'), stamp(attributes));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (file.equals(folder)) {
                    throw failure;
                }
                // An editor has just renamed it.
                return FileVisitResult.CONTINUE;
            }
        });
        folders = Map.copyOf(visitedFolders);
        return stamps;
    }

    private static String stamp(BasicFileAttributes attributes) {
        return attributes.lastModifiedTime() + " " + attributes.size();
    }

    @Override
    public boolean haveChanged(String path, String stamp) {
        try {
            for (Map.Entry<Path, FileTime> known : folders.entrySet()) {
                if (!Files.getLastModifiedTime(known.getKey()).equals(known.getValue())) {
                    return true;
                }
            }
            return !path.isEmpty()
                    && !stamp(Files.readAttributes(folder.resolve(path), BasicFileAttributes.class))
                            .equals(stamp);
        } catch (IOException e) {
            // One is gone.
            return true;
        }
    }

    @Override
    public Optional<byte[]> read(String path) throws IOException {
        Path file = folder.resolve(path).normalize();
        if (!file.startsWith(folder) || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        if (!file.toRealPath().startsWith(folder.toRealPath())) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}

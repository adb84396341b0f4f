package org.carrack.runtime.chatflows.internal.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.carrack.chat.Upload;
import org.carrack.runtime.chatflows.internal.engine.UploadFiles;

/**
 * The files that people have sent, in {@code <folder>/<conversation>/<id>/<name>}. They are kept as long as the conversation. For any
 * thread.
 */
public final class UploadFolder {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private final Path folder;

    public UploadFolder(Path folder) {
        this.folder = folder;
    }

    /** The files of one conversation. */
    UploadFiles of(String conversation) {
        return new UploadFiles() {
            @Override
            public Optional<Upload> find(String id) {
                return ID.matcher(id).matches() ? read(conversation, id) : Optional.empty();
            }

            @Override
            public Path path(Upload upload) {
                Path file = place(conversation, upload.id()).resolve(upload.fileName());
                if (find(upload.id()).isEmpty() || !Files.isRegularFile(file)) {
                    throw new IllegalArgumentException(
                            "there is no file %s of this conversation".formatted(upload.fileName()));
                }
                return file;
            }
        };
    }

    private Path place(String conversation, String id) {
        return folder.resolve(conversation).resolve(id);
    }

    /**
     * A new folder for a file of a conversation; the file is complete when {@link #received} says so.
     *
     * @throws IOException if it cannot be made
     */
    Path place(String conversation) throws IOException {
        return Files.createDirectories(place(conversation, UUID.randomUUID().toString()));
    }

    /** How much a conversation has. */
    record Usage(int files, long bytes) {}

    Usage usage(String conversation) throws IOException {
        Path all = folder.resolve(conversation);
        if (!Files.exists(all)) {
            return new Usage(0, 0);
        }
        try (Stream<Path> walk = Files.walk(all)) {
            int files = 0;
            long bytes = 0;
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                files++;
                bytes += Files.size(file);
            }
            return new Usage(files, bytes);
        }
    }

    /** The file that was written into a folder of {@link #place}. */
    Upload received(Path file) {
        Path inFolder = folder.relativize(file);
        return read(inFolder.getName(0).toString(), inFolder.getName(1).toString())
                .orElseThrow(() -> new IllegalArgumentException("there is no file " + file));
    }

    private Optional<Upload> read(String conversation, String id) {
        try (Stream<Path> files = Files.list(place(conversation, id))) {
            Optional<Path> file = files.findFirst();
            if (file.isEmpty()) {
                return Optional.empty();
            }
            String name = file.get().getFileName().toString();
            String type = URLConnection.guessContentTypeFromName(name);
            return Optional.of(
                    new Upload(id, name, type == null ? "application/octet-stream" : type, Files.size(file.get())));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes what belongs to a conversation, or a folder of one of its files. */
    void delete(Path place) throws IOException {
        if (!Files.exists(place)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> walk = Files.walk(place)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path one : all) {
            Files.deleteIfExists(one);
        }
    }

    /** Deletes all files of a conversation. */
    void delete(String conversation) throws IOException {
        delete(folder.resolve(conversation));
    }
}

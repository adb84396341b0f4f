package org.carrack.runtime.settings.internal.form;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.carrack.manage.ConfigRevision;
import org.carrack.spi.json.JsonValues;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last revisions of each file of the configuration, one file each in {@code data/configuration/<name>/}, which their owner alone may
 * read. Used by one thread at a time.
 */
final class RevisionHistory {

    private static final Logger LOG = LoggerFactory.getLogger(RevisionHistory.class);

    private static final int KEPT = 10;
    private static final String SUFFIX = ".json";

    private final Path folder;

    RevisionHistory(Path folder) {
        this.folder = folder;
    }

    /** A revision with the text that the file had. */
    record Kept(ConfigRevision revision, String text) {}

    private Path of(String name) {
        return folder.resolve(name);
    }

    /** The last revision, if there is one. */
    Optional<Kept> last(String name) throws IOException {
        return newestFirst(name).flatMap(RevisionHistory::readable).findFirst();
    }

    /** The newest first; one that is damaged is left out. */
    List<Kept> all(String name) throws IOException {
        return newestFirst(name).flatMap(RevisionHistory::readable).toList();
    }

    /** The names of files are in the order of their numbers. */
    private Stream<Path> newestFirst(String name) throws IOException {
        return files(name).stream().sorted(Comparator.reverseOrder());
    }

    private static Stream<Kept> readable(Path file) {
        try {
            return Stream.of(read(file));
        } catch (IOException | ClassCastException | DateTimeException | NullPointerException e) {
            LOG.warn("the revision {} is damaged, and left out", file, e);
            return Stream.of();
        }
    }

    private List<Path> files(String name) throws IOException {
        try (Stream<Path> files = Files.list(of(name))) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    @SuppressWarnings("NullAway") // what is not there is found damaged
    private static Kept read(Path file) throws IOException {
        Map<String, Object> values = JsonValues.readObject(Files.readString(file));
        List<String> changes =
                ((List<?>) values.get("changes")).stream().map(String::valueOf).toList();
        return new Kept(
                new ConfigRevision(
                        ((Number) values.get("number")).intValue(),
                        Instant.parse((String) values.get("time")),
                        (String) values.get("by"),
                        (String) values.get("version"),
                        changes),
                (String) values.get("text"));
    }

    /** Adds a revision, and deletes those that are too old. */
    void add(String name, Kept kept) throws IOException {
        ConfigRevision revision = kept.revision();
        ConfigurationFiles.write(
                of(name).resolve("%08d%s".formatted(revision.number(), SUFFIX)),
                JsonValues.write(JsonValues.object(
                        "number",
                        revision.number(),
                        "time",
                        revision.time().toString(),
                        "by",
                        revision.by(),
                        "version",
                        revision.version(),
                        "changes",
                        revision.changes(),
                        "text",
                        kept.text())),
                true);
        List<Path> files = files(name);
        for (Path old : files.subList(0, Math.max(0, files.size() - KEPT))) {
            Files.deleteIfExists(old);
        }
    }

    /** Deletes all of a name. */
    void purge(String name) throws IOException {
        for (Path file : files(name)) {
            Files.deleteIfExists(file);
        }
        Files.deleteIfExists(of(name));
    }

    /** The names of which there are revisions. */
    List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}

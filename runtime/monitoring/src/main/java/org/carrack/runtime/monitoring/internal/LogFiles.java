package org.carrack.runtime.monitoring.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.carrack.failure.RequestException.Kind;
import org.carrack.manage.LogException;
import org.carrack.manage.LogHistory;
import org.carrack.runtime.monitoring.internal.LogFileParser.Raw;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Searches {@code carrack.log} and then {@code carrack.1.log.gz} to {@code carrack.5.log.gz}, the newest first, until enough is found. */
@Component
public final class LogFiles implements LogHistory {

    private static final Logger LOG = LoggerFactory.getLogger(LogFiles.class);

    private static final int OLDER_FILES = 5;

    private final Path folder;
    private final ZoneId zone;

    @Activate
    public LogFiles() {
        this(Path.of(System.getProperty("carrack.log", "log")), ZoneId.systemDefault());
    }

    /** @param zone that of the times in the files */
    LogFiles(Path folder, ZoneId zone) {
        this.folder = folder;
        this.zone = zone;
    }

    @Override
    public List<Entry> find(Search search, int count) throws LogException {
        List<Entry> found = new ArrayList<>();
        for (int age = 0; age <= OLDER_FILES && found.size() < count; age++) {
            Path file = folder.resolve(age == 0 ? "carrack.log" : "carrack.%d.log.gz".formatted(age));
            try (InputStream bytes = Files.newInputStream(file)) {
                found.addAll(0, newest(age == 0 ? bytes : new GZIPInputStream(bytes), search, count - found.size()));
            } catch (NoSuchFileException e) {
                // There are no older ones, or it was moved just now and is the next.
            } catch (IOException e) {
                if (age > 0) {
                    // What the others have is told in any case.
                    LOG.warn("{} cannot be read: {}", file, e.getMessage());
                    continue;
                }
                throw new LogException(Kind.FAILED, "%s cannot be read: %s".formatted(file, e.getMessage()), e);
            }
        }
        return found;
    }

    private List<Entry> newest(InputStream bytes, Search search, int count) throws IOException {
        Pattern text = Pattern.compile(Pattern.quote(search.text()), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        Deque<Raw> newest = new ArrayDeque<>();
        new LogFileParser(raw -> {
                    if (matches(raw, search, text)) {
                        newest.addLast(raw);
                        if (newest.size() > count) {
                            newest.removeFirst();
                        }
                    }
                })
                .read(new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8)));
        return newest.stream()
                .flatMap(raw -> raw.time(zone).map(raw::entry).stream())
                .toList();
    }

    private boolean matches(Raw raw, Search search, Pattern text) {
        return (search.text().isEmpty()
                        || text.matcher(raw.line()).find()
                        || text.matcher(raw.trace()).find())
                && raw.level()
                        .map(level -> level.compareTo(search.level()) <= 0)
                        .orElse(true)
                && (search.before().isEmpty()
                        || raw.time(zone)
                                .filter(time -> time.isBefore(search.before().get()))
                                .isPresent());
    }
}

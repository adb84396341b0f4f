package org.carrack.runtime.auth.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.carrack.auth.AuditLog;
import org.carrack.auth.Caller;
import org.carrack.spi.json.JsonValues;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log as a file, {@code log/audit.log} in the home, that its owner alone can read: a line of JSON for each entry. A file
 * that has become large is put aside as {@code audit.log.1}, of which some are kept.
 */
@Component
public final class AuditFile implements AuditLog {

    private static final Logger LOG = LoggerFactory.getLogger(AuditFile.class);

    private static final long LARGE = 10 << 20;
    private static final int KEPT = 9;
    private static final int MOST_REPEATED = 1_000;
    private static final int LONGEST_TEXT = 500;

    private static final String NOBODY = Caller.ANONYMOUS.name();

    private final Path file;
    private final Housekeeping housekeeping;

    /** What was refused since the last look, but for its time, with how often it came after the first. */
    private final Map<Entry, Repeats> repeated = new LinkedHashMap<>();

    /** How often, and when last. */
    private record Repeats(int times, Instant last) {}

    private final Object writing = new Object();

    /** Whether the last line is known to be whole. */
    private boolean isWhole;

    @Activate
    public AuditFile(BundleContext context) throws IOException {
        file = Path.of(context.getProperty("carrack.home"), "log", "audit.log");
        Files.createDirectories(file.getParent());
        housekeeping = new Housekeeping(this::writeRepeated);
    }

    @Deactivate
    void deactivate() {
        housekeeping.stop();
    }

    @Override
    public void record(String who, String action, String subject, Outcome outcome, String detail, String address) {
        Entry entry =
                new Entry(Instant.EPOCH, cut(who), cut(action), cut(subject), outcome, cut(detail), cut(address), 1);
        if (outcome == Outcome.DONE) {
            write(at(Instant.now().truncatedTo(ChronoUnit.MILLIS), entry, 1));
        } else {
            refused(entry);
        }
    }

    /** Anonymous callers decide how much is refused: reporting it does not wait, and repetitions are counted. */
    private void refused(Entry entry) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        synchronized (repeated) {
            Entry known = entry.who().equals(NOBODY) && !entry.action().equals("login") ? withoutSubject(entry) : entry;
            // What does not fit is still counted, for each by whom: strangers leave room for those who are known.
            if (repeated.size() >= MOST_REPEATED && !repeated.containsKey(known)) {
                known = tooMany(entry.who());
            }
            Repeats first = new Repeats(0, now);
            Repeats all = repeated.merge(known, first, (before, more) -> new Repeats(before.times() + 1, now));
            if (all.times() > 0) {
                return;
            }
        }
        housekeeping.run(() -> write(at(now, entry, 1)));
    }

    /** One stranger may ask for many things. */
    private static Entry withoutSubject(Entry entry) {
        return new Entry(
                entry.time(), entry.who(), entry.action(), "", entry.outcome(), entry.detail(), entry.address(), 1);
    }

    private static Entry tooMany(String who) {
        return new Entry(Instant.EPOCH, who, "refused", "", Outcome.REFUSED, "more than can be told one by one", "", 1);
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
    }

    private static Entry at(Instant time, Entry entry, int count) {
        return new Entry(
                time,
                entry.who(),
                entry.action(),
                entry.subject(),
                entry.outcome(),
                entry.detail(),
                entry.address(),
                count);
    }

    private void writeRepeated() {
        Map<Entry, Repeats> all;
        synchronized (repeated) {
            all = new LinkedHashMap<>(repeated);
            repeated.clear();
        }
        all.forEach((entry, repeats) -> {
            if (repeats.times() > 0) {
                write(at(repeats.last(), entry, repeats.times()));
            }
        });
    }

    private void write(Entry entry) {
        synchronized (writing) {
            writeLine(entry);
        }
    }

    private void writeLine(Entry entry) {
        try {
            if (!Files.exists(file)) {
                create();
            } else if (Files.size(file) > LARGE) {
                putAside();
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
                if (!isWhole) {
                    isWhole = true;
                    endLine(channel);
                }
                channel.write(ByteBuffer.wrap(line(entry)));
                channel.force(false);
            }
        } catch (IOException e) {
            LOG.error("the audit log {} cannot be written: {}; the entry was {}", file, e, entry);
        }
    }

    /** What a crash has left half is no part of the next line. */
    private void endLine(FileChannel channel) throws IOException {
        if (channel.size() > 0) {
            ByteBuffer last = ByteBuffer.allocate(1);
            try (FileChannel reading = FileChannel.open(file, StandardOpenOption.READ)) {
                reading.read(last, channel.size() - 1);
            }
            if (last.get(0) != '\n') {
                channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
            }
        }
    }

    private void create() throws IOException {
        Files.createFile(file);
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private void putAside() throws IOException {
        for (int i = KEPT - 1; i >= 0; i--) {
            Path from = i == 0 ? file : numbered(i);
            if (Files.exists(from)) {
                Files.move(from, numbered(i + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        create();
    }

    private Path numbered(int number) {
        return file.resolveSibling("audit.log." + number);
    }

    private static byte[] line(Entry entry) {
        String json = JsonValues.write(JsonValues.object(
                "time", entry.time(),
                "who", entry.who(),
                "action", entry.action(),
                "subject", entry.subject(),
                "outcome", entry.outcome().name(),
                "detail", entry.detail(),
                "address", entry.address(),
                "count", entry.count()));
        return (json + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public List<Entry> last(int count) {
        List<String> lines = new ArrayList<>();
        // Whoever writes waits for the bytes, and not until they are understood.
        synchronized (writing) {
            try {
                addLines(file, lines);
                if (lines.size() < count) {
                    addLines(numbered(1), lines);
                }
            } catch (IOException e) {
                LOG.error("the audit log {} cannot be read", file, e);
            }
        }
        Deque<Entry> last = new ArrayDeque<>();
        lines.stream().limit(count).forEach(line -> last.addFirst(readOrDamaged(line)));
        return List.copyOf(last);
    }

    /** Adds the lines of a file, the last one first. Whatever is in it: one damaged line does not hide the others. */
    private static void addLines(Path file, List<String> lines) throws IOException {
        if (Files.exists(file)) {
            List<String> all = new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
            for (int i = all.size() - 1; i >= 0; i--) {
                lines.add(all.get(i));
            }
        }
    }

    private static Entry readOrDamaged(String line) {
        try {
            return read(line);
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            return new Entry(Instant.EPOCH, "", "damaged", "", Outcome.REFUSED, cut(line), "", 1);
        }
    }

    private static Entry read(String line) throws IOException {
        Map<String, String> values = new HashMap<>();
        JsonValues.readObject(line).forEach((name, value) -> values.put(name, String.valueOf(value)));
        return new Entry(
                Instant.parse(values.getOrDefault("time", Instant.EPOCH.toString())),
                values.getOrDefault("who", ""),
                values.getOrDefault("action", ""),
                values.getOrDefault("subject", ""),
                Outcome.valueOf(values.getOrDefault("outcome", Outcome.DONE.name())),
                values.getOrDefault("detail", ""),
                values.getOrDefault("address", ""),
                Integer.parseInt(values.getOrDefault("count", "1")));
    }
}

package admin.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;

/**
 * What is logged while somebody looks, in bounded memory: who logs only puts a line into a queue, and a thread tells of them four times a second. Lines
 * that are too many for that are counted and left out. For any thread.
 */
@Component(service = LogFollower.class)
public class LogFollower {

    private static final int MOST_KEPT = 2_000;
    private static final int MOST_AT_ONCE = 500;
    private static final long TELL_MS = 250;

    private final LogReaderService reader;
    private final LogListener listener = this::logged;

    /** The newest lines, for a page that opens; guarded by this. */
    private final Deque<LogLine> kept = new ArrayDeque<>();

    private final List<LogLine> waiting = new ArrayList<>();
    private long dropped;
    private long next;
    private @Nullable Repeating telling;

    @Activate
    public LogFollower(@Reference LogReaderService reader) {
        this.reader = reader;
    }

    @Deactivate
    void deactivate() {
        stop();
    }

    void start(Consumer<Map<String, Object>> told) {
        List<LogEntry> before = before();
        synchronized (this) {
            if (telling != null) {
                return;
            }
            before.forEach(entry -> kept.addLast(LogLine.of(entry, ++next)));
            telling = new Repeating("admin-log", () -> tell(told), TELL_MS);
        }
        // Without the lock: what logs may hold those of the log service, and waits for this one.
        reader.addLogListener(listener);
    }

    void stop() {
        reader.removeLogListener(listener);
        synchronized (this) {
            if (telling != null) {
                telling.close();
                telling = null;
                kept.clear();
                waiting.clear();
            }
        }
    }

    private synchronized void logged(LogEntry entry) {
        LogLine line = LogLine.of(entry, ++next);
        kept.addLast(line);
        if (kept.size() > MOST_KEPT) {
            kept.removeFirst();
        }
        if (waiting.size() < MOST_AT_ONCE) {
            waiting.add(line);
        } else {
            dropped++;
        }
    }

    private void tell(Consumer<Map<String, Object>> told) {
        Map<String, Object> event;
        synchronized (this) {
            if (waiting.isEmpty()) {
                return;
            }
            event = Map.of("lines", List.copyOf(waiting), "dropped", dropped);
            waiting.clear();
            dropped = 0;
        }
        told.accept(event);
    }

    /** The newest lines that are known, the oldest of them first. */
    public List<LogLine> recent(int count) {
        List<LogEntry> before = before();
        synchronized (this) {
            List<LogLine> lines = new ArrayList<>(kept);
            if (telling == null) {
                before.forEach(entry -> lines.add(LogLine.of(entry, ++next)));
            }
            return List.copyOf(lines.subList(Math.max(0, lines.size() - count), lines.size()));
        }
    }

    /** What the log service knows, the oldest first; asked without the lock, as it is told of lines. */
    private List<LogEntry> before() {
        List<LogEntry> entries = Collections.list(reader.getLog());
        Collections.reverse(entries);
        return entries;
    }
}

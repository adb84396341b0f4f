package org.carrack.runtime.scheduler.internal.store;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.carrack.manage.ServiceRun;
import org.carrack.manage.ServiceRun.Outcome;
import org.carrack.manage.ServiceRun.Trigger;
import org.carrack.runtime.scheduler.internal.engine.RunListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what services did. Runs wait in memory and are stored together, so that a service waits for no database; the database is opened for
 * the first. A run that takes longer is stored while it goes on: it is known then if the server dies. For any thread.
 */
public final class RunHistory implements RunListener {

    private static final Logger LOG = LoggerFactory.getLogger(RunHistory.class);

    private static final int MOST_WAITING = 20_000;

    private static final Duration LONG = Duration.ofSeconds(2);

    private final DataSource database;
    private final String node;
    private final Deque<ServiceRun> waiting = new ArrayDeque<>();
    private int lost;

    /** The rows of runs that go on. Guarded by {@link #storing}. */
    private final Map<Key, Long> rows = new HashMap<>();

    /** How many were added of each service since its last were kept alone. Guarded by {@link #storing}. */
    private final Map<String, Integer> added = new HashMap<>();

    private final Object storing = new Object();
    private @Nullable RunTable table;
    private boolean isAway;

    private record Key(String service, Instant started) {

        static Key of(ServiceRun run) {
            return new Key(run.service(), run.started());
        }
    }

    public RunHistory(DataSource database, String node) {
        this.database = database;
        this.node = node;
    }

    @Override
    public void ended(ServiceRun run) {
        synchronized (waiting) {
            if (waiting.size() >= MOST_WAITING) {
                waiting.remove();
                lost++;
            }
            waiting.add(run);
        }
    }

    /**
     * Stores what waits. What cannot be stored now waits on.
     *
     * @param running the runs that go on
     * @param kept how many are kept of each service
     */
    public void store(List<ServiceRun> running, int kept) {
        synchronized (storing) {
            List<ServiceRun> ended = take();
            List<ServiceRun> begun = running.stream()
                    .filter(run -> run.duration().compareTo(LONG) > 0 && !rows.containsKey(Key.of(run)))
                    .toList();
            if (ended.isEmpty() && begun.isEmpty()) {
                return;
            }
            try {
                store(ended, begun, kept);
                if (isAway) {
                    LOG.info("what services did is stored again");
                }
                isAway = false;
            } catch (SQLException e) {
                if (!isAway) {
                    LOG.error("what services did cannot be stored now; it waits in memory: {}", e.getMessage());
                }
                isAway = true;
                giveBack(ended);
            }
        }
    }

    private void store(List<ServiceRun> ended, List<ServiceRun> begun, int kept) throws SQLException {
        RunTable open = table();
        Map<Long, ServiceRun> known = new HashMap<>();
        List<ServiceRun> fresh = new ArrayList<>(begun);
        for (ServiceRun run : ended) {
            Long id = rows.get(Key.of(run));
            if (id == null) {
                fresh.add(run);
            } else {
                known.put(id, run);
            }
        }
        List<Long> ids = open.store(fresh, known);
        rows.values().removeAll(known.keySet());
        for (int i = 0; i < begun.size(); i++) {
            rows.put(Key.of(begun.get(i)), ids.get(i));
        }
        trim(open, fresh, kept);
    }

    private void trim(RunTable open, List<ServiceRun> fresh, int kept) throws SQLException {
        for (ServiceRun run : fresh) {
            int count = added.merge(run.service(), 1, Integer::sum);
            if (count >= Math.max(10, kept / 2)) {
                added.remove(run.service());
                int unused = open.trim(run.service(), kept);
            }
        }
    }

    private RunTable table() throws SQLException {
        RunTable open = table;
        if (open == null) {
            open = new RunTable(database);
            int died = open.lose(node);
            if (died > 0) {
                LOG.warn("{} runs of services had not ended when this server did", died);
            }
            table = open;
        }
        return open;
    }

    private List<ServiceRun> take() {
        synchronized (waiting) {
            if (lost > 0) {
                LOG.warn("{} runs of services are not in their history: the database was away for too long", lost);
                lost = 0;
            }
            List<ServiceRun> all = List.copyOf(waiting);
            waiting.clear();
            return all;
        }
    }

    private void giveBack(List<ServiceRun> runs) {
        synchronized (waiting) {
            for (int i = runs.size() - 1; i >= 0; i--) {
                if (waiting.size() < MOST_WAITING) {
                    waiting.addFirst(runs.get(i));
                } else {
                    lost++;
                }
            }
        }
    }

    /** The last runs of a service, the last first. */
    public List<ServiceRun> last(String service, int most) throws SQLException {
        synchronized (storing) {
            return table().last(service, most);
        }
    }

    /** A run of another server that is dead, or was silent for too long. */
    public void lost(String service, Instant scheduledFor, String deadNode) {
        synchronized (storing) {
            try {
                boolean isKnown = table().lose(deadNode, service) > 0
                        || table().last(service, 1).stream()
                                .anyMatch(run -> run.outcome() == Outcome.LOST
                                        && run.scheduledFor().toEpochMilli() == scheduledFor.toEpochMilli());
                if (isKnown) {
                    return;
                }
            } catch (SQLException e) {
                LOG.warn("what became of the service {} cannot be stored now: {}", service, e.getMessage());
            }
        }
        ended(new ServiceRun(
                service,
                Trigger.SCHEDULE,
                scheduledFor,
                scheduledFor,
                Duration.ZERO,
                Outcome.LOST,
                "the server died, or was silent for too long",
                deadNode));
    }

    /** Deletes what is older. */
    public void deleteOlder(Instant moment) {
        synchronized (storing) {
            try {
                int unused = table == null ? 0 : table.deleteOlder(moment);
            } catch (SQLException e) {
                LOG.warn("old runs of services could not be deleted: {}", e.getMessage());
            }
        }
    }

    /** Deletes what a package's services did. */
    public void purge(String packageName) throws SQLException {
        synchronized (storing) {
            int unused = table().purge(packageName);
        }
    }
}

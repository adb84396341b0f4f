package org.carrack.runtime.plugins.internal.samples;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.sql.DataSource;
import org.carrack.manage.PluginSamples;
import org.carrack.runtime.plugins.internal.engine.SampleSink;
import org.carrack.runtime.plugins.internal.samples.SampleTable.Sample;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what plugins measure until it is in the database, which is opened by the first value or question. While the database is away the newest
 * values are kept, and older ones lost. For any thread.
 */
public final class SampleHistory implements SampleSink {

    private static final Logger LOG = LoggerFactory.getLogger(SampleHistory.class);

    private static final int MOST_KEPT = 20_000;

    private final DataSource database;
    private final Clock clock;
    private final Deque<Sample> kept = new ArrayDeque<>();
    private long lost;
    private boolean isAway;
    private @Nullable SampleTable table;

    public SampleHistory(DataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public void add(String plugin, String sample, double value, String unit) {
        synchronized (kept) {
            kept.add(new Sample(plugin, sample, unit, clock.instant(), value));
            if (kept.size() > MOST_KEPT) {
                kept.remove();
                lost++;
            }
        }
    }

    private synchronized SampleTable table() throws SQLException {
        SampleTable known = table;
        if (known == null) {
            known = new SampleTable(database);
            table = known;
        }
        return known;
    }

    /** Stores what was measured since. */
    public synchronized void store() {
        List<Sample> some;
        long gone;
        synchronized (kept) {
            some = new ArrayList<>(kept);
            kept.clear();
            gone = lost;
            lost = 0;
        }
        if (some.isEmpty()) {
            return;
        }
        try {
            table().add(some);
            isAway = false;
        } catch (SQLException e) {
            if (!isAway) {
                LOG.error("samples of plugins cannot be stored now, and are kept in memory: {}", e.getMessage());
            }
            isAway = true;
            synchronized (kept) {
                for (int i = some.size() - 1; i >= 0 && kept.size() < MOST_KEPT; i--) {
                    kept.addFirst(some.get(i));
                }
            }
        }
        if (gone > 0) {
            LOG.warn("{} samples of plugins are lost: more came than could be stored", gone);
        }
    }

    /** What a plugin has measured, what is not stored yet, too. */
    public List<PluginSamples> read(String plugin, Instant from, Instant to, Duration step, int most)
            throws SQLException {
        store();
        return table().read(plugin, from, to, step, most);
    }

    /** Whether anything of a plugin is known. */
    public boolean knows(String plugin) throws SQLException {
        return table().knows(plugin);
    }

    /** Deletes what is older; nothing if nobody has measured anything in this run of the server. */
    public void deleteOlder(Duration age) throws SQLException {
        SampleTable known;
        synchronized (this) {
            known = table;
        }
        if (known != null) {
            known.deleteOlder(clock.instant().minus(age));
        }
    }

    /** Deletes those of a package. */
    public void purge(String packageName) throws SQLException {
        synchronized (kept) {
            kept.removeIf(sample -> sample.plugin().startsWith(packageName + "."));
        }
        table().purge(packageName);
    }
}

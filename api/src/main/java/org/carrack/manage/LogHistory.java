package org.carrack.manage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What the server has logged, as its files have it: {@code log/carrack.log} and the older files that are kept. Implemented by the server; as a service it
 * is there from when somebody has asked for the log's levels, health or metrics. For any thread.
 */
@ProviderType
public interface LogHistory {

    /**
     * What was logged at once: a line, and the trace below it.
     *
     * @param level nothing where the file has a pattern of its own
     * @param logger as the file has it, where long names are shortened
     * @param trace empty for none
     */
    record Entry(
            Instant time,
            Optional<LogLevels.Level> level,
            String thread,
            String logger,
            String message,
            String trace) {}

    /**
     * What is looked for.
     *
     * @param level the least important level that is wanted
     * @param text that the first line as the file has it, or the trace, has, whatever the case; empty for all
     * @param before only what was logged before that
     */
    record Search(LogLevels.Level level, String text, Optional<Instant> before) {}

    /**
     * The newest entries that match, the oldest of them first.
     *
     * @param count how many at most
     * @throws LogException if the newest file cannot be read
     */
    List<Entry> find(Search search, int count) throws LogException;
}

package org.carrack.manage;

import java.util.List;
import org.carrack.auth.Caller;
import org.osgi.annotation.versioning.ProviderType;

/**
 * From which level on loggers write, changed while the server runs and until it stops; what is to last is written in {@code etc/logback.xml}. The logger of
 * a package, as it is injected, is {@code package.<name>}; a class of it has its own, with the name of the class, and one below the name of its Java package.
 *
 * <p>Implemented by the server; as a service it is there from when somebody has asked for the log's levels, health or metrics. For any thread. It does not
 * check whether {@code by} is authorized: its callers do.
 */
@ProviderType
public interface LogLevels {

    /** The levels, the one that writes most last. */
    enum Level {
        OFF,
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /**
     * A logger whose level was changed.
     *
     * @param logger its name; {@code ROOT} for all that have no other
     */
    record Changed(String logger, Level level) {}

    /** What was changed since the server started, by name. */
    List<Changed> changed();

    /**
     * The level that counts for a logger.
     *
     * @throws LogException if that is no name of a logger
     */
    Level of(String logger) throws LogException;

    /**
     * Has a logger, and those below it that have no level of their own, write from a level on.
     *
     * @param logger its name; {@code ROOT} for all that have no other
     * @throws LogException if that is no name of a logger, or the log's file cannot be read now; the levels stay as they are
     */
    void set(String logger, Level level, Caller by) throws LogException;

    /**
     * Gives a logger the level back that the log's file says.
     *
     * @throws LogException if its level was not changed, or the log's file cannot be read now; the levels stay as they are
     */
    void reset(String logger, Caller by) throws LogException;
}

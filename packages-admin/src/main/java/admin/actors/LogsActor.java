package admin.actors;

import admin.live.LogFollower;
import admin.live.LogLine;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.carrack.actor.Actor;
import org.carrack.actor.ActorException;
import org.carrack.actor.ActorMethod;
import org.carrack.actor.ActorName;
import org.carrack.actor.CallContext;
import org.carrack.actor.Default;
import org.carrack.auth.AuditLog;
import org.carrack.manage.LogException;
import org.carrack.manage.LogHistory;
import org.carrack.manage.LogLevels;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The log as an actor: {@code /admin/actors/logs/…}. New lines come by the events of {@code /admin/live}. */
@Component
@ActorName("logs")
public class LogsActor implements Actor {

    private static final int MOST_FOUND = 2_000;

    private final ComponentServiceObjects<LogFollower> log;
    private final AuditLog audit;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable LogLevels levels;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable LogHistory history;

    /** @param log made when somebody asks, and not at each start of the server */
    @Activate
    public LogsActor(@Reference ComponentServiceObjects<LogFollower> log, @Reference AuditLog audit) {
        this.log = log;
        this.audit = audit;
    }

    /**
     * The newest lines, the oldest of them first.
     *
     * @param count how many at most
     */
    @ActorMethod(safe = true)
    public List<LogLine> recent(@Default("200") int count) {
        if (count < 1) {
            throw ActorException.badRequest("count must be at least 1");
        }
        LogFollower now = log.getService();
        if (now == null) {
            return List.of();
        }
        try {
            return now.recent(count);
        } finally {
            log.ungetService(now);
        }
    }

    /**
     * What the files of the log have: the newest entries that match, the oldest of them first.
     *
     * @param level the least important level that is wanted
     * @param text that the first line as the file has it, or the trace, has, whatever the case; empty for all
     * @param before only what was logged before that moment, such as {@code 2026-11-29T10:00:00Z}; empty for all
     * @param count how many at most, 1 to 2,000
     */
    @ActorMethod(safe = true)
    public List<LogHistory.Entry> history(
            @Default("TRACE") String level,
            @Default("") String text,
            @Default("") String before,
            @Default("200") int count) {
        if (count < 1 || count > MOST_FOUND) {
            throw ActorException.badRequest("count must be 1 to %d".formatted(MOST_FOUND));
        }
        LogHistory.Search search = new LogHistory.Search(level(level), text, moment(before));
        return done(history, files -> files.find(search, count));
    }

    private static Optional<Instant> moment(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            throw ActorException.badRequest(
                    "before must be a moment such as 2026-11-29T10:00:00Z, not '%s'".formatted(text));
        }
    }

    private interface Operation<S, T> {
        T on(S service) throws LogException;
    }

    private static <S, T> T done(@Nullable S service, Operation<S, T> operation) {
        if (service == null) {
            throw new ActorException(ActorException.Kind.BUSY, "the server's monitoring is not there; try again");
        }
        try {
            return operation.on(service);
        } catch (LogException e) {
            throw ActorException.of(e);
        }
    }

    /** The loggers whose level was changed since the server started. */
    @ActorMethod(safe = true)
    public List<LogLevels.Changed> levels() {
        return done(levels, LogLevels::changed);
    }

    /**
     * The level that counts for a logger.
     *
     * @param logger its name, such as {@code package.hello}; {@code ROOT} for all that have no other
     */
    @ActorMethod(safe = true)
    public LogLevels.Level level_of(String logger) {
        return done(levels, all -> all.of(logger));
    }

    /**
     * Has a logger, and those below it, write from a level on, until the server stops.
     *
     * @param logger its name, such as {@code package.hello}; {@code ROOT} for all that have no other
     * @param level {@code OFF}, {@code ERROR}, {@code WARN}, {@code INFO}, {@code DEBUG} or {@code TRACE}
     */
    @ActorMethod
    public List<LogLevels.Changed> set_level(String logger, String level, CallContext call) {
        LogLevels.Level wanted = level(level);
        return change(logger, level, call, all -> all.set(logger, wanted, call.caller()));
    }

    /**
     * Gives a logger the level back that {@code etc/logback.xml} says.
     *
     * @param logger its name
     */
    @ActorMethod
    public List<LogLevels.Changed> reset_level(String logger, CallContext call) {
        return change(logger, "", call, all -> all.reset(logger, call.caller()));
    }

    private interface Change {
        void on(LogLevels levels) throws LogException;
    }

    private List<LogLevels.Changed> change(String logger, String level, CallContext call, Change change) {
        String who = call.caller().name();
        return done(levels, all -> {
            try {
                change.on(all);
            } catch (LogException e) {
                audit.record(who, "log.level", logger, AuditLog.Outcome.REFUSED, e.getMessage(), "");
                throw e;
            }
            audit.record(who, "log.level", logger, AuditLog.Outcome.DONE, level, "");
            return all.changed();
        });
    }

    private static LogLevels.Level level(String text) {
        return Arrays.stream(LogLevels.Level.values())
                .filter(one -> one.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> ActorException.badRequest(
                        "there is no level %s; these are: OFF, ERROR, WARN, INFO, DEBUG, TRACE".formatted(text)));
    }
}

package admin.actors;

import admin.live.LogFollower;
import admin.live.LogLine;
import java.util.List;
import org.carrack.actor.Actor;
import org.carrack.actor.ActorException;
import org.carrack.actor.ActorMethod;
import org.carrack.actor.ActorName;
import org.carrack.actor.Default;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The log as an actor: {@code /admin/actors/logs/…}. New lines come by the events of {@code /admin/live}. */
@Component
@ActorName("logs")
public class LogsActor implements Actor {

    private final ComponentServiceObjects<LogFollower> log;

    /** @param log made when somebody asks, and not at each start of the server */
    @Activate
    public LogsActor(@Reference ComponentServiceObjects<LogFollower> log) {
        this.log = log;
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
}

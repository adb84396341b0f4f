package admin.actors;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.carrack.actor.Actor;
import org.carrack.actor.ActorException;
import org.carrack.actor.ActorMethod;
import org.carrack.actor.ActorName;
import org.carrack.actor.CallContext;
import org.carrack.actor.Default;
import org.carrack.manage.PluginException;
import org.carrack.manage.PluginSamples;
import org.carrack.manage.PluginStatus;
import org.carrack.manage.Plugins;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Plugins as an actor: {@code /admin/actors/plugins/…}. Their configuration is with {@code config}. */
@Component
@ActorName("plugins")
public class PluginsActor implements Actor {

    /** Not there before the first package with one. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Plugins plugins;

    @Activate
    public PluginsActor() {}

    private interface Operation<T> {
        T on(Plugins plugins) throws PluginException;
    }

    private <T> T done(String name, Operation<T> operation) {
        Plugins now = plugins;
        if (now == null) {
            throw ActorException.notFound("there is no plugin %s: no package has plugins".formatted(name));
        }
        try {
            return operation.on(now);
        } catch (PluginException e) {
            throw ActorException.of(e);
        }
    }

    /** All plugins. */
    @ActorMethod(safe = true)
    public List<PluginStatus> list() {
        Plugins now = plugins;
        return now == null ? List.of() : now.list();
    }

    /**
     * One of them.
     *
     * @param name with its package, {@code hello.TimerPluginExample}
     */
    @ActorMethod(safe = true)
    public PluginStatus info(String name) {
        return done(name, all -> all.find(name));
    }

    /**
     * Ends one, if it runs, and runs it anew.
     *
     * @param name with its package
     */
    @ActorMethod
    public PluginStatus restart(String name, CallContext call) {
        return done(name, all -> all.restart(name, call.caller()));
    }

    /**
     * What one has measured.
     *
     * @param name with its package
     * @param from from when on, {@code 2026-11-29T10:00:00Z}
     * @param to until when
     * @param step_s the values of each so many seconds become one point; 0 for each value by itself
     */
    @ActorMethod(safe = true)
    public List<PluginSamples> samples(String name, String from, String to, @Default("0") long step_s) {
        Instant begin = moment("from", from);
        Instant end = moment("to", to);
        return done(name, all -> all.samples(name, begin, end, Duration.ofSeconds(step_s)));
    }

    private static Instant moment(String what, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw ActorException.badRequest(
                    "%s needs a moment such as 2026-11-29T10:00:00Z, not %s".formatted(what, text));
        }
    }
}

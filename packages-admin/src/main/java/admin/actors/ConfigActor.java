package admin.actors;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carrack.actor.Actor;
import org.carrack.actor.ActorException;
import org.carrack.actor.ActorMethod;
import org.carrack.actor.ActorName;
import org.carrack.actor.CallContext;
import org.carrack.actor.Default;
import org.carrack.manage.ConfigForm;
import org.carrack.manage.ConfigRevision;
import org.carrack.manage.ConfigurationException;
import org.carrack.manage.Configurations;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** All that can be configured, as an actor: {@code /admin/actors/config/…}. Secrets are shown as {@code ***}. */
@Component
@ActorName("config")
public class ConfigActor implements Actor {

    private final Configurations configurations;

    @Activate
    public ConfigActor(@Reference Configurations configurations) {
        this.configurations = configurations;
    }

    private interface Operation<T> {
        T on(Configurations configurations) throws ConfigurationException;
    }

    private <T> T done(Operation<T> operation) {
        try {
            return operation.on(configurations);
        } catch (ConfigurationException e) {
            throw ActorException.of(e);
        }
    }

    /** The forms of all: of the server, of packages with settings, and of plugins. */
    @ActorMethod(safe = true)
    public List<ConfigForm> list() {
        return configurations.list();
    }

    /**
     * One form.
     *
     * @param name {@code server}, a package, or a plugin with its package
     */
    @ActorMethod(safe = true)
    public ConfigForm form(String name) {
        return done(all -> all.find(name));
    }

    /**
     * Changes values, all or none.
     *
     * @param name of the form
     * @param values the new content of each value, by its key: a list of texts, of one text for what is no list
     * @param reset the keys of values that get their defaults
     * @param revision that of the form that was edited; what somebody else has changed since is not overwritten then. Empty to change it
     *     whatever it is
     */
    @ActorMethod
    public ConfigForm change(
            String name,
            @Default("{}") Map<String, List<String>> values,
            @Default("[]") List<String> reset,
            @Default("") String revision,
            CallContext call) {
        Map<String, Optional<List<String>>> changes = new LinkedHashMap<>();
        boolean isIncomplete = values.values().stream().anyMatch(texts -> texts == null || texts.contains(null));
        if (isIncomplete || reset.contains(null)) {
            throw ActorException.badRequest(
                    "a value is a list of texts, and what is reset is named by a text; none is null");
        }
        values.forEach((key, texts) -> changes.put(key, Optional.of(texts)));
        reset.forEach(key -> changes.put(key, Optional.empty()));
        return done(all -> all.change(name, changes, Optional.of(revision).filter(r -> !r.isEmpty()), call.caller()));
    }

    /**
     * The last ten revisions, the newest first.
     *
     * @param name of the form
     */
    @ActorMethod(safe = true)
    public List<ConfigRevision> history(String name) {
        return done(all -> all.history(name));
    }

    /**
     * Makes the file what it was at a revision.
     *
     * @param name of the form
     * @param number of the revision
     */
    @ActorMethod
    public ConfigForm rollback(String name, int number, CallContext call) {
        return done(all -> all.rollback(name, number, call.caller()));
    }
}

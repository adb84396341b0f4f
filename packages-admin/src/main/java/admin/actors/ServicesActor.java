package admin.actors;

import java.util.List;
import org.carrack.actor.Actor;
import org.carrack.actor.ActorException;
import org.carrack.actor.ActorMethod;
import org.carrack.actor.ActorName;
import org.carrack.actor.CallContext;
import org.carrack.actor.Default;
import org.carrack.manage.BackgroundServices;
import org.carrack.manage.ServiceException;
import org.carrack.manage.ServiceRun;
import org.carrack.manage.ServiceStatus;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Background services as an actor: {@code /admin/actors/services/…}. */
@Component
@ActorName("services")
public class ServicesActor implements Actor {

    /** Not there before the first package with one. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable BackgroundServices services;

    @Activate
    public ServicesActor() {}

    private interface ServiceOperation<T> {
        T on(BackgroundServices services) throws ServiceException;
    }

    private <T> T done(String name, ServiceOperation<T> operation) {
        BackgroundServices now = services;
        if (now == null) {
            throw ActorException.notFound("there is no service %s: no package has background services".formatted(name));
        }
        try {
            return operation.on(now);
        } catch (ServiceException e) {
            throw ActorException.of(e);
        }
    }

    /** All background services. */
    @ActorMethod(safe = true)
    public List<ServiceStatus> list() {
        BackgroundServices now = services;
        return now == null ? List.of() : now.list();
    }

    /**
     * One of them.
     *
     * @param name with its package, {@code hello.helloService}
     */
    @ActorMethod(safe = true)
    public ServiceStatus info(String name) {
        return done(name, all -> all.find(name));
    }

    /**
     * Runs one now, if it is paused, too.
     *
     * @param name with its package
     */
    @ActorMethod
    public ServiceStatus run(String name, CallContext call) {
        return done(name, all -> {
            all.run(name, call.caller());
            return all.find(name);
        });
    }

    /**
     * Has one run no more by its schedule, over restarts and updates.
     *
     * @param name with its package
     */
    @ActorMethod
    public ServiceStatus pause(String name, CallContext call) {
        return done(name, all -> all.pause(name, call.caller()));
    }

    /**
     * Has one run by its schedule again, from its next time on.
     *
     * @param name with its package
     */
    @ActorMethod
    public ServiceStatus resume(String name, CallContext call) {
        return done(name, all -> all.resume(name, call.caller()));
    }

    /**
     * The last runs of one, the last first.
     *
     * @param name with its package
     * @param count how many, from 1 to 1000
     */
    @ActorMethod(safe = true)
    public List<ServiceRun> history(String name, @Default("20") int count) {
        if (count < 1 || count > 1_000) {
            throw ActorException.badRequest("count must be from 1 to 1000");
        }
        return done(name, all -> all.history(name, count));
    }
}

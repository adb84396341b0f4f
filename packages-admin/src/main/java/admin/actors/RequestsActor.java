package admin.actors;

import java.util.List;
import org.carrack.actor.Actor;
import org.carrack.actor.ActorMethod;
import org.carrack.actor.ActorName;
import org.carrack.manage.RequestStatistics;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** How many requests packages answer, and how fast, as an actor: {@code /admin/actors/requests/…}. */
@Component
@ActorName("requests")
public class RequestsActor implements Actor {

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable RequestStatistics statistics;

    @Activate
    public RequestsActor() {}

    /** Those of each live package since somebody asked first; durations are of the last two minutes. */
    @ActorMethod(safe = true)
    public List<RequestStatistics.PackageRequests> by_package() {
        RequestStatistics now = statistics;
        return now == null ? List.of() : now.list();
    }
}

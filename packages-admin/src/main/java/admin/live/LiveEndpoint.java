package admin.live;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.carrack.auth.Access;
import org.carrack.auth.Caller;
import org.carrack.http.HttpEndpoint;
import org.carrack.http.HttpPath;
import org.carrack.http.HttpRequest;
import org.carrack.http.HttpResponse;
import org.carrack.http.PushConnection;
import org.carrack.http.PushEndpoint;
import org.carrack.http.PushListener;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The one stream of events of a page: {@code GET /admin/live} with {@code Accept: text/event-stream}, for admins. Each event is a JSON object with
 * its {@code topic}: {@code operation}, {@code services}, {@code plugins}, {@code health}, {@code metrics}, {@code log}. For any thread.
 */
@Component(service = HttpEndpoint.class)
@HttpPath("/admin/live")
public class LiveEndpoint implements PushEndpoint {

    private final ComponentServiceObjects<LiveEvents> events;

    /** @param events made when the first page opens, and not at each start of the server */
    @Activate
    public LiveEndpoint(@Reference ComponentServiceObjects<LiveEvents> events) {
        this.events = events;
    }

    @Override
    public CompletionStage<HttpResponse> handle(HttpRequest call) {
        HttpResponse answer = switch (Access.CLOSED.decide(call.caller(), "admin")) {
            case UNAUTHENTICATED ->
                HttpResponse.error(401, "events are for admins; log in").with("WWW-Authenticate", "Bearer");
            case FORBIDDEN -> HttpResponse.error(403, "events are for the role %s".formatted(Caller.ADMIN));
            case ALLOWED ->
                HttpResponse.error(406, "this is a stream of events; ask for it with Accept: text/event-stream");
        };
        return CompletableFuture.completedFuture(answer);
    }

    @Override
    public Optional<PushListener> open(HttpRequest call) {
        return Access.CLOSED.decide(call.caller(), "admin") == Access.Decision.ALLOWED
                ? Optional.of(new Page())
                : Optional.empty();
    }

    /** One page that listens. */
    private final class Page implements PushListener {

        private @Nullable PushConnection connection;
        private @Nullable LiveEvents told;

        @Override
        public void opened(PushConnection opened) {
            LiveEvents now = events.getService();
            if (now == null) {
                opened.close("the page is being replaced");
                return;
            }
            connection = opened;
            told = now;
            now.add(opened);
        }

        @Override
        public void received(String text) {
            // Pages say nothing here.
        }

        @Override
        public void closed() {
            PushConnection gone = connection;
            LiveEvents now = told;
            if (gone != null && now != null) {
                now.remove(gone);
                events.ungetService(now);
            }
        }
    }
}

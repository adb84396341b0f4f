package org.carrack.runtime.monitoring.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.apache.felix.hc.api.execution.HealthCheckExecutionOptions;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.carrack.http.HttpEndpoint;
import org.carrack.http.HttpPath;
import org.carrack.http.HttpRequest;
import org.carrack.http.HttpResponse;
import org.carrack.spi.json.JsonValues;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code /health}: the results of all Felix health checks, of packages too, as JSON; {@code /health/<tag>} those of one tag.
 * Status 200 where all is well or only warned of, 503 else. The reasons are only for those who may see more.
 */
@Component
@HttpPath("/health")
public final class Health implements HttpEndpoint {

    /** Felix finds none by a selector that names nothing. */
    private static final HealthCheckSelector ALL =
            HealthCheckSelector.empty().withTags("*").withNames("*");

    private static final HealthCheckExecutionOptions EITHER =
            new HealthCheckExecutionOptions().setCombineTagsWithOr(true);

    private static final HttpResponse NO_SUCH = HttpResponse.error(404, "there is no health check with that tag");

    private final ComponentServiceObjects<HealthCheckExecutor> executors;
    private final Openness openness;
    private @Nullable HealthCheckExecutor executor;

    @Activate
    public Health(@Reference ComponentServiceObjects<HealthCheckExecutor> executors, @Reference Openness openness) {
        this.executors = executors;
        this.openness = openness;
    }

    @Override
    public CompletionStage<HttpResponse> handle(HttpRequest call) {
        if (!call.isRead()) {
            return CompletableFuture.completedFuture(
                    HttpResponse.error(405, "this can only be read").with("Allow", "GET, HEAD"));
        }
        String tag = call.path().replaceFirst("^/", "");
        if (!tag.matches("([A-Za-z0-9_.][A-Za-z0-9_. -]*)?")) {
            return CompletableFuture.completedFuture(NO_SUCH);
        }
        return CompletableFuture.supplyAsync(() -> answer(tag, openness.isOpen(call)), call.workers());
    }

    @Deactivate
    synchronized void deactivate() {
        if (executor != null) {
            executors.ungetService(executor);
        }
    }

    /** Felix' own parts are activated at the first request, and not at every start of the server. */
    private synchronized HealthCheckExecutor executor() {
        HealthCheckExecutor known = executor;
        if (known == null) {
            known = executors.getService();
            executor = known;
        }
        return known;
    }

    private List<HealthCheckExecutionResult> results(String tag) {
        return executor().execute(tag.isEmpty() ? ALL : HealthCheckSelector.tags(tag), EITHER).stream()
                .sorted(Comparator.comparing(Health::nameOf))
                .toList();
    }

    private HttpResponse answer(String tag, boolean isOpen) {
        List<HealthCheckExecutionResult> results = results(tag);
        if (results.isEmpty() && !tag.isEmpty()) {
            return NO_SUCH;
        }
        Result.Status worst = results.stream()
                .map(result -> result.getHealthCheckResult().getStatus())
                .max(Comparator.naturalOrder())
                .orElse(Result.Status.OK);
        String json = JsonValues.write(JsonValues.object(
                "status",
                worst.name(),
                "checks",
                results.stream().map(result -> values(result, isOpen)).toList()));
        boolean isWell = worst == Result.Status.OK || worst == Result.Status.WARN;
        return HttpResponse.json(isWell ? 200 : 503, json.getBytes(StandardCharsets.UTF_8))
                .with("Cache-Control", "no-store");
    }

    private static Map<String, @Nullable Object> values(HealthCheckExecutionResult result, boolean isOpen) {
        Map<String, @Nullable Object> values = JsonValues.object(
                "name",
                nameOf(result),
                "status",
                result.getHealthCheckResult().getStatus().name());
        if (isOpen) {
            List<String> messages = new ArrayList<>();
            for (ResultLog.Entry entry : result.getHealthCheckResult()) {
                if (!entry.isDebug()) {
                    messages.add(entry.getMessage());
                }
            }
            values.put("messages", messages);
        }
        return values;
    }

    private static String nameOf(HealthCheckExecutionResult result) {
        return result.getHealthCheckMetadata().getTitle();
    }
}

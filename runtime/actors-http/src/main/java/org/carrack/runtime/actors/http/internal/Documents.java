package org.carrack.runtime.actors.http.internal;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.carrack.actor.ActorException;
import org.carrack.data.ModelInfo;
import org.carrack.data.Models;
import org.carrack.http.HttpEndpoint;
import org.carrack.http.HttpPath;
import org.carrack.http.HttpRequest;
import org.carrack.http.HttpResponse;
import org.carrack.lifecycle.PackageContext;
import org.carrack.spi.actor.ActorCatalog;
import org.carrack.spi.actor.ActorInfo;
import org.carrack.spi.config.ServerConfig;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The OpenAPI documents: {@code /openapi.json} for all that the caller may call, and one for each package. */
@Component(service = {HttpEndpoint.class, Documents.class})
@HttpPath("/openapi.json")
public final class Documents implements HttpEndpoint {

    private final ActorCatalog catalog;
    private final String version;
    private final CrossOrigin crossOrigin;
    private final AtomicReference<@Nullable Models> models = new AtomicReference<>();

    @Activate
    public Documents(BundleContext context, @Reference ActorCatalog catalog, @Reference ServerConfig config) {
        this.catalog = catalog;
        crossOrigin = new CrossOrigin(config);
        version = context.getBundle().getVersion().toString();
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setModels(Models service) {
        models.set(service);
    }

    void unsetModels(Models service) {
        models.compareAndSet(service, null);
    }

    private List<ModelInfo> models() {
        Models service = models.get();
        return service == null ? List.of() : service.list();
    }

    @Override
    public CompletionStage<HttpResponse> handle(HttpRequest call) {
        if (call.method().equals("OPTIONS")) {
            return CompletableFuture.completedFuture(crossOrigin.preflight(call, "GET, HEAD, OPTIONS"));
        }
        if (!call.path().isEmpty()) {
            return CompletableFuture.completedFuture(
                    HttpResponse.error(404, "there is nothing at /openapi.json" + call.path()));
        }
        return document(call, () -> {
                    List<ActorInfo> actors = catalog.actors(call.caller());
                    return new OpenApi("Carrack", version, this::isOpen, true).document(actors, models());
                })
                .thenApply(answer -> crossOrigin.allow(call, answer));
    }

    CompletionStage<HttpResponse> ofPackage(HttpRequest call) {
        return document(call, () -> {
            List<ActorInfo> actors = catalog.actors(call.packageName(), call.caller());
            String packageVersion = catalog.find(call.packageName())
                    .map(live -> live.version().toString())
                    .orElse("0.0.0");
            return new OpenApi(call.packageName(), packageVersion, this::isOpen, false).document(actors, models());
        });
    }

    boolean isThere(String packageName) {
        return catalog.find(packageName).isPresent();
    }

    private boolean isOpen(String packageName) {
        Optional<PackageContext> live = catalog.find(packageName);
        return live.isPresent() && live.get().access().isOpen();
    }

    /** Made on a worker thread: the types are looked at each time, since packages come and go. */
    private static CompletionStage<HttpResponse> document(HttpRequest call, Supplier<byte[]> make) {
        if (!call.isRead()) {
            return CompletableFuture.completedFuture(
                    HttpResponse.error(405, "the document can only be read").with("Allow", "GET, HEAD"));
        }
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return HttpResponse.json(200, make.get()).with("Cache-Control", "no-cache");
                    } catch (ActorException e) {
                        return ActorsEndpoint.error(e, "");
                    }
                },
                call.workers());
    }
}

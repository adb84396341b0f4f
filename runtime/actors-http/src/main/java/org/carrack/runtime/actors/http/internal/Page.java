package org.carrack.runtime.actors.http.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.carrack.http.HttpEndpoint;
import org.carrack.http.HttpPath;
import org.carrack.http.HttpRequest;
import org.carrack.http.HttpResponse;
import org.carrack.spi.actor.ActorCatalog;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The page to read about actors and to try calls: {@code /openapi/} for all, {@code /openapi/<package>} for one package. It is
 * Swagger UI.
 */
@Component
@HttpPath("/openapi")
public final class Page implements HttpEndpoint {

    /** Nothing from elsewhere, and no scripts but these files; Swagger UI sets styles of its own. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** The header that says in which folder of the bundle Swagger UI is. */
    private static final String FOLDER = "Carrack-Swagger-UI";

    private static final Map<String, String> FILES = Map.of(
            "swagger-ui-bundle.js", "text/javascript;charset=utf-8",
            "swagger-ui.css", "text/css;charset=utf-8",
            "carrack.js", "text/javascript;charset=utf-8",
            "carrack.css", "text/css;charset=utf-8");

    private final Bundle bundle;
    private final ActorCatalog catalog;

    @Activate
    public Page(BundleContext context, @Reference ActorCatalog catalog) {
        this.catalog = catalog;
        bundle = context.getBundle();
    }

    @Override
    public CompletionStage<HttpResponse> handle(HttpRequest call) {
        if (!call.isRead()) {
            return CompletableFuture.completedFuture(
                    HttpResponse.error(405, "the page can only be read").with("Allow", "GET, HEAD"));
        }
        return CompletableFuture.supplyAsync(() -> answer(call.path()), call.workers());
    }

    private HttpResponse answer(String path) {
        String name = path.startsWith("/") ? path.substring(1) : path;
        String type = FILES.get(name);
        if (type != null) {
            return file(name, type);
        }
        if (path.isEmpty()) {
            return new HttpResponse(302, Map.of("Location", "/openapi/"), new byte[0]);
        }
        if (name.isEmpty() || catalog.find(name).isPresent()) {
            return file("index.html", "text/html;charset=utf-8");
        }
        return HttpResponse.error(404, "there is nothing at /openapi" + path);
    }

    private HttpResponse file(String name, String type) {
        String folder = name.startsWith("swagger") ? bundle.getHeaders("").get(FOLDER) : "ui";
        try (InputStream in = bundle.getEntry(folder + "/" + name).openStream()) {
            return new HttpResponse(
                    200,
                    Map.of(
                            "Content-Type",
                            type,
                            "Content-Security-Policy",
                            POLICY,
                            "X-Content-Type-Options",
                            "nosniff",
                            "Cache-Control",
                            "no-cache"),
                    in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package org.carrack.http;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Answers HTTP requests below a path of the HTTP server.
 *
 * <p>Modules and packages implement it, as a component with {@link HttpPath} for a path of the server ({@code /health},
 * {@code /admin/packages}: one or two segments), or {@link HttpPackagePath} for a segment below every package ({@code actors}
 * answers {@code /<package>/actors/…}). Other services have the property {@value #PATH} or {@value #PACKAGE_PATH}.
 *
 * <p>Called by many threads at once. The calling thread must not be blocked: use {@link HttpRequest#workers()}.
 */
@ConsumerType
public interface HttpEndpoint {

    /** The service property with a path of the server, starting with a slash. */
    String PATH = "carrack.http.path";

    /** The service property with a segment below every package. */
    String PACKAGE_PATH = "carrack.http.package.path";

    /**
     * The service property, a {@code Boolean}: whether the path is the endpoint's at hosts and ports that packages have to
     * themselves, too.
     */
    String EVERY_HOST = "carrack.http.every.host";

    /** Answers one request. A failed stage or an exception results in status 500 and is logged. */
    CompletionStage<HttpResponse> handle(HttpRequest call);
}

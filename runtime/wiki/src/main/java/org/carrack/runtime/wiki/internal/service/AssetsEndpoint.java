package org.carrack.runtime.wiki.internal.service;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.carrack.http.HttpEndpoint;
import org.carrack.http.HttpEveryHost;
import org.carrack.http.HttpPath;
import org.carrack.http.HttpRequest;
import org.carrack.http.HttpResponse;
import org.carrack.runtime.wiki.internal.page.Assets;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The files that the pages of all wikis need. They tell nothing, and are for everybody: a frame without rights shows no login. For any
 * thread.
 */
@Component
@HttpPath("/wiki/assets")
@HttpEveryHost
public final class AssetsEndpoint implements HttpEndpoint {

    /** The frame of a diagram is an origin of its own, whatever it holds, and can reach nothing but what draws. */
    private static final String FRAME_POLICY =
            "sandbox allow-scripts; default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    private final Bundle bundle;

    @Activate
    public AssetsEndpoint(BundleContext context) {
        bundle = context.getBundle();
    }

    @Override
    public CompletionStage<HttpResponse> handle(HttpRequest call) {
        return Pages.read(call, () -> read(call));
    }

    private HttpResponse read(HttpRequest call) {
        String name = call.path().isEmpty() ? "" : call.path().substring(1);
        Optional<Assets.Asset> asset = Assets.find(name, bundle);
        if (asset.isEmpty()) {
            return HttpResponse.error(404, "there is no such file");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", asset.get().type());
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Cache-Control", call.query().isPresent() ? "public, max-age=31536000, immutable" : "no-cache");
        if (name.endsWith(".html")) {
            headers.put("Content-Security-Policy", FRAME_POLICY);
        }
        return new HttpResponse(200, Map.copyOf(headers), asset.get().content());
    }
}

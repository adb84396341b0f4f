package org.carrack.runtime.http.internal.routing;

import java.net.URI;
import java.util.Map;
import org.eclipse.jetty.util.resource.Resource;
import org.jspecify.annotations.Nullable;

/** What a route serves, for those who have to say the same in another language. */
public sealed interface RouteTarget {

    /**
     * The files of a folder.
     *
     * @param index the file served for a folder
     * @param isSpa whether paths that are no file get the index
     * @param cacheControl the header of that name; null for none
     */
    record Files(
            Resource folder,
            String index,
            boolean isSpa,
            @Nullable String cacheControl) implements RouteTarget {}

    /**
     * What a backend answers.
     *
     * @param target where what is below the route's path goes, with a slash at the end
     * @param headers what requests are sent with besides the usual
     * @param buffering {@code on}, {@code off}, or empty for the default
     * @param buffers number and size of buffers, as nginx has it; empty for the default
     * @param isRedirectRewritten whether a {@code Location} header that leads to the backend leads to the route instead
     * @param bufferSize the size of the first, as nginx has it; empty for the default
     */
    record Backend(
            URI target,
            Map<String, String> headers,
            boolean isWebSocket,
            String buffering,
            String buffers,
            String bufferSize,
            boolean isRedirectRewritten)
            implements RouteTarget {}

    /** A redirect, always to the same address. */
    record Redirect(URI target, int status) implements RouteTarget {}

    /** Something that only this server can answer. */
    record Internal() implements RouteTarget {}
}

package org.carrack.actor;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Calls actors. Implemented by the server; protocols (HTTP, RESP) and packages use it as a service.
 *
 * <p>Safe for any thread.
 */
@ProviderType
public interface ActorDispatcher {

    /**
     * Calls one actor method. The method runs on the calling thread, so call from one that may block.
     *
     * @return the result as JSON in UTF-8 ({@code null} for a {@code void} method), or failed with an
     *     {@link ActorException}: {@code NOT_FOUND} where there is no such package, actor or method, {@code BAD_REQUEST}
     *     where the arguments do not fit, {@code LOGIN_NEEDED} and {@code FORBIDDEN} where the package's doors are closed
     *     to the caller, {@code FAILED} where the actor threw or its result is no JSON
     */
    CompletionStage<byte[]> call(ActorCall call);
}

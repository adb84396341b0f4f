package org.carrack.actor;

import java.util.Locale;
import java.util.Optional;
import org.carrack.auth.Caller;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The context of one call, passed to a parameter of this type in an {@link ActorMethod}.
 *
 * <p>Implemented by the server. Immutable, and valid after the call.
 */
@ProviderType
public interface CallContext {

    /** The caller. */
    Caller caller();

    /** The package that is called. */
    String packageName();

    /** The actor that is called. */
    String actor();

    /** The method that is called. */
    String method();

    /** A header of the request; the case of its name is ignored. */
    Optional<String> header(String name);

    /**
     * Tells the caller how far the call is, where the transport can (MCP); else it does nothing.
     *
     * @param total how much there is to do, in the same measure; 0 if nobody knows
     * @param message what is done now; may be empty
     */
    void progress(double done, double total, String message);

    /** Whether the caller does not want the result any more. The thread of the method is interrupted, too. */
    boolean isCancelled();

    /** The caller's preferred language ({@code Accept-Language}); English if none is given. */
    Locale locale();
}

package org.carrack.actor;

import java.util.Locale;
import java.util.Optional;
import org.carrack.auth.Caller;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One call as the called method sees it: a parameter of this type in an {@link ActorMethod} is given it.
 *
 * <p>Implemented by the server. Immutable, and good for longer than the call.
 */
@ProviderType
public interface CallContext {

    /** Who calls. */
    Caller caller();

    /** The package that is called. */
    String packageName();

    /** The actor that is called. */
    String actor();

    /** The method that is called. */
    String method();

    /** A header of the request, whatever the case of its name. */
    Optional<String> header(String name);

    /** The language the caller likes best ({@code Accept-Language}); English where it does not say. */
    Locale locale();
}

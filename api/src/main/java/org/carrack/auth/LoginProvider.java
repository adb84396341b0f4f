package org.carrack.auth;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Login with an account that is kept elsewhere, such as OpenID Connect. A whiteboard service with the property {@value #NAME};
 * each has its button on the login page.
 *
 * <p>Called by many threads at once, on threads that may block.
 */
@ConsumerType
public interface LoginProvider {

    /** The service property with the name it has in addresses: small letters, digits and {@code -}. */
    String NAME = "carrack.login.provider";

    /**
     * A login under way.
     *
     * @param page the provider's page, to which the browser is redirected
     * @param state a random value that the provider returns with its answer
     * @param kept data for {@link #finish}; it stays in this server
     */
    record Begun(URI page, String state, Map<String, String> kept) {}

    /**
     * An authenticated person.
     *
     * @param subject the provider's permanent identifier of the person
     * @param name the preferred user name
     * @param email the address, if the provider has verified it
     * @param roles the roles that the provider's claims map to
     * @param kept data for {@link #logout}
     */
    record Person(String subject, String name, String email, Set<String> roles, Map<String, String> kept) {}

    /** A login that the provider rejected or whose answer is invalid. The message is for the person at the browser. */
    final class LoginException extends Exception {

        private static final long serialVersionUID = 1L;

        public LoginException(String message) {
            super(message);
        }

        public LoginException(String message, Throwable cause) {
            super(message, cause);
        }

        /** The message. */
        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    /** The label of the button. */
    String label();

    /**
     * Begins a login.
     *
     * @param callback the URL to which the provider redirects the browser
     */
    Begun begin(URI callback) throws LoginException;

    /**
     * Ends it, once for each that was begun.
     *
     * @param callback as it was begun
     * @param answer the URL to which the provider redirected the browser, with its query
     * @param kept as {@link #begin} returned it
     */
    Person finish(URI callback, URI answer, Map<String, String> kept) throws LoginException;

    /**
     * The provider's page that ends the login there too, if it has one.
     *
     * @param kept of {@link Person}
     * @param back the URL to which the browser returns
     */
    Optional<URI> logout(Map<String, String> kept, URI back);
}

package org.carrack.auth;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A way to log in with an account that is kept elsewhere: OpenID Connect is one. A whiteboard service with the property {@value #NAME};
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
     * @param page the provider's page, where the browser is sent
     * @param state what the provider hands back with the answer, and nobody can guess
     * @param kept what {@link #finish} needs to know of the beginning; it stays in this server
     */
    record Begun(URI page, String state, Map<String, String> kept) {}

    /**
     * Who has logged in.
     *
     * @param subject who that is at the provider, for ever
     * @param name what they want to be called
     * @param email their address, where the provider vouches for it
     * @param roles the roles that the provider's word is worth here
     * @param kept what {@link #logout} needs to know
     */
    record Person(String subject, String name, String email, Set<String> roles, Map<String, String> kept) {}

    /** A login that the provider, or our distrust of its answer, refused. The message is for the person at the browser. */
    final class LoginException extends Exception {

        private static final long serialVersionUID = 1L;

        public LoginException(String message) {
            super(message);
        }

        public LoginException(String message, Throwable cause) {
            super(message, cause);
        }

        /** The sentence. */
        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    /** What the button says. */
    String label();

    /**
     * Begins a login.
     *
     * @param callback where the provider is to send the browser afterwards
     */
    Begun begin(URI callback) throws LoginException;

    /**
     * Ends it, once for each that was begun.
     *
     * @param callback as it was begun
     * @param answer the address that the provider sent the browser to, with its query
     * @param kept as {@link #begin} returned it
     */
    Person finish(URI callback, URI answer, Map<String, String> kept) throws LoginException;

    /**
     * The provider's page that ends the login there too, where it has one.
     *
     * @param kept of {@link Person}
     * @param back where the browser is to be sent afterwards
     */
    Optional<URI> logout(Map<String, String> kept, URI back);
}

package org.carrack.runtime.auth.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.carrack.auth.LoginProvider;
import org.carrack.auth.LoginProvider.LoginException;

/**
 * Logins under way at providers. Each can be finished once, soon, and only by the browser that began it. Safe for any thread.
 */
final class ProviderLogin {

    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final int MOST = 10_000;

    /**
     * One.
     *
     * @param browser the digest of the cookie of the browser that began it
     * @param next where it goes afterwards
     */
    private record Pending(
            String provider, URI callback, Map<String, String> kept, String browser, String next, Instant since) {

        boolean isOf(String name, Optional<String> cookie, Instant now) {
            return provider.equals(name)
                    && cookie.map(Secrets::digest).filter(browser::equals).isPresent()
                    && since.plus(LIMIT).isAfter(now);
        }
    }

    /** One that was finished. */
    record Finished(LoginProvider.Person person, String next) {}

    private final InstantSource clock;

    /** By state; the oldest first. */
    private final Map<String, Pending> pending = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Pending> eldest) {
            return size() > MOST;
        }
    };

    ProviderLogin(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Begins one and returns where to redirect the browser.
     *
     * @param browser the value of a cookie that the browser has, or is given now
     */
    URI begin(String name, LoginProvider provider, URI callback, String browser, String next) throws LoginException {
        LoginProvider.Begun begun = provider.begin(callback);
        synchronized (pending) {
            pending.put(
                    begun.state(),
                    new Pending(name, callback, begun.kept(), Secrets.digest(browser), next, clock.instant()));
        }
        return begun.page();
    }

    /**
     * Finishes it.
     *
     * @param browser the value of that cookie, where the browser has one
     */
    Finished finish(String name, LoginProvider provider, String state, Optional<String> browser, String query)
            throws LoginException {
        Pending begun;
        synchronized (pending) {
            begun = pending.remove(state);
        }
        if (begun == null || !begun.isOf(name, browser, clock.instant())) {
            throw new LoginException("this login was not begun in this browser, or is over; begin again");
        }
        return new Finished(
                provider.finish(begun.callback(), answer(begun.callback(), query), begun.kept()), begun.next());
    }

    private static URI answer(URI callback, String query) throws LoginException {
        try {
            return new URI(callback + "?" + query);
        } catch (URISyntaxException e) {
            throw new LoginException("the provider's answer cannot be read; begin again", e);
        }
    }
}

package org.carrack.runtime.gedis.internal;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.carrack.auth.AuditLog;
import org.carrack.auth.Caller;
import org.carrack.lifecycle.PackageContext;
import org.carrack.spi.actor.ActorCatalog;
import org.carrack.spi.actor.ActorDispatcher;
import org.carrack.spi.actor.ActorInfo;
import org.carrack.spi.auth.Authentication;
import org.carrack.spi.auth.Authenticator;
import org.carrack.spi.http.TrafficGates;
import org.jspecify.annotations.Nullable;

/** What all connections share. Safe for any thread. */
final class GedisContext {

    private final ActorDispatcher dispatcher;
    private static final String THREEBOT_OF_SERVER = "zerobot";

    private final ActorCatalog catalog;
    private final @Nullable TrafficGates gates;
    private final Supplier<Authenticator> authenticator;
    private final AuditLog audit;
    private final Names names;
    private final String version;

    GedisContext(
            ActorDispatcher dispatcher,
            ActorCatalog catalog,
            @Nullable TrafficGates gates,
            Supplier<Authenticator> authenticator,
            AuditLog audit,
            String version) {
        this.dispatcher = dispatcher;
        this.catalog = catalog;
        this.gates = gates;
        this.authenticator = authenticator;
        this.audit = audit;
        this.version = version;
        names = new Names(catalog);
    }

    ActorDispatcher dispatcher() {
        return dispatcher;
    }

    Names names() {
        return names;
    }

    String version() {
        return version;
    }

    /** Asks a call to pass its package's gate. */
    void pass(String packageName, TrafficGates.Passage call) {
        if (gates == null) {
            call.enter(() -> {});
        } else {
            gates.pass(packageName, call);
        }
    }

    /**
     * What a token authenticates, if it is known.
     *
     * @param name the account it has to be of; empty for any
     * @param address the address it comes from
     */
    Optional<Authentication> authenticate(String name, String token, String address) {
        Optional<Authentication> known = authenticator.get().token(token);
        boolean isTheirs = known.flatMap(Authentication::caller)
                .filter(caller -> name.isEmpty() || name.equals(caller.name()))
                .isPresent();
        if (isTheirs) {
            return known;
        }
        audit.record(
                Caller.ANONYMOUS.name(),
                "gedis.AUTH",
                name,
                AuditLog.Outcome.REFUSED,
                "a token that is nobody's, or no more",
                address);
        return Optional.empty();
    }

    /** Whether a live package belongs to that threebot; what is no package may be the server's own, as those of ThreeBot's. */
    boolean isOf(String threebot, String packageName) {
        Optional<PackageContext> live = catalog.find(packageName);
        return live.isPresent()
                ? live.get().threebot().filter(threebot::equals).isPresent()
                : threebot.equals(THREEBOT_OF_SERVER);
    }

    /** The actors that a caller may call, as they are called: with a dot between package and actor, or 3Bot's {@code _}. */
    List<String> actors(Caller caller, String separator) {
        return catalog.actors(caller).stream()
                .map((ActorInfo actor) -> actor.packageName() + separator + actor.name())
                .toList();
    }
}

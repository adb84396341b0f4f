package admin.actors;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.carrack.actor.ActorException;
import org.carrack.actor.CallContext;
import org.carrack.manage.Operation;
import org.carrack.manage.PackageException;
import org.carrack.manage.PackageInfo;
import org.carrack.manage.PackageManager;
import org.carrack.manage.PackagePlan;
import org.carrack.manage.PackageWish;

/** Wishes on behalf of callers, with the errors that actors answer. */
final class Wishing {

    private final PackageManager packages;

    Wishing(PackageManager packages) {
        this.packages = packages;
    }

    Operation carryOut(PackageWish wish, CallContext call) {
        try {
            return packages.carryOut(wish.by(call.caller()));
        } catch (PackageException e) {
            throw asActorException(e);
        }
    }

    PackageInfo done(PackageWish wish, CallContext call) {
        try {
            return packages.done(wish.by(call.caller()));
        } catch (PackageException e) {
            throw asActorException(e);
        }
    }

    /** Begins a wish, which is carried out in the background. */
    Operation submit(PackageWish wish, CallContext call) {
        return packages.submit(wish.by(call.caller()));
    }

    PackagePlan plan(String kind, String subject, Optional<String> version) {
        try {
            PackageWish.Kind known = PackageWish.Kind.valueOf(kind.toUpperCase(Locale.ROOT));
            return packages.plan(
                    new PackageWish(known, subject, version, Optional.empty(), Set.of(), PackageWish.SERVER));
        } catch (IllegalArgumentException e) {
            throw ActorException.badRequest(
                    "\"%s\" is no wish: say add, update, upgrade, rollback, start, stop or delete".formatted(kind));
        } catch (PackageException e) {
            throw asActorException(e);
        }
    }

    static ActorException asActorException(PackageException e) {
        ActorException.Kind kind = switch (e.kind()) {
            case NOT_FOUND -> ActorException.Kind.NOT_FOUND;
            case REFUSED -> ActorException.Kind.BAD_REQUEST;
            case FAILED -> ActorException.Kind.FAILED;
        };
        return new ActorException(kind, e.getMessage(), e);
    }
}

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
import org.carrack.manage.PackageRequest;

/** Sends requests to the package manager on behalf of callers, with the errors that actors answer. */
final class PackageActions {

    private final PackageManager packages;

    PackageActions(PackageManager packages) {
        this.packages = packages;
    }

    Operation execute(PackageRequest request, CallContext call) {
        try {
            return packages.execute(request.by(call.caller()));
        } catch (PackageException e) {
            throw ActorException.of(e);
        }
    }

    PackageInfo executeAndGet(PackageRequest request, CallContext call) {
        try {
            return packages.executeAndGet(request.by(call.caller()));
        } catch (PackageException e) {
            throw ActorException.of(e);
        }
    }

    /** Submits a request that is executed in the background. */
    Operation submit(PackageRequest request, CallContext call) {
        return packages.submit(request.by(call.caller()));
    }

    PackagePlan plan(String kind, String subject, Optional<String> version) {
        try {
            PackageRequest.Kind known = PackageRequest.Kind.valueOf(kind.toUpperCase(Locale.ROOT));
            return packages.plan(
                    new PackageRequest(known, subject, version, Optional.empty(), Set.of(), PackageRequest.SERVER));
        } catch (IllegalArgumentException e) {
            throw ActorException.badRequest(
                    "\"%s\" is no request: say add, update, upgrade, rollback, start, stop or delete".formatted(kind));
        } catch (PackageException e) {
            throw ActorException.of(e);
        }
    }
}

package org.carrack.runtime.manager.internal.execute;

import java.util.Optional;
import org.carrack.runtime.manager.internal.execute.PlanExecutor.VersionHook;
import org.carrack.runtime.manager.internal.resolve.ChangeRequest;
import org.carrack.runtime.manager.internal.source.FetchedPackage;
import org.carrack.runtime.manager.internal.source.PackageArtifact;

/**
 * A package to be added.
 *
 * @param fetched the package, compiled
 * @param extras the extras it is given, a JSON object; if empty, it keeps those it has
 */
public record AddRequest(
        FetchedPackage fetched,
        Optional<String> extras,
        ChangeRequest.DowngradePolicy downgradePolicy,
        VersionHook versionHook) {

    /** One from the deploy folder. */
    public static AddRequest deployed(FetchedPackage fetched) {
        return new AddRequest(
                fetched, Optional.empty(), ChangeRequest.DowngradePolicy.AS_SECONDARY, VersionHook.BY_VERSION);
    }

    PackageArtifact content() {
        return fetched.artifact().orElseThrow(() -> new IllegalStateException(fetched.content() + " is not compiled"));
    }

    String origin() {
        return fetched.origin();
    }

    ChangeRequest.Add request() {
        return new ChangeRequest.Add(fetched.facts(), downgradePolicy);
    }
}

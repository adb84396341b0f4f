package org.carrack.runtime.auth.internal;

import java.util.Set;
import org.carrack.auth.AuditLog;
import org.carrack.manage.Operation;
import org.carrack.manage.OperationListener;
import org.carrack.manage.PackageRequest;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Writes the outcome of package requests to the audit log, whatever their origin: a caller or a file in the deploy folder. */
@Component
public final class PackageAudit implements OperationListener {

    /** What changes nothing. */
    private static final Set<String> ONLY_LOOKS = Set.of("plan", "verify");

    private final AuditLog audit;

    @Activate
    public PackageAudit(@Reference AuditLog audit) {
        this.audit = audit;
    }

    @Override
    public void progress(Operation now) {
        String verb = now.request().substring(0, now.request().indexOf(' '));
        // The start of all packages with the server is no caller's action.
        boolean isStart = now.by().equals(PackageRequest.SERVER.name()) && verb.equals("start");
        if (now.state() == Operation.State.RUNNING || isStart || ONLY_LOOKS.contains(verb)) {
            return;
        }
        boolean isDone = now.state() == Operation.State.DONE;
        audit.record(
                now.by(),
                "package." + verb,
                now.packages().isEmpty()
                        ? now.request().substring(verb.length() + 1)
                        : String.join(" ", now.packages()),
                isDone ? AuditLog.Outcome.DONE : AuditLog.Outcome.REFUSED,
                now.reason().orElse(now.request()),
                now.from());
    }
}

package org.carrack.runtime.manager.internal.execute;

import org.carrack.manage.PackageException;
import org.carrack.runtime.manager.internal.deploy.PendingDeployments;
import org.carrack.runtime.manager.internal.state.ManagerLock;
import org.carrack.runtime.manager.internal.state.OperationLog;
import org.carrack.runtime.manager.internal.state.PackageRecord;
import org.carrack.runtime.manager.internal.state.PackageRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts packages that waited for another when packages change. Called under the manager's lock. */
public final class WaitingPackages {

    private static final Logger LOG = LoggerFactory.getLogger(WaitingPackages.class);

    private final PackageRegistry registry;
    private final ManagerLock lock;
    private final PackageOperations packageOperations;
    private final OperationLog operations;
    private final PendingDeployments files;

    public WaitingPackages(
            PackageRegistry registry,
            ManagerLock lock,
            PackageOperations packageOperations,
            OperationLog operations,
            PendingDeployments files) {
        this.registry = registry;
        this.lock = lock;
        this.packageOperations = packageOperations;
        this.operations = operations;
        this.files = files;
        registry.onChange(this::retry);
    }

    private void retry() {
        boolean progress = true;
        while (progress) {
            progress = false;
            for (String id : registry.waiting()) {
                progress |= retry(id);
            }
        }
    }

    /** Returns whether the package has started. */
    private boolean retry(String id) {
        PackageRecord record = registry.record(id);
        if (record == null || !record.shouldRun()) {
            registry.setWaiting(id, false);
            return false;
        }
        if (lock.isClaimed(record.name())) {
            return false;
        }
        OperationLog.Progress progress = operations.begin("start " + id);
        try {
            packageOperations.start(id, progress);
            progress.done();
        } catch (PackageException e) {
            progress.withdraw();
            LOG.debug("{} still waits: {}", id, e.getMessage());
            if (!e.getMessage().equals(record.reason())) {
                files.problem(record.source(), e.getMessage());
            }
            return false;
        }
        files.solved(record.source());
        LOG.info("{} started: what it waited for is there", id);
        return true;
    }
}

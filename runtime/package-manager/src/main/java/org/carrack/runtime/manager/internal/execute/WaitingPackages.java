package org.carrack.runtime.manager.internal.execute;

import org.carrack.manage.PackageException;
import org.carrack.runtime.manager.internal.deploy.DeployedFiles;
import org.carrack.runtime.manager.internal.state.ManagerLock;
import org.carrack.runtime.manager.internal.state.Operations;
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
    private final Operations operations;
    private final DeployedFiles files;

    public WaitingPackages(
            PackageRegistry registry,
            ManagerLock lock,
            PackageOperations packageOperations,
            Operations operations,
            DeployedFiles files) {
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
        try {
            packageOperations.start(id, operations.begin("start " + id));
        } catch (PackageException e) {
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

package org.carrack.runtime.manager.internal.execute;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.carrack.failure.RequestException.Kind;
import org.carrack.manage.PackageException;
import org.carrack.runtime.manager.internal.code.StepException;
import org.carrack.runtime.manager.internal.deploy.PendingDeployments;
import org.carrack.runtime.manager.internal.execute.PlanExecutor.ExecutionContext;
import org.carrack.runtime.manager.internal.resolve.PackageFacts;
import org.carrack.runtime.manager.internal.resolve.Plan;
import org.carrack.runtime.manager.internal.resolve.Planner;
import org.carrack.runtime.manager.internal.resolve.Step;
import org.carrack.runtime.manager.internal.state.Journal;
import org.carrack.runtime.manager.internal.state.ManagerLock;
import org.carrack.runtime.manager.internal.state.ManagerLock.ClaimedException;
import org.carrack.runtime.manager.internal.state.OperationLog;
import org.carrack.runtime.manager.internal.state.PackageRegistry;
import org.carrack.runtime.manager.internal.state.StateChange;
import org.carrack.spi.http.TrafficGates;
import org.carrack.spi.server.FailureText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs plans as transactions: the journal is on disk before the first step, the change is written down after the last, and
 * where either fails all is as it was. Used under the manager's lock.
 */
public final class Transactions {

    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

    private final PackageRegistry registry;
    private final BundleRunner runner;
    private final PlanExecutor executor;
    private final Journal journal;
    private final StorageCleaner storageCleaner;
    private final ManagerLock lock;
    private final PendingDeployments deployedFiles;

    public Transactions(
            PackageRegistry registry,
            BundleRunner runner,
            Journal journal,
            StorageCleaner storageCleaner,
            TrafficGates gates,
            ManagerLock lock,
            PendingDeployments deployedFiles) {
        this.registry = registry;
        this.runner = runner;
        this.lock = lock;
        this.executor = new PlanExecutor(registry, runner, gates, lock);
        this.journal = journal;
        this.storageCleaner = storageCleaner;
        this.deployedFiles = deployedFiles;
    }

    /**
     * Runs a plan with the journal before it and the change written down after it.
     *
     * @return why data of what is removed is still there
     * @throws ClaimedException if another transaction has claimed a package of the plan; nothing was done
     */
    public List<String> execute(
            Plan.Steps plan,
            ExecutionContext work,
            List<Journal.Removal> removals,
            OperationLog.Progress progress,
            StateChange change)
            throws PackageException, ClaimedException {
        ManagerLock.Claim claim = claim(plan);
        try {
            return journalled(plan, work, removals, progress, change);
        } finally {
            lock.release(claim);
        }
    }

    private List<String> journalled(
            Plan.Steps plan,
            ExecutionContext work,
            List<Journal.Removal> removals,
            OperationLog.Progress progress,
            StateChange change)
            throws PackageException {
        Journal.Entry entry;
        try {
            entry = journal.begin(plan.steps().stream().map(String::valueOf).toList(), withNewData(plan, removals));
        } catch (IOException e) {
            throw new PackageException(
                    Kind.FAILED,
                    "the journal could not be written: %s; nothing was changed".formatted(FailureText.ofFile(e)),
                    e);
        }
        try {
            plan.added().forEach(p -> storageCleaner.keep(p.name()));
            runClaimed(plan, work, progress, () -> commit(change));
            List<String> problems = new ArrayList<>();
            for (Journal.Removal removal : removals) {
                lock.runUnlocked(() -> remove(removal, name -> problems.addAll(storageCleaner.purge(name))));
            }
            return problems;
        } finally {
            end(entry);
        }
    }

    /** The packages that a plan changes, for itself, and those that they depend on. */
    private ManagerLock.Claim claim(Plan.Steps plan) throws ClaimedException {
        Set<String> changed = new HashSet<>();
        Set<String> used = new HashSet<>();
        List<PackageFacts> all = registry.facts();
        for (Step step : plan.steps()) {
            changed.add(step.subject().name());
            Planner.closure(all, step.subject().needs()).forEach(p -> used.add(p.name()));
        }
        plan.added().forEach(p -> changed.add(p.name()));
        used.removeAll(changed);
        return lock.claim(changed, used);
    }

    /** A new data folder is removed if a crash prevents the installation. */
    private List<Journal.Removal> withNewData(Plan.Steps plan, List<Journal.Removal> removals) {
        List<Journal.Removal> all = new ArrayList<>(removals);
        plan.added().stream()
                .filter(p -> registry.recordOf(p.name()).isEmpty() && !runner.hasData(p.name()))
                .forEach(p -> all.add(new Journal.Removal(p.id(), "", true, false)));
        return all;
    }

    private void remove(Journal.Removal removal, Consumer<String> purge) {
        if (!removal.deployedFile().isEmpty()) {
            deployedFiles.delete(removal.deployedFile());
        }
        if (removal.data()) {
            try {
                runner.removeData(removal.packageName());
            } catch (IOException e) {
                LOG.error(
                        "{} is deleted, but its data folder is not: {}; delete it by hand",
                        removal.packageName(),
                        FailureText.ofFile(e));
            }
        }
        if (removal.purge()) {
            purge.accept(removal.packageName());
        }
    }

    /** Finishes what a crash has left to be removed. */
    public void recover() throws IOException {
        for (Journal.Removal removal : journal.interrupted()) {
            if (registry.record(removal.packageName()) == null) {
                remove(removal, storageCleaner::purgeLeft);
            }
        }
        journal.clear();
    }

    /**
     * Runs a plan that changes nothing that is written down.
     *
     * @throws ClaimedException if another transaction has claimed a package of the plan; nothing was done
     */
    public void run(Plan.Steps plan, ExecutionContext work, OperationLog.Progress progress)
            throws PackageException, ClaimedException {
        ManagerLock.Claim claim = claim(plan);
        try {
            runClaimed(plan, work, progress, () -> {});
        } finally {
            lock.release(claim);
        }
    }

    private void runClaimed(
            Plan.Steps plan, ExecutionContext work, OperationLog.Progress progress, PlanExecutor.Commit commit)
            throws PackageException {
        try {
            executor.run(plan, work, progress, commit);
        } catch (StepException e) {
            throw new PackageException(e.isOfServer() ? Kind.FAILED : Kind.REFUSED, e.getMessage(), e);
        }
    }

    private void commit(StateChange change) throws StepException {
        try {
            registry.commit(change);
        } catch (IOException e) {
            throw new StepException(
                    "the change could not be written down: %s; it was undone".formatted(FailureText.ofFile(e)), e);
        }
    }

    private static void end(Journal.Entry entry) {
        try {
            entry.end();
        } catch (IOException e) {
            LOG.warn("the journal could not be removed", e);
        }
    }
}

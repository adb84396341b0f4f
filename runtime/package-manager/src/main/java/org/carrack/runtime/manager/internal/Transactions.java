package org.carrack.runtime.manager.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.carrack.manage.PackageException;
import org.carrack.manage.PackageException.Kind;
import org.carrack.runtime.manager.internal.Executor.ExecutionContext;
import org.carrack.runtime.manager.internal.ManagerLock.ClaimedException;
import org.carrack.runtime.manager.internal.journal.DeployRecord;
import org.carrack.runtime.manager.internal.journal.Journal;
import org.carrack.runtime.manager.internal.journal.PackageRecord;
import org.carrack.runtime.manager.internal.plan.PackageFacts;
import org.carrack.runtime.manager.internal.plan.Plan;
import org.carrack.runtime.manager.internal.plan.Planner;
import org.carrack.runtime.manager.internal.plan.Step;
import org.carrack.spi.http.TrafficGates;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs plans as transactions: the journal is on disk before the first step, the change is written down after the last, and
 * where either fails all is as it was. Used under the manager's lock.
 */
final class Transactions {

    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

    private final Inventory inventory;
    private final Runner runner;
    private final Executor executor;
    private final Journal journal;
    private final StorageCleaner storageCleaner;
    private final ManagerLock lock;
    private @Nullable Deployments deployments;

    Transactions(
            Inventory inventory,
            Runner runner,
            Journal journal,
            StorageCleaner storageCleaner,
            TrafficGates gates,
            ManagerLock lock) {
        this.inventory = inventory;
        this.runner = runner;
        this.lock = lock;
        this.executor = new Executor(inventory, runner, gates, lock);
        this.journal = journal;
        this.storageCleaner = storageCleaner;
    }

    /** The deploy folder, whose files go with their packages. */
    void follow(Deployments deployFolder) {
        deployments = deployFolder;
    }

    /**
     * Runs a plan with the journal before it and the change written down after it.
     *
     * @return why data of what is removed is still there
     * @throws ClaimedException if another transaction has claimed a package of the plan; nothing was done
     */
    List<String> execute(
            Plan.Steps plan,
            ExecutionContext work,
            List<Journal.Removal> removals,
            Operations.Progress progress,
            Runnable change)
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
            Operations.Progress progress,
            Runnable change)
            throws PackageException {
        Journal.Entry entry;
        try {
            entry = journal.begin(plan.steps().stream().map(String::valueOf).toList(), withNewData(plan, removals));
        } catch (IOException e) {
            throw new PackageException(
                    Kind.FAILED,
                    "the journal could not be written: %s; nothing was changed"
                            .formatted(PackageOperations.describe(e)),
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
        List<PackageFacts> all = inventory.facts();
        for (Step step : plan.steps()) {
            changed.add(step.subject().name());
            Planner.closure(all, step.subject().needs()).forEach(p -> used.add(p.name()));
        }
        plan.added().forEach(p -> changed.add(p.name()));
        used.removeAll(changed);
        return lock.claim(changed, used);
    }

    /** A data folder that is made for a package goes again where a crash keeps the package from coming. */
    private List<Journal.Removal> withNewData(Plan.Steps plan, List<Journal.Removal> removals) {
        List<Journal.Removal> all = new ArrayList<>(removals);
        plan.added().stream()
                .filter(p -> inventory.recordOf(p.name()).isEmpty() && !runner.hasData(p.name()))
                .forEach(p -> all.add(new Journal.Removal(p.id(), "", true, false)));
        return all;
    }

    private void remove(Journal.Removal removal, Consumer<String> purge) {
        if (!removal.deployedFile().isEmpty() && deployments != null) {
            deployments.remove(removal.deployedFile());
        }
        if (removal.data()) {
            try {
                runner.removeData(removal.packageName());
            } catch (IOException e) {
                LOG.error(
                        "{} is deleted, but its data folder is not: {}; delete it by hand",
                        removal.packageName(),
                        PackageOperations.describe(e));
            }
        }
        if (removal.purge()) {
            purge.accept(removal.packageName());
        }
    }

    /** Finishes what a crash has left to be removed. */
    void recover() throws IOException {
        for (Journal.Removal removal : journal.interrupted()) {
            if (!inventory.records.containsKey(removal.packageName())) {
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
    void run(Plan.Steps plan, ExecutionContext work, Operations.Progress progress)
            throws PackageException, ClaimedException {
        ManagerLock.Claim claim = claim(plan);
        try {
            runClaimed(plan, work, progress, () -> {});
        } finally {
            lock.release(claim);
        }
    }

    private void runClaimed(
            Plan.Steps plan, ExecutionContext work, Operations.Progress progress, Executor.Commit commit)
            throws PackageException {
        try {
            executor.run(plan, work, progress, commit);
        } catch (StepException e) {
            throw new PackageException(e.isOfServer() ? Kind.FAILED : Kind.REFUSED, e.getMessage(), e);
        }
    }

    private void commit(Runnable change) throws StepException {
        Map<String, PackageRecord> records = Map.copyOf(inventory.records);
        Map<String, DeployRecord> deployed = Map.copyOf(inventory.deployed);
        change.run();
        try {
            inventory.save();
        } catch (IOException e) {
            inventory.records.clear();
            inventory.records.putAll(records);
            inventory.deployed.clear();
            inventory.deployed.putAll(deployed);
            throw new StepException(
                    "the change could not be written down: %s; it was undone".formatted(PackageOperations.describe(e)),
                    e);
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

package org.carrack.runtime.manager.internal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.carrack.model.PackageVersion;
import org.carrack.runtime.manager.internal.Runner.StartContext;
import org.carrack.runtime.manager.internal.Runner.StartContext.Hook;
import org.carrack.runtime.manager.internal.journal.PackageRecord;
import org.carrack.runtime.manager.internal.json.JsonValues;
import org.carrack.runtime.manager.internal.plan.PackageFacts;
import org.carrack.runtime.manager.internal.plan.Plan;
import org.carrack.runtime.manager.internal.plan.Step;
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.carrack.spi.http.TrafficGates;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the steps of a plan. Each step that was run can be rolled back, and all are when a later one, or the commit, fails.
 * Used under the manager's lock, which is given up while the framework and code of packages work; the packages of the plan
 * are claimed meanwhile.
 */
final class Executor {

    private static final Logger LOG = LoggerFactory.getLogger(Executor.class);

    private final Inventory inventory;
    private final Runner runner;
    private final TrafficGates gates;
    private final ManagerLock lock;

    Executor(Inventory inventory, Runner runner, TrafficGates gates, ManagerLock lock) {
        this.lock = lock;
        this.inventory = inventory;
        this.runner = runner;
        this.gates = gates;
    }

    /**
     * What a plan is run with.
     *
     * @param contents the packages that may be installed, by digest
     * @param extras what the packages that are new are given, by name
     * @param versionHook the hook for the package {@code subject} when it replaces another version
     * @param deleted the ids of the packages that are deleted, and not replaced
     */
    record ExecutionContext(
            Map<String, PackageArtifact> contents,
            Map<String, String> extras,
            String subject,
            VersionHook versionHook,
            Set<String> deleted) {

        static final ExecutionContext NOTHING_NEW =
                new ExecutionContext(Map.of(), Map.of(), "", VersionHook.BY_VERSION, Set.of());
    }

    /** Which hook a new version's coming is. */
    enum VersionHook {
        /** {@code update} within a major version, {@code upgrade} across. */
        BY_VERSION,
        /** {@code upgrade}: it was asked for by name. */
        UPGRADE,
        /** None: it was there before. */
        NONE
    }

    /** What is done between the last step and the opening of the gates: the change is written down. */
    @FunctionalInterface
    interface Commit {
        void run() throws StepException;
    }

    private interface Rollback {
        void run() throws StepException;
    }

    /**
     * Runs a plan.
     *
     * @throws StepException if a step or the commit failed; all is as it was then
     */
    void run(Plan.Steps plan, ExecutionContext work, Operations.Progress progress, Commit commit) throws StepException {
        Deque<Rollback> done = new ArrayDeque<>();
        Set<String> held = new LinkedHashSet<>();
        int total = plan.steps().size() + 1;
        int count = 0;
        try {
            for (Step step : plan.steps()) {
                if (!isAfterCommit(step)) {
                    progress.step(count, total, step.toString());
                    run(step, work, held, done);
                    count++;
                }
            }
            progress.step(count, total, "COMMIT");
            commit.run();
            count++;
        } catch (StepException e) {
            rollBack(done);
            held.forEach(this::openOrForget);
            throw e;
        } catch (RuntimeException | Error e) { // whatever it is, nothing is left half done
            LOG.error("a step failed in a way that nobody foresaw", e);
            rollBack(done);
            held.forEach(this::openOrForget);
            throw new StepException("the operation failed: %s; it was undone".formatted(Runner.describe(e)), e);
        }
        plan.steps().stream()
                .filter(step -> step.action() == Step.Action.START)
                .map(step -> inventory.running.get(step.subject().id()))
                .filter(java.util.Objects::nonNull)
                .toList()
                .forEach(running ->
                        lock.runUnlocked(() -> running.live().applied().commit()));
        for (Step step : plan.steps()) {
            if (isAfterCommit(step)) {
                progress.step(count, total, step.toString());
                String name = step.subject().name();
                if (step.action() == Step.Action.OPEN) {
                    gates.open(name);
                } else {
                    gates.remove(name);
                }
                held.remove(name);
                count++;
            }
        }
        held.forEach(this::openOrForget);
        progress.step(total, total, "done");
    }

    private static boolean isAfterCommit(Step step) {
        return step.action() == Step.Action.OPEN || step.action() == Step.Action.CLOSE;
    }

    private void run(Step step, ExecutionContext work, Set<String> held, Deque<Rollback> done) throws StepException {
        PackageFacts p = step.subject();
        String id = p.id();
        switch (step.action()) {
            case HOLD -> {
                held.add(p.name());
                lock.runUnlocked(() -> gates.close(p.name()));
            }
            case STOP -> {
                stop(id, work.deleted().contains(id));
                done.push(() -> start(p, ExecutionContext.NOTHING_NEW));
            }
            case DEMOTE -> {
                StartedPackage live = inventory.running.get(id);
                StartedPackage demoted = live == null ? null : lock.unlocked(() -> runner.demoted(live));
                move(id, p.secondary(true).id(), demoted);
                done.push(() -> {
                    move(p.secondary(true).id(), id, null);
                    if (live != null) {
                        start(p, ExecutionContext.NOTHING_NEW);
                    }
                });
            }
            case PROMOTE -> {
                String now = p.secondary(false).id();
                move(id, now, null);
                done.push(() -> move(now, id, null));
            }
            case REWIRE -> {
                Bundle bundle = inventory.bundles.get(id);
                if (bundle != null) {
                    lock.unlocked(() -> {
                        runner.rewire(bundle);
                        return bundle;
                    });
                }
            }
            case UNINSTALL -> {
                PackageArtifact old = inventory.contents.get(id);
                uninstallHooks(p, work);
                uninstall(id);
                done.push(() -> {
                    if (old != null) {
                        install(id, old);
                    }
                });
            }
            case INSTALL -> {
                install(id, content(p, work));
                done.push(() -> uninstall(id));
            }
            case START -> {
                boolean hadData = runner.hasData(p.name());
                if (inventory.recordOf(p.name()).isEmpty()) {
                    done.push(() -> removeData(p.name(), hadData));
                }
                boolean wasBooted = runner.isBooted(p.name(), p.sha256());
                start(p, work);
                StartedPackage started = inventory.running.get(id);
                done.push(() -> {
                    stop(id, false);
                    if (started != null) {
                        lock.runUnlocked(() -> started.live().applied().revert());
                    }
                    if (!wasBooted) {
                        runner.unboot(p.name(), p.sha256());
                    }
                });
            }
            case OPEN, CLOSE -> throw new IllegalStateException(step + " comes after the commit");
        }
    }

    private void uninstallHooks(PackageFacts p, ExecutionContext work) {
        PackageRecord record = inventory.records.get(p.id());
        PackageArtifact content = inventory.contents.get(p.id());
        boolean isDue = work.deleted().contains(p.id())
                && !p.running()
                && !p.secondary()
                && record != null
                && record.installed();
        if (isDue && record != null && content != null) {
            try {
                Bundle bundle = inventory.bundles.get(p.id());
                Bundle there = bundle == null ? install(p.id(), content) : bundle;
                lock.runUnlocked(() -> runner.uninstallHooks(content, there, JsonValues.readKept(record.extras())));
            } catch (StepException e) {
                LOG.warn("the uninstall hooks of {} could not be called: {}", p, e.getMessage());
            }
        }
    }

    private void removeData(String name, boolean hadData) {
        if (!hadData) {
            try {
                runner.removeData(name);
            } catch (IOException e) {
                LOG.warn("the data folder of {} could not be removed: {}", name, e.toString());
            }
        }
    }

    private static PackageArtifact content(PackageFacts p, ExecutionContext work) throws StepException {
        PackageArtifact content = work.contents().get(p.sha256());
        if (content == null) {
            throw new StepException("the bundle of %s is not here; try again".formatted(p));
        }
        return content;
    }

    private void openOrForget(String name) {
        if (inventory.running.containsKey(name)) {
            gates.open(name);
        } else {
            gates.remove(name);
        }
    }

    private void rollBack(Deque<Rollback> done) {
        while (!done.isEmpty()) {
            try {
                done.pop().run();
            } catch (StepException e) {
                LOG.error("a step could not be rolled back: {}", e.getMessage());
            }
        }
    }

    /** Has what is known by one id known by another. */
    private void move(String from, String to, @Nullable StartedPackage running) {
        PackageArtifact content = inventory.contents.remove(from);
        Bundle bundle = inventory.bundles.remove(from);
        inventory.running.remove(from);
        if (content != null) {
            inventory.contents.put(to, content);
        }
        if (bundle != null) {
            inventory.bundles.put(to, bundle);
        }
        if (running != null) {
            inventory.running.put(to, running);
        }
    }

    private Bundle install(String id, PackageArtifact content) throws StepException {
        Bundle bundle = lock.unlocked(() -> runner.install(content));
        inventory.bundles.put(id, bundle);
        inventory.contents.put(id, content);
        return bundle;
    }

    private void uninstall(String id) throws StepException {
        inventory.contents.remove(id);
        Bundle bundle = inventory.bundles.remove(id);
        if (bundle != null) {
            lock.unlocked(() -> {
                runner.uninstall(bundle);
                return bundle;
            });
        }
    }

    private void start(PackageFacts p, ExecutionContext work) throws StepException {
        String id = p.id();
        PackageArtifact content = inventory.contents.get(id);
        if (content == null) {
            throw new StepException("package %s has no content".formatted(id));
        }
        Bundle bundle = inventory.bundles.get(id);
        if (bundle == null) {
            bundle = install(id, content);
        }
        Bundle installed = bundle;
        StartContext coming = coming(content, work);
        StartedPackage started = lock.unlocked(() ->
                p.secondary() ? runner.startSecondary(content, installed) : runner.start(content, installed, coming));
        inventory.running.put(id, started);
    }

    /** Which hooks are due: what is written down tells which version was there before. */
    private StartContext coming(PackageArtifact content, ExecutionContext work) {
        PackageRecord record = inventory.recordOf(content.name()).orElse(null);
        Map<String, Object> extras = JsonValues.readKept(
                work.extras().getOrDefault(content.name(), record == null ? "{}" : record.extras()));
        if (record == null || !record.installed()) {
            return new StartContext(Hook.INSTALL, Version.emptyVersion, extras);
        }
        PackageVersion before = record.packageVersion();
        Version from = Version.parseVersion(before.osgi());
        VersionHook how = work.subject().equals(content.name()) ? work.versionHook() : VersionHook.BY_VERSION;
        if (before.equals(content.version()) || how == VersionHook.NONE) {
            return new StartContext(Hook.NONE, from, extras);
        }
        boolean isUpgrade = how == VersionHook.UPGRADE
                || before.major() != content.version().major();
        return new StartContext(isUpgrade ? Hook.UPGRADE : Hook.UPDATE, from, extras);
    }

    private void stop(String id, boolean forGood) {
        StartedPackage live = inventory.running.remove(id);
        if (live != null) {
            lock.runUnlocked(() -> runner.stop(live, forGood));
        }
    }
}

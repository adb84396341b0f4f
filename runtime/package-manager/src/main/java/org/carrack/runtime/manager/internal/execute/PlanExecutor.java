package org.carrack.runtime.manager.internal.execute;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.carrack.model.PackageVersion;
import org.carrack.runtime.manager.internal.code.StepException;
import org.carrack.runtime.manager.internal.execute.BundleRunner.StartContext;
import org.carrack.runtime.manager.internal.execute.BundleRunner.StartContext.Hook;
import org.carrack.runtime.manager.internal.resolve.PackageFacts;
import org.carrack.runtime.manager.internal.resolve.Plan;
import org.carrack.runtime.manager.internal.resolve.Step;
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.carrack.runtime.manager.internal.state.ManagerLock;
import org.carrack.runtime.manager.internal.state.OperationLog;
import org.carrack.runtime.manager.internal.state.PackageRecord;
import org.carrack.runtime.manager.internal.state.PackageRegistry;
import org.carrack.runtime.manager.internal.state.StartedPackage;
import org.carrack.runtime.manager.internal.tags.DeclarationCache;
import org.carrack.spi.http.TrafficGates;
import org.carrack.spi.server.FailureText;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the steps of a plan. Each step that was run can be rolled back, and all are when a later one, or the commit, fails.
 * Used under the manager's lock, which is given up while the framework and code of packages work; the packages of the plan
 * are claimed meanwhile.
 */
public final class PlanExecutor {

    private static final Logger LOG = LoggerFactory.getLogger(PlanExecutor.class);

    private final PackageRegistry registry;
    private final BundleRunner runner;
    private final TrafficGates gates;
    private final ManagerLock lock;

    public PlanExecutor(PackageRegistry registry, BundleRunner runner, TrafficGates gates, ManagerLock lock) {
        this.lock = lock;
        this.registry = registry;
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
     * @param declarations the tags that were read before
     */
    public record ExecutionContext(
            Map<String, PackageArtifact> contents,
            Map<String, String> extras,
            String subject,
            VersionHook versionHook,
            Set<String> deleted,
            DeclarationCache declarations) {

        /** That of a plan that adds and deletes nothing. */
        static ExecutionContext nothingNew() {
            return new ExecutionContext(
                    Map.of(), Map.of(), "", VersionHook.BY_VERSION, Set.of(), new DeclarationCache());
        }
    }

    /** Which hook a change of version calls. */
    public enum VersionHook {
        /** {@code update} within a major version, {@code upgrade} across. */
        BY_VERSION,
        /** {@code upgrade}: it was asked for by name. */
        UPGRADE,
        /** None: it was there before. */
        NONE
    }

    /** What is done between the last step and the opening of the gates: the change is written down. */
    @FunctionalInterface
    public interface Commit {
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
    public void run(Plan.Steps plan, ExecutionContext work, OperationLog.Progress progress, Commit commit)
            throws StepException {
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
            throw new StepException("the operation failed: %s; it was undone".formatted(FailureText.of(e)), e);
        }
        plan.steps().stream()
                .filter(step -> step.action() == Step.Action.START)
                .map(step -> registry.running(step.subject().id()))
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
                done.push(() -> start(p, ExecutionContext.nothingNew()));
            }
            case DEMOTE -> {
                StartedPackage live = registry.running(id);
                StartedPackage demoted = live == null ? null : lock.unlocked(() -> runner.demoted(live));
                registry.rename(id, p.secondary(true).id(), demoted);
                done.push(() -> {
                    registry.rename(p.secondary(true).id(), id, null);
                    if (live != null) {
                        start(p, ExecutionContext.nothingNew());
                    }
                });
            }
            case PROMOTE -> {
                String now = p.secondary(false).id();
                registry.rename(id, now, null);
                done.push(() -> registry.rename(now, id, null));
            }
            case REWIRE -> {
                Bundle bundle = registry.bundle(id);
                if (bundle != null) {
                    lock.unlocked(() -> {
                        runner.rewire(bundle);
                        return bundle;
                    });
                }
            }
            case UNINSTALL -> {
                PackageArtifact old = registry.artifact(id);
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
                if (registry.recordOf(p.name()).isEmpty()) {
                    done.push(() -> removeData(p.name(), hadData));
                }
                boolean wasBooted = runner.isBooted(p.name(), p.sha256());
                start(p, work);
                StartedPackage started = registry.running(id);
                done.push(() -> {
                    stop(id, false);
                    if (started != null) {
                        lock.runUnlocked(() -> started.live().applied().revert());
                    }
                    if (!wasBooted) {
                        runner.forgetBoot(p.name(), p.sha256());
                    }
                });
            }
            case OPEN, CLOSE -> throw new IllegalStateException(step + " comes after the commit");
        }
    }

    private void uninstallHooks(PackageFacts p, ExecutionContext work) {
        PackageRecord record = registry.record(p.id());
        PackageArtifact content = registry.artifact(p.id());
        boolean isDue = work.deleted().contains(p.id())
                && !p.running()
                && !p.secondary()
                && record != null
                && record.installed();
        if (isDue && record != null && content != null) {
            try {
                Bundle bundle = registry.bundle(p.id());
                Bundle there = bundle == null ? install(p.id(), content) : bundle;
                lock.runUnlocked(() -> runner.uninstallHooks(content, there, record.extraValues()));
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
        if (registry.isRunning(name)) {
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

    private Bundle install(String id, PackageArtifact content) throws StepException {
        Bundle bundle = lock.unlocked(() -> runner.install(content));
        registry.installed(id, content, bundle);
        return bundle;
    }

    private void uninstall(String id) throws StepException {
        Bundle bundle = registry.forgetBundle(id);
        if (bundle != null) {
            lock.unlocked(() -> {
                runner.uninstall(bundle);
                return bundle;
            });
        }
    }

    private void start(PackageFacts p, ExecutionContext work) throws StepException {
        String id = p.id();
        PackageArtifact content = registry.artifact(id);
        if (content == null) {
            throw new StepException("package %s has no content".formatted(id));
        }
        Bundle bundle = registry.bundle(id);
        if (bundle == null) {
            bundle = install(id, content);
        }
        Bundle installed = bundle;
        StartContext start = startContext(content, work);
        StartedPackage started = lock.unlocked(() ->
                p.secondary() ? runner.startSecondary(content, installed) : runner.start(content, installed, start));
        registry.started(id, started);
    }

    /** Which hooks are due: the record has the version before. */
    private StartContext startContext(PackageArtifact content, ExecutionContext work) {
        PackageRecord record = registry.recordOf(content.name()).orElse(null);
        Map<String, Object> extras = PackageRecord.extraValues(
                work.extras().getOrDefault(content.name(), record == null ? "{}" : record.extras()));
        if (record == null || !record.installed()) {
            return new StartContext(Hook.INSTALL, Version.emptyVersion, extras, work.declarations());
        }
        PackageVersion before = record.packageVersion();
        Version from = Version.parseVersion(before.osgi());
        VersionHook how = work.subject().equals(content.name()) ? work.versionHook() : VersionHook.BY_VERSION;
        if (before.equals(content.version()) || how == VersionHook.NONE) {
            return new StartContext(Hook.NONE, from, extras, work.declarations());
        }
        boolean isUpgrade = how == VersionHook.UPGRADE
                || before.major() != content.version().major();
        return new StartContext(isUpgrade ? Hook.UPGRADE : Hook.UPDATE, from, extras, work.declarations());
    }

    private void stop(String id, boolean forGood) {
        StartedPackage live = registry.forgetRunning(id);
        if (live != null) {
            lock.runUnlocked(() -> runner.stop(live, forGood));
        }
    }
}

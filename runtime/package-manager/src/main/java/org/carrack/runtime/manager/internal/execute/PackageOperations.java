package org.carrack.runtime.manager.internal.execute;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.Masked;
import org.carrack.failure.RequestException.Kind;
import org.carrack.manage.PackageException;
import org.carrack.runtime.manager.internal.code.StepException;
import org.carrack.runtime.manager.internal.execute.PlanExecutor.ExecutionContext;
import org.carrack.runtime.manager.internal.execute.PlanExecutor.VersionHook;
import org.carrack.runtime.manager.internal.resolve.ChangeRequest;
import org.carrack.runtime.manager.internal.resolve.PackageFacts;
import org.carrack.runtime.manager.internal.resolve.Plan;
import org.carrack.runtime.manager.internal.resolve.Planner;
import org.carrack.runtime.manager.internal.source.FetchedPackage;
import org.carrack.runtime.manager.internal.source.Origin;
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.carrack.runtime.manager.internal.state.Journal;
import org.carrack.runtime.manager.internal.state.ManagerLock;
import org.carrack.runtime.manager.internal.state.ManagerLock.ClaimedException;
import org.carrack.runtime.manager.internal.state.OperationLog;
import org.carrack.runtime.manager.internal.state.PackageRecord;
import org.carrack.runtime.manager.internal.state.PackageRegistry;
import org.carrack.runtime.manager.internal.state.StartCrashLog;
import org.carrack.runtime.manager.internal.state.StateChange;
import org.carrack.runtime.manager.internal.tags.ConfigHandlers;
import org.carrack.runtime.manager.internal.tags.ConfigHandlers.Handler;
import org.carrack.runtime.manager.internal.tags.DeclarationCache;
import org.carrack.spi.http.TrafficGates;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds, starts, stops and deletes packages: each operation is planned, run and committed. Called under the manager's lock, which
 * is given up while code of packages runs.
 */
public final class PackageOperations {

    private static final Logger LOG = LoggerFactory.getLogger(PackageOperations.class);

    /** The package that brings the package manager's actor and pages. */
    private static final String ADMIN = "admin";

    private final PackageRegistry registry;
    private final BundleRunner runner;
    private final PlanPreparation planning;
    private final Transactions transactions;
    private final ConfigHandlers handlers;
    private final TrafficGates gates;
    private final ManagerLock lock;
    private final PlatformNamespace platform;
    private final StartCrashLog marks;
    private final Path distribution;

    /** @param distribution the folder of the packages that come with the server */
    public PackageOperations(
            PackageRegistry registry,
            BundleRunner runner,
            PlanPreparation planning,
            Transactions transactions,
            ConfigHandlers handlers,
            TrafficGates gates,
            ManagerLock lock,
            PlatformNamespace platform,
            StartCrashLog marks,
            Path distribution) {
        this.distribution = distribution;
        this.lock = lock;
        this.platform = platform;
        this.marks = marks;
        this.registry = registry;
        this.runner = runner;
        this.planning = planning;
        this.transactions = transactions;
        this.handlers = handlers;
        this.gates = gates;
    }

    /** How a package is deleted. */
    public enum DeletionMode {
        /** By request; it is refused if others need the package. */
        REQUESTED,
        /** By request, with those that need it. */
        WITH_DEPENDENTS,
        /** Its file is gone; packages that need it are stopped. */
        WITH_ITS_FILE
    }

    /** A change of a package; it has had no effect if it ends by a {@link ClaimedException}. */
    private interface Attempt {
        void run() throws PackageException, ClaimedException;
    }

    /** Changes a package when no other transaction changes what it needs. */
    private void whenFree(String name, Attempt attempt) throws PackageException {
        while (true) {
            lock.awaitFree(name);
            try {
                attempt.run();
                return;
            } catch (ClaimedException e) {
                if (e.isClaimed()) {
                    lock.awaitRelease();
                }
            }
        }
    }

    /**
     * Adds a package or replaces the one of its name; leaves it FAILED if it is new and cannot start.
     *
     * @param fetched what was fetched for it, by digest
     */
    public void add(AddRequest addition, Map<String, FetchedPackage> fetched, OperationLog.Progress progress)
            throws PackageException {
        DeclarationCache declarations = new DeclarationCache();
        whenFree(addition.content().name(), () -> tryAdd(addition, fetched, declarations, progress));
        registry.changed();
    }

    private void tryAdd(
            AddRequest addition,
            Map<String, FetchedPackage> fetched,
            DeclarationCache declarations,
            OperationLog.Progress progress)
            throws PackageException, ClaimedException {
        long begin = System.nanoTime();
        PackageArtifact content = addition.content();
        String name = content.name();
        progress.about(List.of(name));
        PackageRecord old = registry.record(name);
        if (isRunning(addition)) {
            return;
        }
        if (old != null && old.sha256().equals(content.sha256()) && registry.artifact(old.id()) != null) {
            // It did not start, or was stopped: a repeated addition starts it.
            noteOrigin(old, addition);
            tryStart(old.id(), declarations, progress);
            return;
        }
        refuseOtherContent(addition, old);
        ReplacementPolicy.refuse(content, addition.origin(), old, old == null ? null : registry.artifact(old.id()));
        refuseBlocked(content);
        check(content, declarations);
        if (lock.isClaimed(name) || !Objects.equals(old, registry.record(name))) {
            throw ClaimedException.stale();
        }
        Plan.Steps plan = planning.ready(addition.request(), fetched, progress);
        Map<String, FetchedPackage> all = new HashMap<>(fetched);
        all.put(content.sha256(), addition.fetched());
        progress.about(Stream.concat(Stream.of(name), plan.added().stream().map(PackageFacts::name))
                .distinct()
                .toList());
        PackageRecord now = PlannedRecords.added(addition, old);
        ExecutionContext work = new ExecutionContext(
                artifacts(all), Map.of(name, now.extras()), name, addition.versionHook(), Set.of(), declarations);
        StateChange change = new StateChange(
                before -> PlannedRecords.after(plan, before, all, now),
                Set.of(),
                Origin.deployedFile(addition.origin()).orElse(""));
        try {
            transactions.execute(plan, work, List.of(), progress, change);
        } catch (PackageException e) {
            if (old != null && registry.isRunning(name)) {
                registry.note(old.reason("%s; %s serves on".formatted(e.getMessage(), old.version())));
            } else if (e.getCause() instanceof StepException step
                    && !step.isStopping()
                    && plan.added().stream().anyMatch(p -> p.id().equals(name))) {
                keepFailed(content, now.installed(old != null && old.installed()), step);
            }
            throw e;
        }
        plan.added().forEach(p -> registry.setWaiting(p.id(), false));
        String what = old == null ? "added" : "replaced " + old.version();
        LOG.info(
                "{} {} from {} in {} ms{}",
                content,
                what,
                Masked.url(addition.origin()),
                millisSince(begin),
                otherSteps(plan, name));
    }

    /** A package that ended the process as it was started is not started again by itself. */
    private void refuseBlocked(PackageArtifact content) throws PackageException {
        Optional<String> blocked = marks.blocked(content.sha256());
        if (blocked.isPresent()) {
            throw new PackageException(
                    Kind.FAILED,
                    "%s; it is not started again by itself: correct it, or type carrack package start %s"
                            .formatted(blocked.get(), content.name()));
        }
    }

    /** A caller requests a package by name, so it is started although it ended the process before. */
    public void allow(String id) {
        PackageRecord record = registry.record(id);
        if (record != null) {
            marks.allow(record.sha256());
        }
    }

    /** The same for a package that is to be added. */
    public void allow(PackageArtifact content) {
        marks.allow(content.sha256());
    }

    private static Map<String, PackageArtifact> artifacts(Map<String, FetchedPackage> fetched) {
        Map<String, PackageArtifact> artifacts = new HashMap<>();
        fetched.forEach((sha, one) -> one.artifact().ifPresent(artifact -> artifacts.put(sha, artifact)));
        return artifacts;
    }

    /** Whether that very package runs already; its origin is noted. */
    private boolean isRunning(AddRequest addition) {
        for (PackageRecord there : registry.records()) {
            // A secondary version is not what was requested, if the request was for the package itself.
            boolean isRequested =
                    !there.secondary() || addition.downgradePolicy() != ChangeRequest.DowngradePolicy.ALLOW;
            if (isRequested
                    && there.name().equals(addition.content().name())
                    && there.sha256().equals(addition.content().sha256())
                    && registry.isRunning(there.id())) {
                noteOrigin(there.shouldRun(true).reason(null), addition);
                return true;
            }
        }
        return false;
    }

    private void noteOrigin(PackageRecord record, AddRequest addition) {
        PackageRecord now =
                record.source(addition.origin()).linked(addition.fetched().linked());
        registry.note(addition.extras().map(now::extras).orElse(now));
    }

    private void refuseOtherContent(AddRequest addition, @Nullable PackageRecord old) throws PackageException {
        if (old != null
                && old.version().equals(addition.content().version().toString())
                && !old.sha256().equals(addition.content().sha256())
                && !old.source().equals(addition.origin())
                && !old.source().equals(Origin.DISTRIBUTION)
                && registry.isRunning(old.id())) {
            throw new PackageException(
                    Kind.REFUSED,
                    "%s is already there from %s with other content; give the new one another version, or delete the old one first"
                            .formatted(addition.content(), old.source()));
        }
    }

    private static long millisSince(long begin) {
        return (System.nanoTime() - begin) / 1_000_000;
    }

    private static String otherSteps(Plan.Steps plan, String name) {
        String restarted = names(plan.restarted());
        String added =
                names(plan.added().stream().filter(p -> !p.name().equals(name)).toList());
        return (added.isEmpty() ? "" : "; added with it: " + added)
                + (restarted.isEmpty() ? "" : "; started again with it: " + restarted);
    }

    private static String names(List<PackageFacts> packages) {
        return packages.stream().map(PackageFacts::toString).collect(Collectors.joining(", "));
    }

    /** The desired state is the new package, although it does not run; the one before did not run either, or there was none. */
    private void keepFailed(PackageArtifact content, PackageRecord record, StepException failure) {
        Bundle old = registry.forgetBundle(content.name());
        registry.loaded(content.name(), content);
        registry.setWaiting(content.name(), failure.mayChange());
        registry.note(record.reason(failure.getMessage()));
        if (old != null) {
            lock.runUnlocked(() -> uninstallQuietly(old));
        }
    }

    private void uninstallQuietly(Bundle bundle) {
        try {
            runner.uninstall(bundle);
        } catch (StepException e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    /** Starts a package that is installed. */
    public void start(String id, OperationLog.Progress progress) throws PackageException {
        DeclarationCache declarations = new DeclarationCache();
        whenFree(known(id).name(), () -> tryStart(id, declarations, progress));
    }

    private void tryStart(String id, DeclarationCache declarations, OperationLog.Progress progress)
            throws PackageException, ClaimedException {
        PackageRecord record = known(id);
        progress.about(List.of(record.name()));
        PackageArtifact content = registry.artifact(id);
        if (content == null) {
            gates.remove(record.name());
            throw new PackageException(Kind.REFUSED, String.valueOf(record.reason()));
        }
        PackageRecord now = record.shouldRun(true).installed(true).reason(null);
        try {
            Map<String, FetchedPackage> fetched = new HashMap<>();
            refuseBlocked(content);
            check(content, declarations);
            if (lock.isClaimed(record.name()) || !record.equals(registry.record(id))) {
                throw ClaimedException.stale();
            }
            Plan.Steps plan = planning.ready(new ChangeRequest.Start(id), fetched, progress);
            ExecutionContext work = new ExecutionContext(
                    artifacts(fetched), Map.of(), "", VersionHook.BY_VERSION, Set.of(), declarations);
            if (now.equals(record) && plan.added().isEmpty()) {
                // Nothing to write: the usual case when the server starts.
                transactions.run(plan, work, progress);
            } else {
                transactions.execute(
                        plan,
                        work,
                        List.of(),
                        progress,
                        StateChange.of(before -> with(PlannedRecords.after(plan, before, fetched, null), now)));
            }
            registry.setWaiting(id, false);
        } catch (PackageException e) {
            gates.remove(record.name());
            if (e.getCause() instanceof StepException step && step.isStopping()) {
                throw e;
            }
            boolean wasTried = e.getCause() instanceof StepException;
            // A package that was stopped on request, and cannot be started, stays as it was.
            if (record.shouldRun() || wasTried) {
                registry.setWaiting(id, !(e.getCause() instanceof StepException step) || step.mayChange());
                registry.note(record.shouldRun(true).reason(e.getMessage()));
            }
            throw e;
        }
    }

    private static Map<String, PackageRecord> with(Map<String, PackageRecord> records, PackageRecord one) {
        Map<String, PackageRecord> now = new HashMap<>(records);
        now.put(one.id(), one);
        return now;
    }

    /** Stops a package. */
    public void stop(String id, OperationLog.Progress progress) throws PackageException {
        whenFree(known(id).name(), () -> tryStop(id, progress));
    }

    private void tryStop(String id, OperationLog.Progress progress) throws PackageException, ClaimedException {
        PackageRecord record = known(id);
        progress.about(List.of(record.name()));
        Plan.Steps plan = PlanPreparation.steps(planning.plan(new ChangeRequest.Stop(id), Map.of()));
        PackageRecord now = record.shouldRun(false).reason(null);
        transactions.execute(
                plan, ExecutionContext.nothingNew(), List.of(), progress, StateChange.of(before -> with(before, now)));
        registry.setWaiting(id, false);
        LOG.info("{} stopped", id);
    }

    /** Deletes a package, and its file in the deploy folder. */
    public void delete(String id, DeletionMode how, boolean purge, OperationLog.Progress progress)
            throws PackageException {
        List<String> left = new ArrayList<>();
        whenFree(known(id).name(), () -> left.addAll(tryDelete(id, how, purge, progress)));
        registry.changed();
        if (!left.isEmpty()) {
            throw new PackageException(
                    Kind.FAILED,
                    "%s is deleted, but not all of its data: %s; add it once more and delete it with its data again"
                            .formatted(id, String.join("; ", left)));
        }
    }

    /** Returns why data of what is removed is still there. */
    private List<String> tryDelete(String id, DeletionMode how, boolean purge, OperationLog.Progress progress)
            throws PackageException, ClaimedException {
        PackageRecord record = known(id);
        boolean isNeeded = id.equals(ADMIN) && record.source().equals(Origin.DISTRIBUTION);
        if (how == DeletionMode.REQUESTED && isNeeded) {
            throw new PackageException(
                    Kind.REFUSED,
                    "%s is the package that the server is administered with; delete it with --force if it is not needed (carrack package add with its file in %s brings it back)"
                            .formatted(id, distribution));
        }
        Plan.Steps plan = PlanPreparation.steps(planning.plan(deletion(id, how), Map.of()));
        List<PackageRecord> removed = plan.removed().stream()
                .flatMap(p -> Optional.ofNullable(registry.record(p.id())).stream())
                .toList();
        progress.about(Stream.concat(Stream.of(record.name()), removed.stream().map(PackageRecord::name))
                .distinct()
                .toList());
        // A file that is gone, or holds another package by now, is not ours to remove.
        List<Journal.Removal> removals = new ArrayList<>();
        for (PackageRecord r : removed) {
            Optional<String> file =
                    how == DeletionMode.WITH_ITS_FILE ? Optional.empty() : Origin.deployedFile(r.source());
            if (purge || file.isPresent()) {
                removals.add(
                        new Journal.Removal(r.id(), file.orElse(""), purge && !r.secondary(), purge && !r.secondary()));
            }
        }
        Set<String> ids = removed.stream().map(PackageRecord::id).collect(Collectors.toSet());
        ExecutionContext work =
                new ExecutionContext(Map.of(), Map.of(), "", VersionHook.BY_VERSION, ids, new DeclarationCache());
        StateChange change = new StateChange(
                before -> PlannedRecords.after(plan, before, Map.of(), null),
                removals.stream().map(Journal.Removal::deployedFile).collect(Collectors.toSet()),
                "");
        List<String> left = transactions.execute(plan, work, removals, progress, change);
        // They are tried again at once, which notes why they do not run.
        plan.orphaned().forEach(p -> registry.setWaiting(p.id(), true));
        ids.forEach(deleted -> registry.setWaiting(deleted, false));
        LOG.info("{} {} deleted", id, record.version());
        return left;
    }

    public static ChangeRequest.Delete deletion(String id, DeletionMode how) {
        return new ChangeRequest.Delete(
                id,
                switch (how) {
                    case REQUESTED -> ChangeRequest.Dependents.KEEP_IT;
                    case WITH_DEPENDENTS -> ChangeRequest.Dependents.DELETE_THEM;
                    case WITH_ITS_FILE -> ChangeRequest.Dependents.STOP_THEM;
                });
    }

    /** The id of the package of a name: the primary one, else the newest secondary. */
    public String idOf(String name) throws PackageException {
        Optional<PackageRecord> record = registry.recordOf(name);
        return record.isPresent() ? record.get().id() : known(name).id();
    }

    /** The record of a package, or the refusal that there is none. */
    public PackageRecord known(String id) throws PackageException {
        PackageRecord record = registry.record(id);
        if (record == null) {
            PlanPreparation.steps(new Planner(registry.facts(), List.of(), List.of()).plan(new ChangeRequest.Stop(id)));
            throw new PackageException(Kind.NOT_FOUND, "there is no package " + id);
        }
        return record;
    }

    /** Has the registered handlers read the tags before anything is changed; the lock is given up meanwhile. */
    private void check(PackageArtifact content, DeclarationCache declarations) throws PackageException {
        platform.check(content);
        if (content.tags().stream().anyMatch(handlers::isAwaited)) {
            lock.runUnlocked(() -> content.tags().forEach(handlers::find));
        }
        for (ConfigTag tag : content.tags()) {
            Handler handler = handlers.find(tag);
            // A handler of the package's own older version does not decide about the new one's tags.
            if (handler != null && handler.reference().getBundle() != registry.bundle(content.name())) {
                try {
                    lock.unlocked(() -> declarations.of(handler, tag));
                } catch (ConfigException e) {
                    throw new PackageException(
                            Kind.REFUSED, "%s: %s: %s".formatted(content, e.location(), e.getMessage()), e);
                }
            }
        }
    }
}

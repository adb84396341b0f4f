package org.carrack.runtime.manager.internal;

import java.io.IOException;
import java.nio.file.FileSystemException;
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
import org.carrack.manage.PackageException;
import org.carrack.manage.PackageException.Kind;
import org.carrack.runtime.manager.internal.ConfigHandlers.Handler;
import org.carrack.runtime.manager.internal.Executor.ExecutionContext;
import org.carrack.runtime.manager.internal.Executor.VersionHook;
import org.carrack.runtime.manager.internal.ManagerLock.ClaimedException;
import org.carrack.runtime.manager.internal.journal.Journal;
import org.carrack.runtime.manager.internal.journal.PackageRecord;
import org.carrack.runtime.manager.internal.journal.StartMarks;
import org.carrack.runtime.manager.internal.plan.ChangeRequest;
import org.carrack.runtime.manager.internal.plan.PackageFacts;
import org.carrack.runtime.manager.internal.plan.Plan;
import org.carrack.runtime.manager.internal.plan.Planner;
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.carrack.spi.http.TrafficGates;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes requests: each is planned, run and recorded, and tries again what waited for it. Used under the
 * manager's lock.
 */
final class PackageOperations {

    private static final Logger LOG = LoggerFactory.getLogger(PackageOperations.class);

    /** The package that brings the package manager's actor and pages. */
    private static final String ADMIN = "admin";

    private final Inventory inventory;
    private final Runner runner;
    private final Planning planning;
    private final Transactions transactions;
    private final ConfigHandlers handlers;
    private final TrafficGates gates;
    private final LateTags lateTags;
    private final Operations operations;
    private final ManagerLock lock;
    private final PlatformOwnership platform;
    private final StartMarks marks;
    private final Path distribution;
    private @Nullable Deployments deployments;

    /**
     * A package to be added.
     *
     * @param extras what it is given, a JSON object; nothing for what it has
     * @param linked whether its source is read again whenever it changes
     */
    record Addition(
            PackageArtifact content,
            String source,
            Optional<String> extras,
            boolean linked,
            ChangeRequest.DowngradePolicy downgradePolicy,
            VersionHook versionHook) {

        /** One from the deploy folder. */
        static Addition deployed(PackageArtifact content, String source) {
            return new Addition(
                    content,
                    source,
                    Optional.empty(),
                    false,
                    ChangeRequest.DowngradePolicy.AS_SECONDARY,
                    VersionHook.BY_VERSION);
        }

        ChangeRequest.Add request() {
            return new ChangeRequest.Add(Inventory.facts(content, source), downgradePolicy);
        }
    }

    PackageOperations(
            Inventory inventory,
            Runner runner,
            Planning planning,
            Transactions transactions,
            ConfigHandlers handlers,
            TrafficGates gates,
            LateTags lateTags,
            Operations operations,
            ManagerLock lock,
            PlatformOwnership platform,
            StartMarks marks,
            Path distribution) {
        this.distribution = distribution;
        this.lock = lock;
        this.platform = platform;
        this.marks = marks;
        this.inventory = inventory;
        this.runner = runner;
        this.planning = planning;
        this.transactions = transactions;
        this.handlers = handlers;
        this.gates = gates;
        this.lateTags = lateTags;
        this.operations = operations;
    }

    /** The deploy folder, whose waiting files are tried again after each change. */
    void follow(Deployments deployFolder) {
        deployments = deployFolder;
    }

    /** How a package comes to be deleted. */
    enum DeletionMode {
        /** Somebody said so; they are told who needs it. */
        REQUESTED,
        /** Somebody said so, of those who need it too. */
        WITH_DEPENDENTS,
        /** Its file is gone; what needs it cannot run on. */
        WITH_ITS_FILE
    }

    /** Something to be done to a package; it has had no effect if it ends by a {@link ClaimedException}. */
    private interface Attempt {
        void run() throws PackageException, ClaimedException;
    }

    /** Does something to a package when no other transaction changes what it needs. */
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

    /** Adds a package or replaces the one of its name; leaves it FAILED if it is new and cannot start. */
    void add(Addition addition, Map<String, Planning.Ready> ready, Operations.Progress progress)
            throws PackageException {
        whenFree(addition.content().name(), () -> tryAdd(addition, ready, progress));
        afterChange();
    }

    private void tryAdd(Addition addition, Map<String, Planning.Ready> ready, Operations.Progress progress)
            throws PackageException, ClaimedException {
        long begin = System.nanoTime();
        PackageArtifact content = addition.content();
        String name = content.name();
        progress.about(List.of(name));
        PackageRecord old = inventory.records.get(name);
        if (isThere(addition)) {
            return;
        }
        if (old != null && old.sha256().equals(content.sha256()) && inventory.contents.containsKey(old.id())) {
            // It did not start, or was stopped: who adds it again has it tried again.
            PackageRecord now = old.source(addition.source()).linked(addition.linked());
            note(addition.extras().map(now::extras).orElse(now));
            tryStart(old.id(), progress);
            return;
        }
        refuseOtherContent(addition, old);
        ReplacementPolicy.refuse(
                content, addition.source(), old, old == null ? null : inventory.contents.get(old.id()));
        refuseBlocked(content);
        check(content);
        if (lock.isClaimed(name) || !Objects.equals(old, inventory.records.get(name))) {
            throw ClaimedException.stale();
        }
        Plan.Steps plan = planning.ready(addition.request(), ready, progress);
        Map<String, Planning.Ready> all = new HashMap<>(ready);
        all.put(content.sha256(), new Planning.Ready(content, addition.source()));
        progress.about(Stream.concat(Stream.of(name), plan.added().stream().map(PackageFacts::name))
                .distinct()
                .toList());
        PackageRecord now = record(
                PackageRecord.added(name, content.version().toString(), content.sha256(), addition.source()),
                addition,
                old);
        ExecutionContext work =
                new ExecutionContext(contents(all), Map.of(name, now.extras()), name, addition.versionHook(), Set.of());
        try {
            transactions.execute(plan, work, List.of(), progress, () -> {
                change(plan, all, now);
                Deployments.fileOf(addition.source()).ifPresent(inventory.deploying::remove);
            });
        } catch (PackageException e) {
            if (old != null && inventory.running.containsKey(name)) {
                note(old.reason("%s; %s serves on".formatted(e.getMessage(), old.version())));
            } else if (e.getCause() instanceof StepException step
                    && !step.isStopping()
                    && plan.added().stream().anyMatch(p -> p.id().equals(name))) {
                keepFailed(content, now.installed(old != null && old.installed()), step);
            }
            throw e;
        }
        plan.added().forEach(p -> inventory.waiting.remove(p.id()));
        String what = old == null ? "added" : "replaced " + old.version();
        LOG.info(
                "{} {} from {} in {} ms{}",
                content,
                what,
                Masked.url(addition.source()),
                millisSince(begin),
                along(plan, name));
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

    /** Somebody has asked for a package by name, so it is started although it ended the process before. */
    void allow(String id) {
        PackageRecord record = inventory.records.get(id);
        if (record != null) {
            marks.allow(record.sha256());
        }
    }

    /** The same for a package that is to be added. */
    void allow(PackageArtifact content) {
        marks.allow(content.sha256());
    }

    private static Map<String, PackageArtifact> contents(Map<String, Planning.Ready> ready) {
        Map<String, PackageArtifact> contents = new HashMap<>();
        ready.forEach((sha, r) -> contents.put(sha, r.content()));
        return contents;
    }

    /** Whether that very package runs already; where it came from is written down. */
    private boolean isThere(Addition addition) {
        for (PackageRecord there : List.copyOf(inventory.records.values())) {
            // A secondary version is not there as what was asked for, where that was the package itself.
            boolean isAsked = !there.secondary() || addition.downgradePolicy() != ChangeRequest.DowngradePolicy.ALLOW;
            if (isAsked
                    && there.name().equals(addition.content().name())
                    && there.sha256().equals(addition.content().sha256())
                    && inventory.running.containsKey(there.id())) {
                PackageRecord now = there.source(addition.source())
                        .linked(addition.linked())
                        .shouldRun(true)
                        .reason(null);
                note(addition.extras().map(now::extras).orElse(now));
                return true;
            }
        }
        return false;
    }

    private void refuseOtherContent(Addition addition, @Nullable PackageRecord old) throws PackageException {
        if (old != null
                && old.version().equals(addition.content().version().toString())
                && !old.sha256().equals(addition.content().sha256())
                && !old.source().equals(addition.source())
                && !old.source().equals(Startup.DISTRIBUTION)
                && inventory.running.containsKey(old.id())) {
            throw new PackageException(
                    Kind.REFUSED,
                    "%s is already there from %s with other content; give the new one another version, or delete the old one first"
                            .formatted(addition.content(), old.source()));
        }
    }

    private static PackageRecord record(PackageRecord base, Addition addition, @Nullable PackageRecord old) {
        String extras = addition.extras().orElse(old == null ? "{}" : old.extras());
        return base.extras(extras).linked(addition.linked()).previous(previous(base, old));
    }

    private static PackageRecord.@Nullable Previous previous(PackageRecord now, @Nullable PackageRecord old) {
        if (old == null) {
            return null;
        }
        return old.version().equals(now.version()) ? old.previous() : old.asPrevious();
    }

    /** Writes down what a plan has changed. */
    private void change(Plan.Steps plan, Map<String, Planning.Ready> all, @Nullable PackageRecord subject) {
        Map<String, PackageRecord> before = Map.copyOf(inventory.records);
        plan.removed().forEach(p -> inventory.records.remove(p.id()));
        Stream.concat(plan.demoted().stream(), plan.promoted().stream()).forEach(p -> {
            PackageRecord moved = inventory.records.remove(p.id());
            if (moved != null) {
                PackageRecord now = subject != null && subject.sha256().equals(p.sha256())
                        ? subject
                        : moved.secondary(!p.secondary());
                inventory.records.put(now.id(), now);
            }
        });
        for (PackageFacts p : plan.added()) {
            Planning.Ready ready = all.get(p.sha256());
            if (subject != null && subject.sha256().equals(p.sha256())) {
                inventory.records.put(p.id(), subject.secondary(p.secondary()));
            } else if (ready != null) {
                PackageRecord old = before.get(p.id());
                PackageRecord added = PackageRecord.added(p.name(), p.version().toString(), p.sha256(), ready.source());
                inventory.records.put(
                        p.id(),
                        added.extras(old == null ? "{}" : old.extras())
                                .previous(previous(added, old))
                                .secondary(p.secondary()));
            }
        }
    }

    private static long millisSince(long begin) {
        return (System.nanoTime() - begin) / 1_000_000;
    }

    private static String along(Plan.Steps plan, String name) {
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
        Bundle old = inventory.bundles.remove(content.name());
        inventory.contents.put(content.name(), content);
        setWaiting(content.name(), failure.mayChange());
        note(record.reason(failure.getMessage()));
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

    /** Starts a package that is there. */
    void start(String id, Operations.Progress progress) throws PackageException {
        whenFree(known(id).name(), () -> tryStart(id, progress));
    }

    private void tryStart(String id, Operations.Progress progress) throws PackageException, ClaimedException {
        PackageRecord record = known(id);
        progress.about(List.of(record.name()));
        PackageArtifact content = inventory.contents.get(id);
        if (content == null) {
            gates.remove(record.name());
            throw new PackageException(Kind.REFUSED, String.valueOf(record.reason()));
        }
        PackageRecord now = record.shouldRun(true).installed(true).reason(null);
        try {
            Map<String, Planning.Ready> ready = new HashMap<>();
            refuseBlocked(content);
            check(content);
            if (lock.isClaimed(record.name()) || !record.equals(inventory.records.get(id))) {
                throw ClaimedException.stale();
            }
            Plan.Steps plan = planning.ready(new ChangeRequest.Start(id), ready, progress);
            ExecutionContext work =
                    new ExecutionContext(contents(ready), Map.of(), "", VersionHook.BY_VERSION, Set.of());
            if (now.equals(record) && plan.added().isEmpty()) {
                // Nothing to write down: the usual case when the server starts.
                transactions.run(plan, work, progress);
            } else {
                transactions.execute(plan, work, List.of(), progress, () -> {
                    change(plan, ready, null);
                    inventory.records.put(id, now);
                });
            }
            inventory.waiting.remove(id);
        } catch (PackageException e) {
            gates.remove(record.name());
            if (e.getCause() instanceof StepException step && step.isStopping()) {
                throw e;
            }
            boolean wasTried = e.getCause() instanceof StepException;
            // A package that was stopped on request, and cannot be started, stays as it was.
            if (record.shouldRun() || wasTried) {
                setWaiting(id, !(e.getCause() instanceof StepException step) || step.mayChange());
                note(record.shouldRun(true).reason(e.getMessage()));
            }
            throw e;
        }
    }

    /** Stops a package. */
    void stop(String id, Operations.Progress progress) throws PackageException {
        whenFree(known(id).name(), () -> tryStop(id, progress));
    }

    private void tryStop(String id, Operations.Progress progress) throws PackageException, ClaimedException {
        PackageRecord record = known(id);
        progress.about(List.of(record.name()));
        Plan.Steps plan = Planning.steps(planning.plan(new ChangeRequest.Stop(id), Map.of()));
        PackageRecord now = record.shouldRun(false).reason(null);
        transactions.execute(
                plan, ExecutionContext.NOTHING_NEW, List.of(), progress, () -> inventory.records.put(id, now));
        inventory.waiting.remove(id);
        LOG.info("{} stopped", id);
    }

    /** Deletes a package, and its file in the deploy folder. */
    void delete(String id, DeletionMode how, boolean purge, Operations.Progress progress) throws PackageException {
        List<String> left = new ArrayList<>();
        whenFree(known(id).name(), () -> left.addAll(tryDelete(id, how, purge, progress)));
        afterChange();
        if (!left.isEmpty()) {
            throw new PackageException(
                    Kind.FAILED,
                    "%s is deleted, but not all of its data: %s; add it once more and delete it with its data again"
                            .formatted(id, String.join("; ", left)));
        }
    }

    /** Returns why data of what is removed is still there. */
    private List<String> tryDelete(String id, DeletionMode how, boolean purge, Operations.Progress progress)
            throws PackageException, ClaimedException {
        PackageRecord record = known(id);
        boolean isNeeded = id.equals(ADMIN) && record.source().equals(Startup.DISTRIBUTION);
        if (how == DeletionMode.REQUESTED && isNeeded) {
            throw new PackageException(
                    Kind.REFUSED,
                    "%s is the package that the server is administered with; delete it with --force if it is not needed (carrack package add with its file in %s brings it back)"
                            .formatted(id, distribution));
        }
        Plan.Steps plan = Planning.steps(planning.plan(deletion(id, how), Map.of()));
        List<PackageRecord> removed = plan.removed().stream()
                .flatMap(p -> Optional.ofNullable(inventory.records.get(p.id())).stream())
                .toList();
        progress.about(Stream.concat(Stream.of(record.name()), removed.stream().map(PackageRecord::name))
                .distinct()
                .toList());
        // A file that is gone, or holds another package by now, is not ours to remove.
        List<Journal.Removal> removals = new ArrayList<>();
        for (PackageRecord r : removed) {
            Optional<String> file =
                    how == DeletionMode.WITH_ITS_FILE ? Optional.empty() : Deployments.fileOf(r.source());
            if (purge || file.isPresent()) {
                removals.add(
                        new Journal.Removal(r.id(), file.orElse(""), purge && !r.secondary(), purge && !r.secondary()));
            }
        }
        Set<String> ids = removed.stream().map(PackageRecord::id).collect(Collectors.toSet());
        ExecutionContext work = new ExecutionContext(Map.of(), Map.of(), "", VersionHook.BY_VERSION, ids);
        List<String> left = transactions.execute(plan, work, removals, progress, () -> {
            change(plan, Map.of(), null);
            removals.forEach(r -> inventory.deployed.remove(r.deployedFile()));
        });
        // They are told why they do not run when they are tried again, at once.
        plan.orphaned().forEach(p -> inventory.waiting.add(p.id()));
        ids.forEach(inventory.waiting::remove);
        LOG.info("{} {} deleted", id, record.version());
        return left;
    }

    static ChangeRequest.Delete deletion(String id, DeletionMode how) {
        return new ChangeRequest.Delete(
                id,
                switch (how) {
                    case REQUESTED -> ChangeRequest.Dependents.KEEP_IT;
                    case WITH_DEPENDENTS -> ChangeRequest.Dependents.DELETE_THEM;
                    case WITH_ITS_FILE -> ChangeRequest.Dependents.STOP_THEM;
                });
    }

    /** What has come may be what others wait for: new handlers for tags, packages for dependencies. */
    void afterChange() {
        applyLateTags();
        boolean progress = true;
        while (progress) {
            progress = false;
            for (String id : Set.copyOf(inventory.waiting)) {
                progress |= retry(id);
            }
        }
        if (deployments != null) {
            deployments.retry();
        }
    }

    /** Gives tags that no handler has taken to the handlers that have come. */
    void applyLateTags() {
        if (lateTags.hasArrived()) {
            List<StartedPackage> running = List.copyOf(inventory.running.values());
            lock.runUnlocked(() -> lateTags.apply(running));
        }
    }

    private boolean retry(String id) {
        PackageRecord record = inventory.records.get(id);
        if (record == null || !record.shouldRun()) {
            inventory.waiting.remove(id);
            return false;
        }
        if (lock.isClaimed(record.name())) {
            // Another transaction has it in hand.
            return false;
        }
        try {
            start(id, operations.begin("start " + id));
        } catch (PackageException e) {
            LOG.debug("{} still waits: {}", id, e.getMessage());
            if (deployments != null && !e.getMessage().equals(record.reason())) {
                deployments.tell(record.source(), e.getMessage());
            }
            return false;
        }
        if (deployments != null) {
            deployments.solved(record.source());
        }
        LOG.info("{} started: what it waited for is there", id);
        return true;
    }

    private void setWaiting(String id, boolean waits) {
        if (waits) {
            inventory.waiting.add(id);
        } else {
            inventory.waiting.remove(id);
        }
    }

    /** The id of the package that somebody names: the primary one, else the newest secondary. */
    String idOf(String name) throws PackageException {
        if (inventory.records.containsKey(name)) {
            return name;
        }
        Optional<PackageRecord> record = inventory.recordOf(name);
        return record.isPresent() ? record.get().id() : known(name).id();
    }

    /** The record of a package, or the refusal that there is none. */
    PackageRecord known(String id) throws PackageException {
        PackageRecord record = inventory.records.get(id);
        if (record == null) {
            Planning.steps(new Planner(inventory.facts(), List.of(), List.of()).plan(new ChangeRequest.Stop(id)));
            throw new PackageException(Kind.NOT_FOUND, "there is no package " + id);
        }
        return record;
    }

    /** Has the handlers that are here look at the tags, before anything is touched; the lock is given up meanwhile. */
    private void check(PackageArtifact content) throws PackageException {
        platform.check(content);
        for (ConfigTag tag : content.tags()) {
            Handler handler = handlers.find(tag);
            // A handler of the package's own older version is no judge of the new one's tags.
            if (handler != null && handler.reference().getBundle() != inventory.bundles.get(content.name())) {
                try {
                    lock.unlocked(() -> {
                        handler.check(tag);
                        return tag;
                    });
                } catch (ConfigException e) {
                    throw new PackageException(
                            Kind.REFUSED, "%s: %s: %s".formatted(content, e.location(), e.getMessage()), e);
                }
            }
        }
    }

    /** Writes down a record that changes nothing in the framework. */
    void note(PackageRecord record) {
        PackageRecord before = inventory.records.put(record.id(), record);
        if (!record.equals(before)) {
            inventory.saveQuietly();
        }
    }

    /** An exception of the file system, for people; Java's own texts are bare paths. */
    static String describe(IOException e) {
        if (e instanceof FileSystemException fs && fs.getReason() != null) {
            return fs.getReason() + " (" + fs.getFile() + ")";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}

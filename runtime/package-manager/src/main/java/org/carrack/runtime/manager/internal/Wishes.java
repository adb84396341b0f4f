package org.carrack.runtime.manager.internal;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.http.TrafficGates;
import org.carrack.manage.PackageException;
import org.carrack.manage.PackageException.Kind;
import org.carrack.model.Descriptor;
import org.carrack.runtime.manager.internal.ConfigHandlers.Handler;
import org.carrack.runtime.manager.internal.Executor.VersionHook;
import org.carrack.runtime.manager.internal.Executor.Work;
import org.carrack.runtime.manager.internal.journal.DeployRecord;
import org.carrack.runtime.manager.internal.journal.Journal;
import org.carrack.runtime.manager.internal.journal.PackageRecord;
import org.carrack.runtime.manager.internal.plan.PackageFacts;
import org.carrack.runtime.manager.internal.plan.Plan;
import org.carrack.runtime.manager.internal.plan.Planner;
import org.carrack.runtime.manager.internal.plan.Wish;
import org.carrack.runtime.manager.internal.source.Candidate;
import org.carrack.runtime.manager.internal.source.Opened;
import org.carrack.runtime.manager.internal.source.Repositories;
import org.carrack.runtime.manager.internal.source.Workspace;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries wishes out: has each planned, journalled, run and written down, and tries again what waited for it. Used under
 * the manager's lock, but for {@link #prepare}.
 */
final class Wishes {

    private static final Logger LOG = LoggerFactory.getLogger(Wishes.class);

    private final Inventory inventory;
    private final Runner runner;
    private final Executor executor;
    private final Journal journal;
    private final ConfigHandlers handlers;
    private final TrafficGates gates;
    private final LateTags lateTags;
    private final Supplies supplies;
    private final Operations operations;
    private final Locked locked;
    private @Nullable Deployments deployments;

    /** Looks at what only changes under the manager's lock. */
    interface Locked {
        <T> T look(Supplier<T> look);
    }

    /** A package that was fetched for a wish, and what it was fetched from. */
    record Ready(Candidate content, String source) {}

    /**
     * A package to be added.
     *
     * @param extras what it is given, a JSON object; nothing for what it has
     * @param linked whether its source is read again whenever it changes
     */
    record Addition(
            Candidate content,
            String source,
            Optional<String> extras,
            boolean linked,
            Wish.Age age,
            VersionHook versionHook) {

        /** One from the deploy folder. */
        static Addition deployed(Candidate content, String source) {
            return new Addition(
                    content, source, Optional.empty(), false, Wish.Age.OLDER_BESIDE, VersionHook.BY_VERSION);
        }

        Wish.Add wish() {
            return new Wish.Add(Inventory.facts(content, source), age);
        }
    }

    Wishes(
            Inventory inventory,
            Runner runner,
            Journal journal,
            ConfigHandlers handlers,
            TrafficGates gates,
            LateTags lateTags,
            Supplies supplies,
            Operations operations,
            Locked locked) {
        this.inventory = inventory;
        this.runner = runner;
        this.executor = new Executor(inventory, runner, gates);
        this.journal = journal;
        this.handlers = handlers;
        this.gates = gates;
        this.lateTags = lateTags;
        this.supplies = supplies;
        this.operations = operations;
        this.locked = locked;
    }

    /** The deploy folder, whose waiting files are tried again after each change. */
    void follow(Deployments deployFolder) {
        deployments = deployFolder;
    }

    /** How a package comes to be deleted. */
    enum Gone {
        /** Somebody said so; they are told who needs it. */
        BY_WISH,
        /** Somebody said so, of those who need it too. */
        WITH_DEPENDENTS,
        /** Its file is gone; what needs it cannot run on. */
        WITH_ITS_FILE
    }

    /**
     * Fetches what a wish needs and is not here. May run without the lock, so that nobody waits for a slow repository.
     *
     * @param opened the package to be added, which may still have to be compiled; nothing for other wishes
     * @param ready is given what was fetched
     * @return the package, compiled
     */
    Optional<Candidate> prepare(
            Supplier<Wish> wish,
            @Nullable Opened opened,
            Map<String, Ready> ready,
            Workspace workspace,
            Operations.Progress progress)
            throws PackageException {
        while (true) {
            Plan.Steps plan = planLocked(wish.get(), ready);
            // In the order in which they start, so what one is built against is there.
            Optional<PackageFacts> next = plan.fetch().stream()
                    .filter(p -> opened == null
                            || !p.name().equals(opened.name())
                            || !p.version().equals(opened.version()))
                    .findFirst();
            if (next.isEmpty()) {
                return opened == null ? Optional.empty() : Optional.of(build(opened, plan, progress));
            }
            progress.doing("fetch %s from %s".formatted(next.get(), next.get().place()));
            String source = source(next.get());
            Candidate fetched = build(supplies.fetch(next.get(), workspace), plan, progress);
            ready.put(fetched.sha256(), new Ready(fetched, source));
        }
    }

    private String source(PackageFacts offered) {
        return supplies.repositories().offers().stream()
                .filter(o -> o.name().equals(offered.name()) && o.version().equals(offered.version()))
                .map(Repositories.Offer::source)
                .findFirst()
                .orElse(offered.place());
    }

    private Candidate build(Opened opened, Plan.Steps plan, Operations.Progress progress) throws PackageException {
        if (opened instanceof Candidate ready) {
            return ready;
        }
        progress.doing("compile %s".formatted(opened));
        Set<String> gone = Stream.concat(plan.removed().stream(), plan.aside().stream())
                .map(PackageFacts::id)
                .collect(Collectors.toSet());
        List<PackageFacts> available = new ArrayList<>(plan.added());
        locked.look(inventory::facts).stream()
                .filter(p -> !gone.contains(p.id()))
                .filter(p -> plan.added().stream().noneMatch(a -> a.id().equals(p.id())))
                .forEach(available::add);
        return supplies.build(opened, available);
    }

    private Plan.Steps planLocked(Wish wish, Map<String, Ready> ready) throws PackageException {
        return steps(locked.look(() -> plan(wish, ready)));
    }

    /** The plan for a wish. What is offered elsewhere is looked at where what is here does not do. */
    private Plan plan(Wish wish, Map<String, Ready> ready) {
        List<PackageFacts> here = new ArrayList<>();
        ready.values().forEach(r -> here.add(Inventory.facts(r.content(), r.source())));
        if (deployments != null) {
            deployments.refusedContents().forEach(c -> here.add(Inventory.facts(c, "the deploy folder")));
        }
        List<PackageFacts> installed = inventory.facts();
        Plan plan = new Planner(installed, here, List.of()).plan(wish);
        List<String> places = supplies.repositories().places();
        if (!(plan instanceof Plan.Refusal refusal) || refusal.unknown() || places.isEmpty()) {
            return plan;
        }
        List<PackageFacts> offered = new ArrayList<>(here);
        supplies.repositories().offers().stream()
                .filter(offer -> ready.values().stream()
                        .noneMatch(r -> r.content().name().equals(offer.name())
                                && r.content().version().equals(offer.version())))
                .forEach(offer -> offered.add(offer.facts()));
        return new Planner(installed, offered, places).plan(wish);
    }

    private static Plan.Steps steps(Plan plan) throws PackageException {
        if (plan instanceof Plan.Refusal refusal) {
            throw new PackageException(refusal.unknown() ? Kind.NOT_FOUND : Kind.REFUSED, refusal.reason());
        }
        return (Plan.Steps) plan;
    }

    /** The plan for a wish, with nothing fetched: a dry run. */
    Plan.Steps dryRun(Wish wish) throws PackageException {
        return planLocked(wish, Map.of());
    }

    /** Adds a package or replaces the one of its name; leaves it FAILED where it is new and cannot start. */
    void add(Addition addition, Map<String, Ready> ready, Operations.Progress progress) throws PackageException {
        long begin = System.nanoTime();
        Candidate content = addition.content();
        String name = content.name();
        progress.about(List.of(name));
        PackageRecord old = inventory.records.get(name);
        if (isThere(addition)) {
            return;
        }
        refuseOtherContent(addition, old);
        check(content);
        Plan.Steps plan = ready(addition.wish(), ready, progress);
        Map<String, Ready> all = new HashMap<>(ready);
        all.put(content.sha256(), new Ready(content, addition.source()));
        plan.added().stream()
                .filter(p -> !all.containsKey(p.sha256()))
                .forEach(p -> waitingFile(p).ifPresent(r -> all.put(p.sha256(), r)));
        progress.about(Stream.concat(Stream.of(name), plan.added().stream().map(PackageFacts::name))
                .distinct()
                .toList());
        PackageRecord now = record(
                PackageRecord.added(name, content.version().toString(), content.sha256(), addition.source()),
                addition,
                old);
        Map<String, Candidate> contents = new HashMap<>();
        all.forEach((sha, r) -> contents.put(sha, r.content()));
        Work work = new Work(contents, Map.of(name, now.extras()), name, addition.versionHook(), Set.of());
        try {
            execute(plan, work, List.of(), progress, () -> change(plan, all, now));
        } catch (PackageException e) {
            if (old != null && inventory.running.containsKey(name)) {
                note(old.reason("%s; %s serves on".formatted(e.getMessage(), old.version())));
            } else if (e.getCause() instanceof StepException step
                    && plan.added().stream().anyMatch(p -> p.id().equals(name))) {
                keepFailed(content, now.installed(old != null && old.installed()), step);
            }
            throw e;
        }
        plan.added().forEach(p -> inventory.waiting.remove(p.id()));
        String what = old == null ? "added" : "replaced " + old.version();
        LOG.info("{} {} from {} in {} ms{}", content, what, addition.source(), millisSince(begin), along(plan, name));
        afterChange();
    }

    /** The plan for a wish for which all is fetched; what is missing after all is fetched now. */
    private Plan.Steps ready(Wish wish, Map<String, Ready> ready, Operations.Progress progress)
            throws PackageException {
        Plan.Steps plan = steps(plan(wish, ready));
        if (plan.fetch().isEmpty()) {
            return plan;
        }
        try (Workspace workspace = supplies.workspace()) {
            prepare(() -> wish, null, ready, workspace, progress);
        }
        return steps(plan(wish, ready));
    }

    /** Whether that very package runs already; where it came from is written down. */
    private boolean isThere(Addition addition) {
        for (PackageRecord there : List.copyOf(inventory.records.values())) {
            // One that stands beside is not there as what was asked for, where that was the package itself.
            boolean isAsked = !there.beside() || addition.age() != Wish.Age.OLDER_TOO;
            if (isAsked
                    && there.name().equals(addition.content().name())
                    && there.sha256().equals(addition.content().sha256())
                    && inventory.running.containsKey(there.id())) {
                PackageRecord now = there.source(addition.source())
                        .linked(addition.linked())
                        .wished(true)
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

    /** A file of the deploy folder that waited for somebody to need it. */
    private Optional<Ready> waitingFile(PackageFacts p) {
        return deployments == null ? Optional.empty() : deployments.take(p.sha256());
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
    private void change(Plan.Steps plan, Map<String, Ready> all, @Nullable PackageRecord subject) {
        Map<String, PackageRecord> before = Map.copyOf(inventory.records);
        plan.removed().forEach(p -> inventory.records.remove(p.id()));
        Stream.concat(plan.aside().stream(), plan.promoted().stream()).forEach(p -> {
            PackageRecord moved = inventory.records.remove(p.id());
            if (moved != null) {
                PackageRecord now =
                        subject != null && subject.sha256().equals(p.sha256()) ? subject : moved.beside(!p.beside());
                inventory.records.put(now.id(), now);
            }
        });
        for (PackageFacts p : plan.added()) {
            Ready ready = all.get(p.sha256());
            if (subject != null && subject.sha256().equals(p.sha256())) {
                inventory.records.put(p.id(), subject.beside(p.beside()));
            } else if (ready != null) {
                PackageRecord old = before.get(p.id());
                PackageRecord added = PackageRecord.added(p.name(), p.version().toString(), p.sha256(), ready.source());
                inventory.records.put(
                        p.id(),
                        added.extras(old == null ? "{}" : old.extras())
                                .previous(previous(added, old))
                                .beside(p.beside()));
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

    /** What is wished now is the new package, although it does not run; the one before did not either, or was none. */
    private void keepFailed(Candidate content, PackageRecord record, StepException failure) {
        Bundle old = inventory.bundles.remove(content.name());
        if (old != null) {
            try {
                runner.uninstall(old);
            } catch (StepException e) {
                LOG.warn("{}", e.getMessage());
            }
        }
        inventory.contents.put(content.name(), content);
        setWaiting(content.name(), failure.mayChange());
        note(record.reason(failure.getMessage()));
    }

    /** Starts a package that is there. */
    void start(String id, Operations.Progress progress) throws PackageException {
        PackageRecord record = known(id);
        progress.about(List.of(record.name()));
        Candidate content = inventory.contents.get(id);
        if (content == null) {
            gates.remove(record.name());
            throw new PackageException(Kind.REFUSED, String.valueOf(record.reason()));
        }
        PackageRecord now = record.wished(true).installed(true).reason(null);
        try {
            Map<String, Ready> ready = new HashMap<>();
            Plan.Steps plan = ready(new Wish.Start(id), ready, progress);
            check(content);
            plan.added().stream()
                    .filter(p -> !ready.containsKey(p.sha256()))
                    .forEach(p -> waitingFile(p).ifPresent(r -> ready.put(p.sha256(), r)));
            Map<String, Candidate> contents = new HashMap<>();
            ready.forEach((sha, r) -> contents.put(sha, r.content()));
            Work work = new Work(contents, Map.of(), "", VersionHook.BY_VERSION, Set.of());
            if (now.equals(record) && plan.added().isEmpty()) {
                // Nothing to write down: the usual case when the server starts.
                run(plan, work, progress, () -> {});
            } else {
                execute(plan, work, List.of(), progress, () -> {
                    change(plan, ready, null);
                    inventory.records.put(id, now);
                });
            }
            inventory.waiting.remove(id);
        } catch (PackageException e) {
            gates.remove(record.name());
            boolean wasTried = e.getCause() instanceof StepException;
            // A package that was stopped by wish, and cannot be started, stays as it was.
            if (record.wished() || wasTried) {
                setWaiting(id, !(e.getCause() instanceof StepException step) || step.mayChange());
                note(record.wished(true).reason(e.getMessage()));
            }
            throw e;
        }
    }

    /** Stops a package. */
    void stop(String id, Operations.Progress progress) throws PackageException {
        PackageRecord record = known(id);
        progress.about(List.of(record.name()));
        Plan.Steps plan = steps(plan(new Wish.Stop(id), Map.of()));
        PackageRecord now = record.wished(false).reason(null);
        execute(plan, Work.NOTHING_NEW, List.of(), progress, () -> inventory.records.put(id, now));
        inventory.waiting.remove(id);
        LOG.info("{} stopped", id);
    }

    /** Deletes a package, and its file in the deploy folder. */
    void delete(String id, Gone how, boolean purge, Operations.Progress progress) throws PackageException {
        PackageRecord record = known(id);
        Plan.Steps plan = steps(plan(deletion(id, how), Map.of()));
        List<PackageRecord> removed = plan.removed().stream()
                .flatMap(p -> Optional.ofNullable(inventory.records.get(p.id())).stream())
                .toList();
        progress.about(Stream.concat(Stream.of(record.name()), removed.stream().map(PackageRecord::name))
                .distinct()
                .toList());
        // A file that is gone, or holds another package by now, is not ours to remove.
        List<Journal.Removal> removals = new ArrayList<>();
        for (PackageRecord r : removed) {
            Optional<String> file = how == Gone.WITH_ITS_FILE ? Optional.empty() : Deployments.fileOf(r.source());
            if (purge || file.isPresent()) {
                removals.add(new Journal.Removal(r.id(), file.orElse(""), purge && !r.beside()));
            }
        }
        Set<String> ids = removed.stream().map(PackageRecord::id).collect(Collectors.toSet());
        Work work = new Work(Map.of(), Map.of(), "", VersionHook.BY_VERSION, ids);
        execute(plan, work, removals, progress, () -> {
            change(plan, Map.of(), null);
            removals.forEach(r -> inventory.deployed.remove(r.deployedFile()));
        });
        // They are told why they do not run when they are tried again, at once.
        plan.orphaned().forEach(p -> inventory.waiting.add(p.id()));
        ids.forEach(inventory.waiting::remove);
        LOG.info("{} {} deleted", id, record.version());
        afterChange();
    }

    static Wish.Delete deletion(String id, Gone how) {
        return new Wish.Delete(
                id,
                switch (how) {
                    case BY_WISH -> Wish.Dependents.KEEP_IT;
                    case WITH_DEPENDENTS -> Wish.Dependents.DELETE_THEM;
                    case WITH_ITS_FILE -> Wish.Dependents.STOP_THEM;
                });
    }

    /** What has come may be what others wait for: new handlers for tags, packages for dependencies. */
    void afterChange() {
        lateTags.apply(inventory.running.values());
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

    private boolean retry(String id) {
        PackageRecord record = inventory.records.get(id);
        if (record == null || !record.wished()) {
            inventory.waiting.remove(id);
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

    /** The id of the package that somebody names: the one with the doors, else the newest beside. */
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
            steps(new Planner(inventory.facts(), List.of(), List.of()).plan(new Wish.Stop(id)));
            throw new PackageException(Kind.NOT_FOUND, "there is no package " + id);
        }
        return record;
    }

    /** Has the handlers that are here look at the tags, before anything is touched. */
    private void check(Candidate content) throws PackageException {
        for (ConfigTag tag : content.descriptor().map(Descriptor::tags).orElse(List.of())) {
            Handler handler = handlers.find(tag);
            // A handler of the package's own older version is no judge of the new one's tags.
            if (handler != null && handler.reference().getBundle() != inventory.bundles.get(content.name())) {
                try {
                    handler.check(tag);
                } catch (ConfigException e) {
                    throw new PackageException(
                            Kind.REFUSED, "%s: %s: %s".formatted(content, e.location(), e.getMessage()), e);
                }
            }
        }
    }

    /** Runs a plan with the journal before it and the change written down after it. */
    private void execute(
            Plan.Steps plan, Work work, List<Journal.Removal> removals, Operations.Progress progress, Runnable change)
            throws PackageException {
        try {
            journal.begin(plan.steps().stream().map(String::valueOf).toList(), withNewData(plan, removals));
        } catch (IOException e) {
            endJournal();
            throw new PackageException(
                    Kind.FAILED, "the journal could not be written: %s; nothing was changed".formatted(describe(e)), e);
        }
        try {
            run(plan, work, progress, () -> commit(change));
            removals.forEach(this::remove);
        } finally {
            endJournal();
        }
    }

    /** A data folder that is made for a package goes again where a crash keeps the package from coming. */
    private List<Journal.Removal> withNewData(Plan.Steps plan, List<Journal.Removal> removals) {
        List<Journal.Removal> all = new ArrayList<>(removals);
        plan.added().stream()
                .filter(p -> inventory.recordOf(p.name()).isEmpty() && !runner.hasData(p.name()))
                .forEach(p -> all.add(new Journal.Removal(p.id(), "", true)));
        return all;
    }

    private void remove(Journal.Removal removal) {
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
                        describe(e));
            }
        }
    }

    /** Finishes what a crash has left to be removed. */
    void recover() throws IOException {
        for (Journal.Removal removal : journal.interrupted()) {
            if (!inventory.records.containsKey(removal.packageName())) {
                remove(removal);
            }
        }
        journal.end();
    }

    private void run(Plan.Steps plan, Work work, Operations.Progress progress, Executor.Commit commit)
            throws PackageException {
        try {
            executor.run(plan, work, progress, commit);
        } catch (StepException e) {
            throw new PackageException(Kind.FAILED, e.getMessage(), e);
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
                    "the change could not be written down: %s; it was undone".formatted(describe(e)), e);
        }
    }

    private void endJournal() {
        try {
            journal.end();
        } catch (IOException e) {
            LOG.warn("the journal could not be removed", e);
        }
    }

    /** Writes down a record that changes nothing in the framework. */
    void note(PackageRecord record) {
        PackageRecord before = inventory.records.put(record.id(), record);
        if (!record.equals(before)) {
            inventory.saveQuietly();
        }
    }

    /** The candidates that could be taken instead of the package of that name. */
    Collection<Candidate> waitingFiles(String name) {
        return deployments == null
                ? List.of()
                : deployments.refusedContents().stream()
                        .filter(c -> c.name().equals(name))
                        .toList();
    }

    /** An exception of the file system, for people; Java's own texts are bare paths. */
    static String describe(IOException e) {
        if (e instanceof FileSystemException fs && fs.getReason() != null) {
            return fs.getReason() + " (" + fs.getFile() + ")";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}

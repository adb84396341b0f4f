package org.carrack.runtime.manager.internal;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.http.TrafficGates;
import org.carrack.manage.PackageException;
import org.carrack.manage.PackageException.Kind;
import org.carrack.model.Descriptor;
import org.carrack.runtime.manager.internal.ConfigHandlers.Handler;
import org.carrack.runtime.manager.internal.journal.DeployRecord;
import org.carrack.runtime.manager.internal.journal.Journal;
import org.carrack.runtime.manager.internal.journal.PackageRecord;
import org.carrack.runtime.manager.internal.plan.PackageFacts;
import org.carrack.runtime.manager.internal.plan.Plan;
import org.carrack.runtime.manager.internal.plan.Planner;
import org.carrack.runtime.manager.internal.plan.Wish;
import org.carrack.runtime.manager.internal.source.Candidate;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries wishes out: has each planned, journalled, run and written down, and tries again what waited for it. Used under
 * the manager's lock.
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
    private @Nullable Deployments deployments;

    Wishes(
            Inventory inventory,
            Runner runner,
            Journal journal,
            ConfigHandlers handlers,
            TrafficGates gates,
            LateTags lateTags) {
        this.inventory = inventory;
        this.runner = runner;
        this.executor = new Executor(inventory, runner, gates);
        this.journal = journal;
        this.handlers = handlers;
        this.gates = gates;
        this.lateTags = lateTags;
    }

    /** The deploy folder, whose waiting files are tried again after each change. */
    void follow(Deployments deployFolder) {
        deployments = deployFolder;
    }

    /** How a package comes to be deleted. */
    enum Gone {
        /** Somebody said so; they are told who needs it. */
        BY_WISH,
        /** Its file is gone; what needs it cannot run on. */
        WITH_ITS_FILE
    }

    /** Adds a package or replaces the one of its name; leaves it FAILED where it is new and cannot start. */
    void add(Candidate content, String source) throws PackageException {
        long begin = System.nanoTime();
        String name = content.name();
        PackageRecord old = inventory.records.get(name);
        if (old != null && old.sha256().equals(content.sha256()) && inventory.running.containsKey(name)) {
            note(old.source(source).wished(true).reason(null));
            return;
        }
        check(content);
        Plan.Steps plan = planned(new Wish.Add(inventory.facts(content)));
        PackageRecord now =
                new PackageRecord(name, content.version().toString(), content.sha256(), source, true, true, null);
        try {
            execute(plan, content, false, List.of(), () -> inventory.records.put(name, now));
        } catch (PackageException e) {
            if (old != null && inventory.running.containsKey(name)) {
                note(old.reason("%s; %s serves on".formatted(e.getMessage(), old.version())));
            } else if (e.getCause() instanceof StepException step) {
                keepFailed(content, now.installed(old != null && old.installed()), step);
            }
            throw e;
        }
        inventory.waiting.remove(name);
        String what = old == null ? "added" : "replaced " + old.version();
        LOG.info("{} {} from {} in {} ms{}", content, what, source, millisSince(begin), restarted(plan));
        afterChange();
    }

    private static long millisSince(long begin) {
        return (System.nanoTime() - begin) / 1_000_000;
    }

    private static String restarted(Plan.Steps plan) {
        String names = plan.restarted().stream().map(PackageFacts::name).collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : "; started again with it: " + names;
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
    void start(String name) throws PackageException {
        PackageRecord record = known(name);
        Candidate content = inventory.contents.get(name);
        if (content == null) {
            gates.remove(name);
            throw new PackageException(Kind.REFUSED, String.valueOf(record.reason()));
        }
        PackageRecord now = record.wished(true).installed(true).reason(null);
        try {
            Plan.Steps plan = planned(new Wish.Start(name));
            check(content);
            if (now.equals(record)) {
                // Nothing to write down: the usual case when the server starts.
                run(plan, content, false, () -> {});
            } else {
                execute(plan, content, false, List.of(), () -> inventory.records.put(name, now));
            }
            inventory.waiting.remove(name);
        } catch (PackageException e) {
            gates.remove(name);
            boolean wasTried = e.getCause() instanceof StepException;
            // A package that was stopped by wish, and cannot be started, stays as it was.
            if (record.wished() || wasTried) {
                setWaiting(name, !(e.getCause() instanceof StepException step) || step.mayChange());
                note(record.wished(true).reason(e.getMessage()));
            }
            throw e;
        }
    }

    /** Stops a package. */
    void stop(String name) throws PackageException {
        PackageRecord record = known(name);
        Plan.Steps plan = planned(new Wish.Stop(name));
        PackageRecord now = record.wished(false).reason(null);
        execute(plan, inventory.contents.get(name), false, List.of(), () -> inventory.records.put(name, now));
        LOG.info("{} stopped", name);
    }

    /** Deletes a package, and its file in the deploy folder. */
    void delete(String name, Gone how) throws PackageException {
        PackageRecord record = known(name);
        Plan.Steps plan = planned(new Wish.Delete(name, how == Gone.WITH_ITS_FILE));
        // A file that is gone, or holds another package by now, is not ours to remove.
        List<Journal.Removal> removals = how == Gone.WITH_ITS_FILE
                ? List.of()
                : Deployments.fileOf(record.source()).stream()
                        .map(file -> new Journal.Removal(name, file))
                        .toList();
        execute(plan, inventory.contents.get(name), true, removals, () -> {
            inventory.records.remove(name);
            removals.forEach(r -> inventory.deployed.remove(r.deployedFile()));
        });
        // They are told why they do not run when they are tried again, at once.
        plan.orphaned().forEach(p -> inventory.waiting.add(p.name()));
        inventory.waiting.remove(name);
        LOG.info("{} {} deleted", name, record.version());
        afterChange();
    }

    /** What has come may be what others wait for: new handlers for tags, packages for dependencies. */
    void afterChange() {
        lateTags.apply(inventory.running.values());
        boolean progress = true;
        while (progress) {
            progress = false;
            for (String name : Set.copyOf(inventory.waiting)) {
                progress |= retry(name);
            }
        }
        if (deployments != null) {
            deployments.retry();
        }
    }

    private boolean retry(String name) {
        PackageRecord record = inventory.records.get(name);
        if (record == null || !record.wished()) {
            inventory.waiting.remove(name);
            return false;
        }
        try {
            start(name);
        } catch (PackageException e) {
            LOG.debug("{} still waits: {}", name, e.getMessage());
            if (deployments != null && !e.getMessage().equals(record.reason())) {
                deployments.tell(record.source(), e.getMessage());
            }
            return false;
        }
        if (deployments != null) {
            deployments.solved(record.source());
        }
        LOG.info("{} started: what it waited for is there", name);
        return true;
    }

    private void setWaiting(String name, boolean waits) {
        if (waits) {
            inventory.waiting.add(name);
        } else {
            inventory.waiting.remove(name);
        }
    }

    /** The record of a package, or the refusal that there is none. */
    PackageRecord known(String name) throws PackageException {
        PackageRecord record = inventory.records.get(name);
        if (record == null) {
            planned(new Wish.Start(name));
            throw new PackageException(Kind.NOT_FOUND, "there is no package " + name);
        }
        return record;
    }

    private Plan.Steps planned(Wish wish) throws PackageException {
        Collection<PackageFacts> offered = deployments == null
                ? List.of()
                : deployments.refusedContents().stream().map(inventory::facts).toList();
        Plan plan = new Planner(inventory.facts(), offered).plan(wish);
        if (plan instanceof Plan.Refusal refusal) {
            throw new PackageException(refusal.unknown() ? Kind.NOT_FOUND : Kind.REFUSED, refusal.reason());
        }
        return (Plan.Steps) plan;
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
            Plan.Steps plan,
            @Nullable Candidate content,
            boolean forGood,
            List<Journal.Removal> removals,
            Runnable change)
            throws PackageException {
        try {
            journal.begin(plan.steps().stream().map(String::valueOf).toList(), removals);
        } catch (IOException e) {
            endJournal();
            throw new PackageException(
                    Kind.FAILED, "the journal could not be written: %s; nothing was changed".formatted(describe(e)), e);
        }
        try {
            run(plan, content, forGood, () -> commit(change));
            Deployments folder = deployments;
            if (folder != null) {
                removals.forEach(removal -> folder.remove(removal.deployedFile()));
            }
        } finally {
            endJournal();
        }
    }

    private void run(Plan.Steps plan, @Nullable Candidate content, boolean forGood, Executor.Commit commit)
            throws PackageException {
        try {
            executor.run(plan, content, forGood, commit);
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
        PackageRecord before = inventory.records.put(record.name(), record);
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

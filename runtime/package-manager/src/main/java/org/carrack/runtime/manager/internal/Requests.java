package org.carrack.runtime.manager.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.carrack.config.Masked;
import org.carrack.manage.Operation;
import org.carrack.manage.PackageException;
import org.carrack.manage.PackageException.Kind;
import org.carrack.manage.PackagePlan;
import org.carrack.manage.PackageWish;
import org.carrack.manage.PackageWish.Option;
import org.carrack.runtime.manager.internal.Executor.VersionHook;
import org.carrack.runtime.manager.internal.journal.PackageRecord;
import org.carrack.runtime.manager.internal.json.JsonValues;
import org.carrack.runtime.manager.internal.plan.PackageFacts;
import org.carrack.runtime.manager.internal.plan.Plan;
import org.carrack.runtime.manager.internal.plan.Step;
import org.carrack.runtime.manager.internal.plan.Wish;
import org.carrack.runtime.manager.internal.source.Candidate;
import org.carrack.runtime.manager.internal.source.Opened;
import org.carrack.runtime.manager.internal.source.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Wishes as callers make them: finds the package that each is about, reads, fetches and compiles without the manager's
 * lock, and has it carried out under it.
 */
final class Requests {

    private final Locks locks;
    private final Inventory inventory;
    private final Wishes wishes;
    private final Planning planning;
    private final Targets targets;
    private final Supplies supplies;
    private final Deployments deployments;
    private final Operations operations;
    private final Previews previews;

    /** Runs work that changes packages; nothing else changes them meanwhile. */
    interface Locks {
        void underLock(ManagerLock.Work work) throws PackageException;
    }

    Requests(
            Locks locks,
            Inventory inventory,
            Wishes wishes,
            Planning planning,
            Targets targets,
            Supplies supplies,
            Deployments deployments,
            Operations operations,
            Previews previews) {
        this.locks = locks;
        this.inventory = inventory;
        this.wishes = wishes;
        this.planning = planning;
        this.targets = targets;
        this.supplies = supplies;
        this.deployments = deployments;
        this.operations = operations;
        this.previews = previews;
    }

    /** Carries a wish out. */
    Operation carryOut(PackageWish wish, Operations.Progress progress) throws PackageException {
        try (Workspace workspace = supplies.workspace()) {
            switch (wish.kind()) {
                case ADD, UPDATE, UPGRADE, ROLLBACK -> {
                    Targets.Target target = target(wish, workspace, progress);
                    Optional<String> extras = wish.extras().map(JsonValues::write);
                    add(target, true, extras, age(wish), versionHook(wish), workspace, progress);
                }
                case START ->
                    locks.underLock(() -> {
                        String id = wishes.idOf(wish.subject());
                        wishes.allow(id);
                        wishes.start(id, progress);
                        wishes.afterChange();
                    });
                case STOP -> locks.underLock(() -> wishes.stop(wishes.idOf(wish.subject()), progress));
                case DELETE -> locks.underLock(() -> delete(wish, progress));
            }
            return progress.done();
        } catch (PackageException e) {
            // Whoever wrote the sentence, the address in it may hold a password.
            PackageException told = new PackageException(e.kind(), Masked.url(e.getMessage()), e);
            progress.failed(told.getMessage());
            throw told;
        } catch (RuntimeException | java.lang.Error e) {
            progress.failed(String.valueOf(e));
            throw e;
        }
    }

    private void delete(PackageWish wish, Operations.Progress progress) throws PackageException {
        String name = wish.subject();
        boolean purge = wish.options().contains(Option.PURGE);
        progress.about(List.of(name));
        boolean isListed = inventory.recordOf(name).isPresent();
        if (!isListed && deployments.removeRefused(name)) {
            return;
        }
        wishes.delete(wishes.idOf(name), gone(wish), purge, progress);
    }

    private static Wishes.Gone gone(PackageWish wish) {
        return wish.options().contains(Option.FORCE) ? Wishes.Gone.WITH_DEPENDENTS : Wishes.Gone.BY_WISH;
    }

    private static Wish.Age age(PackageWish wish) {
        return switch (wish.kind()) {
            case UPGRADE -> wish.version().isPresent() ? Wish.Age.OLDER_TOO : Wish.Age.NEVER_OLDER;
            case ROLLBACK -> Wish.Age.OLDER_TOO;
            default -> wish.options().contains(Option.DOWNGRADE) ? Wish.Age.OLDER_TOO : Wish.Age.NEVER_OLDER;
        };
    }

    private static VersionHook versionHook(PackageWish wish) {
        return switch (wish.kind()) {
            case UPGRADE -> VersionHook.UPGRADE;
            case ROLLBACK -> VersionHook.NONE;
            default -> VersionHook.BY_VERSION;
        };
    }

    /** The package that a wish would have in place. */
    private Targets.Target target(PackageWish wish, Workspace workspace, Operations.Progress progress)
            throws PackageException {
        if (wish.kind() == PackageWish.Kind.ADD) {
            return addition(wish, workspace, progress);
        }
        String name = wish.subject();
        PackageRecord record = recordOf(name);
        progress.about(List.of(record.name()));
        return switch (wish.kind()) {
            case UPDATE -> targets.update(record, workspace);
            case UPGRADE -> targets.upgrade(record, wish.version(), workspace);
            default -> targets.rollback(record);
        };
    }

    private Targets.Target addition(PackageWish wish, Workspace workspace, Operations.Progress progress)
            throws PackageException {
        String given = wish.subject().strip();
        progress.doing("read " + given);
        if (given.isEmpty()) {
            throw new PackageException(
                    Kind.REFUSED, "no source was given: give a path, an http(s) address or a git URL");
        }
        Path path = supplies.fetch(given, workspace);
        Opened opened = supplies.open(path, workspace);
        boolean isPath = Supplies.isPath(given);
        String source = wish.options().contains(Option.UPLOADED)
                ? "upload/" + path.getFileName()
                : isPath ? deployments.source(path.toAbsolutePath().normalize()) : given;
        boolean isLinked = isPath
                && Files.isDirectory(path)
                && Deployments.fileOf(source).isEmpty()
                && !wish.options().contains(Option.COPY);
        locks.underLock(() -> deployments.refuseBesideItsFile(opened.name(), source));
        return new Targets.Target(opened, source, isLinked);
    }

    /**
     * Has a package in place of the one of its name.
     *
     * @param isAsked whether somebody has asked for it now, and not a folder that is followed
     */
    void add(
            Targets.Target target,
            boolean isAsked,
            Optional<String> extras,
            Wish.Age age,
            VersionHook hook,
            Workspace workspace,
            Operations.Progress progress)
            throws PackageException {
        Map<String, Planning.Ready> ready = new HashMap<>();
        Wish.Add wish = new Wish.Add(Inventory.facts(target.opened(), target.source()), age);
        progress.about(List.of(target.opened().name()));
        Candidate content = planning.prepare(wish, target.opened(), ready, workspace, progress)
                .orElseThrow();
        Wishes.Addition addition = new Wishes.Addition(content, target.source(), extras, target.linked(), age, hook);
        locks.underLock(() -> {
            if (isAsked) {
                wishes.allow(content);
            } else if (inventory.recordOf(content.name()).isEmpty()) {
                // Deleted while its folder was read.
                return;
            }
            wishes.add(addition, ready, progress);
        });
    }

    /** How a wish would be carried out. */
    PackagePlan plan(PackageWish wish) throws PackageException {
        Operations.Progress progress = operations.begin("plan " + wish);
        try (Workspace workspace = supplies.workspace()) {
            Wish planned;
            @Nullable Candidate wished = null;
            if (wish.kind() == PackageWish.Kind.START
                    || wish.kind() == PackageWish.Kind.STOP
                    || wish.kind() == PackageWish.Kind.DELETE) {
                String id = idOf(wish.subject());
                planned = switch (wish.kind()) {
                    case START -> new Wish.Start(id);
                    case STOP -> new Wish.Stop(id);
                    default -> Wishes.deletion(id, gone(wish));
                };
            } else {
                Targets.Target target = target(wish, workspace, progress);
                planned = new Wish.Add(Inventory.facts(target.opened(), target.source()), age(wish));
                wished = target.opened() instanceof Candidate candidate ? candidate : null;
            }
            Plan.Steps steps = planning.dryRun(planned);
            progress.done();
            return new PackagePlan(
                    fetched(steps, planned),
                    steps.steps().stream().map(Step::toString).toList(),
                    steps.restarted().stream().map(PackageFacts::name).toList(),
                    steps.removed().stream()
                            .map(PackageFacts::name)
                            .filter(name -> !name.equals(wish.subject()))
                            .filter(name -> steps.added().stream()
                                    .noneMatch(p -> p.name().equals(name)))
                            .toList(),
                    previews.of(coming(steps, wished)));
        } catch (PackageException e) {
            // Whoever wrote the sentence, the address in it may hold a password.
            PackageException told = new PackageException(e.kind(), Masked.url(e.getMessage()), e);
            progress.failed(told.getMessage());
            throw told;
        }
    }

    /** The packages that would start and are at hand: those that must be fetched or compiled first cannot be looked into. */
    private List<Candidate> coming(Plan.Steps steps, @Nullable Candidate wished) throws PackageException {
        List<Candidate> coming = new ArrayList<>();
        locks.underLock(() -> {
            for (Step step : steps.steps()) {
                if (step.action() == Step.Action.START && !step.subject().beside()) {
                    Candidate known = inventory.contents.get(step.subject().id());
                    if (wished != null && wished.sha256().equals(step.subject().sha256())) {
                        coming.add(wished);
                    } else if (known != null
                            && known.sha256().equals(step.subject().sha256())) {
                        coming.add(known);
                    }
                }
            }
        });
        return coming;
    }

    /** What would be fetched; the package itself is at hand, although it may still have to be compiled. */
    private static List<String> fetched(Plan.Steps plan, Wish wish) {
        return plan.fetch().stream()
                .filter(p -> !(wish instanceof Wish.Add add)
                        || !p.name().equals(add.candidate().name()))
                .map(p -> "%s from %s".formatted(p, p.place()))
                .toList();
    }

    private String idOf(String name) throws PackageException {
        AtomicReference<String> id = new AtomicReference<>(name);
        locks.underLock(() -> id.set(wishes.idOf(name)));
        return String.valueOf(id.get());
    }

    private PackageRecord recordOf(String name) throws PackageException {
        AtomicReference<@Nullable PackageRecord> record = new AtomicReference<>();
        locks.underLock(() -> record.set(wishes.known(wishes.idOf(name))));
        return java.util.Objects.requireNonNull(record.get());
    }
}

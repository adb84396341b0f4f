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
import org.carrack.manage.PackageRequest;
import org.carrack.manage.PackageRequest.Option;
import org.carrack.runtime.manager.internal.Executor.VersionHook;
import org.carrack.runtime.manager.internal.journal.PackageRecord;
import org.carrack.runtime.manager.internal.json.JsonValues;
import org.carrack.runtime.manager.internal.plan.ChangeRequest;
import org.carrack.runtime.manager.internal.plan.PackageFacts;
import org.carrack.runtime.manager.internal.plan.Plan;
import org.carrack.runtime.manager.internal.plan.Step;
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.carrack.runtime.manager.internal.source.PackageSource;
import org.carrack.runtime.manager.internal.source.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Requests as callers make them: finds the package that each is about, reads, fetches and compiles without the manager's
 * lock, and has it carried out under it.
 */
final class RequestHandler {

    private final Locks locks;
    private final Inventory inventory;
    private final PackageOperations packageOperations;
    private final Planning planning;
    private final VersionSelector versionSelector;
    private final PackageSources packageSources;
    private final Deployments deployments;
    private final Operations operations;
    private final ChangePreviews previews;

    /** Runs work that changes packages; nothing else changes them meanwhile. */
    interface Locks {
        void underLock(ManagerLock.LockedAction work) throws PackageException;
    }

    RequestHandler(
            Locks locks,
            Inventory inventory,
            PackageOperations packageOperations,
            Planning planning,
            VersionSelector versionSelector,
            PackageSources packageSources,
            Deployments deployments,
            Operations operations,
            ChangePreviews previews) {
        this.locks = locks;
        this.inventory = inventory;
        this.packageOperations = packageOperations;
        this.planning = planning;
        this.versionSelector = versionSelector;
        this.packageSources = packageSources;
        this.deployments = deployments;
        this.operations = operations;
        this.previews = previews;
    }

    /** Executes a request. */
    Operation execute(PackageRequest request, Operations.Progress progress) throws PackageException {
        try (Workspace workspace = packageSources.workspace()) {
            switch (request.kind()) {
                case ADD, UPDATE, UPGRADE, ROLLBACK -> {
                    VersionSelector.Target target = target(request, workspace, progress);
                    Optional<String> extras = request.extras().map(JsonValues::write);
                    add(target, true, extras, downgradePolicy(request), versionHook(request), workspace, progress);
                }
                case START ->
                    locks.underLock(() -> {
                        String id = packageOperations.idOf(request.subject());
                        packageOperations.allow(id);
                        packageOperations.start(id, progress);
                        packageOperations.afterChange();
                    });
                case STOP ->
                    locks.underLock(() -> packageOperations.stop(packageOperations.idOf(request.subject()), progress));
                case DELETE -> locks.underLock(() -> delete(request, progress));
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

    private void delete(PackageRequest request, Operations.Progress progress) throws PackageException {
        String name = request.subject();
        boolean purge = request.options().contains(Option.PURGE);
        progress.about(List.of(name));
        boolean isListed = inventory.recordOf(name).isPresent();
        if (!isListed && deployments.removeRefused(name)) {
            return;
        }
        packageOperations.delete(packageOperations.idOf(name), deletionMode(request), purge, progress);
    }

    private static PackageOperations.DeletionMode deletionMode(PackageRequest request) {
        return request.options().contains(Option.FORCE)
                ? PackageOperations.DeletionMode.WITH_DEPENDENTS
                : PackageOperations.DeletionMode.REQUESTED;
    }

    private static ChangeRequest.DowngradePolicy downgradePolicy(PackageRequest request) {
        return switch (request.kind()) {
            case UPGRADE ->
                request.version().isPresent()
                        ? ChangeRequest.DowngradePolicy.ALLOW
                        : ChangeRequest.DowngradePolicy.REJECT;
            case ROLLBACK -> ChangeRequest.DowngradePolicy.ALLOW;
            default ->
                request.options().contains(Option.DOWNGRADE)
                        ? ChangeRequest.DowngradePolicy.ALLOW
                        : ChangeRequest.DowngradePolicy.REJECT;
        };
    }

    private static VersionHook versionHook(PackageRequest request) {
        return switch (request.kind()) {
            case UPGRADE -> VersionHook.UPGRADE;
            case ROLLBACK -> VersionHook.NONE;
            default -> VersionHook.BY_VERSION;
        };
    }

    /** The package that a request would have in place. */
    private VersionSelector.Target target(PackageRequest request, Workspace workspace, Operations.Progress progress)
            throws PackageException {
        if (request.kind() == PackageRequest.Kind.ADD) {
            return addition(request, workspace, progress);
        }
        String name = request.subject();
        PackageRecord record = recordOf(name);
        progress.about(List.of(record.name()));
        return switch (request.kind()) {
            case UPDATE -> versionSelector.update(record, workspace);
            case UPGRADE -> versionSelector.upgrade(record, request.version(), workspace);
            default -> versionSelector.rollback(record);
        };
    }

    private VersionSelector.Target addition(PackageRequest request, Workspace workspace, Operations.Progress progress)
            throws PackageException {
        String given = request.subject().strip();
        progress.doing("read " + given);
        if (given.isEmpty()) {
            throw new PackageException(
                    Kind.REFUSED, "no source was given: give a path, an http(s) address or a git URL");
        }
        Path path = packageSources.fetch(given, workspace);
        PackageSource opened = packageSources.open(path, workspace);
        boolean isPath = PackageSources.isPath(given);
        String source = request.options().contains(Option.UPLOADED)
                ? "upload/" + path.getFileName()
                : isPath ? deployments.source(path.toAbsolutePath().normalize()) : given;
        boolean isLinked = isPath
                && Files.isDirectory(path)
                && Deployments.fileOf(source).isEmpty()
                && !request.options().contains(Option.COPY);
        locks.underLock(() -> deployments.refuseBesideItsFile(opened.name(), source));
        return new VersionSelector.Target(opened, source, isLinked);
    }

    /**
     * Has a package in place of the one of its name.
     *
     * @param isAsked whether somebody has asked for it now, and not a folder that is followed
     */
    void add(
            VersionSelector.Target target,
            boolean isAsked,
            Optional<String> extras,
            ChangeRequest.DowngradePolicy downgradePolicy,
            VersionHook hook,
            Workspace workspace,
            Operations.Progress progress)
            throws PackageException {
        Map<String, Planning.Ready> ready = new HashMap<>();
        ChangeRequest.Add request =
                new ChangeRequest.Add(Inventory.facts(target.opened(), target.source()), downgradePolicy);
        progress.about(List.of(target.opened().name()));
        PackageArtifact content = planning.prepare(request, target.opened(), ready, workspace, progress)
                .orElseThrow();
        PackageOperations.Addition addition = new PackageOperations.Addition(
                content, target.source(), extras, target.linked(), downgradePolicy, hook);
        locks.underLock(() -> {
            if (isAsked) {
                packageOperations.allow(content);
            } else if (inventory.recordOf(content.name()).isEmpty()) {
                // Deleted while its folder was read.
                return;
            }
            packageOperations.add(addition, ready, progress);
        });
    }

    /** How a request would be executed. */
    PackagePlan plan(PackageRequest request) throws PackageException {
        Operations.Progress progress = operations.begin("plan " + request);
        try (Workspace workspace = packageSources.workspace()) {
            ChangeRequest planned;
            @Nullable PackageArtifact requested = null;
            if (request.kind() == PackageRequest.Kind.START
                    || request.kind() == PackageRequest.Kind.STOP
                    || request.kind() == PackageRequest.Kind.DELETE) {
                String id = idOf(request.subject());
                planned = switch (request.kind()) {
                    case START -> new ChangeRequest.Start(id);
                    case STOP -> new ChangeRequest.Stop(id);
                    default -> PackageOperations.deletion(id, deletionMode(request));
                };
            } else {
                VersionSelector.Target target = target(request, workspace, progress);
                planned = new ChangeRequest.Add(
                        Inventory.facts(target.opened(), target.source()), downgradePolicy(request));
                requested = target.opened() instanceof PackageArtifact candidate ? candidate : null;
            }
            Plan.Steps steps = planning.dryRun(planned);
            progress.done();
            return new PackagePlan(
                    fetched(steps, planned),
                    steps.steps().stream().map(Step::toString).toList(),
                    steps.restarted().stream().map(PackageFacts::name).toList(),
                    steps.removed().stream()
                            .map(PackageFacts::name)
                            .filter(name -> !name.equals(request.subject()))
                            .filter(name -> steps.added().stream()
                                    .noneMatch(p -> p.name().equals(name)))
                            .toList(),
                    previews.of(coming(steps, requested)));
        } catch (PackageException e) {
            // Whoever wrote the sentence, the address in it may hold a password.
            PackageException told = new PackageException(e.kind(), Masked.url(e.getMessage()), e);
            progress.failed(told.getMessage());
            throw told;
        }
    }

    /** The packages that would start and are at hand: those that must be fetched or compiled first cannot be looked into. */
    private List<PackageArtifact> coming(Plan.Steps steps, @Nullable PackageArtifact requested)
            throws PackageException {
        List<PackageArtifact> coming = new ArrayList<>();
        locks.underLock(() -> {
            for (Step step : steps.steps()) {
                if (step.action() == Step.Action.START && !step.subject().secondary()) {
                    PackageArtifact known =
                            inventory.contents.get(step.subject().id());
                    if (requested != null
                            && requested.sha256().equals(step.subject().sha256())) {
                        coming.add(requested);
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
    private static List<String> fetched(Plan.Steps plan, ChangeRequest request) {
        return plan.fetch().stream()
                .filter(p -> !(request instanceof ChangeRequest.Add add)
                        || !p.name().equals(add.candidate().name()))
                .map(p -> "%s from %s".formatted(p, p.place()))
                .toList();
    }

    private String idOf(String name) throws PackageException {
        AtomicReference<String> id = new AtomicReference<>(name);
        locks.underLock(() -> id.set(packageOperations.idOf(name)));
        return String.valueOf(id.get());
    }

    private PackageRecord recordOf(String name) throws PackageException {
        AtomicReference<@Nullable PackageRecord> record = new AtomicReference<>();
        locks.underLock(() -> record.set(packageOperations.known(packageOperations.idOf(name))));
        return java.util.Objects.requireNonNull(record.get());
    }
}

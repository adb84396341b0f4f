package org.carrack.runtime.manager.internal.request;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.carrack.config.Masked;
import org.carrack.failure.RequestException.Kind;
import org.carrack.manage.Healing;
import org.carrack.manage.Operation;
import org.carrack.manage.PackageException;
import org.carrack.manage.PackagePlan;
import org.carrack.manage.PackageRequest;
import org.carrack.manage.PackageRequest.Option;
import org.carrack.runtime.manager.internal.deploy.PendingDeployments;
import org.carrack.runtime.manager.internal.execute.AddRequest;
import org.carrack.runtime.manager.internal.execute.Healer;
import org.carrack.runtime.manager.internal.execute.PackageOperations;
import org.carrack.runtime.manager.internal.execute.PlanExecutor.VersionHook;
import org.carrack.runtime.manager.internal.execute.PlanPreparation;
import org.carrack.runtime.manager.internal.resolve.ChangeRequest;
import org.carrack.runtime.manager.internal.resolve.PackageFacts;
import org.carrack.runtime.manager.internal.resolve.Plan;
import org.carrack.runtime.manager.internal.resolve.Step;
import org.carrack.runtime.manager.internal.source.FetchedPackage;
import org.carrack.runtime.manager.internal.source.Origin;
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.carrack.runtime.manager.internal.source.PackageSource;
import org.carrack.runtime.manager.internal.source.PackageSources;
import org.carrack.runtime.manager.internal.source.SourceException;
import org.carrack.runtime.manager.internal.source.Workspace;
import org.carrack.runtime.manager.internal.state.ManagerLock;
import org.carrack.runtime.manager.internal.state.OperationLog;
import org.carrack.runtime.manager.internal.state.PackageRecord;
import org.carrack.runtime.manager.internal.state.PackageRegistry;
import org.carrack.spi.json.JsonValues;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests as callers make them: finds the package that each is about, reads, fetches and compiles without the manager's
 * lock, and has it carried out under it.
 */
public final class RequestHandler {

    /** Begins the source of a package that a repository has: repository:<name>, or repository:<name>/<version>. */
    private static final String OF_REPOSITORY = "repository:";

    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

    private final ManagerLock lock;
    private final PackageRegistry registry;
    private final PackageOperations packageOperations;
    private final PlanPreparation planning;
    private final VersionSelector versionSelector;
    private final PackageSources packageSources;
    private final PendingDeployments deployedFiles;
    private final OperationLog operations;
    private final ChangePreviews previews;
    private final Healer healer;

    public RequestHandler(
            ManagerLock lock,
            PackageRegistry registry,
            PackageOperations packageOperations,
            PlanPreparation planning,
            VersionSelector versionSelector,
            PackageSources packageSources,
            PendingDeployments deployedFiles,
            OperationLog operations,
            ChangePreviews previews,
            Healer healer) {
        this.healer = healer;
        this.lock = lock;
        this.registry = registry;
        this.packageOperations = packageOperations;
        this.planning = planning;
        this.versionSelector = versionSelector;
        this.packageSources = packageSources;
        this.deployedFiles = deployedFiles;
        this.operations = operations;
        this.previews = previews;
    }

    /** Executes a request. */
    public Operation execute(PackageRequest request, OperationLog.Progress progress) throws PackageException {
        try (Workspace workspace = packageSources.workspace()) {
            switch (request.kind()) {
                case ADD, UPDATE, UPGRADE, ROLLBACK -> {
                    FetchedPackage target = target(request, workspace, progress);
                    Optional<String> extras = request.extras().map(JsonValues::write);
                    add(target, true, extras, downgradePolicy(request), versionHook(request), workspace, progress);
                }
                case START ->
                    lock.runInTurn(() -> {
                        String id = packageOperations.idOf(request.subject());
                        packageOperations.allow(id);
                        packageOperations.start(id, progress);
                        registry.changed();
                    });
                case STOP ->
                    lock.runInTurn(() -> packageOperations.stop(packageOperations.idOf(request.subject()), progress));
                case DELETE -> lock.runInTurn(() -> delete(request, progress));
            }
            return progress.done();
        } catch (PackageException e) {
            // The sentence may be of any origin, and an address in it may hold a password.
            PackageException told = new PackageException(e.kind(), Masked.url(e.getMessage()), e);
            progress.failed(told.getMessage());
            throw told;
        } catch (RuntimeException | java.lang.Error e) {
            progress.failed(String.valueOf(e));
            throw e;
        }
    }

    private void delete(PackageRequest request, OperationLog.Progress progress) throws PackageException {
        String name = request.subject();
        boolean purge = request.options().contains(Option.PURGE);
        progress.about(List.of(name));
        boolean isListed = registry.recordOf(name).isPresent();
        if (!isListed && deployedFiles.deleteAll(name)) {
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

    /** The package that a request is to install. */
    private FetchedPackage target(PackageRequest request, Workspace workspace, OperationLog.Progress progress)
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

    private FetchedPackage addition(PackageRequest request, Workspace workspace, OperationLog.Progress progress)
            throws PackageException {
        String given = request.subject().strip();
        progress.doing("read " + given);
        if (given.isEmpty()) {
            throw new PackageException(
                    Kind.REFUSED,
                    "no source was given: give a path, an http(s) address, a git URL, mvn:<group>/<artifact>/<version> or repository:<name>");
        }
        if (given.startsWith(OF_REPOSITORY)) {
            return versionSelector.offered(given.substring(OF_REPOSITORY.length()), workspace);
        }
        Path path = packageSources.fetch(given, workspace);
        PackageSource opened = packageSources.open(path, workspace);
        boolean isPath = PackageSources.isPath(given);
        String source = request.options().contains(Option.UPLOADED)
                ? Origin.uploaded(String.valueOf(path.getFileName()))
                : isPath ? deployedFiles.originOf(path.toAbsolutePath().normalize()) : given;
        boolean isLinked = isPath
                && Files.isDirectory(path)
                && Origin.deployedFile(source).isEmpty()
                && !request.options().contains(Option.COPY);
        lock.runInTurn(() -> deployedFiles.refuseOtherOrigin(registry.record(opened.name()), source));
        return new FetchedPackage(opened, source, isLinked);
    }

    /**
     * Has a package in place of the one of its name.
     *
     * @param isAsked whether a caller requested it, and not a linked folder
     */
    public void add(
            FetchedPackage target,
            boolean isAsked,
            Optional<String> extras,
            ChangeRequest.DowngradePolicy downgradePolicy,
            VersionHook hook,
            Workspace workspace,
            OperationLog.Progress progress)
            throws PackageException {
        Map<String, FetchedPackage> fetched = new HashMap<>();
        ChangeRequest.Add request = new ChangeRequest.Add(target.facts(), downgradePolicy);
        progress.about(List.of(target.content().name()));
        PackageArtifact content = planning.prepare(request, target.content(), fetched, workspace, progress)
                .orElseThrow();
        AddRequest addition = new AddRequest(target.compiled(content), extras, downgradePolicy, hook);
        lock.runInTurn(() -> {
            if (isAsked) {
                packageOperations.allow(content);
            } else if (registry.recordOf(content.name())
                    .filter(PackageRecord::shouldRun)
                    .isEmpty()) {
                // Deleted or stopped while its folder was read.
                return;
            }
            packageOperations.add(addition, fetched, progress);
        });
    }

    /** Finds and restores what is damaged of stored bundles, and starts the packages that failed for want of theirs. */
    public List<Healing> heal() {
        List<Healing> found = new ArrayList<>();
        try {
            lock.run(() -> {
                found.addAll(healer.healAll());
                for (PackageRecord record : registry.records()) {
                    if (registry.artifact(record.id()) == null) {
                        reload(record);
                    }
                }
            });
        } catch (PackageException e) {
            throw new IllegalStateException("healing handles its own failures", e);
        }
        return found;
    }

    private void reload(PackageRecord record) {
        OperationLog.Progress progress = operations.begin("start " + record.id());
        try {
            registry.loaded(record.id(), packageSources.stored(record.sha256()));
            registry.note(record.reason(null));
            if (record.shouldRun()) {
                packageOperations.start(record.id(), progress);
                registry.changed();
            }
            progress.done();
        } catch (SourceException | IOException | PackageException e) {
            progress.failed(String.valueOf(e.getMessage()));
            LOG.warn("{} cannot be started: {}", record.name(), e.getMessage());
        }
    }

    /** How a request would be executed. */
    public PackagePlan plan(PackageRequest request) throws PackageException {
        OperationLog.Progress progress = operations.begin("plan " + request);
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
                FetchedPackage target = target(request, workspace, progress);
                planned = new ChangeRequest.Add(target.facts(), downgradePolicy(request));
                requested = target.artifact().orElse(null);
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
                    previews.of(plannedArtifacts(steps, requested)));
        } catch (PackageException e) {
            // The sentence may be of any origin, and an address in it may hold a password.
            PackageException told = new PackageException(e.kind(), Masked.url(e.getMessage()), e);
            progress.failed(told.getMessage());
            throw told;
        }
    }

    /** The packages that would start and are at hand: those that must be fetched or compiled first cannot be looked into. */
    private List<PackageArtifact> plannedArtifacts(Plan.Steps steps, @Nullable PackageArtifact requested)
            throws PackageException {
        List<PackageArtifact> planned = new ArrayList<>();
        lock.runInTurn(() -> {
            for (Step step : steps.steps()) {
                if (step.action() == Step.Action.START && !step.subject().secondary()) {
                    PackageArtifact known = registry.artifact(step.subject().id());
                    if (requested != null
                            && requested.sha256().equals(step.subject().sha256())) {
                        planned.add(requested);
                    } else if (known != null
                            && known.sha256().equals(step.subject().sha256())) {
                        planned.add(known);
                    }
                }
            }
        });
        return planned;
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
        lock.runInTurn(() -> id.set(packageOperations.idOf(name)));
        return String.valueOf(id.get());
    }

    private PackageRecord recordOf(String name) throws PackageException {
        AtomicReference<@Nullable PackageRecord> record = new AtomicReference<>();
        lock.runInTurn(() -> record.set(packageOperations.known(packageOperations.idOf(name))));
        return java.util.Objects.requireNonNull(record.get());
    }
}

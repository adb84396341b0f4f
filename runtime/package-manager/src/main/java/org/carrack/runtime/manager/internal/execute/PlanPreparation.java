package org.carrack.runtime.manager.internal.execute;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carrack.failure.RequestException.Kind;
import org.carrack.manage.PackageException;
import org.carrack.runtime.manager.internal.deploy.PendingDeployments;
import org.carrack.runtime.manager.internal.resolve.ChangeRequest;
import org.carrack.runtime.manager.internal.resolve.PackageFacts;
import org.carrack.runtime.manager.internal.resolve.Plan;
import org.carrack.runtime.manager.internal.resolve.Planner;
import org.carrack.runtime.manager.internal.source.FetchedPackage;
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.carrack.runtime.manager.internal.source.PackageSource;
import org.carrack.runtime.manager.internal.source.PackageSources;
import org.carrack.runtime.manager.internal.source.Workspace;
import org.carrack.runtime.manager.internal.state.ManagerLock;
import org.carrack.runtime.manager.internal.state.OperationLog;
import org.carrack.runtime.manager.internal.state.PackageRecord;
import org.carrack.runtime.manager.internal.state.PackageRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Plans requests, and fetches and compiles what a plan needs. May be used without the manager's lock, so that a slow
 * repository delays no other request: it reads the registry under the lock.
 */
public final class PlanPreparation {

    private final PackageRegistry registry;
    private final PackageSources packageSources;
    private final ManagerLock lock;
    private final PendingDeployments deployedFiles;

    public PlanPreparation(
            PackageRegistry registry,
            PackageSources packageSources,
            ManagerLock lock,
            PendingDeployments deployedFiles) {
        this.registry = registry;
        this.packageSources = packageSources;
        this.lock = lock;
        this.deployedFiles = deployedFiles;
    }

    /**
     * Fetches what a request needs and is not here.
     *
     * @param opened the package to be added, which may still have to be compiled; nothing for other requests
     * @param fetched is given what was fetched, by digest
     * @return the package, compiled
     */
    public Optional<PackageArtifact> prepare(
            ChangeRequest request,
            @Nullable PackageSource opened,
            Map<String, FetchedPackage> fetched,
            Workspace workspace,
            OperationLog.Progress progress)
            throws PackageException {
        while (true) {
            Plan.Steps plan = planLocked(request, fetched);
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
            FetchedPackage one = packageSources.fetch(next.get(), workspace);
            PackageArtifact content = build(one.content(), plan, progress);
            fetched.put(content.sha256(), one.compiled(content));
        }
    }

    /** Refuses a package that would take the place of another's or of the server's own. */
    public void refuseReplacement(PackageArtifact content, String source) throws PackageException {
        PackageRecord old = lock.look(() -> registry.record(content.name()));
        PackageArtifact before = old == null ? null : lock.look(() -> registry.artifact(old.id()));
        ReplacementPolicy.refuse(content, source, old, before);
    }

    private PackageArtifact build(PackageSource opened, Plan.Steps plan, OperationLog.Progress progress)
            throws PackageException {
        if (opened instanceof PackageArtifact ready) {
            return ready;
        }
        progress.doing("compile %s".formatted(opened));
        Set<String> gone = Stream.concat(plan.removed().stream(), plan.demoted().stream())
                .map(PackageFacts::id)
                .collect(Collectors.toSet());
        List<PackageFacts> available = new ArrayList<>(plan.added());
        lock.look(registry::facts).stream()
                .filter(p -> !gone.contains(p.id()))
                .filter(p -> plan.added().stream().noneMatch(a -> a.id().equals(p.id())))
                .forEach(available::add);
        return packageSources.build(opened, available);
    }

    private Plan.Steps planLocked(ChangeRequest request, Map<String, FetchedPackage> fetched) throws PackageException {
        return steps(lock.look(() -> plan(request, fetched)));
    }

    /** The plan for a request. What is offered elsewhere is looked at where what is here does not do. */
    public Plan plan(ChangeRequest request, Map<String, FetchedPackage> fetched) {
        List<PackageFacts> here = new ArrayList<>();
        fetched.values().forEach(one -> here.add(one.facts()));
        here.addAll(deployedFiles.offers());
        List<PackageFacts> installed = registry.facts();
        Plan plan = new Planner(installed, here, List.of()).plan(request);
        List<String> places = packageSources.repositories().places();
        if (!(plan instanceof Plan.Refusal refusal) || refusal.unknown() || places.isEmpty()) {
            return plan;
        }
        List<PackageFacts> offered = new ArrayList<>(here);
        packageSources.repositories().offers().stream()
                .filter(offer -> fetched.values().stream()
                        .noneMatch(one -> one.content().name().equals(offer.name())
                                && one.content().version().equals(offer.version())))
                .forEach(offered::add);
        return new Planner(installed, offered, places).plan(request);
    }

    public static Plan.Steps steps(Plan plan) throws PackageException {
        if (plan instanceof Plan.Refusal refusal) {
            throw new PackageException(refusal.unknown() ? Kind.NOT_FOUND : Kind.REFUSED, refusal.reason());
        }
        return (Plan.Steps) plan;
    }

    /** The plan for a request, with nothing fetched: a dry run. */
    public Plan.Steps dryRun(ChangeRequest request) throws PackageException {
        return planLocked(request, Map.of());
    }

    /**
     * The plan for a request for which all is fetched; what is missing after all is fetched now.
     *
     * @param fetched is given what was fetched, and the files of the deploy folder whose packages the plan adds
     */
    Plan.Steps ready(ChangeRequest request, Map<String, FetchedPackage> fetched, OperationLog.Progress progress)
            throws PackageException {
        Plan.Steps plan = steps(plan(request, fetched));
        if (!plan.fetch().isEmpty()) {
            try (Workspace workspace = packageSources.workspace()) {
                prepare(request, null, fetched, workspace, progress);
            }
            plan = steps(plan(request, fetched));
        }
        for (PackageFacts p : plan.added()) {
            if (!fetched.containsKey(p.sha256())) {
                deployedFiles.stored(p.sha256()).ifPresent(one -> fetched.put(p.sha256(), one));
            }
        }
        return plan;
    }
}

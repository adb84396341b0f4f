package org.carrack.runtime.manager.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carrack.manage.PackageException;
import org.carrack.manage.PackageException.Kind;
import org.carrack.runtime.manager.internal.journal.PackageRecord;
import org.carrack.runtime.manager.internal.plan.ChangeRequest;
import org.carrack.runtime.manager.internal.plan.PackageFacts;
import org.carrack.runtime.manager.internal.plan.Plan;
import org.carrack.runtime.manager.internal.plan.Planner;
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.carrack.runtime.manager.internal.source.PackageSource;
import org.carrack.runtime.manager.internal.source.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Has requests planned, and fetches and compiles what a plan needs. May be used without the manager's lock, so that nobody
 * waits for a slow repository: it looks at the inventory under the lock.
 */
final class Planning {

    private final Inventory inventory;
    private final PackageSources packageSources;
    private final Locked locked;
    private @Nullable Deployments deployments;

    /** Looks at what only changes under the manager's lock. */
    interface Locked {
        <T> T look(Supplier<T> look);
    }

    /** A package that was fetched for a request, and what it was fetched from. */
    record Ready(PackageArtifact content, String source) {}

    Planning(Inventory inventory, PackageSources packageSources, Locked locked) {
        this.inventory = inventory;
        this.packageSources = packageSources;
        this.locked = locked;
    }

    /** The deploy folder, whose waiting files are on offer. */
    void follow(Deployments deployFolder) {
        deployments = deployFolder;
    }

    /**
     * Fetches what a request needs and is not here.
     *
     * @param opened the package to be added, which may still have to be compiled; nothing for other requests
     * @param ready is given what was fetched
     * @return the package, compiled
     */
    Optional<PackageArtifact> prepare(
            ChangeRequest request,
            @Nullable PackageSource opened,
            Map<String, Ready> ready,
            Workspace workspace,
            Operations.Progress progress)
            throws PackageException {
        while (true) {
            Plan.Steps plan = planLocked(request, ready);
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
            PackageSources.Fetched fetched = packageSources.fetch(next.get(), workspace);
            PackageArtifact content = build(fetched.opened(), plan, progress);
            ready.put(content.sha256(), new Ready(content, fetched.source()));
        }
    }

    /** Refuses a package that would take the place of another's or of the server's own. */
    void refuseStranger(PackageArtifact content, String source) throws PackageException {
        PackageRecord old = locked.look(() -> inventory.records.get(content.name()));
        PackageArtifact before = old == null ? null : locked.look(() -> inventory.contents.get(old.id()));
        ReplacementPolicy.refuse(content, source, old, before);
    }

    private PackageArtifact build(PackageSource opened, Plan.Steps plan, Operations.Progress progress)
            throws PackageException {
        if (opened instanceof PackageArtifact ready) {
            return ready;
        }
        progress.doing("compile %s".formatted(opened));
        Set<String> gone = Stream.concat(plan.removed().stream(), plan.demoted().stream())
                .map(PackageFacts::id)
                .collect(Collectors.toSet());
        List<PackageFacts> available = new ArrayList<>(plan.added());
        locked.look(inventory::facts).stream()
                .filter(p -> !gone.contains(p.id()))
                .filter(p -> plan.added().stream().noneMatch(a -> a.id().equals(p.id())))
                .forEach(available::add);
        return packageSources.build(opened, available);
    }

    private Plan.Steps planLocked(ChangeRequest request, Map<String, Ready> ready) throws PackageException {
        return steps(locked.look(() -> plan(request, ready)));
    }

    /** The plan for a request. What is offered elsewhere is looked at where what is here does not do. */
    Plan plan(ChangeRequest request, Map<String, Ready> ready) {
        List<PackageFacts> here = new ArrayList<>();
        ready.values().forEach(r -> here.add(Inventory.facts(r.content(), r.source())));
        if (deployments != null) {
            deployments.refusedContents().forEach(c -> here.add(Inventory.facts(c, "the deploy folder")));
        }
        List<PackageFacts> installed = inventory.facts();
        Plan plan = new Planner(installed, here, List.of()).plan(request);
        List<String> places = packageSources.repositories().places();
        if (!(plan instanceof Plan.Refusal refusal) || refusal.unknown() || places.isEmpty()) {
            return plan;
        }
        List<PackageFacts> offered = new ArrayList<>(here);
        packageSources.repositories().offers().stream()
                .filter(offer -> ready.values().stream()
                        .noneMatch(r -> r.content().name().equals(offer.name())
                                && r.content().version().equals(offer.version())))
                .forEach(offer -> offered.add(offer.facts()));
        return new Planner(installed, offered, places).plan(request);
    }

    static Plan.Steps steps(Plan plan) throws PackageException {
        if (plan instanceof Plan.Refusal refusal) {
            throw new PackageException(refusal.unknown() ? Kind.NOT_FOUND : Kind.REFUSED, refusal.reason());
        }
        return (Plan.Steps) plan;
    }

    /** The plan for a request, with nothing fetched: a dry run. */
    Plan.Steps dryRun(ChangeRequest request) throws PackageException {
        return planLocked(request, Map.of());
    }

    /**
     * The plan for a request for which all is fetched; what is missing after all is fetched now.
     *
     * @param ready is given what was fetched, and the files of the deploy folder that the plan takes
     */
    Plan.Steps ready(ChangeRequest request, Map<String, Ready> ready, Operations.Progress progress)
            throws PackageException {
        Plan.Steps plan = steps(plan(request, ready));
        if (!plan.fetch().isEmpty()) {
            try (Workspace workspace = packageSources.workspace()) {
                prepare(request, null, ready, workspace, progress);
            }
            plan = steps(plan(request, ready));
        }
        for (PackageFacts p : plan.added()) {
            if (!ready.containsKey(p.sha256())) {
                waitingFile(p).ifPresent(r -> ready.put(p.sha256(), r));
            }
        }
        return plan;
    }

    /** A file of the deploy folder that waited for somebody to need it. */
    private Optional<Ready> waitingFile(PackageFacts p) {
        return deployments == null ? Optional.empty() : deployments.take(p.sha256());
    }

    /** The candidates that could be taken instead of the package of that name. */
    Collection<PackageArtifact> waitingFiles(String name) {
        return deployments == null
                ? List.of()
                : deployments.refusedContents().stream()
                        .filter(c -> c.name().equals(name))
                        .toList();
    }
}

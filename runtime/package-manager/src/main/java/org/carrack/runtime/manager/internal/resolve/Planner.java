package org.carrack.runtime.manager.internal.resolve;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carrack.model.Dependency;
import org.carrack.model.Nearest;
import org.carrack.runtime.manager.internal.resolve.Plan.Refusal;
import org.carrack.runtime.manager.internal.resolve.Step.Action;

/**
 * Turns a request into steps, or into the reason why not. Pure: it looks at nothing but its arguments and changes nothing.
 */
public final class Planner {

    private final NavigableMap<String, PackageFacts> installed = new TreeMap<>();
    private final Collection<PackageFacts> offered;
    private final List<String> places;

    /**
     * @param installed the packages that are there
     * @param offered packages that could be added and are not there: of the repositories, and files in the deploy folder
     *     that wait for something
     * @param places the repositories that were looked at, for messages
     */
    public Planner(Collection<PackageFacts> installed, Collection<PackageFacts> offered, List<String> places) {
        installed.forEach(p -> this.installed.put(p.id(), p));
        this.offered = List.copyOf(offered);
        this.places = List.copyOf(places);
    }

    /** The plan for a request. */
    public Plan plan(ChangeRequest request) {
        if (request instanceof ChangeRequest.Add add) {
            return add(add.candidate(), add.downgradePolicy());
        }
        if (request instanceof ChangeRequest.Start start) {
            PackageFacts known = installed.get(start.id());
            return known == null ? unknown(start.id()) : start(known);
        }
        if (request instanceof ChangeRequest.Stop stop) {
            PackageFacts known = installed.get(stop.id());
            return known == null ? unknown(stop.id()) : stop(known);
        }
        ChangeRequest.Delete delete = (ChangeRequest.Delete) request;
        PackageFacts known = installed.get(delete.id());
        return known == null ? unknown(delete.id()) : delete(known, delete.dependents());
    }

    private Resolution draft() {
        return new Resolution(installed, offered, places);
    }

    private Plan add(PackageFacts candidate, ChangeRequest.DowngradePolicy downgradePolicy) {
        Optional<String> problem = tooOld(candidate, downgradePolicy);
        if (problem.isPresent()) {
            return refuse(problem.get());
        }
        Resolution draft = draft();
        PackageFacts placed;
        try {
            placed = draft.place(candidate, downgradePolicy);
        } catch (Resolution.Refused e) {
            return refuse(String.valueOf(e.getMessage()));
        }
        draft.tidy();
        // Also among installed packages: a dependency may be met by another version than before.
        Optional<String> cycle = Stream.concat(Stream.of(placed), draft.after().values().stream())
                .flatMap(p -> cycle(p, draft.after()).stream())
                .findFirst();
        if (cycle.isPresent()) {
            return refuse(cycle.get());
        }
        List<String> left = draft.lostDependencies();
        if (!left.isEmpty()) {
            PackageFacts old = installed.getOrDefault(candidate.name(), candidate);
            return refuse("%s cannot replace %s: %s; update what needs it first, or keep %s"
                    .formatted(candidate, old.version(), String.join(", ", left), old.version()));
        }
        return steps(draft, List.of());
    }

    private Optional<String> tooOld(PackageFacts candidate, ChangeRequest.DowngradePolicy downgradePolicy) {
        PackageFacts there = installed.get(candidate.name());
        if (there == null
                || candidate.version().compareTo(there.version()) >= 0
                || downgradePolicy == ChangeRequest.DowngradePolicy.ALLOW
                || (downgradePolicy == ChangeRequest.DowngradePolicy.AS_SECONDARY && !candidate.hasMajorOf(there))) {
            return Optional.empty();
        }
        return Optional.of(
                "%s is older than the installed %s; to go back, ask for it by name: carrack package upgrade %s %s"
                        .formatted(candidate, there.version(), candidate.name(), candidate.version()));
    }

    private Plan start(PackageFacts known) {
        if (known.running()) {
            return unchanged(List.of());
        }
        Resolution draft = draft();
        try {
            draft.provide(known);
        } catch (Resolution.Refused e) {
            return refuse(String.valueOf(e.getMessage()));
        }
        // What it needs and is not there comes first; usually nothing.
        Plan.Steps before = draft.isUnchanged() ? unchanged(List.of()) : steps(draft, List.of());
        List<Step> steps = new ArrayList<>();
        if (!known.secondary()) {
            steps.add(new Step(Action.HOLD, known));
        }
        List<Step> opening = before.steps().stream()
                .filter(step -> step.action() == Action.OPEN || step.action() == Action.CLOSE)
                .toList();
        before.steps().stream().filter(step -> !opening.contains(step)).forEach(steps::add);
        steps.add(new Step(Action.START, known));
        steps.addAll(opening);
        if (!known.secondary()) {
            steps.add(new Step(Action.OPEN, known));
        }
        return new Plan.Steps(
                steps,
                before.fetch(),
                before.added(),
                before.demoted(),
                before.promoted(),
                before.removed(),
                before.restarted(),
                before.orphaned());
    }

    private Plan stop(PackageFacts known) {
        List<PackageFacts> dependents = reversed(dependents(Set.of(known.id())));
        if (!dependents.isEmpty()) {
            return refuse("%s cannot be stopped: %s; stop %s first"
                    .formatted(known.id(), needs(dependents, known.name()), names(dependents)));
        }
        return known.running()
                ? unchanged(List.of(
                        new Step(Action.HOLD, known), new Step(Action.STOP, known), new Step(Action.CLOSE, known)))
                : unchanged(List.of());
    }

    private Plan delete(PackageFacts known, ChangeRequest.Dependents mode) {
        Set<String> going = new LinkedHashSet<>(Set.of(known.id()));
        List<PackageFacts> needing = needing(known);
        if (!needing.isEmpty() && mode == ChangeRequest.Dependents.KEEP_IT) {
            return refuse("%s cannot be deleted: %s; delete %s first, or all of them with --force"
                    .formatted(known.id(), needs(needing, known.name()), names(needing)));
        }
        Resolution draft = draft();
        draft.remove(known);
        List<PackageFacts> orphaned = List.of();
        if (mode == ChangeRequest.Dependents.DELETE_THEM) {
            Deque<PackageFacts> open = new ArrayDeque<>(needing);
            while (!open.isEmpty()) {
                PackageFacts p = open.pop();
                if (going.add(p.id())) {
                    draft.remove(p);
                    open.addAll(needing(p));
                }
            }
        } else {
            orphaned = reversed(dependents(Set.of(known.id())));
        }
        draft.tidy();
        return steps(draft, orphaned);
    }

    /** The packages, running or not, that need that very one. */
    private List<PackageFacts> needing(PackageFacts known) {
        return installed.values().stream()
                .filter(p -> !p.id().equals(known.id()) && dependsOn(p, Set.of(known.id())))
                .toList();
    }

    /** Whether a package cannot live without one of those. */
    private boolean dependsOn(PackageFacts p, Set<String> ids) {
        return p.uses().stream().anyMatch(ids::contains)
                || p.needs().stream()
                        .anyMatch(need -> Resolution.provider(installed, need)
                                .filter(there -> ids.contains(there.id()))
                                .isPresent());
    }

    /** The packages that run and need one of those, directly or not, in the order in which they start. */
    private List<PackageFacts> dependents(Set<String> ids) {
        Set<String> found = new LinkedHashSet<>(ids);
        boolean isChanged = true;
        while (isChanged) {
            isChanged = false;
            for (PackageFacts p : installed.values()) {
                isChanged |= p.running() && dependsOn(p, found) && found.add(p.id());
            }
        }
        return inStartOrder(installed.values()).stream()
                .filter(p -> found.contains(p.id()) && !ids.contains(p.id()))
                .toList();
    }

    /** Steps that change no package's place. */
    private static Plan.Steps unchanged(List<Step> steps) {
        List<PackageFacts> none = List.of();
        return new Plan.Steps(steps, none, none, none, none, none, none, none);
    }

    /** The steps from what is to what the draft says. */
    private Plan.Steps steps(Resolution draft, List<PackageFacts> orphaned) {
        List<PackageFacts> added = inStartOrder(draft.after().values()).stream()
                .filter(draft::isNew)
                .toList();
        List<PackageFacts> demoted = new ArrayList<>();
        List<PackageFacts> promoted = new ArrayList<>();
        List<PackageFacts> removed = new ArrayList<>();
        for (PackageFacts p : reversed(inStartOrder(installed.values()))) {
            PackageFacts moved = draft.after().get(p.secondary(!p.secondary()).id());
            PackageFacts same = draft.after().get(p.id());
            boolean stays = same != null && Resolution.sameContent(same, p);
            if (!stays) {
                boolean isMoved = moved != null && Resolution.sameContent(moved, p);
                (isMoved ? p.secondary() ? promoted : demoted : removed).add(p);
            }
        }
        Set<String> gone = new LinkedHashSet<>();
        removed.forEach(p -> gone.add(p.id()));
        promoted.forEach(p -> gone.add(p.id()));
        Set<String> rewired = rewired(draft, gone);
        gone.addAll(rewired);
        List<PackageFacts> restarted = dependents(gone).stream()
                .filter(p -> !orphaned.contains(p) && !demoted.contains(p))
                .collect(Collectors.toCollection(ArrayList::new));
        installed.values().stream()
                .filter(p -> rewired.contains(p.id()) && p.running())
                .forEach(restarted::add);
        List<PackageFacts> inOrder = inStartOrder(installed.values()).stream()
                .filter(restarted::contains)
                .toList();
        List<Step> steps = new ArrayList<>();
        held(added, demoted, promoted, removed, reversed(inOrder), orphaned)
                .forEach(p -> steps.add(new Step(Action.HOLD, p)));
        reversed(inOrder).forEach(d -> steps.add(new Step(Action.STOP, d)));
        orphaned.forEach(d -> steps.add(new Step(Action.STOP, d)));
        for (PackageFacts p : removed) {
            if (p.running() && !orphaned.contains(p)) {
                steps.add(new Step(Action.STOP, p));
            }
            steps.add(new Step(Action.UNINSTALL, p));
        }
        demoted.forEach(p -> steps.add(new Step(Action.DEMOTE, p)));
        for (PackageFacts p : promoted) {
            if (p.running()) {
                steps.add(new Step(Action.STOP, p));
            }
            steps.add(new Step(Action.PROMOTE, p));
        }
        inOrder.stream()
                .filter(p -> rewired.contains(p.id()))
                .forEach(p -> steps.add(new Step(Action.REWIRE, draft.now(p))));
        added.forEach(p -> steps.add(new Step(Action.INSTALL, p)));
        List<PackageFacts> starting = new ArrayList<>(added);
        promoted.stream()
                .filter(PackageFacts::running)
                .map(p -> p.secondary(false))
                .forEach(starting::add);
        inOrder.stream().map(draft::now).filter(p -> !starting.contains(p)).forEach(starting::add);
        inStartOrder(draft.after().values()).stream()
                .flatMap(p -> starting.stream().filter(s -> s.id().equals(p.id())))
                .forEach(p -> steps.add(new Step(Action.START, p)));
        Set<String> open = new LinkedHashSet<>();
        for (PackageFacts p : starting) {
            if (!p.secondary() && open.add(p.name())) {
                steps.add(new Step(Action.OPEN, p));
            }
        }
        orphaned.forEach(p -> steps.add(new Step(Action.CLOSE, p)));
        removed.stream()
                .filter(p -> !p.secondary() && !open.contains(p.name()))
                .forEach(p -> steps.add(new Step(Action.CLOSE, p)));
        List<PackageFacts> fetch = added.stream().filter(p -> !p.isFetched()).toList();
        return new Plan.Steps(steps, fetch, added, demoted, promoted, removed, inOrder, orphaned);
    }

    /** Those that run on and get another version of what they need than they had. */
    private Set<String> rewired(Resolution draft, Set<String> gone) {
        return installed.values().stream()
                .filter(p -> p.running() && !gone.contains(p.id()))
                .filter(p -> Resolution.find(draft.after(), p).isPresent())
                .filter(p -> p.needs().stream().anyMatch(need -> {
                    Optional<PackageFacts> was = Resolution.provider(installed, need);
                    Optional<PackageFacts> is = Resolution.provider(draft.after(), need);
                    return was.isPresent()
                            && is.isPresent()
                            && !gone.contains(was.get().id())
                            && !Resolution.sameContent(was.get(), is.get());
                }))
                .map(PackageFacts::id)
                .collect(Collectors.toSet());
    }

    /** The packages whose gates are closed meanwhile; a gate belongs to a name. */
    @SafeVarargs
    private static List<PackageFacts> held(List<PackageFacts>... groups) {
        Map<String, PackageFacts> byName = new LinkedHashMap<>();
        for (List<PackageFacts> group : groups) {
            for (PackageFacts p : group) {
                // A secondary version has no routes.
                if (!p.secondary()) {
                    byName.putIfAbsent(p.name(), p);
                }
            }
        }
        return List.copyOf(byName.values());
    }

    /** What a package with those needs is built against: what meets them, and what that needs in turn. */
    public static List<PackageFacts> closure(Collection<PackageFacts> packages, List<Dependency> needs) {
        NavigableMap<String, PackageFacts> byId = new TreeMap<>();
        packages.forEach(p -> byId.put(p.id(), p));
        Map<String, PackageFacts> found = new LinkedHashMap<>();
        Deque<Dependency> open = new ArrayDeque<>(needs);
        while (!open.isEmpty()) {
            Resolution.provider(byId, open.pop())
                    .filter(p -> found.put(p.id(), p) == null)
                    .ifPresent(p -> open.addAll(p.needs()));
        }
        return List.copyOf(found.values());
    }

    /**
     * The order in which packages can be started: what others need comes first. What one package needs comes in the reverse of the
     * order in which it names that, as in Adapt: there a later dependency could build on an earlier one without naming it. Where
     * that leaves a choice, it is by name.
     */
    public static List<PackageFacts> inStartOrder(Collection<PackageFacts> packages) {
        NavigableMap<String, PackageFacts> byId = new TreeMap<>();
        packages.forEach(p -> byId.put(p.id(), p));
        Map<String, PackageFacts> ordered = new LinkedHashMap<>();
        Set<String> needed = new HashSet<>();
        byId.values()
                .forEach(p ->
                        p.needs().forEach(need -> provider(byId, need).ifPresent(other -> needed.add(other.id()))));
        // Those that no package needs come first: each decides on the order of its dependencies.
        byId.values().stream()
                .filter(p -> !needed.contains(p.id()))
                .forEach(p -> visit(p, byId, ordered, new LinkedHashSet<>()));
        byId.values().forEach(p -> visit(p, byId, ordered, new LinkedHashSet<>()));
        return List.copyOf(ordered.values());
    }

    /** The ids of packages that need another, or that another needs: their order counts. */
    public static Set<String> related(Collection<PackageFacts> packages) {
        NavigableMap<String, PackageFacts> byId = new TreeMap<>();
        packages.forEach(p -> byId.put(p.id(), p));
        Set<String> related = new HashSet<>();
        for (PackageFacts p : packages) {
            for (Dependency need : p.needs()) {
                related.add(p.id());
                provider(byId, need).ifPresent(other -> related.add(other.id()));
            }
        }
        return related;
    }

    private static Optional<PackageFacts> provider(NavigableMap<String, PackageFacts> byId, Dependency need) {
        return Resolution.provider(byId, need).or(() -> Optional.ofNullable(byId.get(need.name())));
    }

    private static void visit(
            PackageFacts p,
            NavigableMap<String, PackageFacts> byId,
            Map<String, PackageFacts> ordered,
            Set<String> path) {
        if (ordered.containsKey(p.id()) || !path.add(p.id())) {
            return;
        }
        List<Dependency> needs = new ArrayList<>(p.needs());
        Collections.reverse(needs);
        needs.forEach(need -> provider(byId, need).ifPresent(other -> visit(other, byId, ordered, path)));
        path.remove(p.id());
        ordered.put(p.id(), p);
    }

    /** The circle that a package would close among what will be there, as a sentence. */
    private static Optional<String> cycle(PackageFacts candidate, NavigableMap<String, PackageFacts> all) {
        Deque<String> path = new ArrayDeque<>();
        return findPath(candidate, candidate, all, path, new LinkedHashSet<>())
                ? Optional.of(
                        "%s cannot be added: packages need each other in a circle: %s; remove one of these dependencies"
                                .formatted(candidate, String.join(" -> ", path)))
                : Optional.empty();
    }

    private static boolean findPath(
            PackageFacts from,
            PackageFacts to,
            NavigableMap<String, PackageFacts> all,
            Deque<String> path,
            Set<String> seen) {
        path.addLast(from.name());
        for (Dependency need : from.needs()) {
            PackageFacts next = Resolution.provider(all, need).orElse(null);
            if (next == null) {
                continue;
            }
            if (next.id().equals(to.id())) {
                path.addLast(to.name());
                return true;
            }
            if (seen.add(next.id()) && findPath(next, to, all, path, seen)) {
                return true;
            }
        }
        path.removeLast();
        return false;
    }

    private Plan unknown(String name) {
        Optional<String> near = Nearest.to(name, installed.keySet());
        return new Refusal(
                true,
                near.map(n -> "there is no package %s; did you mean %s?".formatted(name, n))
                        .orElse("there is no package %s".formatted(name)));
    }

    private static Plan refuse(String reason) {
        return new Refusal(false, reason);
    }

    private static String needs(List<PackageFacts> packages, String name) {
        return names(packages) + (packages.size() == 1 ? " needs " : " need ") + name;
    }

    private static String names(List<PackageFacts> packages) {
        return packages.stream().map(PackageFacts::id).sorted().collect(Collectors.joining(", "));
    }

    private static List<PackageFacts> reversed(List<PackageFacts> list) {
        List<PackageFacts> copy = new ArrayList<>(list);
        Collections.reverse(copy);
        return copy;
    }
}

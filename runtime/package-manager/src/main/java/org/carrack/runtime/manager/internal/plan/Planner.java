package org.carrack.runtime.manager.internal.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.carrack.model.Dependency;
import org.carrack.model.Nearest;
import org.carrack.runtime.manager.internal.plan.Plan.Refusal;
import org.carrack.runtime.manager.internal.plan.Step.Action;
import org.jspecify.annotations.Nullable;

/**
 * Turns a wish into steps, or into the reason why not. Pure: it looks at nothing but its arguments and changes nothing.
 */
public final class Planner {

    private final Map<String, PackageFacts> installed = new TreeMap<>();
    private final Map<String, PackageFacts> offered = new TreeMap<>();

    /**
     * @param installed the packages that are there
     * @param offered packages that could be added and are not there: files in the deploy folder that wait for something
     */
    public Planner(Collection<PackageFacts> installed, Collection<PackageFacts> offered) {
        installed.forEach(p -> this.installed.put(p.name(), p));
        offered.forEach(p -> this.offered.put(p.name(), p));
    }

    /** The plan for a wish. */
    public Plan plan(Wish wish) {
        if (wish instanceof Wish.Add add) {
            return add(add.candidate());
        }
        PackageFacts known = installed.get(wish.name());
        if (known == null) {
            return unknown(wish.name());
        }
        if (wish instanceof Wish.Start) {
            return start(known);
        }
        if (wish instanceof Wish.Stop) {
            return stop(known);
        }
        return delete(known, ((Wish.Delete) wish).stopDependents());
    }

    private Plan add(PackageFacts candidate) {
        Optional<String> problem = cycle(candidate).or(() -> unmet(candidate));
        if (problem.isPresent()) {
            return refuse(problem.get());
        }
        PackageFacts old = installed.get(candidate.name());
        if (old == null) {
            return steps(
                    new Step(Action.HOLD, candidate),
                    new Step(Action.INSTALL, candidate),
                    new Step(Action.START, candidate),
                    new Step(Action.OPEN, candidate));
        }
        List<String> left = installed.values().stream()
                .flatMap(p -> p.needs().stream()
                        .filter(d -> d.name().equals(candidate.name())
                                && d.accepts(old.version())
                                && !d.accepts(candidate.version()))
                        .map(d -> "%s needs %s".formatted(p.name(), d)))
                .toList();
        if (!left.isEmpty()) {
            return refuse("%s cannot replace %s: %s; update what needs it first, or keep %s"
                    .formatted(candidate, old.version(), String.join(", ", left), old.version()));
        }
        return replace(old, candidate);
    }

    private Plan replace(PackageFacts old, PackageFacts candidate) {
        List<PackageFacts> dependents = runningDependents(old.name());
        List<Step> steps = new ArrayList<>();
        steps.add(new Step(Action.HOLD, candidate));
        dependents.forEach(d -> steps.add(new Step(Action.HOLD, d)));
        dependents.forEach(d -> steps.add(new Step(Action.STOP, d)));
        if (old.running()) {
            steps.add(new Step(Action.STOP, old));
        }
        steps.add(new Step(Action.UNINSTALL, old));
        steps.add(new Step(Action.INSTALL, candidate));
        steps.add(new Step(Action.START, candidate));
        List<PackageFacts> inOrder = reversed(dependents);
        inOrder.forEach(d -> steps.add(new Step(Action.START, d)));
        steps.add(new Step(Action.OPEN, candidate));
        inOrder.forEach(d -> steps.add(new Step(Action.OPEN, d)));
        return new Plan.Steps(steps, inOrder, List.of());
    }

    private Plan start(PackageFacts known) {
        if (known.running()) {
            return steps();
        }
        Optional<String> problem = unmet(known);
        return problem.isPresent()
                ? refuse(problem.get())
                : steps(new Step(Action.HOLD, known), new Step(Action.START, known), new Step(Action.OPEN, known));
    }

    private Plan stop(PackageFacts known) {
        List<PackageFacts> dependents = runningDependents(known.name());
        if (!dependents.isEmpty()) {
            return refuse("%s cannot be stopped: %s; stop %s first"
                    .formatted(known.name(), needs(dependents, known.name()), names(dependents)));
        }
        return known.running()
                ? steps(new Step(Action.HOLD, known), new Step(Action.STOP, known), new Step(Action.CLOSE, known))
                : steps();
    }

    private Plan delete(PackageFacts known, boolean stopDependents) {
        List<PackageFacts> needing = installed.values().stream()
                .filter(p -> p.dependsOn(known.name()) && !p.name().equals(known.name()))
                .toList();
        if (!needing.isEmpty() && !stopDependents) {
            return refuse("%s cannot be deleted: %s; delete %s first"
                    .formatted(known.name(), needs(needing, known.name()), names(needing)));
        }
        List<PackageFacts> dependents = runningDependents(known.name());
        List<Step> steps = new ArrayList<>();
        steps.add(new Step(Action.HOLD, known));
        dependents.forEach(d -> steps.add(new Step(Action.HOLD, d)));
        dependents.forEach(d -> steps.add(new Step(Action.STOP, d)));
        if (known.running()) {
            steps.add(new Step(Action.STOP, known));
        }
        steps.add(new Step(Action.UNINSTALL, known));
        steps.add(new Step(Action.CLOSE, known));
        dependents.forEach(d -> steps.add(new Step(Action.CLOSE, d)));
        return new Plan.Steps(steps, List.of(), dependents);
    }

    /** The order in which packages can be started: what others need comes first; by name where that leaves a choice. */
    public static List<PackageFacts> inStartOrder(Collection<PackageFacts> packages) {
        Map<String, PackageFacts> byName = new TreeMap<>();
        packages.forEach(p -> byName.put(p.name(), p));
        Map<String, PackageFacts> ordered = new LinkedHashMap<>();
        byName.values().forEach(p -> visit(p, byName, ordered, new LinkedHashSet<>()));
        return List.copyOf(ordered.values());
    }

    private static void visit(
            PackageFacts p, Map<String, PackageFacts> byName, Map<String, PackageFacts> ordered, Set<String> path) {
        if (ordered.containsKey(p.name()) || !path.add(p.name())) {
            return;
        }
        for (Dependency need : p.needs()) {
            PackageFacts other = byName.get(need.name());
            if (other != null) {
                visit(other, byName, ordered, path);
            }
        }
        path.remove(p.name());
        ordered.put(p.name(), p);
    }

    /** Packages that run and need that one, directly or not; what needs others comes first. */
    private List<PackageFacts> runningDependents(String name) {
        Set<String> found = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(name));
        while (!open.isEmpty()) {
            String needed = open.pop();
            for (PackageFacts p : installed.values()) {
                if (p.running() && p.dependsOn(needed) && !p.name().equals(name) && found.add(p.name())) {
                    open.push(p.name());
                }
            }
        }
        return reversed(inStartOrder(installed.values()).stream()
                .filter(p -> found.contains(p.name()))
                .toList());
    }

    /** Why the dependencies of a package are not met, where they are not. */
    private Optional<String> unmet(PackageFacts p) {
        for (Dependency need : p.needs()) {
            PackageFacts there = installed.get(need.name());
            if (there == null) {
                return Optional.of(missing(p, need));
            }
            if (!need.accepts(there.version())) {
                return Optional.of(
                        "%s needs %s, and %s is installed; add a version of %s that fits, or change depends_on"
                                .formatted(p, need, there, need.name()));
            }
            if (!there.running()) {
                return Optional.of("%s needs %s, which is not running; start %s first".formatted(p, need, need.name()));
            }
        }
        return Optional.empty();
    }

    private String missing(PackageFacts p, Dependency need) {
        PackageFacts waiting = offered.get(need.name());
        if (waiting != null) {
            return need.accepts(waiting.version())
                    ? "%s needs %s, and %s cannot be installed itself; see its own problem".formatted(p, need, waiting)
                    : "%s needs %s, and only %s is in the deploy folder; add a version that fits"
                            .formatted(p, need, waiting);
        }
        Optional<String> near = Nearest.to(need.name(), installed.keySet());
        return near.isPresent()
                ? "%s needs %s, which is not installed; did you mean %s? Drop it into the deploy folder or correct depends_on"
                        .formatted(p, need, near.get())
                : "%s needs %s, which is not installed; drop it into the deploy folder or add it".formatted(p, need);
    }

    /** The cycle that a package would close, as a sentence. */
    private Optional<String> cycle(PackageFacts candidate) {
        Map<String, PackageFacts> all = new TreeMap<>(offered);
        all.putAll(installed);
        all.put(candidate.name(), candidate);
        Deque<String> path = new ArrayDeque<>();
        return findPath(candidate, candidate.name(), all, path, new LinkedHashSet<>())
                ? Optional.of(
                        "%s cannot be added: packages need each other in a circle: %s; remove one of these dependencies"
                                .formatted(candidate, String.join(" -> ", path)))
                : Optional.empty();
    }

    private static boolean findPath(
            PackageFacts from, String to, Map<String, PackageFacts> all, Deque<String> path, Set<String> seen) {
        path.addLast(from.name());
        for (Dependency need : from.needs()) {
            if (need.name().equals(to)) {
                path.addLast(to);
                return true;
            }
            PackageFacts next = all.get(need.name());
            if (next != null && seen.add(next.name()) && findPath(next, to, all, path, seen)) {
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

    private static Plan refuse(@Nullable String reason) {
        return new Refusal(false, String.valueOf(reason));
    }

    private static Plan steps(Step... steps) {
        return new Plan.Steps(List.of(steps), List.of(), List.of());
    }

    private static String needs(List<PackageFacts> packages, String name) {
        return names(packages) + (packages.size() == 1 ? " needs " : " need ") + name;
    }

    private static String names(List<PackageFacts> packages) {
        return packages.stream().map(PackageFacts::name).sorted().collect(Collectors.joining(", "));
    }

    private static List<PackageFacts> reversed(List<PackageFacts> list) {
        List<PackageFacts> copy = new ArrayList<>(list);
        java.util.Collections.reverse(copy);
        return copy;
    }
}

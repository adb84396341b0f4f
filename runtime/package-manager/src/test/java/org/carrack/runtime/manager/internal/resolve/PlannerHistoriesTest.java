package org.carrack.runtime.manager.internal.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.carrack.config.SourceLocation;
import org.carrack.model.Dependency;
import org.carrack.model.PackageVersion;
import org.carrack.runtime.manager.internal.resolve.Step.Action;
import org.junit.jupiter.api.Test;

/**
 * Random histories of requests: what the planner's steps make of a world is compared with a model that knows nothing of
 * steps, and each step must be possible when its turn comes.
 */
class PlannerHistoriesTest {

    private static final int HISTORIES = 12_000;
    private static final int REQUESTS = 12;
    private static final List<ChangeRequest.DowngradePolicy> AGES = List.of(ChangeRequest.DowngradePolicy.values());
    private static final List<String> NAMES = List.of("a", "b", "c", "d");
    private static final List<String> VERSIONS = List.of("1.0.0", "1.1.0", "2.0.0", "3.0.0");

    @Test
    void everyHistoryEndsAsTheModelSays() {
        long seed = 20261121;
        int met = 0;
        int refused = 0;
        int secondary = 0;
        for (int h = 0; h < HISTORIES; h++) {
            Random random = new Random(seed + h);
            List<PackageFacts> universe = universe(random);
            World world = new World();
            for (int w = 0; w < REQUESTS; w++) {
                ChangeRequest request = request(random, universe, world);
                String when = "history %d, request %d: %s in %s; %s"
                        .formatted(h, w, request, world.packages, needs(universe));
                Optional<Set<String>> expected = Model.after(request, world.packages.values());
                Plan plan = new Planner(world.packages.values(), List.of(), List.of()).plan(request);
                if (plan instanceof Plan.Steps steps) {
                    world.run(steps, when);
                    assertThat(expected).as(when).contains(world.shown());
                    met++;
                } else {
                    assertThat(expected).as(when + ": " + plan).isEmpty();
                    refused++;
                }
                secondary += world.packages.values().stream().anyMatch(PackageFacts::secondary) ? 1 : 0;
            }
        }
        // A generator that only ever meets one kind of case would prove nothing.
        assertThat(met).isGreaterThan(HISTORIES);
        assertThat(refused).isGreaterThan(HISTORIES);
        assertThat(secondary).isGreaterThan(HISTORIES / 40);
        System.out.printf("%d histories: %d requests met, %d refused%n", HISTORIES, met, refused);
    }

    @Test
    void whateverIsFetchedEveryNeedIsMetAndNothingElseComes() {
        int fetched = 0;
        for (int h = 0; h < HISTORIES / 4; h++) {
            Random random = new Random(h);
            List<PackageFacts> universe = universe(random);
            List<PackageFacts> offered = universe.stream()
                    .filter(p -> random.nextInt(3) > 0)
                    .map(p -> copy(p, "", false))
                    .toList();
            World world = new World();
            for (int w = 0; w < REQUESTS; w++) {
                ChangeRequest request = request(random, universe, world);
                String when = "history %d, request %d: %s in %s; %s"
                        .formatted(h, w, request, world.packages, needs(universe));
                Plan plan = new Planner(world.packages.values(), offered, List.of()).plan(request);
                if (plan instanceof Plan.Steps steps) {
                    fetched += steps.fetch().size();
                    world.run(steps, when);
                    for (PackageFacts p : world.packages.values()) {
                        assertThat(p.running() && !isMet(p, world))
                                .as(when + ": " + p)
                                .isFalse();
                    }
                } else if (Model.after(request, world.packages.values()).isPresent()) {
                    throw new AssertionError(when + ": refused although it can be met: " + plan);
                }
            }
        }
        assertThat(fetched).isGreaterThan(1000);
    }

    private static boolean isMet(PackageFacts p, World world) {
        return p.needs().stream()
                .allMatch(need -> world.packages.values().stream()
                        .anyMatch(q -> q.running() && q.name().equals(need.name()) && need.accepts(q.version())));
    }

    private static List<PackageFacts> universe(Random random) {
        List<PackageFacts> universe = new ArrayList<>();
        for (String name : NAMES) {
            for (String version : VERSIONS) {
                List<Dependency> needs = new ArrayList<>();
                for (String other : NAMES) {
                    // Mostly upwards, so that circles are met but do not fill the test.
                    boolean isUpwards = other.compareTo(name) > 0;
                    if (!other.equals(name) && random.nextInt(isUpwards ? 2 : 40) == 0) {
                        int major = random.nextInt(5) == 0 ? 0 : 1 + random.nextInt(2);
                        int minor = major > 0 && random.nextInt(4) == 0 ? random.nextInt(2) : -1;
                        needs.add(new Dependency(
                                other, major == 0 ? -1 : major, minor, new SourceLocation("package.toml", 1, 1)));
                    }
                }
                universe.add(new PackageFacts(
                        name,
                        PackageVersion.parse(version).orElseThrow(),
                        name + version,
                        needs,
                        Set.of(),
                        "",
                        false,
                        false,
                        false,
                        false));
            }
        }
        return universe;
    }

    private static String needs(List<PackageFacts> universe) {
        return universe.stream()
                .filter(p -> !p.needs().isEmpty())
                .map(p -> p + " needs " + p.needs())
                .collect(Collectors.joining(", "));
    }

    private static ChangeRequest request(Random random, List<PackageFacts> universe, World world) {
        List<String> there = List.copyOf(world.packages.keySet());
        String id = there.isEmpty() ? "a" : there.get(random.nextInt(there.size()));
        return switch (random.nextInt(8)) {
            case 0 -> new ChangeRequest.Delete(id, ChangeRequest.Dependents.KEEP_IT);
            case 1 ->
                new ChangeRequest.Delete(
                        id,
                        random.nextBoolean() ? ChangeRequest.Dependents.DELETE_THEM : ChangeRequest.Dependents.KEEP_IT);
            case 2 -> new ChangeRequest.Stop(id);
            case 3 -> new ChangeRequest.Start(id);
            default ->
                new ChangeRequest.Add(
                        universe.get(random.nextInt(universe.size())), AGES.get(random.nextInt(AGES.size())));
        };
    }

    private static PackageFacts copy(PackageFacts p, String sha256, boolean isRunning) {
        return new PackageFacts(
                p.name(), p.version(), sha256, p.needs(), Set.of(), p.place(), isRunning, p.secondary(), false, false);
    }

    /** What is there, changed by steps as the executor does it. */
    private static final class World {

        private final Map<String, PackageFacts> packages = new TreeMap<>();

        Set<String> shown() {
            return packages.values().stream().map(World::show).collect(Collectors.toCollection(TreeSet::new));
        }

        static String show(PackageFacts p) {
            return p.id() + "=" + p.version() + (p.running() ? "" : " stopped");
        }

        void run(Plan.Steps plan, String when) {
            Set<String> held = new HashSet<>();
            for (Step step : plan.steps()) {
                PackageFacts p = step.subject();
                String at = when + " at " + step + " of " + plan.steps();
                boolean isThere = packages.containsKey(p.id());
                PackageFacts there = packages.getOrDefault(p.id(), p);
                switch (step.action()) {
                    case HOLD -> held.add(p.name());
                    case STOP -> {
                        assertThat(isThere && there.running()).as(at).isTrue();
                        assertThat(p.secondary() || held.contains(p.name()))
                                .as(at)
                                .isTrue();
                        packages.put(p.id(), copy(p, p.sha256(), false));
                    }
                    case UNINSTALL -> {
                        assertThat(isThere && !there.running()).as(at).isTrue();
                        packages.remove(p.id());
                    }
                    case DEMOTE, PROMOTE -> {
                        assertThat(isThere).as(at).isTrue();
                        assertThat(step.action() == Action.PROMOTE && there.running())
                                .as(at)
                                .isFalse();
                        packages.remove(p.id());
                        PackageFacts moved = there.secondary(!there.secondary());
                        assertThat(packages.put(moved.id(), moved)).as(at).isNull();
                    }
                    case REWIRE ->
                        assertThat(isThere && !there.running()).as(at).isTrue();
                    case INSTALL ->
                        assertThat(packages.put(p.id(), copy(p, p.name() + p.version(), false)))
                                .as(at)
                                .isNull();
                    case START -> {
                        assertThat(isThere && !there.running()).as(at).isTrue();
                        PackageFacts started = copy(there, there.sha256(), true);
                        packages.put(p.id(), started);
                        assertThat(isMet(started, this)).as(at).isTrue();
                    }
                    case OPEN, CLOSE -> held.remove(p.name());
                }
            }
            assertThat(held).as(when).isEmpty();
        }
    }

    /** What should come of a request, said without steps. */
    private static final class Model {

        static Optional<Set<String>> after(ChangeRequest request, java.util.Collection<PackageFacts> before) {
            List<PackageFacts> world = new ArrayList<>(before);
            if (request instanceof ChangeRequest.Add add) {
                return add(add.candidate(), add.downgradePolicy(), world);
            }
            String id = request instanceof ChangeRequest.Start s
                    ? s.id()
                    : request instanceof ChangeRequest.Stop s ? s.id() : ((ChangeRequest.Delete) request).id();
            Optional<PackageFacts> found =
                    world.stream().filter(p -> p.id().equals(id)).findFirst();
            if (found.isEmpty()) {
                return Optional.empty();
            }
            PackageFacts p = found.get();
            if (request instanceof ChangeRequest.Start) {
                if (p.running()) {
                    return shown(world);
                }
                boolean isMet = p.needs().stream()
                        .allMatch(n ->
                                provider(n, world).filter(PackageFacts::running).isPresent());
                world.remove(p);
                world.add(copy(p, p.sha256(), true));
                return isMet ? shown(world) : Optional.empty();
            }
            if (request instanceof ChangeRequest.Stop) {
                boolean isUsed = world.stream().anyMatch(q -> q.running() && needs(q, p, world));
                world.remove(p);
                world.add(copy(p, p.sha256(), false));
                return isUsed ? Optional.empty() : shown(world);
            }
            Set<PackageFacts> going = new HashSet<>(Set.of(p));
            List<PackageFacts> all = List.copyOf(world);
            while (going.addAll(all.stream()
                    .filter(q -> going.stream().anyMatch(g -> !g.equals(q) && needs(q, g, all)))
                    .toList())) {
                if (((ChangeRequest.Delete) request).dependents() == ChangeRequest.Dependents.KEEP_IT) {
                    return Optional.empty();
                }
            }
            world.removeAll(going);
            tidy(world);
            return shown(world);
        }

        private static Optional<Set<String>> add(
                PackageFacts c, ChangeRequest.DowngradePolicy downgradePolicy, List<PackageFacts> world) {
            Optional<PackageFacts> primary = world.stream()
                    .filter(p -> p.name().equals(c.name()) && !p.secondary())
                    .findFirst();
            List<PackageFacts> before = List.copyOf(world);
            PackageFacts placed = copy(c, c.sha256(), true);
            if (primary.isPresent()) {
                PackageFacts old = primary.get();
                boolean isOlder = c.version().compareTo(old.version()) < 0;
                boolean hasMajor = c.version().major() == old.version().major();
                if (isOlder
                        && (downgradePolicy == ChangeRequest.DowngradePolicy.REJECT
                                || (downgradePolicy == ChangeRequest.DowngradePolicy.AS_SECONDARY && hasMajor))) {
                    return Optional.empty();
                }
                if (isOlder && downgradePolicy == ChangeRequest.DowngradePolicy.AS_SECONDARY) {
                    placed = placed.secondary(true);
                } else {
                    world.remove(old);
                    if (!hasMajor) {
                        world.add(old.secondary(true));
                    }
                }
            }
            String id = placed.id();
            int major = c.version().major();
            // The very package that is there already is left as it is.
            Optional<PackageFacts> same = before.stream()
                    .filter(p -> p.id().equals(id) && p.version().equals(c.version()))
                    .findFirst();
            world.removeIf(p -> p.id().equals(id)
                    || (p.name().equals(c.name())
                            && p.secondary()
                            && p.version().major() == major));
            world.add(same.orElse(placed));
            boolean isMet = c.needs().stream()
                    .allMatch(n ->
                            provider(n, world).filter(PackageFacts::running).isPresent());
            tidy(world);
            boolean isCircle = world.stream().anyMatch(p -> circle(p.id(), p, world, new HashSet<>()));
            boolean isNobodyLeft = world.stream()
                    .filter(p -> !p.name().equals(c.name()))
                    .allMatch(p -> p.needs().stream()
                            .allMatch(n -> provider(n, before).isEmpty()
                                    || provider(n, world).isPresent()));
            return isMet && isNobodyLeft && !isCircle ? shown(world) : Optional.empty();
        }

        /** Whether needs lead from a package back to another. */
        private static boolean circle(String to, PackageFacts from, List<PackageFacts> world, Set<String> seen) {
            return from.needs().stream()
                    .flatMap(n -> provider(n, world).stream())
                    .anyMatch(next -> next.id().equals(to) || (seen.add(next.id()) && circle(to, next, world, seen)));
        }

        private static Optional<PackageFacts> provider(Dependency need, List<PackageFacts> world) {
            List<PackageFacts> fitting = world.stream()
                    .filter(p -> p.name().equals(need.name()) && need.accepts(p.version()))
                    .sorted((p, q) -> q.version().compareTo(p.version()))
                    .toList();
            return fitting.stream().findFirst();
        }

        private static boolean needs(PackageFacts q, PackageFacts p, List<PackageFacts> world) {
            return q.needs().stream()
                    .anyMatch(n -> provider(n, world).filter(p::equals).isPresent());
        }

        /** What is beside and needed by nobody goes. */
        private static void tidy(List<PackageFacts> world) {
            world.sort(java.util.Comparator.comparing(PackageFacts::id));
            boolean isChanged = true;
            while (isChanged) {
                isChanged = false;
                for (PackageFacts p : List.copyOf(world)) {
                    List<PackageFacts> without = new ArrayList<>(world);
                    without.remove(p);
                    boolean isNeeded = without.stream()
                            .anyMatch(q -> q.needs().stream()
                                    .anyMatch(n -> n.name().equals(p.name())
                                            && n.accepts(p.version())
                                            && provider(n, without).isEmpty()));
                    if (p.secondary() && !isNeeded) {
                        world.remove(p);
                        isChanged = true;
                    }
                }
            }
        }

        private static Optional<Set<String>> shown(List<PackageFacts> world) {
            return Optional.of(world.stream().map(World::show).collect(Collectors.toCollection(TreeSet::new)));
        }
    }
}

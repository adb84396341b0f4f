package org.carrack.runtime.manager.internal.resolve;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carrack.model.Dependency;
import org.carrack.model.Nearest;

/** Which packages will be installed: begins with those that are, and changes until every dependency is met or the request is refused. */
final class Resolution {

    /** A request that cannot be met; the message is one sentence. */
    static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    private final NavigableMap<String, PackageFacts> before;
    private final NavigableMap<String, PackageFacts> after;
    private final Collection<PackageFacts> offered;
    private final List<String> places;

    /**
     * @param installed the packages by their ids; not changed here
     * @param places where else the offers were looked for, for messages
     */
    Resolution(NavigableMap<String, PackageFacts> installed, Collection<PackageFacts> offered, List<String> places) {
        before = installed;
        after = new TreeMap<>(installed);
        this.offered = offered;
        this.places = places;
    }

    NavigableMap<String, PackageFacts> after() {
        return after;
    }

    /** Whether all stays as it is. */
    boolean isUnchanged() {
        return after.equals(before);
    }

    /** Whether a package was not there before, in whatever place. */
    boolean isNew(PackageFacts p) {
        return find(before, p).isEmpty();
    }

    /** A package that stays, in the place where it will be. */
    PackageFacts now(PackageFacts p) {
        return find(after, p).map(q -> p.secondary(q.secondary())).orElse(p);
    }

    /** The same content in whatever place: a package is under its name, or under its name and major version. */
    static Optional<PackageFacts> find(Map<String, PackageFacts> packages, PackageFacts p) {
        return Stream.of(false, true)
                .map(isSecondary -> packages.get(PackageFacts.id(p.name(), p.version(), isSecondary)))
                .filter(q -> q != null && sameContent(q, p))
                .findFirst();
    }

    /** Those of a name, without a look at all others. */
    static Stream<PackageFacts> named(NavigableMap<String, PackageFacts> packages, String name) {
        // The ids of the secondary versions follow the name, with those of a few longer names between.
        return packages.subMap(name, true, name + (char) (PackageFacts.SECONDARY + 1), false).values().stream()
                .filter(p -> p.name().equals(name));
    }

    static boolean sameContent(PackageFacts a, PackageFacts b) {
        return a.name().equals(b.name())
                && a.version().equals(b.version())
                && a.sha256().equals(b.sha256());
    }

    /** Puts a package in, and what it needs; the package as it stands then. */
    PackageFacts place(PackageFacts candidate, ChangeRequest.DowngradePolicy downgradePolicy) throws Refused {
        PackageFacts primary = after.get(candidate.name());
        PackageFacts placed = candidate.secondary(false);
        if (primary != null && !candidate.hasMajorOf(primary)) {
            boolean isOlder = candidate.version().compareTo(primary.version()) < 0;
            if (isOlder && downgradePolicy == ChangeRequest.DowngradePolicy.AS_SECONDARY) {
                placed = candidate.secondary(true);
                refuseSingletons(candidate, primary);
            } else {
                after.remove(primary.id());
                after.put(placed.id(), placed);
                boolean isPinned = primary.pinned() && !primary.place().equals(candidate.place());
                if (isPinned || isNeeded(primary)) {
                    refuseSingletons(candidate, primary);
                    PackageFacts demoted = primary.secondary(true);
                    after.put(demoted.id(), demoted);
                }
            }
        }
        after.put(placed.id(), placed);
        // A secondary version of the major version that is primary now is of no use any more.
        if (!placed.secondary()) {
            after.remove(placed.secondary(true).id());
        }
        provide(placed);
        return placed;
    }

    /** Puts in what a package needs and is not there. */
    void provide(PackageFacts asker) throws Refused {
        List<String> unmet = new ArrayList<>();
        for (Dependency need : asker.needs()) {
            try {
                provide(asker, need);
            } catch (Refused e) {
                unmet.add(String.valueOf(e.getMessage()));
            }
        }
        if (!unmet.isEmpty()) {
            throw new Refused(String.join("; and ", unmet));
        }
    }

    private static void refuseSingletons(PackageFacts one, PackageFacts other) throws Refused {
        if (one.singleton() || other.singleton()) {
            throw new Refused(
                    "%s and %s cannot be there at the same time: the bundle is declared a singleton; have all that need %s need one major version"
                            .formatted(one, other, one.name()));
        }
    }

    /** Whether a package that will be installed needs this version, and no other of its name satisfies it. */
    boolean isNeeded(PackageFacts p) {
        return after.values().stream()
                .filter(other -> !sameContent(other, p))
                .anyMatch(other -> other.needs().stream()
                        .anyMatch(need -> need.name().equals(p.name())
                                && need.accepts(p.version())
                                && provider(after, need)
                                        .filter(q -> !sameContent(q, p))
                                        .isEmpty()));
    }

    /** The package that meets a need: the newest that does, as the framework chooses too. */
    static Optional<PackageFacts> provider(NavigableMap<String, PackageFacts> packages, Dependency need) {
        return named(packages, need.name())
                .filter(p -> need.accepts(p.version()))
                .max(Comparator.comparing(PackageFacts::version));
    }

    private void provide(PackageFacts asker, Dependency need) throws Refused {
        Optional<PackageFacts> there = provider(after, need);
        if (there.isPresent()) {
            if (!there.get().running() && !isNew(there.get())) {
                throw new Refused("%s needs %s, which is not running; start %s first"
                        .formatted(asker, need, there.get().id()));
            }
            return;
        }
        List<PackageFacts> offers = offers(need.name())
                .filter(offer -> need.accepts(offer.version()))
                .sorted(Comparator.comparing(PackageFacts::version).reversed())
                .toList();
        Refused first = null;
        for (PackageFacts offer : offers) {
            Map<String, PackageFacts> kept = new TreeMap<>(after);
            try {
                Optional<PackageFacts> occupant = named(after, offer.name())
                        .filter(p -> p.hasMajorOf(offer))
                        .findFirst();
                if (occupant.isPresent()) {
                    replace(asker, need, occupant.get(), offer);
                } else {
                    place(offer, ChangeRequest.DowngradePolicy.AS_SECONDARY);
                }
                return;
            } catch (Refused e) {
                after.clear();
                after.putAll(kept);
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
        throw new Refused(unmet(asker, need));
    }

    /** An older one of the same major version gives way where those who need it can do with the newer. */
    private void replace(PackageFacts asker, Dependency need, PackageFacts occupant, PackageFacts offer)
            throws Refused {
        Optional<String> other = after.values().stream()
                .filter(p -> !p.id().equals(asker.id()))
                .flatMap(p -> p.needs().stream()
                        .filter(n -> n.name().equals(offer.name())
                                && n.accepts(occupant.version())
                                && !n.accepts(offer.version()))
                        .map(n -> "%s needs %s".formatted(p, n)))
                .findFirst();
        if (other.isPresent() || offer.version().compareTo(occupant.version()) < 0) {
            throw new Refused(
                    other.isPresent()
                            ? "%s needs %s and %s: two versions with the same major number cannot be there at the same time; change one of the two"
                                    .formatted(asker, need, other.get())
                            : "%s needs %s, and the newer %s is installed; change depends_on, or go back by carrack package upgrade %s %s"
                                    .formatted(asker, need, occupant, offer.name(), offer.version()));
        }
        PackageFacts placed = offer.secondary(occupant.secondary());
        after.put(placed.id(), placed);
        provide(placed);
    }

    private Stream<PackageFacts> offers(String name) {
        return offered.stream().filter(offer -> offer.name().equals(name));
    }

    /** Why nothing meets a need: what is there instead, or what it may be a slip for. */
    private String unmet(PackageFacts asker, Dependency need) {
        List<String> seen = Stream.concat(
                        after.values().stream()
                                .filter(p -> p.name().equals(need.name()))
                                .map(p -> p + (isNew(p) ? " is wanted too" : " is installed") + neededBy(p, asker)),
                        offers(need.name())
                                .sorted(Comparator.comparing(PackageFacts::version))
                                .map(p -> p + " is in " + p.place()))
                .toList();
        if (!seen.isEmpty()) {
            return "%s needs %s, and %s; add a version of %s that fits, or change depends_on"
                    .formatted(asker, need, String.join(", ", seen), need.name());
        }
        List<String> known = Stream.concat(after.values().stream(), offered.stream())
                .map(PackageFacts::name)
                .distinct()
                .toList();
        Optional<String> near = Nearest.to(need.name(), known).filter(name -> !name.equals(asker.name()));
        String looked = places.isEmpty() ? "" : " and not in " + String.join(", ", places);
        return near.isPresent()
                ? "%s needs %s, which is not installed%s; did you mean %s (%s)? Drop it into the deploy folder or correct depends_on"
                        .formatted(asker, need, looked, near.get(), versions(near.get()))
                : "%s needs %s, which is not installed%s; drop it into the deploy folder or add it"
                        .formatted(asker, need, looked);
    }

    private String versions(String name) {
        return Stream.concat(
                        after.values().stream()
                                .filter(p -> p.name().equals(name))
                                .map(p -> p.version() + " is installed"),
                        offers(name).map(p -> p.version() + " in " + p.place()))
                .collect(Collectors.joining(", "));
    }

    private String neededBy(PackageFacts p, PackageFacts asker) {
        List<String> others = after.values().stream()
                .filter(other -> !other.name().equals(asker.name()))
                .flatMap(other -> other.needs().stream()
                        .filter(n -> n.name().equals(p.name()) && n.accepts(p.version()))
                        .map(n -> "%s needs %s".formatted(other, n)))
                .toList();
        return others.isEmpty() ? "" : " (" + String.join(", ", others) + ")";
    }

    /** Takes packages out. */
    void remove(PackageFacts p) {
        after.remove(p.id());
    }

    /**
     * Tidies up secondary versions: one that no package needs is removed, and if the primary one is removed, one
     * whose own file is in the deploy folder takes its place.
     */
    void tidy() {
        boolean isChanged = true;
        while (isChanged) {
            isChanged = false;
            for (PackageFacts p : List.copyOf(after.values())) {
                if (p.secondary() && p.pinned() && !after.containsKey(p.name())) {
                    newestSecondary(p.name()).ifPresent(newest -> {
                        after.remove(newest.id());
                        after.put(newest.name(), newest.secondary(false));
                    });
                    isChanged = true;
                } else if (p.secondary() && !p.pinned() && !isNeeded(p)) {
                    after.remove(p.id());
                    isChanged = true;
                }
            }
        }
    }

    private Optional<PackageFacts> newestSecondary(String name) {
        return named(after, name).filter(PackageFacts::secondary).max(Comparator.comparing(PackageFacts::version));
    }

    /** Whose needs were met and are no more, each as {@code user needs base 1}. */
    List<String> lostDependencies() {
        return after.values().stream()
                .filter(p -> !isNew(p))
                .flatMap(p -> p.needs().stream()
                        .filter(need -> provider(before, need).isPresent()
                                && provider(after, need).isEmpty())
                        .map(need -> "%s needs %s".formatted(p.name(), need)))
                .toList();
    }
}

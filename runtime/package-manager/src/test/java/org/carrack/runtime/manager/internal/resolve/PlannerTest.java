package org.carrack.runtime.manager.internal.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.carrack.config.SourceLocation;
import org.carrack.model.Dependency;
import org.carrack.model.PackageVersion;
import org.junit.jupiter.api.Test;

class PlannerTest {

    private final List<PackageFacts> installed = new ArrayList<>();
    private final List<PackageFacts> offered = new ArrayList<>();

    @Test
    void aNewPackageIsHeldInstalledStartedAndOpened() {
        assertThat(steps(new ChangeRequest.Add(pack("a", "1.0.0"), ChangeRequest.DowngradePolicy.REJECT)))
                .containsExactly("HOLD a 1.0.0", "INSTALL a 1.0.0", "START a 1.0.0", "OPEN a 1.0.0");
    }

    @Test
    void aReplacedPackageTakesThoseWiredToItAlongAndNobodyElse() {
        installed.add(pack("base", "1.0.0"));
        installed.add(pack("user", "1.0.0", "base 1"));
        installed.add(pack("indirect", "1.0.0", "user"));
        installed.add(wired("wired", "base"));
        installed.add(pack("stranger", "1.0.0"));
        Plan.Steps plan = steps0(new ChangeRequest.Add(pack("base", "1.1.0"), ChangeRequest.DowngradePolicy.REJECT));
        assertThat(plan.steps())
                .extracting(Step::toString)
                .containsExactly(
                        "HOLD base 1.1.0",
                        "HOLD wired 1.0.0",
                        "HOLD indirect 1.0.0",
                        "HOLD user 1.0.0",
                        "STOP wired 1.0.0",
                        "STOP indirect 1.0.0",
                        "STOP user 1.0.0",
                        "STOP base 1.0.0",
                        "UNINSTALL base 1.0.0",
                        "INSTALL base 1.1.0",
                        "START base 1.1.0",
                        "START user 1.0.0",
                        "START indirect 1.0.0",
                        "START wired 1.0.0",
                        "OPEN base 1.1.0",
                        "OPEN user 1.0.0",
                        "OPEN indirect 1.0.0",
                        "OPEN wired 1.0.0");
        assertThat(plan.restarted()).extracting(PackageFacts::name).containsExactly("user", "indirect", "wired");
    }

    @Test
    void aMissingDependencyIsNamedWithTheNearestName() {
        installed.add(pack("greetings", "1.0.0"));
        assertThat(refusal(
                        new ChangeRequest.Add(pack("a", "1.0.0", "greeting 1"), ChangeRequest.DowngradePolicy.REJECT)))
                .isEqualTo(
                        "a 1.0.0 needs greeting 1, which is not installed; did you mean greetings (1.0.0 is installed)? Drop it into the deploy folder or correct depends_on");
        assertThat(refusal(new ChangeRequest.Add(pack("a", "1.0.0", "words"), ChangeRequest.DowngradePolicy.REJECT)))
                .isEqualTo("a 1.0.0 needs words, which is not installed; drop it into the deploy folder or add it");
    }

    @Test
    void aDependencyOfTheWrongVersionIsNamedWithWhatIsThere() {
        installed.add(pack("words", "2.1.0"));
        assertThat(refusal(new ChangeRequest.Add(pack("a", "1.0.0", "words 1"), ChangeRequest.DowngradePolicy.REJECT)))
                .isEqualTo(
                        "a 1.0.0 needs words 1, and words 2.1.0 is installed; add a version of words that fits, or change depends_on");
        assertThat(steps(new ChangeRequest.Add(pack("a", "1.0.0", "words 2.1"), ChangeRequest.DowngradePolicy.REJECT)))
                .isNotEmpty();
    }

    @Test
    void aDependencyThatDoesNotRunIsNamed() {
        installed.add(stopped(pack("words", "1.0.0")));
        assertThat(refusal(new ChangeRequest.Add(pack("a", "1.0.0", "words 1"), ChangeRequest.DowngradePolicy.REJECT)))
                .isEqualTo("a 1.0.0 needs words 1, which is not running; start words first");
    }

    @Test
    void aCircleIsPrintedWhetherItsPartsAreInstalledOrOffered() {
        installed.add(pack("b", "1.0.0", "a"));
        offered.add(pack("d", "1.0.0", "c"));
        assertThat(refusal(new ChangeRequest.Add(pack("a", "2.0.0", "b"), ChangeRequest.DowngradePolicy.REJECT)))
                .isEqualTo(
                        "a 2.0.0 cannot be added: packages need each other in a circle: a -> b -> a; remove one of these dependencies");
        assertThat(refusal(new ChangeRequest.Add(pack("c", "1.0.0", "d"), ChangeRequest.DowngradePolicy.REJECT)))
                .contains("c -> d -> c");
        assertThat(refusal(new ChangeRequest.Add(pack("self", "1.0.0", "self"), ChangeRequest.DowngradePolicy.REJECT)))
                .contains("self -> self");
    }

    @Test
    void anOlderMajorVersionThatIsNeededStaysAsSecondary() {
        installed.add(pack("words", "1.0.0"));
        installed.add(pack("a", "1.0.0", "words 1"));
        assertThat(steps(new ChangeRequest.Add(pack("words", "2.0.0"), ChangeRequest.DowngradePolicy.REJECT)))
                .containsExactly(
                        "HOLD words 2.0.0",
                        "DEMOTE words 1.0.0",
                        "INSTALL words 2.0.0",
                        "START words 2.0.0",
                        "OPEN words 2.0.0");
    }

    @Test
    void aSecondaryVersionGoesWithItsLastDependent() {
        installed.add(pack("words", "2.0.0"));
        installed.add(pack("words", "1.0.0").secondary(true));
        installed.add(pack("a", "1.0.0", "words 1"));
        assertThat(steps(new ChangeRequest.Delete("a", ChangeRequest.Dependents.KEEP_IT)))
                .containsExactly(
                        "HOLD a 1.0.0",
                        "STOP a 1.0.0",
                        "UNINSTALL a 1.0.0",
                        "STOP words 1.0.0",
                        "UNINSTALL words 1.0.0",
                        "CLOSE a 1.0.0");
    }

    @Test
    void aVersionThatOthersCannotUseDoesNotReplaceTheirs() {
        installed.add(pack("words", "1.0.0"));
        installed.add(pack("a", "1.0.0", "words 1"));
        installed.add(pack("b", "1.0.0", "words 1.0"));
        assertThat(refusal(new ChangeRequest.Add(pack("words", "1.1.0"), ChangeRequest.DowngradePolicy.REJECT)))
                .isEqualTo(
                        "words 1.1.0 cannot replace 1.0.0: b needs words 1.0; update what needs it first, or keep 1.0.0");
    }

    @Test
    void anOlderVersionIsAskedForByName() {
        installed.add(pack("a", "1.1.0"));
        assertThat(refusal(new ChangeRequest.Add(pack("a", "1.0.0"), ChangeRequest.DowngradePolicy.REJECT)))
                .isEqualTo(
                        "a 1.0.0 is older than the installed 1.1.0; to go back, ask for it by name: carrack package upgrade a 1.0.0");
        assertThat(steps(new ChangeRequest.Add(pack("a", "1.0.0"), ChangeRequest.DowngradePolicy.ALLOW)))
                .contains("START a 1.0.0");
    }

    @Test
    void whatIsMissingIsFetchedWithItsOwnNeedsTheNewestThatFits() {
        offered.add(unfetched(pack("words", "1.0.0")));
        offered.add(unfetched(pack("words", "1.2.0", "letters")));
        offered.add(unfetched(pack("words", "2.0.0")));
        offered.add(unfetched(pack("letters", "3.1.0")));
        Plan.Steps plan =
                steps0(new ChangeRequest.Add(pack("a", "1.0.0", "words 1"), ChangeRequest.DowngradePolicy.REJECT));
        assertThat(plan.fetch()).extracting(PackageFacts::toString).containsExactly("letters 3.1.0", "words 1.2.0");
        assertThat(plan.steps())
                .extracting(Step::toString)
                .containsExactly(
                        "HOLD letters 3.1.0",
                        "HOLD words 1.2.0",
                        "HOLD a 1.0.0",
                        "INSTALL letters 3.1.0",
                        "INSTALL words 1.2.0",
                        "INSTALL a 1.0.0",
                        "START letters 3.1.0",
                        "START words 1.2.0",
                        "START a 1.0.0",
                        "OPEN letters 3.1.0",
                        "OPEN words 1.2.0",
                        "OPEN a 1.0.0");
    }

    @Test
    void twoPackagesMayNeedDifferentMajorsOfAThird() {
        installed.add(pack("words", "2.0.0"));
        installed.add(pack("a", "1.0.0", "words 2"));
        offered.add(unfetched(pack("words", "1.4.0")));
        assertThat(steps(new ChangeRequest.Add(pack("b", "1.0.0", "words 1"), ChangeRequest.DowngradePolicy.REJECT)))
                .containsExactly(
                        "HOLD b 1.0.0",
                        "INSTALL words 1.4.0",
                        "INSTALL b 1.0.0",
                        "START words 1.4.0",
                        "START b 1.0.0",
                        "OPEN b 1.0.0");
        installed.set(0, singleton(pack("words", "2.0.0")));
        assertThat(refusal(new ChangeRequest.Add(pack("b", "1.0.0", "words 1"), ChangeRequest.DowngradePolicy.REJECT)))
                .isEqualTo(
                        "words 1.4.0 and words 2.0.0 cannot be there at the same time: the bundle is declared a singleton; have all that need words need one major version");
    }

    @Test
    void aConflictNamesBothWhoAsk() {
        installed.add(pack("words", "1.1.0"));
        installed.add(pack("a", "1.0.0", "words 1.1"));
        offered.add(unfetched(pack("words", "1.2.0")));
        assertThat(refusal(
                        new ChangeRequest.Add(pack("b", "1.0.0", "words 1.2"), ChangeRequest.DowngradePolicy.REJECT)))
                .isEqualTo(
                        "b 1.0.0 needs words 1.2 and a 1.0.0 needs words 1.1: two versions with the same major number cannot be there at the same time; change one of the two");
        offered.clear();
        assertThat(refusal(
                        new ChangeRequest.Add(pack("b", "1.0.0", "words 1.2"), ChangeRequest.DowngradePolicy.REJECT)))
                .isEqualTo(
                        "b 1.0.0 needs words 1.2, and words 1.1.0 is installed (a 1.0.0 needs words 1.1); add a version of words that fits, or change depends_on");
    }

    @Test
    void whatIsMissingIsToldWithAllThatWasSeenAndWhere() {
        installed.add(pack("words", "2.1.0"));
        offered.add(unfetched(pack("words", "3.0.0")));
        offered.add(unfetched(pack("greetings", "1.0.0")));
        assertThat(refusal(new ChangeRequest.Add(pack("a", "1.0.0", "words 1"), ChangeRequest.DowngradePolicy.REJECT)))
                .isEqualTo(
                        "a 1.0.0 needs words 1, and words 2.1.0 is installed, words 3.0.0 is in /repo; add a version of words that fits, or change depends_on");
        assertThat(refusal(new ChangeRequest.Add(pack("a", "1.0.0", "greeting"), ChangeRequest.DowngradePolicy.REJECT)))
                .isEqualTo(
                        "a 1.0.0 needs greeting, which is not installed; did you mean greetings (1.0.0 in /repo)? Drop it into the deploy folder or correct depends_on");
    }

    @Test
    void aNewerMinorVersionTakesTheOldersPlaceWhereAllCanDoWithIt() {
        installed.add(pack("words", "1.1.0"));
        installed.add(pack("a", "1.0.0", "words 1"));
        offered.add(unfetched(pack("words", "1.2.0")));
        assertThat(steps(new ChangeRequest.Add(pack("b", "1.0.0", "words 1.2"), ChangeRequest.DowngradePolicy.REJECT)))
                .containsSubsequence(
                        "STOP a 1.0.0",
                        "UNINSTALL words 1.1.0",
                        "INSTALL words 1.2.0",
                        "START words 1.2.0",
                        "START a 1.0.0");
    }

    @Test
    void aCircleAmongWhatIsFetchedIsRefused() {
        offered.add(unfetched(pack("words", "1.0.0", "letters")));
        offered.add(unfetched(pack("letters", "1.0.0", "words")));
        assertThat(refusal(new ChangeRequest.Add(pack("a", "1.0.0", "words"), ChangeRequest.DowngradePolicy.REJECT)))
                .contains("letters -> words -> letters");
    }

    @Test
    void thoseWhoNeedItGoAlongWhereThatIsAskedFor() {
        installed.add(pack("words", "1.0.0"));
        installed.add(pack("a", "1.0.0", "words"));
        installed.add(pack("b", "1.0.0", "a"));
        Plan.Steps plan = steps0(new ChangeRequest.Delete("words", ChangeRequest.Dependents.DELETE_THEM));
        assertThat(plan.removed()).extracting(PackageFacts::name).containsExactly("b", "a", "words");
    }

    @Test
    void stopAndDeleteNameThoseWhoNeedIt() {
        installed.add(pack("words", "1.0.0"));
        installed.add(pack("a", "1.0.0", "words"));
        installed.add(stopped(pack("b", "1.0.0", "words")));
        assertThat(refusal(new ChangeRequest.Stop("words")))
                .isEqualTo("words cannot be stopped: a needs words; stop a first");
        assertThat(refusal(new ChangeRequest.Delete("words", ChangeRequest.Dependents.KEEP_IT)))
                .isEqualTo("words cannot be deleted: a, b need words; delete a, b first, or all of them with --force");
    }

    @Test
    void aFileThatIsGoneStopsThoseWhoNeedIt() {
        installed.add(pack("words", "1.0.0"));
        installed.add(pack("a", "1.0.0", "words"));
        Plan.Steps plan = steps0(new ChangeRequest.Delete("words", ChangeRequest.Dependents.STOP_THEM));
        assertThat(plan.steps())
                .extracting(Step::toString)
                .containsExactly(
                        "HOLD words 1.0.0",
                        "HOLD a 1.0.0",
                        "STOP a 1.0.0",
                        "STOP words 1.0.0",
                        "UNINSTALL words 1.0.0",
                        "CLOSE a 1.0.0",
                        "CLOSE words 1.0.0");
        assertThat(plan.orphaned()).extracting(PackageFacts::name).containsExactly("a");
    }

    @Test
    void whatRunsAlreadyTakesNoStep() {
        installed.add(pack("a", "1.0.0"));
        installed.add(stopped(pack("b", "1.0.0")));
        assertThat(steps(new ChangeRequest.Start("a"))).isEmpty();
        assertThat(steps(new ChangeRequest.Stop("b"))).isEmpty();
    }

    @Test
    void anUnknownNameIsToldWithTheNearest() {
        installed.add(pack("hello", "1.0.0"));
        assertThat(refusal(new ChangeRequest.Start("helo"))).isEqualTo("there is no package helo; did you mean hello?");
        assertThat(refusal(new ChangeRequest.Stop("zzz"))).isEqualTo("there is no package zzz");
    }

    @Test
    void packagesStartAfterWhatTheyNeed() {
        assertThat(Planner.inStartOrder(List.of(
                        pack("a", "1.0.0", "z"),
                        pack("m", "1.0.0"),
                        pack("z", "1.0.0", "m"),
                        pack("b", "1.0.0", "gone"))))
                .extracting(PackageFacts::name)
                .containsExactly("m", "z", "a", "b");
    }

    @Test
    void packagesThatNeedNoOtherAndAreNotNeededAreOnTheirOwn() {
        assertThat(Planner.related(List.of(
                        pack("a", "1.0.0", "z"), pack("m", "1.0.0"), pack("z", "1.0.0"), pack("b", "1.0.0", "gone"))))
                .containsExactlyInAnyOrder("a", "z", "b");
    }

    @Test
    void ofWhatOnePackageNeedsTheLastOneDeclaredStartsFirst() {
        assertThat(Planner.inStartOrder(List.of(
                        pack("app", "1.0.0", "user", "mail", "owner"),
                        pack("mail", "1.0.0"),
                        pack("owner", "1.0.0"),
                        pack("user", "1.0.0", "owner"))))
                .extracting(PackageFacts::name)
                .containsExactly("owner", "mail", "user", "app");
        // By their names alone a would start first.
        assertThat(Planner.inStartOrder(
                        List.of(pack("a", "1.0.0"), pack("b", "1.0.0"), pack("top", "1.0.0", "a", "b"))))
                .extracting(PackageFacts::name)
                .containsExactly("b", "a", "top");
        offered.add(pack("atable_user", "1.0.0"));
        offered.add(pack("ztable_owner", "1.0.0"));
        assertThat(steps(new ChangeRequest.Add(
                        pack("app", "1.0.0", "atable_user", "ztable_owner"), ChangeRequest.DowngradePolicy.REJECT)))
                .filteredOn(step -> step.startsWith("START"))
                .containsExactly("START ztable_owner 1.0.0", "START atable_user 1.0.0", "START app 1.0.0");
    }

    private Plan plan(ChangeRequest request) {
        return new Planner(installed, offered, List.of()).plan(request);
    }

    private List<String> steps(ChangeRequest request) {
        return steps0(request).steps().stream().map(Step::toString).toList();
    }

    private String refusal(ChangeRequest request) {
        return ((Plan.Refusal) plan(request)).reason();
    }

    private static PackageFacts pack(String name, String version, String... needs) {
        List<Dependency> dependencies = new ArrayList<>();
        for (String need : needs) {
            List<String> parts = List.of(need.split(" ", 2));
            List<String> wanted =
                    parts.size() < 2 ? List.of() : List.of(parts.get(1).split("\\.", 2));
            dependencies.add(new Dependency(
                    parts.get(0),
                    wanted.isEmpty() ? -1 : Integer.parseInt(wanted.get(0)),
                    wanted.size() < 2 ? -1 : Integer.parseInt(wanted.get(1)),
                    new SourceLocation("package.toml", 1, 1)));
        }
        return new PackageFacts(
                name,
                PackageVersion.parse(version).orElseThrow(),
                name + version,
                dependencies,
                Set.of(),
                "/repo",
                true,
                false,
                false,
                false);
    }

    private static PackageFacts wired(String name, String to) {
        PackageFacts p = pack(name, "1.0.0");
        return new PackageFacts(
                p.name(), p.version(), p.sha256(), p.needs(), Set.of(to), "", true, false, false, false);
    }

    private static PackageFacts stopped(PackageFacts p) {
        return new PackageFacts(p.name(), p.version(), p.sha256(), p.needs(), Set.of(), "", false, false, false, false);
    }

    private static PackageFacts unfetched(PackageFacts p) {
        return new PackageFacts(p.name(), p.version(), "", p.needs(), Set.of(), p.place(), false, false, false, false);
    }

    private static PackageFacts singleton(PackageFacts p) {
        return new PackageFacts(
                p.name(), p.version(), p.sha256(), p.needs(), Set.of(), p.place(), true, false, false, true);
    }

    private Plan.Steps steps0(ChangeRequest request) {
        Plan plan = plan(request);
        assertThat(plan).isInstanceOf(Plan.Steps.class);
        return (Plan.Steps) plan;
    }
}

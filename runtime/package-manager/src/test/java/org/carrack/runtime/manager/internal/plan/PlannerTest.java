package org.carrack.runtime.manager.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.carrack.config.Location;
import org.carrack.model.Dependency;
import org.carrack.model.PackageVersion;
import org.junit.jupiter.api.Test;

class PlannerTest {

    private final List<PackageFacts> installed = new ArrayList<>();
    private final List<PackageFacts> offered = new ArrayList<>();

    @Test
    void aNewPackageIsHeldInstalledStartedAndOpened() {
        assertThat(steps(new Wish.Add(pack("a", "1.0.0"))))
                .containsExactly("HOLD a 1.0.0", "INSTALL a 1.0.0", "START a 1.0.0", "OPEN a 1.0.0");
    }

    @Test
    void aReplacedPackageTakesThoseWiredToItAlongAndNobodyElse() {
        installed.add(pack("base", "1.0.0"));
        installed.add(pack("user", "1.0.0", "base 1"));
        installed.add(pack("indirect", "1.0.0", "user"));
        installed.add(wired("wired", "base"));
        installed.add(pack("stranger", "1.0.0"));
        Plan.Steps plan = (Plan.Steps) plan(new Wish.Add(pack("base", "1.1.0")));
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
        assertThat(refusal(new Wish.Add(pack("a", "1.0.0", "greeting 1"))))
                .isEqualTo(
                        "a 1.0.0 needs greeting 1, which is not installed; did you mean greetings? Drop it into the deploy folder or correct depends_on");
        assertThat(refusal(new Wish.Add(pack("a", "1.0.0", "words"))))
                .isEqualTo("a 1.0.0 needs words, which is not installed; drop it into the deploy folder or add it");
    }

    @Test
    void aDependencyOfTheWrongVersionIsNamedWithWhatIsThere() {
        installed.add(pack("words", "2.1.0"));
        assertThat(refusal(new Wish.Add(pack("a", "1.0.0", "words 1"))))
                .isEqualTo(
                        "a 1.0.0 needs words 1, and words 2.1.0 is installed; add a version of words that fits, or change depends_on");
        assertThat(steps(new Wish.Add(pack("a", "1.0.0", "words 2.1")))).isNotEmpty();
    }

    @Test
    void aDependencyThatDoesNotRunIsNamed() {
        installed.add(stopped(pack("words", "1.0.0")));
        assertThat(refusal(new Wish.Add(pack("a", "1.0.0", "words 1"))))
                .isEqualTo("a 1.0.0 needs words 1, which is not running; start words first");
    }

    @Test
    void aCircleIsPrintedWhetherItsPartsAreInstalledOrOffered() {
        installed.add(pack("b", "1.0.0", "a"));
        offered.add(pack("d", "1.0.0", "c"));
        assertThat(refusal(new Wish.Add(pack("a", "2.0.0", "b"))))
                .isEqualTo(
                        "a 2.0.0 cannot be added: packages need each other in a circle: a -> b -> a; remove one of these dependencies");
        assertThat(refusal(new Wish.Add(pack("c", "1.0.0", "d")))).contains("c -> d -> c");
        assertThat(refusal(new Wish.Add(pack("self", "1.0.0", "self")))).contains("self -> self");
    }

    @Test
    void aVersionThatOthersCannotUseDoesNotReplaceTheirs() {
        installed.add(pack("words", "1.0.0"));
        installed.add(pack("a", "1.0.0", "words 1"));
        installed.add(pack("b", "1.0.0", "words 1.0"));
        assertThat(refusal(new Wish.Add(pack("words", "2.0.0"))))
                .isEqualTo(
                        "words 2.0.0 cannot replace 1.0.0: a needs words 1, b needs words 1.0; update what needs it first, or keep 1.0.0");
    }

    @Test
    void stopAndDeleteNameThoseWhoNeedIt() {
        installed.add(pack("words", "1.0.0"));
        installed.add(pack("a", "1.0.0", "words"));
        installed.add(stopped(pack("b", "1.0.0", "words")));
        assertThat(refusal(new Wish.Stop("words"))).isEqualTo("words cannot be stopped: a needs words; stop a first");
        assertThat(refusal(new Wish.Delete("words", false)))
                .isEqualTo("words cannot be deleted: a, b need words; delete a, b first");
    }

    @Test
    void aFileThatIsGoneStopsThoseWhoNeedIt() {
        installed.add(pack("words", "1.0.0"));
        installed.add(pack("a", "1.0.0", "words"));
        Plan.Steps plan = (Plan.Steps) plan(new Wish.Delete("words", true));
        assertThat(plan.steps())
                .extracting(Step::toString)
                .containsExactly(
                        "HOLD words 1.0.0",
                        "HOLD a 1.0.0",
                        "STOP a 1.0.0",
                        "STOP words 1.0.0",
                        "UNINSTALL words 1.0.0",
                        "CLOSE words 1.0.0",
                        "CLOSE a 1.0.0");
        assertThat(plan.orphaned()).extracting(PackageFacts::name).containsExactly("a");
    }

    @Test
    void whatIsWishedAlreadyTakesNoStep() {
        installed.add(pack("a", "1.0.0"));
        installed.add(stopped(pack("b", "1.0.0")));
        assertThat(steps(new Wish.Start("a"))).isEmpty();
        assertThat(steps(new Wish.Stop("b"))).isEmpty();
    }

    @Test
    void anUnknownNameIsToldWithTheNearest() {
        installed.add(pack("hello", "1.0.0"));
        assertThat(refusal(new Wish.Start("helo"))).isEqualTo("there is no package helo; did you mean hello?");
        assertThat(refusal(new Wish.Stop("zzz"))).isEqualTo("there is no package zzz");
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

    private Plan plan(Wish wish) {
        return new Planner(installed, offered).plan(wish);
    }

    private List<String> steps(Wish wish) {
        return ((Plan.Steps) plan(wish)).steps().stream().map(Step::toString).toList();
    }

    private String refusal(Wish wish) {
        return ((Plan.Refusal) plan(wish)).reason();
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
                    new Location("package.toml", 1, 1)));
        }
        return new PackageFacts(
                name, PackageVersion.parse(version).orElseThrow(), name + version, dependencies, Set.of(), true);
    }

    private static PackageFacts wired(String name, String to) {
        PackageFacts p = pack(name, "1.0.0");
        return new PackageFacts(p.name(), p.version(), p.sha256(), p.needs(), Set.of(to), true);
    }

    private static PackageFacts stopped(PackageFacts p) {
        return new PackageFacts(p.name(), p.version(), p.sha256(), p.needs(), Set.of(), false);
    }
}

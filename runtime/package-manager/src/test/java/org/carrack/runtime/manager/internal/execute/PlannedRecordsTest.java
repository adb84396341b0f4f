package org.carrack.runtime.manager.internal.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.carrack.model.PackageVersion;
import org.carrack.runtime.manager.internal.execute.PlanExecutor.VersionHook;
import org.carrack.runtime.manager.internal.resolve.ChangeRequest;
import org.carrack.runtime.manager.internal.resolve.PackageFacts;
import org.carrack.runtime.manager.internal.resolve.Plan;
import org.carrack.runtime.manager.internal.source.FetchedPackage;
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.carrack.runtime.manager.internal.state.PackageRecord;
import org.junit.jupiter.api.Test;

/** The records after a plan. */
class PlannedRecordsTest {

    private static PackageFacts facts(String name, String version) {
        return new PackageFacts(
                name,
                PackageVersion.parse(version).orElseThrow(),
                name + version,
                List.of(),
                Set.of(),
                "",
                false,
                false,
                false,
                false);
    }

    private static FetchedPackage fetched(String name, String version, String origin) {
        return new FetchedPackage(
                new PackageArtifact(
                        name,
                        PackageVersion.parse(version).orElseThrow(),
                        name + version,
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        false,
                        Set.of(),
                        List.of(),
                        ""),
                origin);
    }

    private static PackageRecord record(String name, String version) {
        return PackageRecord.added(name, version, name + version, "/old/" + name);
    }

    private static Plan.Steps plan(
            List<PackageFacts> added,
            List<PackageFacts> removed,
            List<PackageFacts> demoted,
            List<PackageFacts> promoted) {
        return new Plan.Steps(List.of(), List.of(), added, demoted, promoted, removed, List.of(), List.of());
    }

    private static AddRequest addition(FetchedPackage fetched, Optional<String> extras) {
        return new AddRequest(fetched, extras, ChangeRequest.DowngradePolicy.REJECT, VersionHook.BY_VERSION);
    }

    @Test
    void newVersionKeepsExtrasAndRemembersTheOneBefore() {
        PackageRecord old = record("shop", "1.0.0").extras("{\"a\":1}").linked(true);
        PackageRecord now = PlannedRecords.added(addition(fetched("shop", "1.1.0", "/new"), Optional.empty()), old);
        assertThat(now.extras()).isEqualTo("{\"a\":1}");
        assertThat(now.source()).isEqualTo("/new");
        assertThat(now.linked()).isFalse();
        assertThat(now.previous()).isEqualTo(old.asPrevious());
        assertThat(PlannedRecords.added(addition(fetched("shop", "1.1.0", "/new"), Optional.of("{}")), old)
                        .extras())
                .isEqualTo("{}");
    }

    @Test
    void sameVersionWithOtherContentKeepsTheVersionToRollBackTo() {
        PackageRecord.Previous before = record("shop", "0.9.0").asPrevious();
        PackageRecord old = record("shop", "1.0.0").previous(before);
        assertThat(PlannedRecords.added(addition(fetched("shop", "1.0.0", "/new"), Optional.empty()), old)
                        .previous())
                .isEqualTo(before);
    }

    @Test
    void planReplacesRemovesAndAdds() {
        PackageRecord subject = record("shop", "2.0.0");
        Map<String, PackageRecord> after = PlannedRecords.after(
                plan(
                        List.of(facts("shop", "2.0.0"), facts("base", "1.0.0")),
                        List.of(facts("shop", "1.0.0"), facts("unused", "1.0.0")),
                        List.of(),
                        List.of()),
                Map.of(
                        "shop", record("shop", "1.0.0"),
                        "unused", record("unused", "1.0.0"),
                        "other", record("other", "1.0.0")),
                Map.of("base1.0.0", fetched("base", "1.0.0", "http://repository")),
                subject);
        assertThat(after.keySet()).containsExactlyInAnyOrder("shop", "base", "other");
        assertThat(after.get("shop")).isEqualTo(subject);
        assertThat(after.get("base")).extracting(PackageRecord::source).isEqualTo("http://repository");
    }

    @Test
    void demotedAndPromotedVersionsChangeTheirIds() {
        Map<String, PackageRecord> after = PlannedRecords.after(
                plan(
                        List.of(facts("shop", "2.0.0")),
                        List.of(),
                        List.of(facts("shop", "1.0.0")),
                        List.of(facts("base", "1.0.0").secondary(true))),
                Map.of(
                        "shop", record("shop", "1.0.0"),
                        "base@1", record("base", "1.0.0").secondary(true)),
                Map.of(),
                record("shop", "2.0.0"));
        assertThat(after.keySet()).containsExactlyInAnyOrder("shop", "shop@1", "base");
        assertThat(after.get("shop@1")).extracting(PackageRecord::secondary).isEqualTo(true);
        assertThat(after.get("base")).extracting(PackageRecord::secondary).isEqualTo(false);
    }
}

package org.carrack.runtime.manager.internal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageRegistryTest {

    @TempDir
    Path home;

    private PackageRegistry registry;

    @BeforeEach
    void open() throws IOException {
        StateFile file = new StateFile(home.resolve("data"));
        registry = new PackageRegistry(file, file.read(), home.resolve("deploy"));
    }

    private static PackageRecord record(String name) {
        return PackageRecord.added(name, "1.0.0", "0a", "deploy/" + name + ".jar");
    }

    private SavedState saved() throws IOException {
        return new StateFile(home.resolve("data")).read();
    }

    private static StateChange adding(PackageRecord record, String deployed) {
        return new StateChange(
                before -> {
                    Map<String, PackageRecord> now = new HashMap<>(before);
                    now.put(record.id(), record);
                    return now;
                },
                Set.of(),
                deployed);
    }

    @Test
    void commitIsOnDisk() throws IOException {
        registry.commit(adding(record("shop"), ""));
        assertThat(registry.record("shop")).isEqualTo(record("shop"));
        assertThat(saved().packages()).containsOnlyKeys("shop");
    }

    @Test
    void changeThatCannotBeWrittenIsNotApplied() throws IOException {
        registry.commit(adding(record("shop"), ""));
        // Where the file is written first stands a folder.
        Files.createDirectories(home.resolve("data/packages.json.next/x"));
        registry.beginDeployment(new DeployRecord("house.jar", "1", "house"));
        assertThatThrownBy(() -> registry.commit(adding(record("house"), "house.jar")))
                .isInstanceOf(IOException.class);
        assertThat(registry.record("house")).isNull();
        assertThat(registry.records()).containsExactly(record("shop"));
    }

    @Test
    void fileOfTheDeployFolderIsKeptWithTheCommitOfItsPackage() throws IOException {
        registry.beginDeployment(new DeployRecord("house.jar", "1", "house"));
        registry.commit(adding(record("shop"), ""));
        assertThat(saved().deployed()).as("its package may still fail").isEmpty();
        registry.commit(adding(record("house"), "house.jar"));
        assertThat(saved().deployed()).containsOnlyKeys("house.jar");
        registry.endDeployment("house.jar");
        registry.commit(new StateChange(before -> Map.of(), Set.of("house.jar"), ""));
        assertThat(saved().deployed()).isEmpty();
    }

    @Test
    void fileThatWasNotTakenIsAsBefore() throws IOException {
        DeployRecord first = new DeployRecord("shop.jar", "1", "shop");
        assertThat(registry.beginDeployment(first)).isNull();
        registry.endDeployment("shop.jar");
        assertThat(registry.beginDeployment(new DeployRecord("shop.jar", "2", "shop")))
                .isEqualTo(first);
        registry.restoreDeployed("shop.jar", first);
        registry.endDeployment("shop.jar");
        assertThat(saved().deployed()).containsValue(first);
    }

    @Test
    void nameIsThePrimaryVersionElseTheNewestSecondary() {
        registry.note(record("shop").secondary(true));
        registry.note(PackageRecord.added("shop", "2.1.0", "0b", "/x").secondary(true));
        assertThat(registry.recordOf("shop").map(PackageRecord::version)).contains("2.1.0");
        registry.note(PackageRecord.added("shop", "0.5.0", "0c", "/x"));
        assertThat(registry.recordOf("shop").map(PackageRecord::version)).contains("0.5.0");
    }

    @Test
    void listenersAreNotifiedInTheirOrder() {
        List<String> notified = new ArrayList<>();
        registry.onChange(() -> notified.add("first"));
        registry.onChange(() -> notified.add("second"));
        registry.changed();
        assertThat(notified).containsExactly("first", "second");
    }
}

package org.carrack.runtime.manager.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {

    @TempDir
    Path folder;

    @Test
    void aHomeWithoutTheFileIsNew() throws IOException {
        assertThat(new StateFile(folder).read()).isEqualTo(SavedState.NEW);
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        PackageRecord record =
                new PackageRecord("a", "1.0.0", "ff", "deploy/a \"b\".jar", true, false, "a reason\nin two lines");
        PackageRecord other = new PackageRecord("b", "1.0.0-beta", "ee", "distribution", false, true, null);
        DeployRecord deployed = new DeployRecord("a \"b\".jar", "1:2:3", "a");
        SavedState state = new SavedState(false, Map.of("a", record, "b", other), Map.of("a \"b\".jar", deployed));
        new StateFile(folder).write(state);
        assertThat(new StateFile(folder).read()).isEqualTo(state);
    }

    @Test
    void aFileThatWasCutShortIsNamed() throws IOException {
        new StateFile(folder).write(new SavedState(false, Map.of(), Map.of()));
        Path file = folder.resolve("packages.json");
        Files.writeString(file, "{\"packages\": [{\"name\": \"a\"");
        assertThatThrownBy(() -> new StateFile(folder).read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file + " cannot be understood");
    }

    @Test
    void aRemovalIsRememberedUntilTheOperationEnds() throws IOException {
        Journal journal = new Journal(folder);
        assertThat(journal.interrupted()).isEmpty();
        journal.begin(List.of("STOP a 1.0.0"), List.of(new Journal.Removal("a", "a b.jar")));
        assertThat(new Journal(folder).interrupted()).containsExactly(new Journal.Removal("a", "a b.jar"));
        journal.end();
        assertThat(new Journal(folder).interrupted()).isEmpty();
    }

    @Test
    void anEntryThatWasCutShortCountsAsNotBegun() throws IOException {
        Files.writeString(folder.resolve("journal"), "remove\ta\ta.jar\nstep\tSTO");
        assertThat(new Journal(folder).interrupted()).isEmpty();
    }
}

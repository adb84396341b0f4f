package org.carrack.runtime.manager.internal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        PackageRecord record = PackageRecord.added("a", "1.0.0", "ff", "deploy/a \"b\".jar")
                .installed(false)
                .linked(true)
                .extras("{\"admins\":[\"ada\"]}")
                .previous(new PackageRecord.Previous("0.9.0", "dd", "/x", true))
                .reason("a reason\nin two lines");
        PackageRecord other = PackageRecord.added("b", "1.0.0-beta", "ee", "distribution")
                .shouldRun(false)
                .secondary(true);
        DeployRecord deployed = new DeployRecord("a \"b\".jar", "1:2:3", "a");
        SavedState state = new SavedState(
                Optional.empty(), false, Map.of("a", record, "b@1", other), Map.of("a \"b\".jar", deployed));
        new StateFile(folder).write(state);
        assertThat(new StateFile(folder).read()).isEqualTo(state);
    }

    @Test
    void aFileThatWasCutShortIsNamed() throws IOException {
        new StateFile(folder).write(new SavedState(Optional.empty(), false, Map.of(), Map.of()));
        Path file = folder.resolve("packages.json");
        Files.writeString(file, "{\"packages\": [{\"name\": \"a\"");
        Files.delete(folder.resolve("packages.json.copy"));
        assertThatThrownBy(() -> new StateFile(folder).read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file + " cannot be understood");
    }

    @Test
    void aFileThatIsMissingCutShortOrAlteredIsRestoredFromItsCopy() throws IOException {
        StateFile stateFile = new StateFile(folder);
        SavedState state = new SavedState(
                Optional.empty(), false, Map.of("a", PackageRecord.added("a", "1.0.0", "ff", "/x")), Map.of());
        Path file = folder.resolve("packages.json");
        stateFile.write(state);
        Files.delete(file);
        assertThat(stateFile.read().damage()).contains("missing");
        Files.writeString(file, Files.readString(file).substring(0, 40));
        assertThat(stateFile.read().damage()).contains("damaged");
        Files.writeString(file, Files.readString(file).replace("1.0.0", "6.6.6"));
        SavedState read = stateFile.read();
        assertThat(read.damage()).contains("damaged");
        assertThat(read.packages()).isEqualTo(state.packages());
        assertThat(folder.resolve("packages.json.damaged")).content().contains("6.6.6");
        assertThat(stateFile.read()).isEqualTo(state);
        Files.writeString(folder.resolve("packages.json.copy"), "");
        assertThat(stateFile.damage()).contains("altered");
        assertThat(stateFile.read()).isEqualTo(state);
    }

    @Test
    void aRemovalIsRememberedUntilTheOperationEnds() throws IOException {
        Journal journal = new Journal(folder);
        assertThat(journal.interrupted()).isEmpty();
        Journal.Entry entry =
                journal.begin(List.of("STOP a 1.0.0"), List.of(new Journal.Removal("a", "a b.jar", true, true)));
        assertThat(new Journal(folder).interrupted()).containsExactly(new Journal.Removal("a", "a b.jar", true, true));
        entry.end();
        assertThat(new Journal(folder).interrupted()).isEmpty();
    }

    @Test
    void anEntryThatWasCutShortCountsAsNotBegun() throws IOException {
        Files.writeString(folder.resolve("journal"), "remove\ta\ta.jar\nstep\tSTO");
        assertThat(new Journal(folder).interrupted()).isEmpty();
    }
}

package org.carrack.runtime.settings.internal.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.carrack.auth.Caller;
import org.carrack.manage.ConfigForm;
import org.carrack.manage.ConfigForm.Field;
import org.carrack.manage.ConfigForm.FieldType;
import org.carrack.manage.ConfigForm.Problem;
import org.carrack.manage.ConfigForm.Section;
import org.carrack.manage.ConfigRevision;
import org.carrack.manage.ConfigurationException;
import org.carrack.spi.config.ConfigDocument;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is common to all documents, with the simplest: lines of {@code key=number}. */
class ConfigurationStoreTest {

    private static final Caller ALICE = new Caller("alice", Set.of(Caller.ADMIN));
    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");

    @TempDir
    Path home;

    private ConfigurationStore store;
    private int changes;

    /** Two values, of which one is secret. */
    private final class Numbers implements ConfigDocument {

        @Override
        public String name() {
            return "numbers";
        }

        @Override
        public Path file() {
            return home.resolve("etc/numbers");
        }

        @Override
        public String version() {
            return "1.0.0";
        }

        @Override
        public boolean isSecret() {
            return true;
        }

        private Optional<String> line(String text, String key) {
            return text.lines().filter(line -> line.startsWith(key + "=")).findFirst();
        }

        @Override
        public ConfigForm read(String text) {
            List<Field> fields = new ArrayList<>();
            List<Problem> problems = new ArrayList<>();
            for (String key : List.of("size", "password")) {
                Optional<String> said = line(text, key).map(line -> line.substring(key.length() + 1));
                if (said.isPresent() && !said.get().matches("\\d+")) {
                    problems.add(new Problem(key, "etc/numbers: %s is no number".formatted(key), false));
                }
                fields.add(new Field(
                        key,
                        key,
                        "",
                        FieldType.INTEGER,
                        List.of(said.orElse("0")),
                        List.of("0"),
                        said.isPresent(),
                        List.of(),
                        false,
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        "",
                        false,
                        false,
                        0));
            }
            return new ConfigForm("numbers", "Numbers", "", "", List.of(new Section("", "", fields)), problems);
        }

        @Override
        public String edit(String text, Map<String, Optional<List<String>>> changed) {
            StringBuilder edited = new StringBuilder();
            text.lines()
                    .filter(line -> changed.keySet().stream().noneMatch(key -> line.startsWith(key + "=")))
                    .forEach(line -> edited.append(line).append('\n'));
            changed.forEach((key, value) -> value.ifPresent(
                    texts -> edited.append(key).append('=').append(texts.get(0)).append('\n')));
            return edited.toString();
        }

        @Override
        public void changed() {
            changes++;
        }
    }

    @BeforeEach
    void open() {
        store = new ConfigurationStore(home, Clock.fixed(NOW, ZoneOffset.UTC));
        store.addProvider(() -> List.of(new Numbers()));
    }

    private ConfigForm set(String key, String value) throws ConfigurationException {
        return store.change("numbers", Map.of(key, Optional.of(List.of(value))), Optional.empty(), ALICE);
    }

    private String file() throws Exception {
        return Files.readString(home.resolve("etc/numbers"));
    }

    private List<String> history() throws ConfigurationException {
        return store.history("numbers").stream()
                .map(revision -> revision.number() + " " + revision.by() + " " + revision.changes())
                .toList();
    }

    @Test
    void changesAFileAndKeepsWhoChangedWhat() throws Exception {
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(home.resolve("etc/numbers"), "# mine\nsize=1\n");
        ConfigForm form = set("size", "2");
        assertThat(form.field("SIZE").orElseThrow().value()).containsExactly("2");
        assertThat(form.file()).isEqualTo("etc/numbers");
        assertThat(file()).isEqualTo("# mine\nsize=2\n");
        assertThat(changes).isEqualTo(1);
        assertThat(history()).containsExactly("2 alice [size: 1 -> 2]", "1 file []");
        ConfigRevision last = store.history("numbers").get(0);
        assertThat(last.time()).isEqualTo(NOW);
        assertThat(last.version()).isEqualTo("1.0.0");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("etc/numbers"))))
                .isEqualTo("rw-------");
    }

    @Test
    void keepsTenRevisionsAndGoesBackToThem() throws Exception {
        for (int i = 1; i <= 12; i++) {
            set("size", String.valueOf(i));
        }
        assertThat(history())
                .hasSize(10)
                .startsWith("13 alice [size: 11 -> 12]")
                .endsWith("4 alice [size: 2 -> 3]");
        assertThat(store.rollback("numbers", 5, ALICE)
                        .field("size")
                        .orElseThrow()
                        .value())
                .containsExactly("4");
        assertThat(file()).isEqualTo("size=4\n");
        assertThat(history()).startsWith("14 alice [size: 12 -> 4]");
        assertThatThrownBy(() -> store.rollback("numbers", 99, ALICE))
                .hasMessageStartingWith("there is no revision 99 of numbers; these are: 14, 13");
    }

    @Test
    void showsNoSecretAnywhere() throws Exception {
        set("password", "1234");
        assertThat(store.find("numbers").field("password").orElseThrow().value())
                .containsExactly("***");
        assertThat(store.list().toString()).doesNotContain("1234");
        assertThat(history().toString()).contains("password: (default) -> ***").doesNotContain("1234");
        // A form that comes back as it was given changes nothing.
        set("password", "***");
        assertThat(file()).isEqualTo("password=1234\n");
    }

    @Test
    void refusesAValueThatIsNotValidAndChangesNothing() throws Exception {
        set("size", "1");
        assertThatThrownBy(() -> set("size", "x"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("etc/numbers: size is no number; nothing was changed");
        assertThat(file()).isEqualTo("size=1\n");
        assertThat(changes).isEqualTo(1);
    }

    @Test
    void isNotHinderedByAMistakeElsewhere() throws Exception {
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(home.resolve("etc/numbers"), "password=x\n");
        set("size", "1");
        assertThat(file()).isEqualTo("password=x\nsize=1\n");
    }

    @Test
    void doesNotOverwriteWhatSomebodyElseHasChanged() throws Exception {
        ConfigForm seen = set("size", "1");
        Files.writeString(home.resolve("etc/numbers"), "size=7\n");
        assertThatThrownBy(() -> store.change(
                        "numbers", Map.of("size", Optional.of(List.of("2"))), Optional.of(seen.revision()), ALICE))
                .hasMessage(
                        "etc/numbers was changed meanwhile by file (size: 1 -> 7); nothing was changed: look at it as it is now, and change that");
        assertThat(file()).isEqualTo("size=7\n");
        assertThat(history()).startsWith("3 file [size: 1 -> 7]");
    }

    @Test
    void refusesARevisionThatWouldNotBeValidNow() throws Exception {
        set("size", "1");
        Files.writeString(home.resolve("etc/numbers"), "size=x\n");
        assertThat(history()).startsWith("3 file [size: 1 -> x]");
        set("size", "2");
        assertThatThrownBy(() -> store.rollback("numbers", 3, ALICE))
                .hasMessage(
                        "revision 3 of numbers would not be valid now: etc/numbers: size is no number; nothing was changed");
    }

    @Test
    void takesOutWhatIsReset() throws Exception {
        set("size", "1");
        store.change("numbers", Map.of("size", Optional.empty()), Optional.empty(), ALICE);
        assertThat(file()).isEmpty();
        assertThat(history()).startsWith("3 alice [size: 1 -> (default)]");
    }

    @Test
    void namesWhatThereIs() {
        assertThatThrownBy(() -> store.find("number"))
                .hasMessage("there is no configuration number; did you mean numbers?");
    }

    @Test
    void forgetsWhatIsOfAPackageThatIsDeletedWithItsData() throws Exception {
        set("size", "1");
        store.purge("number");
        assertThat(history()).isNotEmpty();
        store.purge("numbers");
        assertThat(home.resolve("data/configuration/numbers")).doesNotExist();
    }
}

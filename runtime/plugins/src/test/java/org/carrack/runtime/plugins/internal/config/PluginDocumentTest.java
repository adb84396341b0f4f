package org.carrack.runtime.plugins.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carrack.manage.ConfigForm;
import org.carrack.manage.ConfigForm.Problem;
import org.carrack.manage.ConfigurationException;
import org.carrack.plugin.PluginConfiguration;
import org.carrack.runtime.plugins.internal.template.ConfigTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class PluginDocumentTest {

    private static final String TEMPLATE = """
            [plugins.Timer]
            # How long it waits
            WAIT_TIME=["int",1]
            SOCKET=["intrange",1,"1-8"]
            NOISY=["bool",true]
            MESSAGE=["string","hello"]
            SECRET=["password",""]
            OUTLETS=["multilist",true,"outlet/~~name~~/edit"]
            MODE=["select",true]
            PAUSE=["duration","5m"]
            [servers]
            MAX_ATTEMPTS=["int",3]
            """;

    @TempDir
    Path home;

    private PluginDocument document(String template) {
        return new PluginDocument(
                "hello.Timer",
                "Timer",
                home,
                "1.0.0",
                ConfigTemplate.read("config/plugins/Timer.ini", template),
                option -> option.equals("OUTLETS") ? Optional.of(List.of("a", "b")) : Optional.empty(),
                () -> {});
    }

    private LiveConfiguration live() {
        return new LiveConfiguration(document(TEMPLATE), home, LoggerFactory.getLogger("test"));
    }

    private void write(String text) throws Exception {
        Path file = home.resolve("etc/plugins/hello.Timer.ini");
        Files.createDirectories(file.getParent());
        Path fresh = Files.writeString(file.resolveSibling("fresh"), text);
        Files.move(fresh, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private List<String> problems(String text) {
        return document(TEMPLATE).read(text).problems().stream()
                .map(Problem::message)
                .toList();
    }

    @Test
    void givesDefaultsWhereNothingIsSaid() {
        PluginConfiguration config = live().own();
        assertThat(config.integer("wait_time")).isEqualTo(1);
        assertThat(config.flag("NOISY")).isTrue();
        assertThat(config.text("MESSAGE")).isEqualTo("hello");
        assertThat(config.texts("OUTLETS")).isEmpty();
        assertThat(config.duration("PAUSE")).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.duration("WAIT_TIME", ChronoUnit.SECONDS)).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.section("servers").integer("MAX_ATTEMPTS")).isEqualTo(3);
    }

    @Test
    void seesTheFileWithTheNextCall() throws Exception {
        LiveConfiguration live = live();
        PluginConfiguration config = live.own();
        long before = live.changes();
        write(
                "[plugins.Timer]\nWAIT_TIME=7\nNOISY=false\nOUTLETS=[\"b\", \"a\"]\nMESSAGE=~~HOME~~log\n[servers]\nmax_attempts=4\n");
        assertThat(config.integer("WAIT_TIME")).isEqualTo(7);
        assertThat(config.flag("NOISY")).isFalse();
        assertThat(config.texts("OUTLETS")).containsExactly("b", "a");
        assertThat(config.text("MESSAGE")).isEqualTo(home + "/log");
        assertThat(config.section("servers").integer("MAX_ATTEMPTS")).isEqualTo(4);
        assertThat(live.changes()).isEqualTo(before + 1);
        Files.delete(home.resolve("etc/plugins/hello.Timer.ini"));
        assertThat(config.integer("WAIT_TIME")).isEqualTo(1);
    }

    @Test
    void countsForNothingWhileItHasMistakes() throws Exception {
        LiveConfiguration live = live();
        write("[plugins.Timer]\nWAIT_TIME=7\n");
        assertThat(live.own().integer("WAIT_TIME")).isEqualTo(7);
        write("[plugins.Timer]\nWAIT_TIME=soon\nNOISY=false\n");
        assertThat(live.mistake())
                .hasValue(
                        "etc/plugins/hello.Timer.ini:2:1: WAIT_TIME must be a whole number, not soon; the file counts for nothing until it is mended");
        assertThat(live.own().integer("WAIT_TIME")).isEqualTo(7);
        assertThat(live.own().flag("NOISY")).isTrue();
        write("[plugins.Timer]\nWAIT_TIME=8\n");
        assertThat(live.mistake()).isEmpty();
        assertThat(live.own().integer("WAIT_TIME")).isEqualTo(8);
    }

    @Test
    void tellsEveryMistakeWithItsLineAndNoSecret() {
        assertThat(problems("[plugins.Timer]\nWAIT_TIMES=1\nSOCKET=9\nSECRET=50%\n[plugins.Tmer]\nx=1\n"))
                .containsExactly(
                        "etc/plugins/hello.Timer.ini:3:1: SOCKET must be between 1 and 8, not 9; the file counts for nothing until it is mended",
                        "etc/plugins/hello.Timer.ini:4:1: SECRET has a single %; write %% for a per cent sign; the file counts for nothing until it is mended",
                        "etc/plugins/hello.Timer.ini:2:1: WAIT_TIMES is not in the template, did you mean WAIT_TIME?; it is kept, and ignored",
                        "etc/plugins/hello.Timer.ini:5:1: [plugins.Tmer] is not in the template, did you mean plugins.Timer?; it is kept, and ignored");
        assertThat(problems("x\n"))
                .containsExactly(
                        "etc/plugins/hello.Timer.ini:1:1: there must be a [section] before this line; the file counts for nothing until it is mended");
    }

    @Test
    void editsWhatIsAskedAlone() throws Exception {
        String text = "# mine\n[plugins.Timer]\nunknown = kept\nWAIT_TIME=1\t; seconds\n";
        PluginDocument document = document(TEMPLATE);
        assertThat(document.edit(text, Map.of("wait_time", Optional.of(List.of(" 5 ")))))
                .isEqualTo(text.replace("=1", "=5"));
        assertThat(document.edit(text, Map.of("servers.MAX_ATTEMPTS", Optional.of(List.of("5")))))
                .isEqualTo(text + "\n[servers]\nMAX_ATTEMPTS = 5\n");
        assertThat(document.edit(text, Map.of("OUTLETS", Optional.of(List.of("b", "a")))))
                .isEqualTo(text + "OUTLETS = [\"b\",\"a\"]\n");
        assertThat(document.edit(text, Map.of("WAIT_TIME", Optional.empty())))
                .isEqualTo("# mine\n[plugins.Timer]\nunknown = kept\n");
        assertThat(document.edit("", Map.of())).isEmpty();
    }

    @Test
    void saysThatAFileIsNoText() throws Exception {
        LiveConfiguration live = live();
        Path file = home.resolve("etc/plugins/hello.Timer.ini");
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[] {'[', (byte) 0xff});
        assertThat(live.mistake())
                .hasValue("etc/plugins/hello.Timer.ini is not in UTF-8; it counts for nothing until it is mended");
    }

    @Test
    void takesWhatRefersToASecretForOne() {
        ConfigForm form = document(TEMPLATE).read("[plugins.Timer]\nSECRET=hush\nMESSAGE=https://u:%(secret)s@h\n");
        assertThat(form.field("MESSAGE").orElseThrow().type()).isEqualTo(ConfigForm.FieldType.PASSWORD);
    }

    @Test
    void readsBackWhatItHasWrittenBeforeAComment() throws Exception {
        PluginDocument document = document(TEMPLATE);
        String text = "[plugins.Timer]\nMESSAGE = yay ; mine\n";
        String edited = document.edit(text, Map.of("MESSAGE", Optional.of(List.of("x;y"))));
        assertThat(edited).endsWith(" ; mine\n");
        assertThat(document.read(edited).field("MESSAGE").orElseThrow().value()).containsExactly("x;y");
    }

    @Test
    void saysThatAResetInAllSectionsIsNotForHere() {
        assertThatThrownBy(() -> document(TEMPLATE)
                        .edit("[DEFAULT]\nWAIT_TIME=7\n[plugins.Timer]\n", Map.of("WAIT_TIME", Optional.empty())))
                .hasMessage(
                        "WAIT_TIME of hello.Timer stands in [DEFAULT], for all sections; take it out of etc/plugins/hello.Timer.ini");
    }

    @Test
    void refusesAnEditThatWouldNotBeValid() {
        PluginDocument document = document(TEMPLATE);
        assertThatThrownBy(() -> document.edit("", Map.of("WAIT_TIME", Optional.of(List.of("x")))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("WAIT_TIME of hello.Timer must be a whole number, not x; nothing was changed");
        assertThatThrownBy(() -> document.edit("", Map.of("OUTLETS", Optional.of(List.of("c")))))
                .hasMessage("OUTLETS of hello.Timer must be one of a, b, not c; nothing was changed");
        assertThatThrownBy(() -> document.edit("", Map.of("WAIT", Optional.of(List.of("c")))))
                .hasMessage(
                        "hello.Timer has no option WAIT; these are: WAIT_TIME, SOCKET, NOISY, MESSAGE, SECRET, OUTLETS, MODE, PAUSE, servers.MAX_ATTEMPTS");
        assertThatThrownBy(() -> document.edit("[s]\nx\n", Map.of("NOISY", Optional.of(List.of("no")))))
                .hasMessageContaining("etc/plugins/hello.Timer.ini cannot be understood; mend it first");
    }

    @Test
    void namesTheOptionThatAGetterMisspells() {
        PluginConfiguration config = live().own();
        assertThatThrownBy(() -> config.integer("WAIT_TIMES"))
                .hasMessage(
                        "the template of hello.Timer has no option WAIT_TIMES in [plugins.Timer]; did you mean WAIT_TIME?");
        assertThatThrownBy(() -> config.flag("WAIT_TIME"))
                .hasMessage("WAIT_TIME of hello.Timer has the type int, and is read as true or false");
    }

    @Test
    void countsForNothingWithATemplateThatIsNone() {
        PluginDocument document = document("[plugins.Timer]\nWAIT_TIME=1\n");
        assertThat(new LiveConfiguration(document, home, LoggerFactory.getLogger("test")).mistake())
                .hasValue(
                        "config/plugins/Timer.ini:2:1: WAIT_TIME must be a list in JSON with the type first, such as [\"int\", 1], not 1");
    }
}

package org.carrack.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void withoutArgumentsTheServerIsOnLoopbackInTheUsersHome() throws LaunchException {
        Options options = Options.parse(List.of(), null, "/home/ada");
        assertThat(options)
                .isEqualTo(new Options(Path.of("/home/ada/.carrack"), 8080, 8901, false, "127.0.0.1", "", false));
    }

    @Test
    void theHomeIsTheArgumentElseTheEnvironment() throws LaunchException {
        assertThat(Options.parse(List.of(), "/srv/carrack", "/home/ada").home()).isEqualTo(Path.of("/srv/carrack"));
        assertThat(Options.parse(List.of("--home", "/tmp/x/../y"), "/srv/carrack", "/home/ada")
                        .home())
                .isEqualTo(Path.of("/tmp/y"));
    }

    @Test
    void everyOptionOfTheManualIsTakenInBothForms() throws LaunchException {
        Options options = Options.parse(
                List.of("--port=0", "--bind", "0.0.0.0", "--safe", "--gedis-port", "8902", "--database=jdbc:h2:mem:"),
                null,
                "/home/ada");
        assertThat(options.port()).isZero();
        assertThat(options.bind()).isEqualTo("0.0.0.0");
        assertThat(options.isSafe()).isTrue();
        assertThat(options.gedisPort()).isEqualTo(8902);
        assertThat(options.database()).isEqualTo("jdbc:h2:mem:");
        assertThat(options.asGiven())
                .containsExactly(
                        "--port",
                        "0",
                        "--bind",
                        "0.0.0.0",
                        "--gedis-port",
                        "8902",
                        "--database",
                        "jdbc:h2:mem:",
                        "--safe");
    }

    @Test
    void wrongUsageHasExitStatusTwo() {
        assertUsage("run does not know --prot", "--prot", "1");
        assertUsage("--port must be a number from 0 to 65535, not x", "--port", "x");
        assertUsage("--port must be a number from 0 to 65535, not 70000", "--port=70000");
        assertUsage("--home needs a value", "--home");
    }

    private static void assertUsage(String message, String... arguments) {
        assertThatThrownBy(() -> Options.parse(List.of(arguments), null, "/home/ada"))
                .isInstanceOfSatisfying(
                        LaunchException.class, e -> assertThat(e.exitStatus()).isEqualTo(2))
                .hasMessageStartingWith(message);
    }
}

package org.carrack.runtime.commands.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.carrack.config.ConfigException;
import org.carrack.model.DeclaredTag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tag {@code commands} as it is read. */
class CommandTest {

    private static Command read(Map<String, Object> values) throws ConfigException {
        return Command.read(DeclaredTag.of("commands", values));
    }

    @Test
    void whatIsNotSaidHasDefaults() throws Exception {
        Command command = read(Map.of("start_cmd", " ./run.sh "));
        assertThat(command.name()).isEqualTo("main");
        assertThat(command.start()).isEqualTo("./run.sh");
        assertThat(command.host()).isEqualTo("127.0.0.1");
        assertThat(command.limit()).hasSeconds(60);
        assertThat(command.interval()).hasSeconds(10);
        assertThat(command.ports()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bin/run.sh --fast; other | | bin/run.sh",
                "./run.sh | scripts | scripts/run.sh",
                "/usr/bin/env python3 x.py | | ",
                "../outside.sh | | ",
                "\"quoted\" x | | "
            })
    void scriptsOfThePackageAreFoundInTheLine(String start, String folder, String script) throws Exception {
        Command command = read(Map.of("start_cmd", start, "path", folder == null ? "" : folder));
        assertThat(command.scripts()).isEqualTo(script == null ? List.of() : List.of(script));
    }

    @Test
    void whatCannotBeIsRefused() {
        refused("please make sure start_cmd has been set: the line that starts the program", Map.of("name", "x"));
        refused("name must be of letters, digits and . _ -, not a b", Map.of("start_cmd", "x", "name", "a b"));
        refused("timeout is a number of seconds between 1 and 3600, not 0", Map.of("start_cmd", "x", "timeout", 0L));
        refused("A-B is no environment variable", Map.of("start_cmd", "x", "env", Map.of("A-B", "1")));
        refused("env is a table: env = { NAME = \"value\" }", Map.of("start_cmd", "x", "env", "A=1"));
    }

    private static void refused(String message, Map<String, Object> values) {
        assertThatThrownBy(() -> read(values))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }
}

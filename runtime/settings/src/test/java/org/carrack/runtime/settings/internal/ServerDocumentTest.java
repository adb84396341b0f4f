package org.carrack.runtime.settings.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.carrack.manage.ConfigForm.Problem;
import org.carrack.manage.ConfigurationException;
import org.carrack.runtime.settings.internal.ConfigDefinition.ConfigKey;
import org.carrack.runtime.settings.internal.ConfigDefinition.ValueType;
import org.junit.jupiter.api.Test;

class ServerDocumentTest {

    private static final ServerDocument DOCUMENT = new ServerDocument(
            Path.of("etc/carrack.toml"),
            "1.0.0",
            List.of(
                    new ConfigDefinition(
                            "Plugins",
                            "plugins",
                            false,
                            List.of(key("restarts", ValueType.INTEGER), key("days", ValueType.INTEGER))),
                    new ConfigDefinition("Server", "", false, List.of(key("hosts", ValueType.TEXTS))),
                    new ConfigDefinition(
                            "Agents",
                            "mcp",
                            false,
                            List.of(new ConfigKey(
                                    "tools",
                                    ValueType.TEXT,
                                    "",
                                    Optional.of("marked"),
                                    OptionalLong.empty(),
                                    OptionalLong.empty(),
                                    List.of("marked", "safe"),
                                    false))),
                    new ConfigDefinition("Services", "services", true, List.of(key("schedule", ValueType.TEXT)))),
            () -> {});

    private static ConfigKey key(String name, ValueType type) {
        return new ConfigKey(
                name, type, "", Optional.empty(), OptionalLong.of(0), OptionalLong.empty(), List.of(), false);
    }

    private static String edit(String text, String key, String... values) throws ConfigurationException {
        return DOCUMENT.edit(text, Map.of(key, Optional.of(List.of(values))));
    }

    @Test
    void addsAValueWhereItBelongs() throws Exception {
        assertThat(edit("", "plugins.restarts", "3")).isEqualTo("[plugins]\nrestarts = 3\n");
        assertThat(edit("# mine\n[plugins]\ndays = 1 # so\n[mcp]\n", "plugins.restarts", "3"))
                .isEqualTo("# mine\n[plugins]\nrestarts = 3\ndays = 1 # so\n[mcp]\n");
        assertThat(edit("[mcp]\r\ntools = \"safe\"\r\n", "plugins.days", "3"))
                .isEqualTo("[mcp]\r\ntools = \"safe\"\r\n\r\n[plugins]\r\ndays = 3\r\n");
        assertThat(edit("[mcp]\n", "hosts", "a", "b")).isEqualTo("hosts = [\"a\", \"b\"]\n[mcp]\n");
        assertThat(edit("", "services.hello.helloService.schedule", "5m"))
                .isEqualTo("[services.\"hello.helloService\"]\nschedule = \"5m\"\n");
    }

    @Test
    void addsBesideDottedKeysAndRefusesWhatItCannotEdit() throws Exception {
        assertThat(edit("plugins.restarts = 5 # keep\n[mcp]\n", "plugins.days", "9"))
                .isEqualTo("plugins.restarts = 5 # keep\nplugins.days = 9\n[mcp]\n");
        assertThatThrownBy(() -> edit("plugins = { restarts = 5 }\n", "plugins.days", "9"))
                .hasMessage(
                        "plugins.days is written in etc/carrack.toml in a way that is not edited here; nothing was changed: edit the file");
        assertThatThrownBy(() -> edit("plugins = {", "plugins.days", "9"))
                .hasMessageStartingWith("etc/carrack.toml cannot be understood; mend it first (");
    }

    @Test
    void refusesValuesOfAnotherType() {
        assertThatThrownBy(() -> edit("", "plugins.days", "x"))
                .hasMessage("plugins.days must be a whole number, not x");
        assertThatThrownBy(() -> edit("", "plugins.day", "1"))
                .hasMessage("there is no key plugins.day in etc/carrack.toml; did you mean plugins.days?");
        assertThat(DOCUMENT.read("[mcp]\ntools = \"banana\"\n").problems())
                .containsExactly(new Problem(
                        "mcp.tools", "etc/carrack.toml:2:1: tools must be one of marked, safe, not banana", false));
    }
}

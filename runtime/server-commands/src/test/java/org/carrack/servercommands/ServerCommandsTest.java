package org.carrack.servercommands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The commands as they are declared. */
class ServerCommandsTest {

    @Test
    void gogoHasAllCommands() {
        List<List<String>> all = new ArrayList<>();
        leaves(tree(), List.of(), all);
        Collection<List<String>> gogo = ServerCommands.gogoNames().values();
        assertThat(gogo).containsExactlyInAnyOrderElementsOf(all);
        assertThat(ServerCommands.gogoNames())
                .containsEntry("package:add", List.of("package", "add"))
                .containsEntry("data:import", List.of("data", "import"))
                .containsEntry("carrack:audit", List.of("audit"));
    }

    @Test
    void everyCommandAndOptionIsExplained() {
        List<List<String>> all = new ArrayList<>();
        leaves(tree(), List.of(), all);
        for (List<String> words : all) {
            CommandSpec command = tree();
            for (String word : words) {
                command =
                        Objects.requireNonNull(command.subcommands().get(word)).getCommandSpec();
            }
            assertThat(command.usageMessage().description())
                    .as(words.toString())
                    .isNotEmpty();
            for (CommandLine.Model.OptionSpec option : command.options()) {
                if (!option.hidden()) {
                    assertThat(option.description())
                            .as(words + " " + option.longestName())
                            .isNotEmpty();
                }
            }
        }
    }

    @Test
    void helpIsAnAnswer() throws Exception {
        CommandResult help = ServerCommands.run(List.of("package", "add", "--help"), CommandContext.forDescription());
        assertThat(help.isGood()).isTrue();
        assertThat(help.text())
                .startsWith("Usage: carrack package add")
                .contains("--downgrade")
                .doesNotContain("--progress");
        assertThat(ServerCommands.usage(List.of("package", "add"))).isEqualTo(help.text());
    }

    @Test
    void whatIsTypedWrongIsSaid() {
        refused("package needs one of: ", "package");
        refused("Missing required parameter: 'NAME'", "package", "info");
        refused("Unknown option: '--purje'", "package", "delete", "shop", "--purje");
        refused("\"hello\" is no method: give it as PACKAGE.ACTOR.METHOD", "call", "hello");
        assertThatThrownBy(() -> ServerCommands.run(List.of("call", "hello"), CommandContext.forDescription()))
                .hasMessage("\"hello\" is no method: give it as PACKAGE.ACTOR.METHOD");
        refused("'many' is not an int", "audit", "--count", "many");
        refused("Unmatched argument at index 0: 'nix'", "nix");
    }

    private static void refused(String message, String... arguments) {
        assertThatThrownBy(() -> ServerCommands.run(List.of(arguments), CommandContext.forDescription()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static CommandSpec tree() {
        CommandLine program = new CommandLine(CommandSpec.create().name("carrack"));
        ServerCommands.addTo(program, CommandContext.forDescription(), ServerCommands.firstWords());
        return program.getCommandSpec();
    }

    private static void leaves(CommandSpec spec, List<String> words, List<List<String>> leaves) {
        spec.subcommands().forEach((name, command) -> {
            List<String> all = new ArrayList<>(words);
            all.add(name);
            if (command.getSubcommands().isEmpty()) {
                leaves.add(all);
            } else {
                leaves(command.getCommandSpec(), all, leaves);
            }
        });
    }

    @Test
    void relativePathsCountFromWhereTheyWereTyped() {
        Path typed = Path.of("/srv/shops");
        assertThat(PackageLocation.parse("shop.jar", typed).text()).isEqualTo("/srv/shops/shop.jar");
        assertThat(PackageLocation.parse("../other/", typed).text()).isEqualTo("/srv/other");
        assertThat(PackageLocation.parse("/tmp/shop.jar", typed).text()).isEqualTo("/tmp/shop.jar");
        assertThat(PackageLocation.parse("https://example.org/shop.jar", typed).text())
                .isEqualTo("https://example.org/shop.jar");
        assertThat(PackageLocation.parse("", typed).text()).isEmpty();
    }

    @Test
    void whatIsNoCommandIsAnErrorOfUsage() {
        for (List<String> words : List.of(
                List.of("nothing"),
                List.of("package"),
                List.of("package", "nothing"),
                List.of("package", "add"),
                List.<String>of())) {
            assertThatThrownBy(() -> ServerCommands.run(words, CommandContext.forDescription()))
                    .as("%s", words)
                    .isInstanceOf(UsageException.class);
        }
    }

    @Test
    void theWordsOfEachCommandAreKnown() {
        ServerCommands.gogoNames().values().forEach(words -> {
            assertThat(ServerCommands.isCommand(words)).as("%s", words).isTrue();
            assertThat(ServerCommands.firstWords()).contains(words.get(0));
        });
        assertThat(ServerCommands.isCommand(List.of("package"))).isFalse();
        assertThat(ServerCommands.isCommand(List.of("package", "new"))).isFalse();
        assertThat(ServerCommands.isCommand(List.of("call", "x"))).isFalse();
    }
}

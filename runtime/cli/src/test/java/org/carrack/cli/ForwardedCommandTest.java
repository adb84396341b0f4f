package org.carrack.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.carrack.servercommands.CommandContext;
import org.carrack.servercommands.ServerCommands;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the command line sends to a server. */
class ForwardedCommandTest {

    private static final Path HERE = Path.of("").toAbsolutePath();

    @Test
    void optionsAndArgumentsAreSentAsTheyAre() throws Exception {
        assertThat(sent("package", "list")).containsExactly("package", "list");
        assertThat(sent("call", "hello.helloActor.hello", "{\"a\": 1}"))
                .containsExactly("call", "--", "hello.helloActor.hello", "{\"a\": 1}");
        assertThat(sent("settings", "shop", "shop.title", "@home", "--reset"))
                .containsExactly("settings", "--reset", "--", "shop", "shop.title", "@home");
        assertThat(sent("settings", "shop", "tags", "a", "b", "c"))
                .containsExactly("settings", "--", "shop", "tags", "a", "b", "c");
        assertThat(sent("settings", "shop", "shop.title", "--", "--help"))
                .containsExactly("settings", "--", "shop", "shop.title", "--help");
        assertThat(sent("user", "token", "ada", "--role", "a,b", "--role", "c", "--name="))
                .containsExactlyInAnyOrder(
                        "user", "token", "--roles=a", "--roles=b", "--roles=c", "--name=", "--", "ada");
    }

    @Test
    void whatIsForThisProcessStaysHere() throws Exception {
        assertThat(sent("--home", "/srv", "package", "--server", "http://x", "info", "shop", "--token", "t", "--json"))
                .containsExactly("package", "info", "--json", "--", "shop");
        assertThat(sent("nginx", "--output", "nginx.conf", "--servers")).containsExactly("nginx", "--servers");
    }

    @Test
    void pathsCountFromWhereTheyAreTyped() throws Exception {
        assertThat(sent("package", "add", "shop.jar", "--copy"))
                .containsExactly(
                        "package",
                        "add",
                        "--copy",
                        "--",
                        HERE.resolve("shop.jar").toString());
        assertThat(sent("data", "export", "../all.zip"))
                .containsExactly(
                        "data", "export", "--", HERE.resolveSibling("all.zip").toString());
        for (String address : List.of("https://example.org/shop.git", "git@example.org:shop.git", "file:shop.jar")) {
            assertThat(sent("package", "add", address)).containsExactly("package", "add", "--", address);
        }
    }

    @Test
    void aPasswordIsReadHere() throws Exception {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream("-- it's é\n".getBytes(StandardCharsets.UTF_8)));
            assertThat(sent("user", "add", "ada", "--password-stdin"))
                    .containsExactly("user", "add", "--password=-- it's é", "--", "ada");
        } finally {
            System.setIn(before);
        }
        assertThatThrownBy(() -> sent("user", "password", "ada", "--password", "x", "--password-stdin"))
                .hasMessage("give the password by --password or --password-stdin, not by both");
    }

    @Test
    void theServerTakesWhatIsSent() throws Exception {
        assertThatThrownBy(() -> ServerCommands.run(
                        sent("settings", "shop", "shop.title", "--", "--help"), CommandContext.forDescription()))
                .hasMessage("commands run in a server");
    }

    @Test
    void otherCommandsAreDoneHere() {
        for (String[] line : List.of(
                new String[] {"status"}, new String[] {"package", "new", "x"}, new String[] {"shell", "package:list"
                })) {
            assertThat(find(line)).as(String.join(" ", line)).isEmpty();
        }
    }

    private static List<String> sent(String... line) throws Exception {
        return find(line).orElseThrow().arguments();
    }

    private static Optional<ForwardedCommand> find(String... line) {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        Main main = new Main(nowhere, nowhere);
        CommandLine program = Main.commandLine(main, "");
        return ForwardedCommand.find(program.parseArgs(line), main);
    }
}

package org.carrack.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.carrack.servercommands.CommandProtocol;
import org.carrack.servercommands.ServerCommands;
import org.jspecify.annotations.Nullable;

/**
 * A command that is sent to the server of this machine as it was typed. The models of commands are ready there, and take longer to be made
 * here than all the rest. What only this process can do, and what is no command, is left to {@link Main}.
 */
final class TypedCommand {

    private static final String HOME = "--home";

    /** These mean another server, a text of the command line's own, or something that this process does. */
    private static final Set<String> OF_THE_CLIENT =
            Set.of("--server", "--token", "--help", "-h", "--version", "--output", "--password-stdin");

    /** Of the packages' commands these take no time, and so show no progress. */
    private static final Set<String> QUICK = Set.of("list", "info");

    private final List<String> words = new ArrayList<>();
    private @Nullable Path home;

    private TypedCommand() {}

    /**
     * Runs a command if it can be run so.
     *
     * @return the exit status; nothing if nothing was done
     */
    static OptionalInt run(PrintStream out, PrintStream err, String... arguments) {
        TypedCommand typed = new TypedCommand();
        if (!typed.read(arguments)) {
            return OptionalInt.empty();
        }
        try {
            Optional<ServerInfo> server = ServerInfo.find(Main.homeFolder(typed.home));
            if (server.isEmpty() || server.get().isStarting()) {
                return OptionalInt.empty();
            }
            int status = new ShellClient(server.get()).typed(Path.of("").toAbsolutePath(), typed.words, out, err);
            return status == CommandProtocol.USAGE ? OptionalInt.empty() : OptionalInt.of(status);
        } catch (CommandException | IOException e) {
            err.println(e.getMessage());
            return OptionalInt.of(1);
        }
    }

    /** Takes the home out of the words; whether the server can do with what is left. */
    private boolean read(String... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            String word = arguments[i];
            if (word.equals("--")) {
                words.addAll(List.of(arguments).subList(i, arguments.length));
                break;
            }
            String option = word.startsWith("--") ? word.split("=", 2)[0] : word;
            if (OF_THE_CLIENT.contains(option)) {
                return false;
            }
            if (!option.equals(HOME)) {
                words.add(word);
            } else if (word.length() > HOME.length()) {
                home = Path.of(word.substring(HOME.length() + 1));
            } else if (++i < arguments.length) {
                home = Path.of(arguments[i]);
            } else {
                return false;
            }
        }
        return !words.isEmpty() && ServerCommands.firstWords().contains(words.get(0)) && !isForTheClient();
    }

    private boolean isForTheClient() {
        if (!words.get(0).equals("package")) {
            return false;
        }
        String action = words.stream()
                .skip(1)
                .filter(word -> !word.startsWith("-"))
                .findFirst()
                .orElse("");
        return action.equals("new") || (!QUICK.contains(action) && Boolean.getBoolean("carrack.terminal"));
    }
}

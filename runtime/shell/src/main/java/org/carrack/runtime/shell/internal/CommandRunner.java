package org.carrack.runtime.shell.internal;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.carrack.auth.Caller;
import org.carrack.servercommands.CommandContext;
import org.carrack.servercommands.CommandResult;
import org.carrack.servercommands.ServerCommands;
import org.carrack.servercommands.UsageException;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the commands of the server with its services. Safe for any thread. */
@Component(service = CommandRunner.class)
public final class CommandRunner {

    private static final Logger LOG = LoggerFactory.getLogger(CommandRunner.class);

    /** What the paths of commands count from that are not typed at a command line. */
    private static final Path HERE = Path.of("").toAbsolutePath();

    private final BundleContext context;

    @Activate
    public CommandRunner(BundleContext context) {
        this.context = context;
    }

    /** Runs a command for somebody who sees what it answers in {@code out}, and why it was not done in {@code err}. */
    int run(List<String> arguments, OutputStream out, OutputStream err, Caller caller) {
        try {
            return run(arguments, out, err, caller, HERE);
        } catch (UsageException e) {
            new PrintStream(err, true, StandardCharsets.UTF_8).println(e.getMessage());
            return 1;
        }
    }

    /**
     * The same for a command whose relative paths count from a directory.
     *
     * @throws UsageException if it is none, or does not take these arguments; nothing is printed then
     */
    int run(List<String> arguments, OutputStream out, OutputStream err, Caller caller, Path directory) {
        PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream complaints = new PrintStream(err, true, StandardCharsets.UTF_8);
        try {
            CommandResult result = run(arguments, complaints, caller, directory);
            if (!result.text().isEmpty()) {
                printed.print(result.text().endsWith("\n") ? result.text() : result.text() + "\n");
            }
            return result.isGood() ? 0 : 1;
        } catch (UsageException e) {
            throw e;
        } catch (Exception e) { // what commands throw is theirs
            LOG.debug("{} failed", arguments.isEmpty() ? "nothing" : arguments.get(0), e);
            complaints.println(message(e));
            return 1;
        } finally {
            printed.flush();
            complaints.flush();
        }
    }

    /** Runs a command; {@link ServerCommands#run} says what it throws. */
    CommandResult run(List<String> arguments, PrintStream terminal, Caller caller) throws Exception {
        return run(arguments, terminal, caller, HERE);
    }

    /** What the last of some words could be. */
    List<String> complete(List<String> words, Caller caller) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        try (ServiceLookup services = new ServiceLookup(context)) {
            return ServerCommands.complete(words, new CommandContext(services, caller, nowhere, HERE));
        }
    }

    private CommandResult run(List<String> arguments, PrintStream terminal, Caller caller, Path directory)
            throws Exception {
        try (ServiceLookup services = new ServiceLookup(context)) {
            return ServerCommands.run(arguments, new CommandContext(services, caller, terminal, directory));
        }
    }

    static String message(Exception e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.toString() : message;
    }
}

package org.carrack.runtime.shell.internal;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.carrack.auth.Caller;
import org.carrack.servercommands.CommandContext;
import org.carrack.servercommands.CommandResult;
import org.carrack.servercommands.ServerCommands;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the commands of the server with its services. Safe for any thread. */
@Component(service = CommandRunner.class)
public final class CommandRunner {

    private static final Logger LOG = LoggerFactory.getLogger(CommandRunner.class);

    private final BundleContext context;

    @Activate
    public CommandRunner(BundleContext context) {
        this.context = context;
    }

    /** Runs a command for somebody who sees what it answers in {@code out}, and why it was not done in {@code err}. */
    int run(List<String> arguments, OutputStream out, OutputStream err, Caller caller) {
        PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream complaints = new PrintStream(err, true, StandardCharsets.UTF_8);
        try {
            CommandResult result = run(arguments, complaints, caller);
            if (!result.text().isEmpty()) {
                printed.print(result.text().endsWith("\n") ? result.text() : result.text() + "\n");
            }
            return result.isGood() ? 0 : 1;
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
        try (ServiceLookup services = new ServiceLookup(context)) {
            return ServerCommands.run(arguments, new CommandContext(services, caller, terminal));
        }
    }

    static String message(Exception e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.toString() : message;
    }
}

package org.carrack.runtime.shell.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.command.Process;
import org.carrack.servercommands.CommandResult;
import org.carrack.servercommands.ServerCommands;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The commands of the server as Gogo's: {@code package add} is {@code package:add} there, and {@code audit} is
 * {@code carrack:audit}. They come when Gogo is started, and go with
 * this bundle.
 */
@Component(
        service = GogoCommands.class,
        immediate = true,
        reference = @Reference(name = "gogo", service = CommandProcessor.class))
public final class GogoCommands {

    private final CommandRunner runner;
    private final Map<String, List<String>> words = ServerCommands.gogoNames();

    @Activate
    public GogoCommands(BundleContext context, @Reference CommandRunner runner) {
        this.runner = runner;
        words.forEach((name, command) -> {
            int colon = name.indexOf(':');
            Function function = (session, arguments) -> run(command, session, arguments);
            context.registerService(
                    Function.class,
                    function,
                    FrameworkUtil.asDictionary(Map.of(
                            CommandProcessor.COMMAND_SCOPE,
                            name.substring(0, colon),
                            CommandProcessor.COMMAND_FUNCTION,
                            name.substring(colon + 1))));
        });
    }

    private @Nullable Object run(List<String> command, CommandSession session, List<Object> arguments)
            throws Exception {
        List<String> all = new ArrayList<>(command);
        arguments.forEach(argument -> all.add(String.valueOf(argument)));
        Process process = Process.Utils.current();
        CommandResult result = runner.run(all, process == null ? session.getConsole() : process.err(), Gogo.caller());
        if (result.isGood() || process == null) {
            return result.text();
        }
        // Of a command that ends with an error Gogo shows no result.
        process.out().println(result.text());
        process.error(1);
        return null;
    }

    /** The names of all commands in Gogo. */
    Map<String, List<String>> names() {
        return new TreeMap<>(words);
    }
}

package org.carrack.servercommands;

import java.io.PrintStream;
import java.nio.file.Path;
import org.carrack.auth.Caller;

/**
 * What one command is run with.
 *
 * @param services where it finds the services of the server
 * @param caller who runs it
 * @param terminal where it may show how far it is; what it answers is its {@link CommandResult}
 * @param directory what relative paths count from: where it was typed
 * @param output the options that all commands have
 */
public record CommandContext(
        Services services, Caller caller, PrintStream terminal, Path directory, CommonOptions output) {

    /** The services of the server, as far as they are there. */
    public interface Services {

        /** Finds the service; fails with an {@link IllegalStateException} if there is none now. */
        <S> S get(Class<S> service);
    }

    public CommandContext(Services services, Caller caller, PrintStream terminal, Path directory) {
        this(services, caller, terminal, directory, new CommonOptions());
    }

    /** A context in which commands can be described and parsed, and none can be run. */
    public static CommandContext forDescription() {
        return new CommandContext(
                new Services() {
                    @Override
                    public <S> S get(Class<S> service) {
                        throw new IllegalStateException("commands run in a server");
                    }
                },
                Caller.ANONYMOUS,
                System.err,
                Path.of("").toAbsolutePath());
    }

    <S> S service(Class<S> service) {
        return services.get(service);
    }

    boolean isJson() {
        return output.isJson();
    }
}

package org.carrack.spi.actor;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.carrack.actor.ActorException;
import org.carrack.auth.Caller;
import org.osgi.annotation.versioning.ProviderType;

/** The commands of live packages and of the server. Implemented by the server, for transports. For any thread. */
@ProviderType
public interface CommandCatalog {

    /**
     * A command.
     *
     * @param name what it is called by: its own name, or {@code package.name} if several packages have one of that name
     * @param packageName the package that it belongs to; empty for the server's own
     * @param address {@code package.actor.method}; empty for the server's own
     * @param method what it takes, does and returns
     */
    record CommandInfo(String name, String packageName, String address, ActorInfo.MethodInfo method) {}

    /** Those that a caller may call, by name. */
    List<CommandInfo> commands(Caller caller);

    /** The schema of the object with a command's arguments, in JSON. */
    String schema(CommandInfo command);

    /**
     * Calls one.
     *
     * @param name its name; with its package ({@code racks.setServer}) it is found in any case
     * @return the result in JSON, or failed with an {@link ActorException}: as for any actor method, and {@code NOT_FOUND} if there is no such
     *     command, {@code BAD_REQUEST} if several packages have it
     */
    CompletionStage<byte[]> call(String name, ActorArguments arguments, Caller caller);
}

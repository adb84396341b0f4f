package org.carrack.servercommands;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.carrack.actor.ActorException;
import org.carrack.lifecycle.PackageContext;
import org.carrack.spi.actor.ActorArguments;
import org.carrack.spi.actor.ActorCall;
import org.carrack.spi.actor.ActorCatalog;
import org.carrack.spi.actor.ActorDispatcher;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code call}. */
@Command(
        name = "call",
        description = "Calls a method of an actor and prints its result as JSON.",
        footer = {
            "",
            "Examples:",
            "  carrack call hello.helloActor.greet '{\"name\": \"Ada\"}'",
            "  carrack call admin.packages.list_packages"
        })
final class CallCommand implements Callable<CommandResult> {

    @Parameters(index = "0", paramLabel = "PACKAGE.ACTOR.METHOD", description = "the method")
    @Nullable
    private ActorMethodName method;

    @Parameters(
            index = "1",
            paramLabel = "JSON",
            arity = "0..1",
            defaultValue = "",
            description = "the arguments, a JSON object: '{\"name\": \"Ada\"}'")
    private String arguments = "";

    private final CommandContext context;

    CallCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public CommandResult call() throws InterruptedException, ExecutionException {
        ActorMethodName address = Objects.requireNonNull(method);
        boolean isOfThreebot = address.threebot().isEmpty()
                || context.service(ActorCatalog.class)
                        .find(address.packageName())
                        .flatMap(PackageContext::threebot)
                        .equals(address.threebot());
        if (!isOfThreebot) {
            throw ActorException.notFound(
                    "package %s.%s not found".formatted(address.threebot().orElseThrow(), address.packageName()));
        }
        ActorCall call = new ActorCall(
                address.packageName(),
                address.actor(),
                address.method(),
                new ActorArguments.Named(arguments.getBytes(StandardCharsets.UTF_8)),
                context.caller());
        try {
            byte[] json = context.service(ActorDispatcher.class)
                    .call(call)
                    .toCompletableFuture()
                    .get();
            return CommandResult.of(new String(json, StandardCharsets.UTF_8));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ActorException refused) {
                throw refused;
            }
            throw e;
        }
    }
}

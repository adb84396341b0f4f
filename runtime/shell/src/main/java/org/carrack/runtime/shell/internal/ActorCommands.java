package org.carrack.runtime.shell.internal;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import org.apache.felix.service.command.Descriptor;
import org.carrack.actor.ActorException;
import org.carrack.lifecycle.PackageContext;
import org.carrack.spi.actor.ActorArguments;
import org.carrack.spi.actor.ActorCall;
import org.carrack.spi.actor.ActorCatalog;
import org.carrack.spi.actor.ActorDispatcher;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The Gogo commands {@code actor:…}. Who sits at the shell is the owner. */
@Component(
        service = ActorCommands.class,
        property = {
            "osgi.command.scope=actor",
            "osgi.command.function=call",
            "osgi.command.function=actors",
        })
public final class ActorCommands {

    private final ActorDispatcher dispatcher;
    private final ActorCatalog catalog;

    @Activate
    public ActorCommands(@Reference ActorDispatcher dispatcher, @Reference ActorCatalog catalog) {
        this.dispatcher = dispatcher;
        this.catalog = catalog;
    }

    @Descriptor("lists the actors and their methods")
    public String actors() {
        StringBuilder lines = new StringBuilder();
        catalog.actors(Gogo.caller())
                .forEach(actor -> actor.methods()
                        .forEach(method -> lines.append(lines.isEmpty() ? "" : "\n")
                                .append(String.join(".", actor.packageName(), actor.name(), method.name()))));
        return lines.toString();
    }

    @Descriptor("calls a method of an actor without arguments and prints its result as JSON")
    public String call(@Descriptor("[threebot.]package.actor.method") String address)
            throws InterruptedException, ExecutionException {
        return call(address, "");
    }

    @Descriptor("calls a method of an actor and prints its result as JSON")
    public String call(
            @Descriptor("[threebot.]package.actor.method") String address,
            @Descriptor("the arguments, a JSON object in quotes") String arguments)
            throws InterruptedException, ExecutionException {
        String[] parts = address.split("\\.", -1);
        int first = parts.length - 3;
        if (first != 0 && first != 1) {
            throw ActorException.badRequest("\"%s\" names no method; call PACKAGE.ACTOR.METHOD".formatted(address));
        }
        boolean isOfThreebot = first == 0
                || catalog.find(parts[1])
                        .flatMap(PackageContext::threebot)
                        .filter(parts[0]::equals)
                        .isPresent();
        if (!isOfThreebot) {
            throw ActorException.notFound("package %s.%s not found".formatted(parts[0], parts[1]));
        }
        ActorCall call = new ActorCall(
                parts[first],
                parts[first + 1],
                parts[first + 2],
                new ActorArguments.Named(arguments.getBytes(StandardCharsets.UTF_8)),
                Gogo.caller());
        try {
            return new String(dispatcher.call(call).toCompletableFuture().get(), StandardCharsets.UTF_8);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ActorException refused) {
                throw refused;
            }
            throw e;
        }
    }
}

package org.carrack.runtime.actors.commands.internal.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.carrack.actor.ActorException;
import org.carrack.actor.ActorException.Kind;
import org.carrack.auth.Caller;
import org.carrack.model.Nearest;
import org.carrack.spi.actor.ActorArguments;
import org.carrack.spi.actor.ActorCall;
import org.carrack.spi.actor.ActorCatalog;
import org.carrack.spi.actor.ActorDispatcher;
import org.carrack.spi.actor.ActorInfo;
import org.carrack.spi.actor.ActorSchemas;
import org.carrack.spi.actor.CommandCatalog;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands of live packages, each an actor method, and the server's own. For any thread. */
@Component(service = {CommandCatalog.class, Commands.class})
public final class Commands implements CommandCatalog {

    private final ActorCatalog actors;
    private final ActorDispatcher dispatcher;
    private final ActorSchemas schemas;
    private final Map<String, CommandInfo> own = new TreeMap<>();

    @Activate
    public Commands(
            @Reference ActorCatalog actors, @Reference ActorDispatcher dispatcher, @Reference ActorSchemas schemas) {
        this.schemas = schemas;
        this.actors = actors;
        this.dispatcher = dispatcher;
        ServerCommandActor.METHODS.forEach((name, method) -> own.put(
                name,
                new CommandInfo(
                        name, "", ServerCommandActor.PACKAGE + "." + ServerCommandActor.NAME + "." + name, method)));
    }

    @Override
    public List<CommandInfo> commands(Caller caller) {
        Map<String, List<CommandInfo>> all = byName(caller);
        List<CommandInfo> shown = new ArrayList<>();
        own.values().stream()
                .filter(command -> command.method().roles().stream().allMatch(caller::has))
                .forEach(shown::add);
        all.forEach((name, several) -> {
            boolean isOnly = several.size() == 1 && !own.containsKey(name);
            several.forEach(one -> shown.add(isOnly ? one : qualified(one)));
        });
        shown.sort(Comparator.comparing(CommandInfo::name));
        return shown;
    }

    private static CommandInfo qualified(CommandInfo one) {
        return new CommandInfo(one.packageName() + "." + one.name(), one.packageName(), one.address(), one.method());
    }

    private Map<String, List<CommandInfo>> byName(Caller caller) {
        Map<String, List<CommandInfo>> all = new TreeMap<>();
        for (ActorInfo actor : actors.actors(caller)) {
            for (ActorInfo.MethodInfo method : actor.methods()) {
                method.command()
                        .filter(name -> method.roles().isEmpty()
                                || (caller.reaches(actor.packageName())
                                        && method.roles().stream().anyMatch(caller::has)))
                        .ifPresent(name -> all.computeIfAbsent(name, n -> new ArrayList<>())
                                .add(new CommandInfo(
                                        name,
                                        actor.packageName(),
                                        "%s.%s.%s".formatted(actor.packageName(), actor.name(), method.name()),
                                        method)));
            }
        }
        return all;
    }

    @Override
    public String schema(CommandInfo command) {
        return schemas.arguments(command.method());
    }

    @Override
    public CompletionStage<byte[]> call(String name, ActorArguments arguments, Caller caller) {
        CommandInfo command;
        try {
            command = find(name, caller);
        } catch (ActorException e) {
            return CompletableFuture.failedFuture(e);
        }
        String[] address = command.address().split("\\.", 3);
        return dispatcher.call(new ActorCall(address[0], address[1], address[2], arguments, caller));
    }

    private CommandInfo find(String name, Caller caller) {
        CommandInfo ofServer = own.get(name);
        if (ofServer != null) {
            return ofServer;
        }
        Map<String, List<CommandInfo>> all = byName(caller);
        int dot = name.indexOf('.');
        String shortName = dot < 0 ? name : name.substring(dot + 1);
        List<CommandInfo> found = all.getOrDefault(shortName, List.of()).stream()
                .filter(one -> dot < 0 || one.packageName().equals(name.substring(0, dot)))
                .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        if (found.size() > 1) {
            throw new ActorException(
                    Kind.BAD_REQUEST,
                    "several packages have a command %s: say which one, %s"
                            .formatted(
                                    name,
                                    String.join(
                                            " or ",
                                            found.stream()
                                                    .map(one -> one.packageName() + "." + name)
                                                    .toList())));
        }
        TreeSet<String> known = new TreeSet<>(own.keySet());
        all.forEach((key, several) -> {
            known.add(key);
            several.forEach(one -> known.add(one.packageName() + "." + key));
        });
        throw ActorException.notFound("there is no command %s%s"
                .formatted(
                        name,
                        Nearest.to(name, known)
                                .map("; did you mean %s?"::formatted)
                                .orElse("; listCommands lists them")));
    }
}

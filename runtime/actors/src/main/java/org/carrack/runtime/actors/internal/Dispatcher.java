package org.carrack.runtime.actors.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.carrack.actor.ActorCall;
import org.carrack.actor.ActorDispatcher;
import org.carrack.actor.ActorException;
import org.carrack.actor.ActorException.Kind;
import org.carrack.lifecycle.PackageContext;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the method a call asks for, checks the package's door, and calls it. */
@Component
public final class Dispatcher implements ActorDispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final ActorDirectory directory;

    @Activate
    public Dispatcher(@Reference ActorDirectory directory) {
        this.directory = directory;
    }

    @Override
    public CompletionStage<byte[]> call(ActorCall call) {
        try {
            Method method = find(call);
            Object result = run(call, method, arguments(call.arguments()));
            if (result instanceof CompletionStage<?> later) {
                return later.handle((value, failure) -> {
                    if (failure != null) {
                        throw asActorException(
                                call,
                                failure instanceof CompletionException && failure.getCause() != null
                                        ? failure.getCause()
                                        : failure);
                    }
                    return json(call, value);
                });
            }
            return CompletableFuture.completedFuture(json(call, result));
        } catch (ActorException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Method find(ActorCall call) {
        PackageContext context = directory.findPackage(call.packageName());
        if (context == null) {
            throw ActorException.notFound("package %s not found".formatted(call.packageName()));
        }
        switch (context.access().decide(call.caller())) {
            case LOGIN_NEEDED ->
                throw new ActorException(
                        Kind.LOGIN_NEEDED, "the actors of package %s need a login".formatted(call.packageName()));
            case FORBIDDEN ->
                throw ActorException.forbidden("%s may not call the actors of package %s"
                        .formatted(call.caller().name(), call.packageName()));
            case ALLOWED -> {
                // Go on.
            }
        }
        ActorEntry actor = directory.findActor(context, call.actor());
        if (actor == null) {
            throw ActorException.notFound(
                    "actor %s not found in package %s".formatted(call.actor(), call.packageName()));
        }
        Method method = actor.methods().get(call.method());
        if (method == null) {
            throw ActorException.notFound(
                    "method %s not found in actor %s.%s".formatted(call.method(), call.packageName(), call.actor()));
        }
        return method;
    }

    private static ObjectNode arguments(byte[] json) {
        if (json.length == 0) {
            return Json.MAPPER.createObjectNode();
        }
        try {
            JsonNode node = Json.MAPPER.readTree(json);
            if (node == null || node.isMissingNode() || node.isNull()) {
                return Json.MAPPER.createObjectNode();
            }
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw ActorException.badRequest("the arguments must be a JSON object with a name for each");
        } catch (JsonProcessingException e) {
            // Without the names of Jackson's own settings.
            String reason = e.getOriginalMessage().replaceAll("\\s*\\([^()]*`[^()]*(\\([^()]*\\)[^()]*)*\\)", "");
            throw ActorException.badRequest("the arguments are not JSON: " + reason);
        } catch (IOException e) {
            throw ActorException.badRequest("the arguments are not JSON");
        }
    }

    private static @Nullable Object run(ActorCall call, Method method, ObjectNode arguments) {
        try {
            return method.call(arguments);
        } catch (Throwable e) { // whatever an actor throws hurts its own call alone
            throw asActorException(call, e);
        }
    }

    private static ActorException asActorException(ActorCall call, Throwable failure) {
        if (failure instanceof ActorException e) {
            return e;
        }
        if (failure instanceof IllegalArgumentException) {
            LOG.debug("{} refused its arguments", address(call), failure);
            return new ActorException(Kind.BAD_REQUEST, message(failure), failure);
        }
        LOG.error("{} failed", address(call), failure);
        return new ActorException(Kind.FAILED, message(failure), failure);
    }

    private static byte[] json(ActorCall call, @Nullable Object result) {
        try {
            return Json.MAPPER.writeValueAsBytes(result);
        } catch (JsonProcessingException | StackOverflowError e) {
            LOG.error("the result of {} cannot be written as JSON", address(call), e);
            throw new ActorException(
                    Kind.FAILED, "the result of %s cannot be written as JSON".formatted(address(call)), e);
        }
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }

    private static String address(ActorCall call) {
        return call.packageName() + "." + call.actor() + "." + call.method();
    }
}

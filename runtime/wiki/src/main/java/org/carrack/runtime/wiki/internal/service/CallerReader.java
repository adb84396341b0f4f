package org.carrack.runtime.wiki.internal.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.carrack.actor.ActorException;
import org.carrack.auth.Caller;
import org.carrack.runtime.wiki.internal.content.Wiki;
import org.carrack.runtime.wiki.internal.macro.MacroException;
import org.carrack.runtime.wiki.internal.render.Reader;
import org.carrack.spi.actor.ActorArguments;
import org.carrack.spi.actor.ActorCall;
import org.carrack.spi.actor.ActorDispatcher;
import org.jspecify.annotations.Nullable;

/** What a caller of the HTTP server may have. Used by one thread. */
final class CallerReader implements Reader {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Whoever reads a page does not wait for longer. */
    private static final long LIMIT_S = 10;

    private final LiveWikis wikis;
    private final ActorDispatcher actors;
    private final String packageName;
    private final Caller caller;

    CallerReader(LiveWikis wikis, ActorDispatcher actors, String packageName, Caller caller) {
        this.wikis = wikis;
        this.actors = actors;
        this.packageName = packageName;
        this.caller = caller;
    }

    @Override
    public Optional<Wiki> wiki(String other) {
        return wikis.find(other, caller);
    }

    @Override
    public @Nullable Object call(String other, String actor, String method, Map<String, Object> arguments)
            throws MacroException {
        String of = other.isEmpty() ? packageName : other;
        String address = "%s.%s.%s".formatted(of, actor, method);
        try {
            ActorArguments given = new ActorArguments.Named(JSON.writeValueAsBytes(arguments));
            // Whoever opens a page has asked for nothing to be changed.
            byte[] result = actors.call(new ActorCall(of, actor, method, given, caller, name -> Optional.empty(), true))
                    .toCompletableFuture()
                    .get(LIMIT_S, TimeUnit.SECONDS);
            return JSON.readValue(result, Object.class);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            boolean isUnsafe = cause instanceof ActorException refused && refused.kind() == ActorException.Kind.UNSAFE;
            throw new MacroException(
                    isUnsafe
                            ? "%s may change something; a page calls only methods that say that they do not, by @ActorMethod(safe = true)"
                                    .formatted(address)
                            : "%s answers: %s".formatted(address, cause.getMessage()),
                    e);
        } catch (TimeoutException e) {
            throw new MacroException("%s has not answered in %d s".formatted(address, LIMIT_S), e);
        } catch (JsonProcessingException e) {
            throw new MacroException(
                    "what is given to %s is no JSON: %s".formatted(address, e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new MacroException("the answer of %s cannot be read".formatted(address), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MacroException("the server stops", e);
        }
    }
}

package org.carrack.client.internal;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.carrack.actor.ActorException;
import org.carrack.actor.ActorException.Kind;
import org.jspecify.annotations.Nullable;

/** An interface whose methods call an actor's of the same names. */
public final class ActorProxy implements InvocationHandler {

    private final Transport transport;
    private final ActorMethodName actor;
    private final Map<Method, Call> calls = new HashMap<>();

    /** What a method of the interface means. */
    private record Call(List<String> parameters, JavaType result, boolean isAsync, boolean isVoid) {}

    private ActorProxy(Transport transport, ActorMethodName actor) {
        this.transport = transport;
        this.actor = actor;
    }

    /**
     * Makes the proxy.
     *
     * @throws IllegalArgumentException if the interface cannot be an actor's
     */
    public static <T> T of(Class<T> type, Transport transport, ActorMethodName actor) {
        if (!type.isInterface()) {
            throw new IllegalArgumentException("%s is no interface".formatted(type.getName()));
        }
        ActorProxy proxy = new ActorProxy(transport, actor);
        for (Method method : type.getMethods()) {
            if (Modifier.isAbstract(method.getModifiers())) {
                proxy.calls.put(method, call(method));
            }
        }
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, proxy));
    }

    private static Call call(Method method) {
        Type result = method.getGenericReturnType();
        boolean isAsync = CompletionStage.class.isAssignableFrom(method.getReturnType());
        if (isAsync) {
            if (!method.getReturnType().isAssignableFrom(CompletableFuture.class)
                    || !(result instanceof ParameterizedType stage)) {
                throw new IllegalArgumentException(
                        "%s cannot return %s; use CompletionStage<…>".formatted(shown(method), result.getTypeName()));
            }
            result = stage.getActualTypeArguments()[0];
        }
        List<String> names = Arrays.stream(method.getParameters())
                .map(each -> name(each, method))
                .toList();
        boolean isVoid = result == void.class || result == Void.class;
        return new Call(names, Json.MAPPER.constructType(result), isAsync, isVoid);
    }

    private static String name(Parameter parameter, Method method) {
        JsonProperty given = parameter.getAnnotation(JsonProperty.class);
        if (given != null) {
            return given.value();
        }
        if (!parameter.isNamePresent()) {
            throw new IllegalArgumentException(
                    "the parameters of %s have no names: compile it with -parameters, or give each a @JsonProperty"
                            .formatted(shown(method)));
        }
        return parameter.getName();
    }

    private static String shown(Method method) {
        return method.getDeclaringClass().getName() + "." + method.getName();
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        Object[] given = arguments == null ? new Object[0] : arguments;
        Call call = calls.get(method);
        if (call != null) {
            return call(call, method.getName(), given);
        }
        if (method.isDefault()) {
            // Not InvocationHandler.invokeDefault: the interface need not be public.
            Class<?> type = method.getDeclaringClass();
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                    .unreflectSpecial(method, type)
                    .bindTo(proxy)
                    .invokeWithArguments(given);
        }
        return switch (method.getName()) {
            case "equals" -> proxy == given[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "%s at %s".formatted(actor, transport);
        };
    }

    private @Nullable Object call(Call call, String method, @Nullable Object[] arguments) {
        Map<String, Object> named = new LinkedHashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            Object value = arguments[i];
            if (value != null && !Optional.empty().equals(value)) {
                named.put(call.parameters().get(i), value);
            }
        }
        CompletableFuture<@Nullable Object> result =
                call(transport, actor, method, named, call.result(), call.isVoid());
        return call.isAsync() ? result : join(result);
    }

    /**
     * Calls a method.
     *
     * @throws IllegalArgumentException if the arguments cannot be written as JSON
     */
    public static CompletableFuture<@Nullable Object> call(
            Transport transport,
            ActorMethodName actor,
            String method,
            Map<String, ?> arguments,
            JavaType type,
            boolean isVoid) {
        byte[] json;
        try {
            json = Json.MAPPER.writeValueAsBytes(arguments);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "the arguments of %s cannot be written as JSON: %s"
                            .formatted(actor.gedis(method), e.getOriginalMessage()),
                    e);
        }
        return transport
                .call(actor, method, json)
                .thenApply(result -> isVoid ? null : read(result, type, actor.gedis(method)));
    }

    private static @Nullable Object read(byte[] json, JavaType type, String method) {
        try {
            Object value = Json.MAPPER.readValue(json, type);
            if (value == null && type.isPrimitive()) {
                throw new ActorException(
                        Kind.FAILED, "%s returned null where %s was expected".formatted(method, type.getRawClass()));
            }
            return value;
        } catch (IOException e) {
            throw new ActorException(
                    Kind.FAILED,
                    "the result of %s cannot be read as %s: %s".formatted(method, type.toCanonical(), told(e)),
                    e);
        }
    }

    private static String told(IOException e) {
        return e instanceof JsonProcessingException json ? json.getOriginalMessage() : String.valueOf(e.getMessage());
    }

    /** Waits for a call; what it failed with is thrown from here. */
    public static <T extends @Nullable Object> T join(CompletableFuture<T> call) {
        try {
            return call.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ActorException cause) {
                throw new ActorException(cause.kind(), String.valueOf(cause.getMessage()), cause);
            }
            if (e.getCause() instanceof UncheckedIOException cause) {
                throw new UncheckedIOException(cause.getMessage(), cause.getCause());
            }
            throw e;
        }
    }
}

package org.carrack.runtime.actors.internal;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.carrack.actor.ActorMethod;
import org.carrack.actor.CallContext;
import org.carrack.actor.Command;
import org.carrack.actor.NonBlocking;
import org.carrack.actor.Tool;
import org.carrack.auth.RequiresRole;
import org.carrack.model.javadoc.Javadoc;
import org.carrack.spi.actor.ActorArguments;
import org.carrack.spi.actor.ActorInfo.MethodInfo;
import org.carrack.spi.actor.DynamicActor;
import org.jspecify.annotations.Nullable;

/** A method of an actor, found once and called through its handle. Safe for any thread. */
final class Method {

    /** How often a method that promised not to block may take its time before it is believed no more. */
    private static final int MOST_BREACHES = 3;

    private static final long QUICK_NS = 100_000;

    private final String name;
    private final Supplier<ObjectMapper> mapper;
    private final List<Parameter> parameters;
    /** Where among all parameters the context goes. */
    private final List<Integer> contexts;

    // What only calls need is not made before the first.
    private final Supplier<MethodHandle> handle;
    private final Supplier<JavaType> result;
    private final Supplier<ObjectWriter> writer;
    private final MethodInfo info;
    private final long timeLimitMs;
    private final boolean promisesNotToBlock;
    private final AtomicInteger breaches = new AtomicInteger();

    /** How long a call takes, later ones counting more; some thirty quick calls are needed to be taken for quick. */
    private volatile long averageNs = 1_000_000;

    /**
     * A method of a class.
     *
     * @param actor whose method it is; null if it is looked at and never called
     * @throws IllegalArgumentException if the method cannot be offered; the message says why
     */
    Method(@Nullable Object actor, java.lang.reflect.Method method, Supplier<ObjectMapper> mapper, Javadoc javadoc) {
        name = method.getName();
        this.mapper = mapper;
        List<Parameter> arguments = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        java.lang.reflect.Parameter[] all = method.getParameters();
        for (int i = 0; i < all.length; i++) {
            if (all[i].getType() == CallContext.class) {
                places.add(i);
            } else if (all[i].isNamePresent()) {
                arguments.add(new Parameter(all[i], mapper));
            } else {
                throw new IllegalArgumentException(
                        "the parameters of %s have no names: compile the package with -parameters".formatted(name));
            }
        }
        parameters = List.copyOf(arguments);
        contexts = List.copyOf(places);
        // Actors need not be in an exported package, nor be public classes.
        method.setAccessible(true);
        handle = new Lazy<>(() -> handle(actor, method));
        boolean isLater = CompletionStage.class.isAssignableFrom(method.getReturnType());
        Type answer = isLater ? Types.argument(method.getGenericReturnType()) : method.getGenericReturnType();
        result = new Lazy<>(() -> mapper.get().constructType(answer));
        writer = new Lazy<>(() -> writer(mapper.get(), result.get()));
        ActorMethod offered = method.getAnnotation(ActorMethod.class);
        timeLimitMs = offered == null ? 0 : offered.timeLimitMs();
        promisesNotToBlock = method.isAnnotationPresent(NonBlocking.class)
                || method.getDeclaringClass().isAnnotationPresent(NonBlocking.class);
        info = new MethodInfo(
                name,
                javadoc.method(name),
                parameters.stream().map(p -> p.info(javadoc, name)).toList(),
                answer,
                javadoc.result(name),
                offered != null && offered.safe(),
                roles(method),
                command(method),
                method.isAnnotationPresent(Tool.class)
                        || method.getDeclaringClass().isAnnotationPresent(Tool.class));
    }

    private static Optional<String> command(java.lang.reflect.Method method) {
        Command command = method.getAnnotation(Command.class);
        if (command == null) {
            return Optional.empty();
        }
        String name = command.value().isEmpty() ? method.getName() : command.value();
        if (!name.matches("[A-Za-z][A-Za-z0-9_-]{0,99}")) {
            throw new IllegalArgumentException(
                    "the command of %s cannot be named '%s': letters, digits, _ and -, starting with a letter"
                            .formatted(method.getName(), name));
        }
        return Optional.of(name);
    }

    /** A method that is none of a class. */
    Method(DynamicActor.Method method, Supplier<ObjectMapper> mapper) {
        name = method.name();
        this.mapper = mapper;
        parameters =
                method.parameters().stream().map(p -> new Parameter(p, mapper)).toList();
        contexts = List.of(parameters.size());
        handle = new Lazy<>(() -> handle(method));
        result = new Lazy<>(() -> mapper.get().constructType(method.result()));
        writer = new Lazy<>(() -> mapper.get().writer());
        timeLimitMs = method.timeLimitMs();
        promisesNotToBlock = false;
        info = new MethodInfo(
                name,
                method.description(),
                method.parameters(),
                method.result(),
                method.resultDescription(),
                method.isSafe(),
                method.roles(),
                Optional.empty(),
                false);
    }

    private static MethodHandle handle(DynamicActor.Method method) {
        try {
            return MethodHandles.lookup()
                    .findStatic(
                            Method.class,
                            "call",
                            MethodType.methodType(Object.class, DynamicActor.Method.class, Object[].class))
                    .bindTo(method);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a method of this class", e);
        }
    }

    /** The values in the order of the parameters, and the context, by name; what was not given is left out. */
    static @Nullable Object call(DynamicActor.Method method, @Nullable Object[] values) throws Exception {
        Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
        for (int i = 0; i < values.length - 1; i++) {
            if (values[i] != Parameter.ABSENT) {
                arguments.put(method.parameters().get(i).name(), values[i]);
            }
        }
        return method.body().call(arguments, (CallContext) values[values.length - 1]);
    }

    /** The value itself says most; but only the declared type says that the elements of a container have a type id. */
    private static ObjectWriter writer(ObjectMapper mapper, JavaType result) {
        JavaType content = result.getContentType();
        if (content == null) {
            return mapper.writer();
        }
        SerializationConfig config = mapper.getSerializationConfig();
        AnnotatedClass annotated = config.introspectClassAnnotations(content).getClassInfo();
        boolean hasTypeId = config.getAnnotationIntrospector().findTypeResolver(config, annotated, content) != null;
        return hasTypeId ? mapper.writerFor(result) : mapper.writer();
    }

    private MethodHandle handle(@Nullable Object actor, java.lang.reflect.Method method) {
        try {
            return MethodHandles.lookup()
                    .unreflect(method)
                    .bindTo(actor)
                    .asSpreader(Object[].class, method.getParameterCount())
                    .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException("%s cannot be called: %s".formatted(name, e.getMessage()), e);
        }
    }

    private static Set<String> roles(java.lang.reflect.Method method) {
        return Stream.of(
                        method.getAnnotation(RequiresRole.class),
                        method.getDeclaringClass().getAnnotation(RequiresRole.class))
                .flatMap(Stream::ofNullable)
                .findFirst()
                .map(required -> Set.of(required.value()))
                .orElse(Set.of());
    }

    String name() {
        return name;
    }

    MethodInfo info() {
        return info;
    }

    List<Parameter> parameters() {
        return parameters;
    }

    /** The result's type as {@code info} shows it. */
    String resultName() {
        return Types.name(result.get());
    }

    /** How long a call may take, where the method says so itself. */
    Optional<Long> timeLimitMs() {
        return timeLimitMs > 0 ? Optional.of(timeLimitMs) : Optional.empty();
    }

    /** Whether it may run on a thread that must not block: it has promised, and been seen to be quick. */
    boolean isNonBlocking() {
        return promisesNotToBlock && isQuick() && breaches.get() < MOST_BREACHES;
    }

    /**
     * Notes that it took its time on a thread that must not block.
     *
     * @return whether it is believed no more from now on
     */
    boolean breach() {
        return breaches.incrementAndGet() == MOST_BREACHES;
    }

    /**
     * Believes it no more.
     *
     * @return whether it was believed until now
     */
    boolean distrust() {
        return breaches.getAndSet(MOST_BREACHES) < MOST_BREACHES;
    }

    /** Notes how long a call took. Two at the same time may overwrite each other, which does no harm. */
    void took(long ns) {
        long before = averageNs;
        averageNs = before + (ns - before) / 16;
    }

    /** Whether it has turned out to be quick. */
    boolean isQuick() {
        return averageNs < QUICK_NS;
    }

    /** The values of its parameters for a call. */
    @Nullable
    Object[] bind(ActorArguments arguments, CallContext context) {
        @Nullable Object[] values = Arguments.bind(mapper.get(), parameters, arguments);
        if (contexts.isEmpty()) {
            return values;
        }
        @Nullable Object[] all = new @Nullable Object[values.length + contexts.size()];
        int next = 0;
        for (int i = 0; i < all.length; i++) {
            all[i] = contexts.contains(i) ? context : values[next++];
        }
        return all;
    }

    /** Calls the method; what it throws comes out as it is. */
    @Nullable
    Object invoke(@Nullable Object[] values) throws Throwable {
        MethodHandle found = handle.get();
        return found.invokeExact(values);
    }

    /**
     * A result as JSON in UTF-8.
     *
     * @throws ResultBuffer.FullException if it is larger than the limit
     */
    byte[] json(@Nullable Object value, int limit) throws IOException {
        ResultBuffer buffer = new ResultBuffer(limit);
        writer.get().writeValue(buffer, value);
        return buffer.toByteArray();
    }
}

package org.carrack.runtime.chatflows.internal.flow;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.carrack.chat.ChatStep;
import org.carrack.chat.Chatflow;
import org.carrack.chat.Dialogue;
import org.jspecify.annotations.Nullable;

/** The steps and the state of a class of chatflows. Immutable; for any thread. */
public final class FlowClass {

    private final AtomicBoolean isTitleGood = new AtomicBoolean(true);
    private final Class<? extends Chatflow> type;
    private final List<Step> steps;
    private final List<Field> fields;

    /** A step. */
    public record Step(String name, String title, boolean canGoBack, boolean isFinal, Method method) {}

    private FlowClass(Class<? extends Chatflow> type, List<Step> steps, List<Field> fields) {
        this.type = type;
        this.steps = List.copyOf(steps);
        this.fields = List.copyOf(fields);
    }

    /**
     * Reads a class.
     *
     * @throws FlowException if it has no steps, a step is no method that can be called, or a field cannot be stored
     */
    public static FlowClass of(Class<? extends Chatflow> type) throws FlowException {
        List<Method> methods = new ArrayList<>();
        List<Field> fields = new ArrayList<>();
        for (Class<?> part = type; part != null && part != Object.class; part = part.getSuperclass()) {
            for (Method method : part.getDeclaredMethods()) {
                if (method.isAnnotationPresent(ChatStep.class)) {
                    methods.add(checked(type, method));
                }
            }
            for (Field field : part.getDeclaredFields()) {
                int modifiers = field.getModifiers();
                if (!Modifier.isStatic(modifiers)
                        && !Modifier.isFinal(modifiers)
                        && !Modifier.isTransient(modifiers)
                        && !field.isSynthetic()) {
                    fields.add(checked(type, field));
                }
            }
        }
        if (methods.isEmpty()) {
            throw new FlowException("the chatflow %s has no step: no method with @ChatStep".formatted(type.getName()));
        }
        methods.sort(Comparator.comparingInt(FlowClass::order));
        for (int i = 1; i < methods.size(); i++) {
            if (order(methods.get(i)) == order(methods.get(i - 1))) {
                throw new FlowException("the steps %s and %s of the chatflow %s have the same order, %d"
                        .formatted(
                                methods.get(i - 1).getName(),
                                methods.get(i).getName(),
                                type.getName(),
                                order(methods.get(i))));
            }
        }
        return new FlowClass(type, methods.stream().map(FlowClass::step).toList(), fields);
    }

    private static int order(Method method) {
        return annotation(method).order();
    }

    private static ChatStep annotation(Method method) {
        return Optional.ofNullable(method.getAnnotation(ChatStep.class)).orElseThrow();
    }

    private static Step step(Method method) {
        ChatStep said = annotation(method);
        return new Step(method.getName(), said.title(), said.canGoBack(), said.isFinal(), method);
    }

    private static Method checked(Class<?> type, Method method) throws FlowException {
        boolean isStep = method.getReturnType() == void.class
                && method.getParameterCount() == 1
                && method.getParameterTypes()[0] == Dialogue.class
                && !Modifier.isStatic(method.getModifiers());
        if (!isStep) {
            throw new FlowException("the step %s of the chatflow %s must return nothing and take one Dialogue"
                    .formatted(method.getName(), type.getName()));
        }
        method.setAccessible(true);
        return method;
    }

    private static Field checked(Class<?> type, Field field) throws FlowException {
        Optional<String> problem = StoredType.problem(field.getGenericType());
        if (problem.isPresent()) {
            throw new FlowException(
                    "the field %s of the chatflow %s cannot be stored with a conversation: it is of %s; make it transient or final if it is no state"
                            .formatted(field.getName(), type.getName(), problem.get()));
        }
        field.setAccessible(true);
        return field;
    }

    /** Whether it is the first time that nobody can say a title: pages ask again and again. */
    public boolean isFirstFailureOfTitle() {
        return isTitleGood.getAndSet(false);
    }

    /** The title of conversations: what an instance says, else {@link #nameInWords}. */
    public String title(Chatflow flow) {
        @Nullable String said = flow.title(); // of a package, whose compiler may not know what must not be null
        return said == null || said.isBlank() ? nameInWords() : said;
    }

    /** The name of the class in words, without what all chatflows have in common. */
    public String nameInWords() {
        return type.getSimpleName().replaceFirst("Chatflow$", "").replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ");
    }

    /** The name of the chatflow. */
    public String name() {
        return Chatflow.nameOf(type);
    }

    public List<Step> steps() {
        return steps;
    }

    /** The place of a step among all; nothing if there is none of that name. */
    public Optional<Integer> indexOf(String step) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).name().equals(step)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    /** What is to be stored of the state of an instance. */
    public Map<String, @Nullable Object> state(Chatflow flow) {
        Map<String, @Nullable Object> state = new LinkedHashMap<>();
        for (Field field : fields) {
            try {
                state.put(field.getName(), StoredType.encode(field.get(flow)));
            } catch (IllegalAccessException e) {
                throw new IllegalArgumentException("a field was made accessible before: " + field, e);
            }
        }
        return state;
    }

    /**
     * Sets the state of an instance. Fields that are not in it stay as they are, as does what is stored of fields that are gone.
     *
     * @return the fields whose stored value is of another type by now, which stay as they are
     */
    public List<String> restore(Chatflow flow, Map<String, ?> state) {
        List<String> lost = new ArrayList<>();
        for (Field field : fields) {
            if (state.containsKey(field.getName())) {
                try {
                    Object value = StoredType.decode(field.getGenericType(), state.get(field.getName()));
                    if (value != null || !field.getType().isPrimitive()) {
                        field.set(flow, value);
                    }
                } catch (FlowException e) {
                    lost.add(field.getName());
                } catch (IllegalAccessException e) {
                    throw new IllegalArgumentException("a field was made accessible before: " + field, e);
                }
            }
        }
        return lost;
    }

    /** Runs a step. What it throws is thrown. */
    public static void run(Step step, Chatflow flow, Dialogue dialogue) throws Throwable {
        try {
            step.method().invoke(flow, dialogue);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}

package org.carrack.runtime.data.internal.model;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.carrack.actor.ActorException;
import org.carrack.auth.Caller;
import org.carrack.data.DataException;
import org.carrack.data.Records;
import org.carrack.data.Stored;
import org.carrack.spi.actor.ActorInfo.ParameterInfo;
import org.carrack.spi.actor.DynamicActor;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/** The actor {@code <model>_model} of a model, with ThreeBot's methods. */
final class CrudActor implements DynamicActor {

    private static final String OBJECT_ID = "object_id";

    private final ModelRegistry.Entry model;
    private final Records<Map<String, Object>> records;
    private final List<Method> methods;

    CrudActor(ModelRegistry.Entry model) {
        this.model = model;
        records = model.records();
        methods = List.of(
                method(
                        "new",
                        "Stores a new record.",
                        newParameters(),
                        RECORD,
                        "the record, with its id",
                        false,
                        arguments -> Arguments.shown(records.add(bare(arguments)))),
                method(
                        "set",
                        "Changes some values of a record. With its _revision among them, only if nobody else has changed it since.",
                        List.of(id(), required("values", "the values to change, by their fields", RECORD)),
                        RECORD,
                        "the record as it is now",
                        false,
                        this::set),
                method(
                        "get",
                        "The record of a number.",
                        List.of(id()),
                        RECORD,
                        "the record",
                        true,
                        arguments -> Arguments.shown(there(arguments))),
                method(
                        "get_by_name",
                        "The record of a name.",
                        List.of(required("name", "its field name", String.class)),
                        RECORD,
                        "the record",
                        true,
                        arguments -> byName(String.valueOf(arguments.get("name")))),
                method(
                        "find",
                        "The records that a query is about.",
                        List.of(
                                optional(
                                        "query",
                                        "{\"field\": value}, or {\"field\": {\"lt\": value}} with eq, ne, lt, le, gt, ge, prefix or in; {\"or\": [...]}",
                                        RECORD),
                                optional("order", "the names of fields, with - before one that goes down", NAMES),
                                optional("limit", "how many at most; 0 for all", Long.class),
                                optional("offset", "how many are left out at the beginning", Long.class)),
                        RECORDS,
                        "the records",
                        true,
                        this::find),
                method("delete", "Deletes a record.", List.of(id()), Void.class, "", false, this::delete),
                method("destroy", "Deletes all records.", List.of(), Void.class, "", false, arguments -> {
                    records.destroy();
                    return null;
                }),
                method(
                        "count",
                        "How many records there are, or a query is about.",
                        List.of(optional("query", "as for find", RECORD)),
                        Long.class,
                        "how many",
                        true,
                        arguments -> records.count(Arguments.condition(model.schema(), arguments.get("query")))),
                method(
                        "exists",
                        "Whether there is a record of a number.",
                        List.of(id()),
                        Boolean.class,
                        "whether there is",
                        true,
                        arguments -> records.exists(Arguments.number(arguments.get(OBJECT_ID), OBJECT_ID))));
    }

    private static final Type RECORD = new Generic(Map.class, String.class, Object.class);
    private static final Type RECORDS = new Generic(List.class, RECORD);
    private static final Type NAMES = new Generic(List.class, String.class);

    /** A generic type, as a declaration would have it. */
    private record Generic(Class<?> raw, List<Type> arguments) implements ParameterizedType {

        Generic(Class<?> raw, Type... arguments) {
            this(raw, List.of(arguments));
        }

        @Override
        public Type[] getActualTypeArguments() {
            return arguments.toArray(Type[]::new);
        }

        @Override
        public Type getRawType() {
            return raw;
        }

        @Override
        public @Nullable Type getOwnerType() {
            return null;
        }
    }

    private interface RecordOperation {
        @Nullable
        Object run(Map<String, @Nullable Object> arguments);
    }

    private Method method(
            String name,
            String description,
            List<ParameterInfo> parameters,
            Type result,
            String resultDescription,
            boolean isSafe,
            RecordOperation operation) {
        return new Method(
                name,
                description,
                parameters,
                result,
                resultDescription,
                isSafe,
                model.isForAdmins() ? Set.of(Caller.ADMIN) : Set.of(),
                (arguments, call) -> {
                    try {
                        return operation.run(arguments);
                    } catch (DataException e) {
                        throw Arguments.told(e);
                    }
                });
    }

    private static ParameterInfo id() {
        return required(OBJECT_ID, "its number", Long.class);
    }

    private static ParameterInfo required(String name, String description, Type type) {
        return new ParameterInfo(name, description, type, true, false, Optional.empty());
    }

    private static ParameterInfo optional(String name, String description, Type type) {
        return new ParameterInfo(name, description, type, false, true, Optional.empty());
    }

    private List<ParameterInfo> newParameters() {
        List<ParameterInfo> parameters = new ArrayList<>();
        model.schema()
                .fields()
                .forEach(field ->
                        parameters.add(optional(field.name(), field.type().shown(), type(field))));
        return parameters;
    }

    private static Type type(ModelField field) {
        return switch (field.type()) {
            case INT, I64, DATE, DATETIME, DURATION, IP_PORT, JAVA_INT -> Long.class;
            case FLOAT, PERCENT -> Double.class;
            case BOOL -> Boolean.class;
            case LIST -> new Generic(List.class, Object.class);
            case OBJECT, DICT -> RECORD;
            case NUMERIC, ENUM, JSON, YAML, MSGPACK, HASH, JAVA_JSON -> Object.class;
            default -> String.class;
        };
    }

    /** Copied, since null means something there: the field's own idea of nothing. */
    private static Map<String, Object> bare(Map<String, @Nullable Object> arguments) {
        return new java.util.LinkedHashMap<>(arguments);
    }

    private Stored<Map<String, Object>> there(Map<String, @Nullable Object> arguments) {
        long id = Arguments.number(arguments.get(OBJECT_ID), OBJECT_ID);
        return records.get(id).orElseThrow(() -> model.records().missing(id));
    }

    private Object set(Map<String, @Nullable Object> arguments) {
        if (!(arguments.get("values") instanceof Map<?, ?> values)) {
            throw ActorException.badRequest("values must be an object with fields and their values");
        }
        long id = Arguments.number(arguments.get(OBJECT_ID), OBJECT_ID);
        return Arguments.shown(Arguments.change(model.records(), id, values)
                .orElseThrow(() -> model.records().missing(id)));
    }

    private Object byName(String name) {
        return Arguments.shown(records.getByName(name)
                .orElseThrow(() -> new DataException(
                        DataException.Kind.NOT_FOUND,
                        "there is no record of %s with the name %s"
                                .formatted(model.schema().url(), name))));
    }

    private Object find(Map<String, @Nullable Object> arguments) {
        return records
                .find(Arguments.query(
                        Arguments.condition(model.schema(), arguments.get("query")),
                        arguments.get("order"),
                        arguments.get("limit"),
                        arguments.get("offset")))
                .stream()
                .map(Arguments::shown)
                .toList();
    }

    private @Nullable Object delete(Map<String, @Nullable Object> arguments) {
        long id = Arguments.number(arguments.get(OBJECT_ID), OBJECT_ID);
        if (!records.delete(id)) {
            throw model.records().missing(id);
        }
        return null;
    }

    @Override
    public Bundle bundle() {
        return model.live().bundle();
    }

    @Override
    public String name() {
        return model.info().name() + "_model";
    }

    @Override
    public String description() {
        return "The records of the model " + model.schema().url();
    }

    @Override
    public List<Method> methods() {
        return methods;
    }
}

package org.carrack.runtime.data.internal.model;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.carrack.data.Condition;
import org.carrack.data.DataException;
import org.carrack.data.DataException.Kind;
import org.carrack.data.Query;
import org.carrack.data.Records;
import org.carrack.data.Stored;
import org.carrack.spi.json.PackageTypes;

/** The records of a model as objects of its class. They are looked for at each use: the class may be asked before its package is live. */
final class TypedRecords<T extends Record> implements Records<T> {

    /**
     * A mapper for each class, which goes with it: a mapper remembers the classes that it has seen, and those of packages must not be
     * kept.
     */
    private static final ClassValue<ObjectMapper> MAPPERS = new ClassValue<>() {
        @Override
        protected ObjectMapper computeValue(Class<?> type) {
            return JsonMapper.builder()
                    .typeFactory(PackageTypes.factory())
                    .addModules(new JavaTimeModule(), new Jdk8Module())
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();
        }
    };

    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    private final Supplier<? extends Records<Map<String, Object>>> records;
    private final Class<T> type;

    TypedRecords(Supplier<? extends Records<Map<String, Object>>> records, Class<T> type) {
        this.records = records;
        this.type = type;
    }

    private Map<String, Object> map(T value) {
        try {
            return MAPPERS.get(type).convertValue(value, MAP);
        } catch (IllegalArgumentException e) {
            throw new DataException(
                    Kind.INVALID, "%s cannot be kept: %s".formatted(type.getSimpleName(), e.getMessage()), e);
        }
    }

    private T value(Map<String, Object> map) {
        try {
            return MAPPERS.get(type).convertValue(map, type);
        } catch (IllegalArgumentException e) {
            throw new DataException(
                    Kind.FAILED, "a record is no %s: %s".formatted(type.getSimpleName(), e.getMessage()), e);
        }
    }

    private Stored<T> typed(Stored<Map<String, Object>> stored) {
        return new Stored<>(stored.id(), stored.revision(), value(stored.value()));
    }

    @Override
    public T blank() {
        return value(records.get().blank());
    }

    @Override
    public Stored<T> add(T value) {
        Stored<Map<String, Object>> added = records.get().add(map(value));
        return new Stored<>(added.id(), added.revision(), value);
    }

    @Override
    public Stored<T> set(Stored<T> changed) {
        Stored<Map<String, Object>> set =
                records.get().set(new Stored<>(changed.id(), changed.revision(), map(changed.value())));
        return new Stored<>(set.id(), set.revision(), changed.value());
    }

    @Override
    public Optional<Stored<T>> get(long id) {
        return records.get().get(id).map(this::typed);
    }

    @Override
    public Optional<Stored<T>> getByName(String name) {
        return records.get().getByName(name).map(this::typed);
    }

    @Override
    public List<Stored<T>> find(Query query) {
        return records.get().find(query).stream().map(this::typed).toList();
    }

    @Override
    public long count(Condition where) {
        return records.get().count(where);
    }

    @Override
    public boolean exists(long id) {
        return records.get().exists(id);
    }

    @Override
    public void each(Query query, Consumer<Stored<T>> reader) {
        records.get().each(query, stored -> reader.accept(typed(stored)));
    }

    @Override
    public boolean delete(long id) {
        return records.get().delete(id);
    }

    @Override
    public long destroy() {
        return records.get().destroy();
    }
}

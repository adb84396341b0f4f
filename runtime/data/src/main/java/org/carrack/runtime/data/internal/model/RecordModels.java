package org.carrack.runtime.data.internal.model;

import java.lang.annotation.Annotation;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.carrack.config.ConfigException;
import org.carrack.config.SourceLocation;
import org.carrack.data.Indexed;
import org.carrack.data.Model;
import org.carrack.data.Unique;

/** Java records as models. */
final class RecordModels {

    private RecordModels() {}

    /** What its generated actor is called after. */
    static String nameOf(Class<?> type) {
        Model model = type.getAnnotation(Model.class);
        String simple = type.getSimpleName();
        return model == null || model.value().isEmpty()
                ? Character.toLowerCase(simple.charAt(0)) + simple.substring(1)
                : model.value();
    }

    /**
     * The model of a class.
     *
     * @throws ConfigException if the class is none
     */
    static ModelSchema of(String packageName, Class<?> type) throws ConfigException {
        SourceLocation at = new SourceLocation(type.getName(), 0, 0);
        if (!type.isRecord()) {
            throw new ConfigException(at, "%s is no record, and cannot be a @Model".formatted(type.getName()));
        }
        List<ModelField> fields = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getName().equals(ModelTable.ID) || component.getName().equals(ModelTable.REVISION)) {
                throw new ConfigException(
                        at,
                        "the component %s of %s is the server's own; call it otherwise"
                                .formatted(component.getName(), type.getName()));
            }
            fields.add(field(component, at));
        }
        String url = (packageName + "." + nameOf(type)).toLowerCase(java.util.Locale.ROOT);
        return new ModelSchema(url, fields, Map.of(), at);
    }

    private static ModelField field(RecordComponent component, SourceLocation at) throws ConfigException {
        Class<?> type = component.getType();
        boolean isNullable = type == Optional.class
                || Stream.concat(
                                Arrays.stream(component.getAnnotations()),
                                Arrays.stream(component.getAnnotatedType().getAnnotations()))
                        .map(Annotation::annotationType)
                        .anyMatch(annotation -> annotation.getSimpleName().equals("Nullable"));
        boolean isUnique = component.isAnnotationPresent(Unique.class);
        boolean isIndexed = isUnique || component.isAnnotationPresent(Indexed.class);
        FieldType kind = kind(type);
        if (isIndexed && !kind.canBeIndexed()) {
            throw new ConfigException(
                    at,
                    "the component %s cannot have an index, since it is kept as JSON".formatted(component.getName()));
        }
        List<String> values = type.isEnum()
                ? Arrays.stream(type.getEnumConstants())
                        .map(constant -> ((Enum<?>) constant).name())
                        .toList()
                : List.of();
        return new ModelField(
                component.getName(), kind, null, values, null, isIndexed, isUnique, null, false, isNullable, at);
    }

    private static FieldType kind(Class<?> type) {
        if (type == String.class) {
            return FieldType.STRING;
        }
        if (type == int.class || type == Integer.class || type == short.class || type == Short.class) {
            return FieldType.JAVA_INT;
        }
        if (type == long.class || type == Long.class) {
            return FieldType.I64;
        }
        if (type == double.class || type == Double.class || type == float.class || type == Float.class) {
            return FieldType.FLOAT;
        }
        if (type == boolean.class || type == Boolean.class) {
            return FieldType.BOOL;
        }
        if (type == LocalDate.class) {
            return FieldType.JAVA_DATE;
        }
        if (type == LocalDateTime.class) {
            return FieldType.JAVA_DATETIME;
        }
        if (type == BigDecimal.class) {
            return FieldType.JAVA_DECIMAL;
        }
        if (type == Duration.class) {
            return FieldType.JAVA_DURATION;
        }
        return type.isEnum() ? FieldType.JAVA_ENUM : FieldType.JAVA_JSON;
    }
}

package org.carrack.runtime.actors.http.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaBuilder;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.stream.Stream;
import org.carrack.model.javadoc.Javadoc;
import org.jspecify.annotations.Nullable;

/** JSON schemas (draft 2020-12) of Java types, with what their Javadoc says. Used by one thread, for one document. */
final class Schemas {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SchemaBuilder builder;

    Schemas() {
        SchemaGeneratorConfigBuilder config = new SchemaGeneratorConfigBuilder(
                        JSON, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(new JacksonModule(
                        JacksonOption.RESPECT_JSONPROPERTY_REQUIRED,
                        JacksonOption.FLATTENED_ENUMS_FROM_JSONVALUE,
                        JacksonOption.RESPECT_JSONPROPERTY_ORDER))
                .with(
                        Option.EXTRA_OPEN_API_FORMAT_VALUES,
                        Option.PLAIN_DEFINITION_KEYS,
                        Option.DEFINITIONS_FOR_ALL_OBJECTS,
                        Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES)
                .without(Option.SCHEMA_VERSION_INDICATOR);
        config.forTypesInGeneral()
                .withDescriptionResolver(scope ->
                        textOrNull(Javadoc.of(scope.getType().getErasedType()).type()));
        config.forFields()
                .withDescriptionResolver(Schemas::description)
                .withRequiredCheck(Schemas::isRequired)
                .withNullableCheck(Schemas::isNullable);
        builder = new SchemaGenerator(config.build()).buildMultipleSchemaDefinitions();
    }

    /** The schema of a type, or a reference to it. */
    JsonNode schema(Type type) {
        if (type == void.class || type == Void.class) {
            // Not the type null, which is right, but of which generators of clients make code that does not compile.
            return JSON.createObjectNode().put("description", "always null");
        }
        return builder.createSchemaReference(type);
    }

    /** The schemas that were referred to, by name. */
    ObjectNode definitions() {
        return builder.collectDefinitions("components/schemas");
    }

    private static @Nullable String description(FieldScope field) {
        String text = Javadoc.of(field.getDeclaringType().getErasedType()).field(field.getDeclaredName());
        return textOrNull(text);
    }

    private static @Nullable String textOrNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** A record needs all its components but those that may be missing; of other classes we do not know. */
    private static boolean isRequired(FieldScope field) {
        return field.getDeclaringType().getErasedType().isRecord() && !isNullable(field);
    }

    private static boolean isNullable(FieldScope field) {
        Field declared = field.getRawMember();
        return declared.getType() == Optional.class
                || Stream.<AnnotatedElement>of(declared, declared.getAnnotatedType())
                        .flatMap(element -> Stream.of(element.getAnnotations()))
                        .anyMatch(a -> a.annotationType().getSimpleName().equals("Nullable"));
    }
}

package org.carrack.runtime.actors.http.internal;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaBuilder;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import java.io.File;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.InetAddress;
import java.net.URL;
import java.nio.file.Path;
import java.util.Currency;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.carrack.model.javadoc.Javadoc;
import org.carrack.spi.json.PackageTypes;
import org.jspecify.annotations.Nullable;

/** JSON schemas (draft 2020-12) of Java types, with what their Javadoc says. Used by one thread, for one document. */
final class Schemas {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final Set<Class<?>> TEXTS = Set.of(
            Locale.class,
            Currency.class,
            TimeZone.class,
            Pattern.class,
            InetAddress.class,
            Class.class,
            File.class,
            Path.class,
            URL.class);

    private static final Set<Class<?>> WHOLE =
            Set.of(OptionalInt.class, OptionalLong.class, AtomicInteger.class, AtomicLong.class);

    private final SchemaBuilder builder;

    Schemas() {
        // With a cache of its own: Jackson's common one would keep classes of packages that are gone.
        ObjectMapper mapper =
                JsonMapper.builder().typeFactory(PackageTypes.factory()).build();
        SchemaGeneratorConfigBuilder config = new SchemaGeneratorConfigBuilder(
                        mapper, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
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
        config.forTypesInGeneral().withCustomDefinitionProvider(Schemas::asWritten);
        builder = new SchemaGenerator(config.build()).buildMultipleSchemaDefinitions();
    }

    /** What Jackson writes as one value, whatever the class has inside. */
    private static @Nullable CustomDefinition asWritten(ResolvedType type, SchemaGenerationContext context) {
        Class<?> raw = type.getErasedType();
        ObjectNode schema = JSON.objectNode();
        if (TEXTS.contains(raw)) {
            schema.put("type", "string");
        } else if (WHOLE.contains(raw)) {
            schema.put("type", "integer");
        } else if (raw == byte.class || raw == Byte.class) {
            schema.put("type", "integer").put("minimum", -128).put("maximum", 127);
        } else if (raw == byte[].class) {
            schema.put("type", "string").put("contentEncoding", "base64");
        } else if (JsonNode.class.isAssignableFrom(raw)) {
            schema.put("description", "any JSON");
        } else {
            return null;
        }
        return new CustomDefinition(
                schema, CustomDefinition.DefinitionType.INLINE, CustomDefinition.AttributeInclusion.YES);
    }

    /** The schema of a type, or a reference to it. */
    JsonNode schema(Type type) {
        if (type == void.class || type == Void.class) {
            // Not the type null, which is right, but of which generators of clients make code that does not compile.
            return JSON.objectNode().put("description", "always null");
        }
        if (type instanceof ParameterizedType of && of.getRawType() == Optional.class) {
            ObjectNode schema = JSON.objectNode();
            schema.putArray("anyOf")
                    .add(schema(of.getActualTypeArguments()[0]))
                    .addObject()
                    .put("type", "null");
            return schema;
        }
        return builder.createSchemaReference(type);
    }

    /**
     * The schemas that were referred to, by name. Called once, at the end: it makes the references.
     *
     * @param place where they will be in the document, such as {@code $defs}
     */
    ObjectNode definitions(String place) {
        return builder.collectDefinitions(place);
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

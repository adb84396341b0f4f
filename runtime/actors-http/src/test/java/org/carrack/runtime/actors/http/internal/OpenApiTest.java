package org.carrack.runtime.actors.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.carrack.spi.actor.ActorInfo;
import org.carrack.spi.actor.ActorInfo.MethodInfo;
import org.carrack.spi.actor.ActorInfo.ParameterInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The OpenAPI document of actors, and the schemas in it. */
class OpenApiTest {

    @SuppressWarnings("unused")
    record Item(String name, Optional<Integer> count, List<Long> sizes) {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "java.lang.String | {\"type\":\"string\"}",
                "java.lang.Byte | {\"type\":\"integer\",\"minimum\":-128,\"maximum\":127}",
                "java.util.Locale | {\"type\":\"string\"}",
                "java.util.concurrent.atomic.AtomicLong | {\"type\":\"integer\"}",
                "java.lang.Void | {\"description\":\"always null\"}",
                "com.fasterxml.jackson.databind.JsonNode | {\"description\":\"any JSON\"}"
            })
    void typesThatJacksonWritesAsOneValueHaveItsSchema(Class<?> type, String schema) {
        assertThat(new Schemas().schema(type)).hasToString(schema);
    }

    private static JsonNode document(boolean isOpen, MethodInfo... methods) throws Exception {
        ActorInfo actor = new ActorInfo("shop", "stock", "What there is.", List.of(methods));
        byte[] json = new OpenApi("shop", "1.0.0", name -> isOpen, false).document(List.of(actor), List.of());
        return new ObjectMapper().readTree(json);
    }

    private static MethodInfo method(boolean isSafe, Set<String> roles, Type result, ParameterInfo... parameters) {
        return new MethodInfo(
                "find", "Finds one.", List.of(parameters), result, "", isSafe, roles, Optional.empty(), false);
    }

    @Test
    void aSafeMethodIsReadByGetToo() throws Exception {
        ParameterInfo name = new ParameterInfo("name", "its name", String.class, true, false, Optional.empty());
        ParameterInfo most = new ParameterInfo("most", "", int.class, false, false, Optional.of("10"));
        JsonNode path =
                document(true, method(true, Set.of(), Item.class, name, most)).at("/paths/~1shop~1actors~1stock~1find");
        assertThat(path.at("/post/operationId").asText()).isEqualTo("stock_find");
        assertThat(path.at("/get/operationId").asText()).isEqualTo("get_stock_find");
        assertThat(path.at("/get/parameters/0/name").asText()).isEqualTo("name");
        assertThat(path.at("/get/parameters/0/required").asBoolean()).isTrue();
        assertThat(path.at("/get/parameters/1/schema/default").asInt()).isEqualTo(10);
        assertThat(path.at("/post/security").isMissingNode()).isTrue();
    }

    @Test
    void whatChangesThingsIsPostedAndWhatIsClosedWantsAToken() throws Exception {
        JsonNode path =
                document(true, method(false, Set.of("admin"), void.class)).at("/paths/~1shop~1actors~1stock~1find");
        assertThat(path.has("get")).isFalse();
        assertThat(path.at("/post/security/0").has("token")).isTrue();
        assertThat(document(false, method(false, Set.of(), void.class))
                        .at("/paths/~1shop~1actors~1stock~1find/post/security/0")
                        .has("token"))
                .isTrue();
    }

    @Test
    void recordsAreDefinedOnceWithWhatTheyRequire() throws Exception {
        JsonNode document = document(true, method(false, Set.of(), Item.class));
        assertThat(document.at(
                                "/paths/~1shop~1actors~1stock~1find/post/responses/200/content/application~1json/schema/$ref")
                        .asText())
                .isEqualTo("#/components/schemas/Item");
        JsonNode item = document.at("/components/schemas/Item");
        assertThat(item.at("/properties/sizes/items/type").asText()).isEqualTo("integer");
        assertThat(item.get("required")).hasToString("[\"name\",\"sizes\"]");
    }
}

package org.carrack.spi.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** JSON as plain values. */
class JsonValuesTest {

    @Test
    void whatIsReadIsWritten() throws Exception {
        String text = "{\"a\":{\"b\":[1,2.5,true,\"x\"]},\"c\":\"\\\"\\\\\\n\"}";
        Map<String, Object> read = JsonValues.readObject(text);
        assertThat(read)
                .containsEntry("a", Map.of("b", List.of(1L, 2.5, true, "x")))
                .containsEntry("c", "\"\\\n");
        assertThat(JsonValues.write(read)).isEqualTo(text);
    }

    @Test
    void nullIsLeftOutWhenReadAndWrittenWhenGiven() throws Exception {
        assertThat(JsonValues.readObject("{\"a\": null, \"b\": [null, 1]}")).isEqualTo(Map.of("b", List.of(1L)));
        assertThat(JsonValues.write(JsonValues.object("a", null, "b", Path.of("/x/y"), "c", 1)))
                .isEqualTo("{\"a\":null,\"b\":\"/x/y\",\"c\":1}");
    }

    @Test
    void numbersThatAreTooLargeAreStillNumbers() throws Exception {
        assertThat(JsonValues.readObject("{\"n\": 123456789012345678901}")).containsEntry("n", 1.2345678901234568e20);
    }

    @Test
    void whatIsNoObjectIsRefused() {
        for (String text : List.of("", "[1]", "{\"a\": 1", "{\"a\": 1} x", "null")) {
            assertThatThrownBy(() -> JsonValues.readObject(text)).as(text).isInstanceOf(IOException.class);
        }
    }

    @Test
    void textsOfAnArrayAreRead() throws Exception {
        assertThat(JsonValues.readTexts("[\"a\", 1, [\"b\"]]")).containsExactly("a", "1", "b");
    }
}

package org.carrack.runtime.data.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.carrack.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ThreeBot's language, as its own parser was seen to understand it. */
class ModelLanguageTest {

    private static ModelField field(String line) throws ConfigException {
        return ModelLanguage.read("models/a.toml", "@url = a.b.c.1\n" + line)
                .fields()
                .get(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "a = \"\" | string |",
                "a = | string |",
                "a = foo (S) | string | foo",
                "a = \"foo\" (S) | string | foo",
                "a = 4 | int | 4",
                "a = -4 (I) | int | -4",
                "a = (I) | int | 2147483647",
                "a = 1,000 (I) | int | 1000",
                "a = 1.5 | float | 1.5",
                "a = (F) | float | 0.0",
                "a = true | bool | true",
                "a = \"true\" | string | true",
                "a = \"\" (B) | bool | false",
                "a = (B) true | bool | false",
                "a = [] | list | []",
                "a = [1,2] (LI) | list | [1, 2]",
                "a = \"1,2,3\" (LI) | list | [1, 2, 3]",
                "a = \"1,2\" (L) | list | [1, 2]",
                "a = L(S) | string | L",
                "a = a,b (LS) | list | [a, b]",
                "a = ['x@y.com', \"z@y.com\"] (Lemail) | list | [x@y.com, z@y.com]",
                "a = red,green (E) | enum | 0",
                "a = (LO) !x.y.z | list | []",
                "a = (N) | numeric | 0",
                "a = \"10 USD\" (N) | numeric | 10",
                "a = (D) | date | 0",
                "a = \"1990/11/30\" (D) | date | 659923200",
                "a = (dict) | dict | {}",
                "a = {\"x\": 1} (dict) | dict | {x=1}",
                "a = \"X@Y.com\" (email) | email | x@y.com",
                "a = (ipaddr) | ipaddr | 0.0.0.0",
                "a = \"localhost\" (ipaddress) | ipaddr | localhost",
                "a = 8901 (ipport) | ipport | 8901",
                "a = (ipport) | ipport | 65535",
                "a = (iprange) | iprange | ::/128",
                "a = \"10%\" (p) | percent | 0.1",
                "a = 50 (percent) | percent | 50.0",
                "a = (h) | h | [0, 0]",
                "a = (I64) | i64 | 9223372036854775807",
                "a = (bin) | bytes |",
                "a = \"x\\ny\" | multiline | \"x\\ny\"",
                "a = 1h (duration) | duration | 3600",
                "5 : a = \"\" | string |",
                "a = \"x\" # comment (I) | string | x",
                "a = \"it's\" | string | it's",
                "schema = \"\" | string |"
            })
    void readsAField(String line, String type, String standard) throws ConfigException {
        ModelField field = field(line);
        assertThat(field.type().shown()).isEqualTo(type);
        assertThat(String.valueOf(field.defaultValue())).isEqualTo(standard == null ? "" : standard);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a = foo",
                "a = -4",
                "a = [1,2]",
                "a = L(I)",
                "a = (E)",
                "a = (O)",
                "a = (LO)",
                "a = (a)",
                "a = (user)",
                "a* = \"\"",
                "a**** = \"\"",
                "id = 1",
                "a = \"x (y)\" (S)",
                "a",
                "a__b = 1",
                "a** = (dict)"
            })
    void refusesWithTheLine(String line) {
        assertThatThrownBy(() -> field(line))
                .isInstanceOf(ConfigException.class)
                .satisfies(e -> assertThat(((ConfigException) e).location()).hasToString("models/a.toml:2"));
    }

    @Test
    void starsAndAmpersandsMakeIndexes() throws ConfigException {
        assertThat(field("a*** = \"\"").isIndexed())
                .as("ThreeBot's mark of full text")
                .isTrue();
        ModelSchema schema = ModelLanguage.read("m.toml", """
                @url = A.b.Model.1
                name** = ""
                plain = ""
                found** = (S)
                &one = (I)
                secret_ = ""
                child = (O) !a.b.child.1

                @url = a.b.child.1
                port** = (I)
                """);
        assertThat(schema.url()).isEqualTo("a.b.model.1");
        assertThat(schema.fields())
                .extracting(f -> f.name() + f.isIndexed() + f.isUnique())
                .containsExactly(
                        "nametruetrue",
                        "plainfalsefalse",
                        "foundtruefalse",
                        "onetruetrue",
                        "secret_falsefalse",
                        "childfalsefalse");
        assertThat(schema.parts()).containsOnlyKeys("a.b.model.1", "a.b.child.1");
        assertThat(new ModelTable(schema).nested())
                .extracting(ModelTable.Nested::column)
                .containsExactly("child__port");
    }

    private static Object json(String line, Object value) throws Exception {
        return String.valueOf(FieldValues.json(field(line), value));
    }

    @Test
    void valuesAreTakenInTheFormsThatPeopleSend() throws Exception {
        assertThat(json("a = (I)", "1,000")).isEqualTo("1000");
        assertThat(json("a = (I)", 3.9)).isEqualTo("3");
        assertThat(json("a = (I)", "")).isEqualTo("0");
        assertThat(json("a = (S)", "None")).isEqualTo("null");
        assertThat(json("a = (B)", "on")).isEqualTo("false");
        assertThat(json("a = (B)", "Y")).isEqualTo("true");
        assertThat(json("a = red,green (E)", " green ")).isEqualTo("1");
        assertThat(json("a = 1,2,3 (E)", "3")).isEqualTo("2");
        assertThat(json("a = (N)", "10k EUR")).isEqualTo("10000 EUR");
        assertThat(json("a = (duration)", "1d2h3m4s")).isEqualTo("93784");
        assertThat(json("a = (T)", "2026/11/30 10pm:50")).isEqualTo("1796079000");
        assertThat(json("a = (D)", "30/11/2026")).isEqualTo("1795996800");
        assertThat(json("a = (tel)", "+32 (475) 12-34-56")).isEqualTo("+32475123456");
        assertThat(json("a = (h)", "1:2")).isEqualTo("[1, 2]");
        assertThat(json("a = (LI)", List.of("1", 2))).isEqualTo("[1, 2]");
        assertThat(json("a = (dict)", "{\"x\": [1]}"))
                .isEqualTo(Map.of("x", List.of(1L)).toString());
        for (String[] wrong : new String[][] {
            {"a = (I)", "99999999999"},
            {"a = (I)", "1e999999999"},
            {"a = red,green (E)", "blue"},
            {"a = (email)", "nobody"},
            {"a = (ipaddr)", "1.2.3.999"},
            {"a = (ipport)", "70000"},
            {"a = (url)", "http://localhost:8080"},
            {"a = (tel)", "12.34.56"},
            {"a = (duration)", "2h1d"},
            {"a = (guid)", "x"},
            {"a = (S)", "a\0b"},
            {"a = (F)", ""}
        }) {
            assertThatThrownBy(() -> json(wrong[0], wrong[1]))
                    .as("%s %s", wrong[0], wrong[1])
                    .isInstanceOf(FieldValues.InvalidException.class);
        }
    }

    @Test
    void longTextsOfOtherTypesAreRefusedAtOnce() {
        for (String type : List.of("N", "duration", "url", "email", "I", "F", "T", "D", "tel", "ipaddr", "p")) {
            for (String part : List.of(" ", "a.", "1", "1d ", "-", ",")) {
                assertThatThrownBy(() -> json("a = (%s)".formatted(type), "1" + part.repeat(500_000) + "!"))
                        .as("%s %s", type, part)
                        .isInstanceOf(FieldValues.InvalidException.class)
                        .hasMessageMatching("\"1.{59}…\" is no .*");
            }
        }
    }

    @Test
    void patternsDoNotBacktrackWhereALongTextIsAllowed() throws Exception {
        String spaces = " ".repeat(4000);
        assertThat(json("a = (N)", "1" + spaces + "KRW")).isEqualTo("1 KRW");
        assertThat(json("a = (duration)", "1d" + spaces + "4s")).isEqualTo("86404");
        for (String[] wrong : new String[][] {
            {"a = (N)", "1" + spaces + "?"},
            {"a = (duration)", "1d" + spaces + "?"},
            {"a = (url)", "a.".repeat(2000) + "?"},
            {"a = (url)", "a" + "-a".repeat(2000)}
        }) {
            assertThatThrownBy(() -> json(wrong[0], wrong[1])).isInstanceOf(FieldValues.InvalidException.class);
        }
    }
}

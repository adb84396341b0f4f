package org.carrack.runtime.plugins.internal.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The types of Ockle's INI templates, and those that are new, each with its quirks. */
class ConfigTemplateTest {

    private static ConfigTemplate template(String line) {
        return ConfigTemplate.read("T.ini", "[plugins.T]\n" + line + "\n");
    }

    private static TemplateOption option(String value) {
        ConfigTemplate template = template("A=" + value);
        assertThat(template.mistake()).isEmpty();
        return template.option("plugins.T", "a").orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[\"string\",\"yay\"]|STRING|yay",
                "[\"string\",5]|STRING|5",
                "[\"string\",true]|STRING|true",
                "[\"string\"]|STRING|''",
                "[\"string\",\"a ;b\"]|STRING|a ;b",
                "[\"string\",\"sqlite:////%%HOME%%logger.db\"]|STRING|sqlite:////%HOME%logger.db",
                "[\"STRING\",\"yay\"]|STRING|yay",
                "[\"int\",1]|INT|1",
                "[\"int\",-1]|INT|-1",
                "[\"int\",\"1\"]|INT|1",
                "[\"int\",1.0]|INT|1",
                "[\"int\",9223372036854775807]|INT|9223372036854775807",
                "[\"int\",1] ; how long|INT|1",
                "[\"bool\",true]|BOOL|true",
                "[\"bool\",\"false\"]|BOOL|false",
                "[\"intrange\",1,\"1-8\"]|INTRANGE|1",
                "[\"intrange\",-5,\"-10--1\"]|INTRANGE|-5",
                "[\"intrange\",0,\" -1 - 1 \"]|INTRANGE|0",
                "[\"password\",\"\"]|PASSWORD|''",
                "[\"duration\",\"5m\"]|DURATION|5m",
                "[\"duration\",5]|DURATION|5",
                "[\"select\",\"b\",[\"a\",\"b\"]]|SELECT|b",
                "[\"name\",\"x\"]|UNKNOWN|x",
                "[\"ip\",\"10.0.0.1\"]|UNKNOWN|10.0.0.1"
            })
    void readsATypeWithItsDefault(String value, OptionType type, String standard) {
        TemplateOption option = option(value);
        assertThat(option.type()).isEqualTo(type);
        assertThat(option.standard()).containsExactly(standard);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|must be a list in JSON with the type first, such as [\"int\", 1], not 1",
                "''|must be a list in JSON with the type first, such as [\"int\", 1], not nothing",
                "[\"int\",1|must be a list in JSON with the type first, such as [\"int\", 1], not [\"int\",1",
                "{\"int\":1}|must be a list in JSON with the type first, such as [\"int\", 1], not {\"int\":1}",
                "[]|must have its type first, as a text: string, int, bool, intrange, select, multilist, password, duration",
                "[1]|must have its type first, as a text: string, int, bool, intrange, select, multilist, password, duration",
                "[\"int\"]|needs a default second, such as [\"int\", 1]",
                "[\"int\",[1]]|needs a default second, such as [\"int\", 1]",
                "[\"int\",1.5]|has a default that it cannot have: it must be a whole number, not 1.5",
                "[\"int\",\"x\"]|has a default that it cannot have: it must be a whole number, not x",
                "[\"int\",true]|has a default that is no int: true",
                "[\"int\",\"99999999999999999999\"]|has a default that it cannot have: it must be a whole number of at most 18 digits, not 99999999999999999999",
                "[\"bool\",2]|has a default that it cannot have: it must be true or false, not 2",
                "[\"intrange\",9,\"1-8\"]|has a default that it cannot have: it must be between 1 and 8, not 9",
                "[\"intrange\",1]|is an intrange and needs its range third, such as \"1-8\", not null",
                "[\"intrange\",1,\"1..8\"]|is an intrange and needs its range third, such as \"1-8\", not 1..8",
                "[\"intrange\",1,\"8-1\"]|has the empty range 8-1",
                "[\"select\",5]|is a select: second comes its default, or whether it cannot be changed, not 5",
                "[\"select\",\"c\",[\"a\"]]|has a default that it cannot have: it must be one of a, not c",
                "[\"select\",true,\"a\"]|must have its choices as a list of texts, not a",
                "[\"multilist\",\"x\"]|is a multilist: second comes whether its order counts, true or false, not x",
                "[\"duration\",\"soon\"]|has a default that it cannot have: it must be a duration, such as 500ms, 20s, 5m, 2h or 1d, not soon",
                "[\"string\",\"50%\"]|has a single %; write %% for a per cent sign"
            })
    void refusesWhatIsNoDescriptionOfAnOption(String value, String message) {
        assertThat(template("A=" + value).mistake().map(String::valueOf)).hasValue("T.ini:2:1: A " + message);
    }

    @Test
    void readsLists() {
        TemplateOption unordered = option("[\"multilist\",false]");
        assertThat(unordered.isOrdered()).isFalse();
        assertThat(unordered.standard()).isEmpty();
        TemplateOption ordered = option("[\"multilist\",true,\"outlet/~~name~~/edit\"]");
        assertThat(ordered.isOrdered()).isTrue();
        assertThat(ordered.link()).isEqualTo("outlet/~~name~~/edit");
        assertThat(option("[\"multilist\",true,\"x\",[\"a\",\"b\"]]").choices()).containsExactly("a", "b");
        assertThat(option("[\"multilist\",false,[\"a\",\"b\"]]").choices()).containsExactly("a", "b");
        assertThat(option("[\"multilist\"]").isOrdered()).isFalse();
        assertThat(option("[\"select\",true]").isReadOnly()).isTrue();
        assertThat(option("[\"select\",false]").isReadOnly()).isFalse();
        assertThat(option("[\"select\",true]").standard()).isEmpty();
    }

    @Test
    void warnsOfWhatItDoesNotKnow() {
        assertThat(template("A=[\"sring\",\"x\"]").problems().stream().map(String::valueOf))
                .containsExactly(
                        "T.ini:2:1: A has the type sring, which is none of string, int, bool, intrange, select, multilist, password, duration, did you mean string?; any text can be its value");
        assertThat(template("A=[\"int\",1,2]").problems().stream().map(String::valueOf))
                .containsExactly("T.ini:2:1: A has more in its list than the type int takes; it is left out");
    }

    @Test
    void keepsTheCommentAboveAnOptionAndTheOrderOfOptions() {
        ConfigTemplate template = ConfigTemplate.read(
                "T.ini",
                "[DEFAULT]\nSHARED=[\"int\",7]\n[plugins.T]\n# Logging\n# interval\nB=[\"int\",\n  10]\n\nA=[\"int\",1]\n[plugins]\n");
        assertThat(template.problems()).isEmpty();
        assertThat(template.sections()).containsExactly("plugins.T", "plugins");
        assertThat(template.options("plugins.T").stream().map(TemplateOption::name))
                .containsExactly("SHARED", "B", "A");
        assertThat(template.option("plugins.T", "b").orElseThrow().description())
                .isEqualTo("Logging interval");
        assertThat(template.option("plugins.T", "a").orElseThrow().description())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[\"int\",1]|' 5 '|5",
                "[\"int\",1]|-5|-5",
                "[\"bool\",true]|False|false",
                "[\"bool\",true]|no|false",
                "[\"bool\",true]|0|false",
                "[\"bool\",false]|ON|true",
                "[\"intrange\",1,\"1-8\"]|8|8",
                "[\"select\",false]|anything|anything",
                "[\"multilist\",false]|[\"b\", \"a\"]|b,a",
                "[\"multilist\",false,[\"a\",\"b\"]]|[\"b\", \"a\"]|a,b",
                "[\"multilist\",true,\"x\",[\"a\",\"b\"]]|[\"b\", \"a\"]|b,a",
                "[\"multilist\",false]|bare|bare",
                "[\"multilist\",false]|''|''",
                "[\"multilist\",false]|[1, true]|1,true",
                "[\"duration\",\"5s\"]|250ms|250ms"
            })
    void takesAValue(String description, String value, String meaning) throws ValueException {
        List<String> expected = meaning.isEmpty() ? List.of() : Arrays.asList(meaning.split(","));
        TemplateOption option = option(description);
        assertThat(option.read(value)).isEqualTo(expected);
        // What it writes of that means the same.
        IniFile file = IniFile.read("", "[s]\na = " + option.written(expected));
        assertThat(option.read(file.value("s", file.option("s", "a").orElseThrow())))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[\"int\",1]|x|must be a whole number, not x",
                "[\"int\",1]|1.5|must be a whole number, not 1.5",
                "[\"int\",1]|''|must be a whole number, not nothing",
                "[\"bool\",true]|maybe|must be true or false, not maybe",
                "[\"intrange\",1,\"1-8\"]|0|must be between 1 and 8, not 0",
                "[\"select\",\"a\",[\"a\",\"b\"]]|c|must be one of a, b, not c",
                "[\"multilist\",false,[\"a\"]]|[\"c\"]|must be one of a, not c",
                "[\"multilist\",false]|[\"a\", \"a\"]|has a twice",
                "[\"multilist\",false]|[a]|must be a list in JSON, such as [\"a\", \"b\"], not [a]",
                "[\"multilist\",false]|[[\"a\"]]|must be a list of texts in JSON, such as [\"a\", \"b\"], not [[\"a\"]]",
                "[\"duration\",\"5s\"]|5 parsecs|must be a duration, such as 500ms, 20s, 5m, 2h or 1d, not 5 parsecs"
            })
    void refusesAValue(String description, String value, String message) {
        assertThatThrownBy(() -> option(description).read(value)).hasMessage(message);
    }
}

package org.carrack.runtime.settings.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TomlEditorTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a = 1 # one|a = 2 # one",
                "a=\"x # y\"  # z|a=2  # z",
                "\"a = b\" = 'c'|\"a = b\" = 2",
                "a = [1, # one\\n 2] # end|a = 2 # end",
                "a = \"\"\"x\\n# y\"\"\"\"|a = 2",
                "a = '''x'''|a = 2",
                "a = { b = 1 }|a = 2"
            })
    void replacesAValueAndNothingElse(String before, String after) {
        String text = "# head\r\n" + before.replace("\\n", "\n") + "\r\nz = 3";
        assertThat(TomlEditor.replace(text, 2, "2")).isEqualTo("# head\r\n" + after + "\r\nz = 3");
        assertThat(TomlEditor.remove(text, 2)).isEqualTo("# head\r\nz = 3");
    }

    @Test
    void knowsWhereAStringEnds() {
        assertThat(TomlEditor.replace("a = \"\\\\\" # c\nb = 1", 1, "2")).isEqualTo("a = 2 # c\nb = 1");
        assertThat(TomlEditor.replace("a = \"\\\"\" # c\nb = 1", 1, "2")).isEqualTo("a = 2 # c\nb = 1");
    }

    @Test
    void insertsALine() {
        assertThat(TomlEditor.insert("", 0, "a = 1")).isEqualTo("a = 1\n");
        assertThat(TomlEditor.insert("b = 1", 1, "a = 1")).isEqualTo("b = 1\na = 1\n");
        assertThat(TomlEditor.insert("b = 1\r\n[t]\r\n", 1, "a = 1")).isEqualTo("b = 1\r\na = 1\r\n[t]\r\n");
        assertThat(TomlEditor.lastOutsideTables("b = 1\n\n[t]\nc = 1\n")).isEqualTo(2);
    }
}

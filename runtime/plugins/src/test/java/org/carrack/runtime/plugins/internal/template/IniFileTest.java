package org.carrack.runtime.plugins.internal.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IniFileTest {

    private static String value(String text, String section, String option) throws ValueException {
        IniFile file = IniFile.read("a.ini", text);
        return file.value(section, file.option(section, option).orElseThrow());
    }

    private static List<String> problems(String text) {
        return IniFile.read("a.ini", text).problems().stream()
                .map(String::valueOf)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a=1|1",
                "a = 1|1",
                "a: 1|1",
                "A=1|1",
                "a = x = y|x = y",
                "a = x ; a comment|x",
                "a = x;no comment|x;no comment",
                "a = ; all of it a comment|``",
                "a =|``",
                "a = \"\"|``",
                "a = # no comment|# no comment",
                "a = 50%%|50%",
                "a = \"say \\\"hi\\\"\\u003b\"|say \"hi\";",
                "a = \"not closed|\"not closed",
                "a b = 1|``"
            })
    void readsAValue(String line, String value) throws ValueException {
        String text = "[s]\n" + line + "\n";
        if (line.startsWith("a b")) {
            assertThat(value(text, "s", "a b")).isEqualTo("1");
        } else {
            assertThat(value(text, "s", "a")).isEqualTo(value);
        }
    }

    @Test
    void continuesAValueInIndentedLinesButNotInCommentsAndEmptyLines() throws ValueException {
        assertThat(value("[s]\na = 1\n  2\n\n# c\n  # d\n\t3\nb=4\n", "s", "a")).isEqualTo("1\n2\n3");
    }

    @Test
    void leavesOutCommentsOfAllKindsAndAByteOrderMark() throws ValueException {
        String text = "\uFEFF# one\n; two\nREM three\n[s]\r\nremember = 1\r\n";
        assertThat(problems(text)).isEmpty();
        assertThat(value(text, "s", "remember")).isEqualTo("1");
    }

    @Test
    void hasTheLastOfSeveralAndSaysSo() throws ValueException {
        String text = "[s]\na=1\n[t]\n[s]\nA=2\n";
        assertThat(value(text, "s", "a")).isEqualTo("2");
        assertThat(problems(text))
                .containsExactly(
                        "a.ini:4:1: there is a second [s]; both count",
                        "a.ini:5:1: there is a second A in [s]; the last counts");
    }

    @Test
    void hasTheOptionsOfDefaultInEachSection() throws ValueException {
        String text = "[DEFAULT]\nhost=a\n[s]\nurl = http://%(HOST)s/\n";
        assertThat(value(text, "s", "host")).isEqualTo("a");
        assertThat(value(text, "s", "url")).isEqualTo("http://a/");
        assertThat(IniFile.read("a.ini", text).sections()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a = 50%|has a single %; write %% for a per cent sign",
                "a = %(b)s|refers to b, and there is no such option in [s]",
                "a = %(a)s|refers to others that refer to it"
            })
    void refusesPerCentSignsThatMeanNothing(String line, String message) {
        assertThatThrownBy(() -> value("[s]\n" + line, "s", "a")).hasMessage(message);
    }

    @Test
    void tellsLinesThatAreNone() {
        assertThat(problems("a=1\n[s]\nnothing\n"))
                .containsExactly(
                        "a.ini:1:1: there must be a [section] before this line",
                        "a.ini:3:1: this line has no = behind the name of an option");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "",
                " spaces ",
                "50%",
                "%(a)s",
                "a ; b",
                "a;b",
                ";",
                "\"quoted\"",
                "\"",
                "two\nlines",
                "tab\tin",
                "ü€😀",
                "= : [x]",
                "#no",
                "\u2028",
                "\u0085",
                "\\",
                "a\r\nb",
                "%%",
                "\u0000"
            })
    void writesAnyTextSoThatItIsReadAgain(String text) throws ValueException {
        String file = "[s]\na = " + IniFile.written(text) + "\n";
        assertThat(value(file, "s", "a")).isEqualTo(text);
        assertThat(problems(file)).isEmpty();
    }

    @Test
    void editsOneLineAndLeavesAllElseByteByByte() {
        String text = "# head\r\n[s]\r\n  \r\nWAIT_TIME=1 ; seconds\r\nother : x\r\n   y\r\n[t]\r\nz=1";
        assertThat(IniEditor.put(text, "s", "wait_time", "5"))
                .isEqualTo(text.replace("WAIT_TIME=1 ; seconds", "WAIT_TIME=5 ; seconds"));
        assertThat(IniEditor.put(text, "s", "other", "q")).isEqualTo(text.replace("x\r\n   y", "q"));
        assertThat(IniEditor.put(text, "s", "new", "q")).isEqualTo(text.replace("   y\r\n", "   y\r\nnew = q\r\n"));
        assertThat(IniEditor.put(text, "t", "new", "q")).isEqualTo(text + "\r\nnew = q\r\n");
        assertThat(IniEditor.put(text, "u", "new", "q")).isEqualTo(text + "\r\n\r\n[u]\r\nnew = q\r\n");
        assertThat(IniEditor.put("", "u", "new", "q")).isEqualTo("[u]\nnew = q\n");
        assertThat(IniEditor.put("\uFEFF[s]\na=1", "s", "a", "2")).isEqualTo("\uFEFF[s]\na=2");
        assertThat(IniEditor.remove(text, "s", "other")).isEqualTo(text.replace("other : x\r\n   y\r\n", ""));
        assertThat(IniEditor.remove("[s]\na=1\nb=2\nA=3\n", "s", "a")).isEqualTo("[s]\nb=2\n");
    }
}

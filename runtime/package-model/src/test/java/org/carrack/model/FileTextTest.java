package org.carrack.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.carrack.config.ConfigTag;
import org.junit.jupiter.api.Test;

/** Files as editors write them, and as nobody should. */
class FileTextTest {

    @Test
    void aByteOrderMarkAndLineEndsOfWindowsAreNoMistake() {
        List<Problem> problems = new ArrayList<>();
        ConfigTag toml = TomlTags.tags("a.toml", "\uFEFFkey = 1\r\n", problems);
        ConfigTag xml = XmlTags.tags("a.xml", "\uFEFF<?xml version=\"1.0\"?>\r\n<a><b>1</b></a>\r\n", problems);
        assertThat(problems).isEmpty();
        assertThat(toml.child("key")).isPresent();
        assertThat(xml).isNotNull();
    }

    @Test
    void whatIsNestedWithoutEndIsAProblemAndNoError() {
        List<Problem> problems = new ArrayList<>();
        TomlTags.tags("a.toml", "x = " + "[".repeat(60_000), problems);
        TomlTags.tags("a.toml", "x" + ".a".repeat(30_000) + " = 1", problems);
        XmlTags.tags("a.xml", "<a>".repeat(60_000), problems);
        assertThat(problems).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void aLongNameDoesNotFillTheMessage() {
        assertThat(Problem.shortened("\"" + "a".repeat(80_000) + "\" is no name: use letters")
                        .length())
                .isLessThan(500);
        assertThat(Problem.shortened("\"" + "a".repeat(80_000) + "\" is no name: use letters"))
                .endsWith("is no name: use letters");
    }
}

package org.carrack.runtime.chatflows.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownTest {

    @Test
    void whatCanDoHarmIsText() {
        assertThat(Markdown.html("<b onclick=alert(1)>x</b> **y**"))
                .isEqualTo("<p>&lt;b onclick=alert(1)&gt;x&lt;/b&gt; <strong>y</strong></p>\n");
        assertThat(Markdown.html("[x](javascript:alert(1))")).doesNotContain("javascript");
    }

    @ParameterizedTest
    @ValueSource(strings = {"> ", "- ", "*a **b ", "[", "![x", "`"})
    void whatNestsDeeplyIsShownAllTheSame(String part) {
        assertThat(Markdown.html(part.repeat(100_000) + "<end>")).contains("&lt;end&gt;");
    }
}

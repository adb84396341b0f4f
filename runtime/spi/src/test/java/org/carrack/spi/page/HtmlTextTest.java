package org.carrack.spi.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Text in HTML. */
class HtmlTextTest {

    @Test
    void whatHtmlHasAMeaningForIsEscaped() {
        assertThat(HtmlText.escape("<a href=\"x\" title='y'>&amp;</a>"))
                .isEqualTo("&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;");
        assertThat(HtmlText.escape("plain ünï 😀")).isEqualTo("plain ünï 😀");
    }
}

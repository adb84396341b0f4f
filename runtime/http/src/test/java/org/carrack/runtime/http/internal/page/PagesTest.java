package org.carrack.runtime.http.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The pages, with values that somebody chose to harm. */
class PagesTest {

    private static final String HOSTILE = "\"><script>x</script>'";
    private static final String SHOWN = "&quot;&gt;&lt;script&gt;x&lt;/script&gt;&#39;";

    private static void shows(String html, int times) {
        assertThat(html).doesNotContain("<script>").doesNotContain("{{");
        assertThat(html.split(SHOWN, -1)).hasSize(times + 1);
    }

    @Test
    void valuesAreText() {
        shows(new ErrorPage(404, "Not Found", HOSTILE, Optional.of(HOSTILE)).html(), 2);
        shows(
                new EntryPages(Optional.of(HOSTILE), true, HOSTILE, List.of(new EntryPages.Entry(HOSTILE, HOSTILE)))
                        .html(),
                4);
    }

    @Test
    void whatThereIsNotIsSaid() {
        assertThat(new EntryPages(Optional.empty(), false, "/login", List.of()).html())
                .contains("<a href=\"/login\">Log in</a>")
                .contains("No package has a page that you may see.");
        assertThat(new ErrorPage(500, "Server Error", "x", Optional.empty()).html())
                .contains("<h1>500 Server Error</h1>")
                .contains("<style>:root{")
                .doesNotContain("<a ");
    }
}

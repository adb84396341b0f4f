package org.carrack.runtime.auth.internal.page;

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
        Optional<String> some = Optional.of(HOSTILE);
        shows(new LoginPage(some, some, HOSTILE, HOSTILE, List.of(new LoginPage.Provider(HOSTILE, HOSTILE))).html(), 6);
        shows(new DeniedPage(some).html(), 1);
        shows(
                new AccountPage(
                                HOSTILE,
                                some,
                                Optional.of(new AccountPage.Done(HOSTILE, some, true)),
                                HOSTILE,
                                List.of(new AccountPage.SessionRow(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, false)),
                                true,
                                List.of(new AccountPage.TokenRow(HOSTILE, HOSTILE, HOSTILE, HOSTILE)),
                                true)
                        .html(),
                16);
    }

    @Test
    void theCursorIsWhereSomethingIsToBeTyped() {
        assertThat(new LoginPage(Optional.empty(), Optional.empty(), "", "", List.of()).html())
                .containsPattern("name=\"username\"[^>]* autofocus>")
                .doesNotContainPattern("name=\"password\"[^>]* autofocus>")
                .doesNotContain("Or log in with");
        assertThat(new LoginPage(Optional.empty(), Optional.empty(), "", "ada", List.of()).html())
                .containsPattern("name=\"password\"[^>]* autofocus>");
    }
}

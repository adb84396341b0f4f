package org.carrack.runtime.wiki.internal.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.carrack.runtime.wiki.internal.MemoryFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WikiTest {

    private final MemoryFiles files = new MemoryFiles();

    private Wiki wiki() throws Exception {
        return Wiki.read(files, null);
    }

    /** The navigation, nested in brackets. */
    private static String shown(List<NavItem> items) {
        return items.stream()
                .map(item -> item.title()
                        + (item.page() == null
                                ? (item.link().isEmpty() ? "" : "->" + item.link())
                                : "=" + item.page().address())
                        + (item.children().isEmpty() ? "" : "[" + shown(item.children()) + "]"))
                .collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
                    guide/install.md    | # Install *it* `now` #        | Install it now
                    guide/install.md    | Install\\n=======             | Install
                    guide/install.md    | ---\\ntitle: From front\\n---\\n# Other | From front
                    guide/install.md    | ```\\n# no heading\\n```\\ntext | Install
                    01-getting_started.md | text                       | Getting started
                    guide/README.md     | text                          | Guide
                    README.md           | text                          | README
                    a.md                | ---\\ntitle: "<b>x"\\n---      | <b>x
                    """)
    void titlesComeFromWhereTheyAreSaid(String path, String text, String title) throws Exception {
        files.with(path, text.replace("\\n", "\n"));
        assertThat(wiki().pages()).extracting(PageHead::title).containsExactly(title);
    }

    @Test
    void aFolderIsANavigationInTheOrderOfPeople() throws Exception {
        files.with("README.md", "# Home")
                .with("10-last.md", "# Last")
                .with("2-first.md", "# First")
                .with("guide/index.md", "# The guide")
                .with("guide/b.md", "# B")
                .with("guide/deep/c.md", "# C")
                .with("_draft.md", "# Draft")
                .with("_hidden/x.md", "# X")
                .with("image.png", "");
        Wiki wiki = wiki();
        assertThat(shown(wiki.navigation()))
                .isEqualTo("Home=, First=2-first, Last=10-last, The guide=guide/[B=guide/b, Deep[C=guide/deep/c]]");
        PageHead guide = wiki.page("guide/").orElseThrow();
        assertThat(wiki.before(guide)).map(PageHead::title).contains("Last");
        assertThat(wiki.after(guide)).map(PageHead::title).contains("B");
        assertThat(wiki.way(wiki.page("guide/deep/c").orElseThrow()))
                .extracting(NavItem::title)
                .containsExactly("The guide", "Deep", "C");
        assertThat(wiki.page("_draft")).isEmpty();
    }

    @Test
    void aSummaryIsTheNavigation() throws Exception {
        files.with("README.md", "# Home")
                .with("a.md", "# A")
                .with("sub/b.md", "# B")
                .with(
                        "SUMMARY.md",
                        "# Summary\n\n[Start](README.md)\n\n## Part one\n\n- [The A](./a.md)\n  - [The B](sub/b.md)\n- [Draft]()\n- [Out](https://example.org)\n- [Bad](javascript:alert(1))\n");
        assertThat(shown(wiki().navigation()))
                .isEqualTo(
                        "Start=, Part one, The A=a[The B=sub/b], Draft, Out->https://example.org, Bad->javascript:alert(1)");
    }

    @Test
    void aSidebarIsTheNavigationToo() throws Exception {
        files.with("README.md", "# Home").with("_sidebar.md", "* [Home](/)\n* Guide\n  * [Read](README)\n");
        assertThat(shown(wiki().navigation())).isEqualTo("Home=, Guide[Read=]");
    }

    @Test
    void whatIsSavedIsReadAgainAndNothingElse() throws Exception {
        files.with("a.md", "# A").with("b.md", "# B");
        Wiki first = wiki();
        assertThat(Wiki.read(files, first)).isSameAs(first);
        files.with("a.md", "# Another").without("b.md").with("c.md", "# C");
        assertThat(shown(Wiki.read(files, first).navigation())).isEqualTo("Another=a, C=c");
    }

    @Test
    void pagesThatHaveMovedAreFound() throws Exception {
        files.with("guide/new.md", "---\naliases:\n  - old.md\n  - /top\n---\n# New");
        Wiki wiki = wiki();
        assertThat(wiki.formerly("guide/old")).map(PageHead::address).contains("guide/new");
        assertThat(wiki.formerly("top")).map(PageHead::address).contains("guide/new");
        assertThat(wiki.formerly("nothing")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    guide/ | install.md      | guide/install.md
                    guide/ | ./install       | guide/install
                    guide/ | ../a.md         | a.md
                    guide/ | ../             | ''
                    guide/ | /a%20b.md       | a b.md
                    guide/ | a+b.md          | guide/a+b.md
                    guide/ | deep/           | guide/deep/
                    """)
    void linksAreRelativeToTheirPage(String folder, String link, String path) {
        assertThat(WikiPaths.resolve(folder, link)).contains(path);
    }

    @ParameterizedTest
    @CsvSource({"'', ../secret", "a/, ../../../etc/passwd", "'', %2e%2e/x", "'', %zz"})
    void noLinkLeadsOut(String folder, String link) {
        assertThat(WikiPaths.resolve(folder, link)).isEmpty();
    }
}

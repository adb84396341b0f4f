package org.carrack.runtime.wiki.internal.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carrack.runtime.wiki.internal.MemoryFiles;
import org.carrack.runtime.wiki.internal.content.Wiki;
import org.carrack.runtime.wiki.internal.macro.MacroException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageRendererTest {

    private final MemoryFiles files = new MemoryFiles()
            .with("README.md", "# Home")
            .with("guide/install.md", "# Install\n\n## Part\n\n[up](../README.md)\n")
            .with("images/a.png", "")
            .with("code.py", "# a remark\nprint(1)\n# !!part!!\nprint(2)\n# !!part!!\n");

    private final MemoryFiles otherFiles =
            new MemoryFiles().with("page.md", "# Theirs\n\n[next](next.md)").with("next.md", "# Next");

    private final Reader reader = new Reader() {
        @Override
        public Optional<Wiki> wiki(String packageName) {
            try {
                return packageName.equals("other") ? Optional.of(Wiki.read(otherFiles, null)) : Optional.empty();
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public @Nullable Object call(String packageName, String actor, String method, Map<String, Object> arguments)
                throws MacroException {
            return switch (method) {
                case "text" -> "**bold** " + arguments.get("who");
                case "rows" -> List.of(Map.of("name", "<script>alert(1)</script>"));
                case "number" -> 7;
                case "nested" -> Map.of("outer", Map.of("inner", List.of(1, 2)));
                default -> throw new MacroException("shop.%s.%s answers: no".formatted(actor, method));
            };
        }
    };

    private RenderedPage render(String text, String path) throws Exception {
        return PageRenderer.render(text, path, new Links(Wiki.read(files, null), "../"), reader);
    }

    private String html(String text) throws Exception {
        return render(text, "guide/page.md").html();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
                    [x](install.md)            | <a href="../guide/install">x</a>
                    [x](install.md#part)       | <a href="../guide/install#part">x</a>
                    [x](../README.md)          | <a href="../">x</a>
                    [x](/guide/install)        | <a href="../guide/install">x</a>
                    [x](/shop/site/)           | <a href="/shop/site/">x</a>
                    [x](#here)                 | <a href="#here">x</a>
                    [x](https://example.org/)  | <a href="https://example.org/">x</a>
                    [x](mailto:a@example.org)  | <a href="mailto:a&#64;example.org">x</a>
                    ![x](../images/a.png)      | <img src="../images/a.png" alt="x" loading="lazy" />
                    [x](gone.md)               | <a href="gone.md" class="broken" title="There is no such page.">x</a>
                    ~~x~~                      | <del>x</del>
                    https://example.org        | <a href="https://example.org">https://example.org</a>
                    - [x] done                 | <input type="checkbox" disabled="" checked="" aria-label="Task" />
                    a[^1]\\n\\n[^1]: note      | <section class="footnotes">
                    """)
    void isShownAs(String markdown, String html) throws Exception {
        assertThat(html(markdown.replace("\\n", "\n"))).contains(html);
    }

    @Test
    void headingsHaveIdsAndAreSections() throws Exception {
        RenderedPage page = render("# Über *uns*\n\n## A & B\n\n## A & B\n", "a.md");
        assertThat(page.sections())
                .containsExactly(
                        new Section(1, "über-uns", "Über uns"),
                        new Section(2, "a--b", "A & B"),
                        new Section(2, "a--b-1", "A & B"));
        assertThat(page.html()).contains("<h1 id=\"über-uns\">Über <em>uns</em>");
    }

    @Test
    void whatLeadsNowhereIsToldWithItsPlace() throws Exception {
        assertThat(render("# A\n\nSee [this](gone.md) and\n![p](no.png) [o](../../out.md)\n", "guide/page.md")
                        .problems())
                .containsExactly(
                        new Problem("guide/page.md", 3, 5, "the link to gone.md leads to no page or file of the wiki"),
                        new Problem("guide/page.md", 4, 1, "the link to no.png leads to no page or file of the wiki"),
                        new Problem("guide/page.md", 4, 14, "the link to ../../out.md leads out of the wiki"));
    }

    @Test
    void pagesIncludeOthers() throws Exception {
        assertThat(html("!!!include(\"install.md\", header_levels_modify=1)"))
                .contains("<h2 id=\"install\">Install")
                .contains("<h3 id=\"part\">Part")
                .contains("<a href=\"../\">up</a>");
        assertThat(html("!!!include('../code.py!part')")).contains("<code class=\"language-py\">print(2)");
        assertThat(html("```\n!!!include\nlink = \"../code.py\"\nremarks_skip = true\n```"))
                .contains("print(1)")
                .doesNotContain("a remark");
        assertThat(html("!!!includes('/guide')")).contains("Install");
        assertThat(html("!!!include(link='page.md', package='other')"))
                .contains("Theirs")
                .contains("<a href=\"/other/wiki/next\">next</a>");
    }

    @Test
    void whatMacrosCannotDoIsSaidInTheirPlace() throws Exception {
        files.with("loop.md", "!!!include('loop.md')\n\n".repeat(6)).with("binary.bin", "a\0b");
        for (int i = 0; i < 12; i++) {
            files.with("deep%d.md".formatted(i), "!!!include('deep%d.md')".formatted(i + 1));
        }
        for (String[] one : new String[][] {
            {
                "!!!dance(1)",
                "there is no macro dance; there are dot, dynamic_content, gallery, include, includes, mermaid, slideshow, team"
            },
            {"!!!include('gone.md')", "there is no file gone.md in the wiki to include"},
            {"!!!include()", "the macro include needs link"},
            {"!!!include('install.md!x')", "install.md has no part !!x!!"},
            {"!!!include(link='x.md', package='closed')", "there is no wiki of package closed that you may read"},
            {"!!!include('/loop.md')", "loop.md includes itself"},
            {"!!!include('page.md')", "there is no file page.md"},
            {"!!!include('/deep0.md')", "pages include each other more than 8 deep"},
            {"!!!include('/binary.bin')", "/binary.bin is no text, and cannot be included"},
            {"!!!dot()", "the macro dot needs a diagram, in the lines below it or as a file"},
            {"text\n!!!include('install.md')", "a macro is a line of its own, with an empty line before it"},
            {"!!!gallery()", "the macro gallery needs images"},
            {"!!!gallery('no.png')", "there is no file no.png in the wiki for the macro gallery"},
            {"```\n!!!team\nx = [\n```", "the TOML of the macro team cannot be read"},
            {"```\n!!!team\n[[member]]\nrole = \"x\"\n```", "a [[member]] of the macro team has no name"},
            {"!!!include(\"unclosed)", "the arguments of the macro include cannot be read from"},
            {"!!!dynamic_content(actor='a', method='m')", "shop.a.m answers: no"},
            {"!!!dynamic_content(actor='a')", "the macro dynamic_content needs method"},
        }) {
            RenderedPage page = render(one[0], "guide/page.md");
            assertThat(page.problems())
                    .as(one[0])
                    .extracting(Problem::message)
                    .first()
                    .asString()
                    .contains(one[1]);
            if (!one[0].startsWith("text")) {
                assertThat(page.html()).as(one[0]).contains("<div class=\"macro-error\" role=\"note\">");
            }
        }
    }

    @Test
    void argumentsAreReadAsTheyAreMeant() throws Exception {
        files.with("deep.md", "Title\n=====\n\n# One\n\n```sh\n# a remark\n```\n");
        assertThat(html("!!!include('/deep.md', header_levels_modify=2)"))
                .contains("<h3 id=\"title\">")
                .contains("<h3 id=\"one\">")
                .contains("# a remark");
        assertThat(html("!!!slideshow('/images/a.png', titles=[\"one, two\", \"th]ree\"])"))
                .contains("1 / 1 one, two");
        assertThat(html("!!!dynamic_content(actor='a', method='text', args={who = \"you, too\"})"))
                .contains("you, too");
        assertThat(html("!!!dynamic_content(actor='a', method='nested')"))
                .contains("<th scope=\"row\">inner</th><td>1, 2</td>");
        assertThat(html("!!!mermaid(\"graph TD; A-->B\")")).contains("<code>graph TD; A--&gt;B</code>");
    }

    @Test
    void noPageTakesLong() throws Exception {
        files.with("bomb.md", "!!!include('bomb.md')\n\n".repeat(50))
                .with("wide.md", "!!!include('page.md')\n\n".repeat(2_000));
        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(java.time.Duration.ofSeconds(20), () -> {
            assertThat(html("!!!include('/bomb.md')")).contains("bomb.md includes itself");
            assertThat(html("!!!" + "x".repeat(100_000) + "()")).contains("is no macro");
            assertThat(html("!!!include('/wide.md')")).contains("have more than 1,000 macros");
            assertThat(html("!!!include(\"" + "y".repeat(200_000))).contains("is no macro");
        });
    }

    @Test
    void macrosMakePictures() throws Exception {
        assertThat(html("!!!gallery(image1='../images/a.png', image2='/images/a.png')"))
                .contains(
                        "<div class=\"gallery\"><a href=\"../images/a.png\"><img src=\"../images/a.png\" alt=\"a\" loading=\"lazy\" /></a><a");
        assertThat(html("```\n!!!slideshow\nimages = [\"/images/a.png\"]\ntitles = [\"One <two>\"]\n```"))
                .contains("<figure><img src=\"../images/a.png\"")
                .contains("1 / 1 One &lt;two&gt;");
        assertThat(
                        html(
                                "```\n!!!team\n[[member]]\nname = \"Ada\"\nrole = \"Engineer\"\nimage = \"/images/a.png\"\nlink = \"javascript:alert(1)\"\n```"))
                .contains("<strong><a>Ada</a></strong>")
                .contains("<p class=\"role\">Engineer</p>")
                .doesNotContain("javascript");
        assertThat(html("```mermaid\ngraph TD; A-->B\n```"))
                .contains("<pre class=\"diagram mermaid\" tabindex=\"0\"><code>graph TD; A--&gt;B");
        assertThat(html("```\n!!!dot\ndigraph { a -> b }\n```")).contains("<pre class=\"diagram dot\"");
    }

    @Test
    void resultsOfActorsArePartsOfPages() throws Exception {
        assertThat(html("!!!dynamic_content(actor='a', method='number')")).contains("<p>7</p>");
        assertThat(html("```\n!!!dynamic_content\nactor = \"a\"\nmethod = \"text\"\nargs = {who = \"you\"}\n```"))
                .contains("<strong>bold</strong> you");
        assertThat(html("!!!dynamic_content(actor='a', method='rows')"))
                .contains("<th scope=\"col\">name</th>")
                .contains("&lt;script&gt;");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "<img src=x onerror=alert(1)>",
                "<svg onload=alert(1)><script>alert(1)</script></svg>",
                "<a href=\"javascript:alert(1)\">x</a>",
                "[x](javascript:alert(1))",
                "[x](JaVaScRiPt:alert(1))",
                "[x](java\tscript:alert(1))",
                "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
                "[x](vbscript:msgbox)",
                "![x](javascript:alert(1))",
                "![x\" onerror=\"alert(1)](a.png)",
                "[x](a.md \"\\\" onmouseover=\\\"alert(1)\")",
                "<iframe src=\"javascript:alert(1)\"></iframe>",
                "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
                "<object data=\"javascript:alert(1)\"></object>",
                "<embed src=\"javascript:alert(1)\">",
                "<form action=\"javascript:alert(1)\"><button>x</button></form>",
                "<style>@import 'javascript:alert(1)'</style>",
                "<p style=\"background:url(javascript:alert(1))\">x</p>",
                "<math><mi xlink:href=\"javascript:alert(1)\">x</mi></math>",
                "<base href=\"//evil.example/\">",
                "<meta http-equiv=\"refresh\" content=\"0;url=javascript:alert(1)\">",
                "<link rel=\"stylesheet\" href=\"javascript:alert(1)\">",
                "<details ontoggle=alert(1) open>x</details>",
                "<b onclick=alert(1)>x</b>",
                "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
                "<template><script>alert(1)</script></template>",
                "`` <script>alert(1)</script> ``",
                "```html\n<script>alert(1)</script>\n```",
                "``` \"><script>alert(1)</script>\nx\n```",
                "# <script>alert(1)</script>\n",
                "# x\" onmouseover=\"alert(1)\n",
                "[^<script>]: <script>alert(1)</script>\n\na[^<script>]",
                "| <img src=x onerror=alert(1)> |\n|---|\n| <script>alert(1)</script> |",
                "<a href=\"https://x\" target=\"_blank\" onclick=\"alert(1)\" id=\"x\" class=\"top pages\">x</a>",
                "!!!include('<script>alert(1)</script>')",
                "!!!<script>alert(1)</script>",
                "```mermaid\n</code></pre><script>alert(1)</script>\n```",
                "```\n!!!team\n[[member]]\nname = \"<img src=x onerror=alert(1)>\"\n```",
                "<x<script>alert(1)</script>",
                "<scr<script>ipt>alert(1)</scr</script>ipt>",
                "<!--><img src=x onerror=alert(1)>-->",
                "<![CDATA[<script>alert(1)</script>]]>",
            })
    void nothingThatCouldRunIsLetThrough(String markdown) throws Exception {
        String html = html(markdown);
        assertThat(html.replaceAll("(?s)<[^>]*>", ""))
                .as("is text")
                .satisfies(text -> assertThat(text).doesNotContain("<"));
        // What is left of tags has none of these.
        StringBuilder tags = new StringBuilder();
        java.util.regex.Matcher tag = java.util.regex.Pattern.compile("<[^>]*>").matcher(html);
        while (tag.find()) {
            tags.append(tag.group().replaceAll("(?:title|alt|aria-label|id)=\"[^\"]*\"|href=\"#[^\"]*\"", ""));
        }
        assertThat(tags.toString())
                .doesNotContainIgnoringCase("script")
                .doesNotContainIgnoringCase("onerror")
                .doesNotContainIgnoringCase("onclick")
                .doesNotContainIgnoringCase("onmouseover")
                .doesNotContainIgnoringCase("ontoggle")
                .doesNotContainIgnoringCase("style=")
                .doesNotContainIgnoringCase("<iframe")
                .doesNotContainIgnoringCase("<form")
                .doesNotContainIgnoringCase("data:")
                .doesNotContain("class=\"top");
    }

    @Test
    void aPageThatNobodyCouldReadIsShownAsItIs() throws Exception {
        assertThat(html(">".repeat(5_000) + " x")).contains("&gt;&gt;");
        assertThat(html("[".repeat(20_000))).contains("[[[");
        assertThat(html("{{ braces }} <% %> {% x %} ${y}")).contains("{ braces }");
    }
}

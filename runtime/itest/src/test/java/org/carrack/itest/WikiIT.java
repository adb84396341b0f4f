package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;
import org.openqa.selenium.By;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Wikis of packages: over HTTP, and in a real browser. */
@Category(OwnProcess.class)
public class WikiIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final byte[] PIXEL = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    /** What somebody tries who wants a script to run; each says so if it does. */
    private static final List<String> ATTACKS = List.of(
            "<script>window.top.ran = 'script'</script>",
            "<img src=\"/nothing\" onerror=\"window.top.ran = 'onerror'\">",
            "<svg onload=\"window.top.ran = 'svg'\"><script>window.top.ran = 'svg script'</script></svg>",
            "<iframe srcdoc=\"<script>window.top.ran = 'srcdoc'</script>\"></iframe>",
            "<iframe src=\"javascript:window.top.ran='frame'\"></iframe>",
            "<object data=\"javascript:window.top.ran='object'\"></object>",
            "<details open ontoggle=\"window.top.ran = 'toggle'\">x</details>",
            "<body onload=\"window.top.ran = 'body'\">",
            "<style onload=\"window.top.ran = 'style'\"></style>",
            "<form action=\"javascript:window.top.ran='form'\"><input autofocus onfocus=\"window.top.ran = 'focus'\"></form>",
            "<math><maction actiontype=\"statusline#\" xlink:href=\"javascript:window.top.ran='math'\">x</maction></math>",
            "<meta http-equiv=\"refresh\" content=\"0;url=javascript:window.top.ran='meta'\">",
            "<base href=\"javascript:/\">",
            "<noscript><p title=\"</noscript><img src=x onerror=window.top.ran='noscript'>\">",
            "<table background=\"javascript:window.top.ran='table'\"><tr><td>x</td></tr></table>",
            "[press](javascript:window.top.ran='link')",
            "[press](data:text/html,<script>window.top.ran='data'</script>)",
            "![x\" onerror=\"window.top.ran='alt'](/nothing)",
            "```js\n<script>window.top.ran = 'code'</script>\n```",
            "``` x\"onmouseover=\"window.top.ran='info'\ncode\n```",
            "# <img src=x onerror=window.top.ran='heading'>",
            "| <script>window.top.ran='cell'</script> |\n|---|\n| <img src=x onerror=window.top.ran='row'> |",
            "note[^<img src=x onerror=window.top.ran='note'>]\n\n[^<img src=x onerror=window.top.ran='note'>]: x",
            "!!!include(\"<img src=x onerror=window.top.ran='include'>\")",
            "!!!<img src=x onerror=window.top.ran='macro'>",
            "!!!dynamic_content(actor=\"<img src=x onerror=window.top.ran='actor'>\", method=\"m\")",
            "```\n!!!team\n[[member]]\nname = \"<img src=x onerror=window.top.ran='team'>\"\nlink = \"javascript:window.top.ran='member'\"\n```",
            "```\n!!!gallery\nimages = [\"https://x/\\\" onerror=\\\"window.top.ran='gallery'\"]\n```",
            "```mermaid\ngraph TD\n  A[\"<img src=x onerror=window.top.ran='label'>\"] --> B\n  click A \"javascript:window.top.ran='click'\"\n```",
            "```mermaid\n</code></pre><script>window.top.ran='out'</script>\n```",
            "```dot\ndigraph { a [URL=\"javascript:window.top.ran='dot'\", label=\"<script>window.top.ran='dotlabel'</script>\"] }\n```");

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static ServerProcess server;

    @BeforeClass
    public static void start() throws Exception {
        server = ServerProcess.start(FOLDER.newFolder("home").toPath());
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    private static Path sources(String name, String flags) throws Exception {
        Path folder = FOLDER.newFolder().toPath().resolve(name);
        Files.createDirectories(folder.resolve("wiki"));
        Files.writeString(
                folder.resolve("package.toml"),
                "name = \"%s\"\nversion = \"1.0.0\"\nthreebot = \"acme\"\n%s".formatted(name, flags));
        return folder;
    }

    private static void write(Path folder, String path, String text) throws Exception {
        Path file = folder.resolve("wiki").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void add(Path folder) throws Exception {
        String added = server.post(
                "/admin/actors/packages/add_package", "{\"path\": \"%s\"}".formatted(folder), server.ownerToken());
        assertTrue(added, added.contains("\"ACTIVE\""));
    }

    private static HttpResponse<String> get(String path, String accept) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(server.url()).resolve(path))
                        .header("Accept", accept)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String page(String path) throws Exception {
        HttpResponse<String> answer = get(path, "text/html");
        assertEquals(path + ": " + answer.body(), 200, answer.statusCode());
        return answer.body();
    }

    private static String found(String words) throws Exception {
        return found(words, "");
    }

    private static String found(String words, String token) throws Exception {
        return server.get("/wiki/search?q=" + URLEncoder.encode(words, StandardCharsets.UTF_8), token);
    }

    private static void assertHas(String text, String what) {
        assertTrue(text, text.contains(what));
    }

    private static void assertLacks(String text, String what) {
        assertFalse(text, text.contains(what));
    }

    private static Path handbook(String name) throws Exception {
        Path folder = sources(name, TestPackages.OPEN);
        write(folder, "README.md", "# The handbook\n\nBegin with the [installation](guide/install.md#steps).\n");
        write(folder, "guide/README.md", "# Guide\n");
        write(
                folder,
                "guide/install.md",
                "---\naliases: [setup.md]\n---\n# Install\n\n## Before\n\n![ship](../images/ship.png)\n\n## Steps\n\n```java\nint masts = 3;\n```\n");
        write(
                folder,
                "guide/sail.md",
                "# Sail\n\n```mermaid\ngraph LR; A-->B\n```\n\n```dot\ndigraph { a -> b }\n```\n");
        Files.createDirectories(folder.resolve("wiki/images"));
        Files.write(folder.resolve("wiki/images/ship.png"), PIXEL);
        return folder;
    }

    @Test
    public void aFolderOfMarkdownIsAWiki() throws Exception {
        add(handbook("handbook"));
        HttpResponse<String> moved = get("/handbook/wiki", "text/html");
        assertEquals(302, moved.statusCode());
        assertEquals("wiki/", moved.headers().firstValue("Location").orElse(""));
        String first = page("/handbook/wiki/");
        assertHas(first, "<a href=\"./guide/install#steps\">installation</a>");
        assertHas(first, "<title>The handbook · handbook</title>");
        String install = page("/handbook/wiki/guide/install");
        assertHas(install, "<h2 id=\"steps\">");
        assertHas(install, "<img src=\"../images/ship.png\"");
        assertHas(install, "aria-current=\"page\">Install</a>");
        assertHas(install, "<li><a href=\"../guide/\">Guide</a></li>");
        assertHas(install, "<a rel=\"prev\" href=\"../guide/\">");
        assertHas(install, "<a rel=\"next\" href=\"../guide/sail\">");
        assertHas(install, "highlight.min.js");
        assertEquals(
                "image/png",
                get("/handbook/wiki/images/ship.png", "*/*")
                        .headers()
                        .firstValue("Content-Type")
                        .orElse(""));
        assertHas(page("/acme/handbook/wiki/guide/install"), "<h2 id=\"steps\">");
        for (String[] one : new String[][] {
            {"/handbook/wiki/guide/install.md", "../guide/install"},
            {"/handbook/wiki/guide/setup", "../guide/install"},
            {"/handbook/wiki/guide", "./guide/"},
        }) {
            HttpResponse<String> other = get(one[0], "text/html");
            assertEquals(one[0], 302, other.statusCode());
            assertEquals(one[1], other.headers().firstValue("Location").orElse(""));
        }
        HttpResponse<String> source = get("/handbook/wiki/guide/install.md", "*/*");
        assertEquals(200, source.statusCode());
        assertHas(source.body(), "# Install");
        HttpResponse<String> missing = get("/handbook/wiki/guide/gone", "text/html");
        assertEquals(404, missing.statusCode());
        assertHas(missing.body(), "There is no page guide/gone in the wiki of handbook.");
        assertEquals(404, get("/handbook/wiki/../package.toml", "*/*").statusCode());
        assertEquals(404, get("/hello/wiki/", "*/*").statusCode());
        assertHas(page("/wiki"), "<a href=\"/handbook/wiki/\">The handbook</a>");
        assertHas(server.get("/wiki", ""), "\"handbook\":\"The handbook\"");
    }

    @Test
    public void whatIsSavedIsShownAtOnceAndFound() throws Exception {
        Path folder = handbook("diary");
        add(folder);
        assertLacks(found("kraken"), "diary");
        write(folder, "guide/kraken.md", "# Krakens\n\nA kraken has been seen.\n");
        assertHas(page("/diary/wiki/guide/kraken"), "A kraken has been seen.");
        assertHas(page("/diary/wiki/guide/sail"), ">Krakens</a>");
        Files.delete(folder.resolve("wiki/guide/kraken.md"));
        assertEquals(404, get("/diary/wiki/guide/kraken", "*/*").statusCode());
    }

    @Test
    public void aPackageThatChangesIsFoundAsItIs() throws Exception {
        Path folder = handbook("log");
        write(folder, "storm.md", "# The storm\n\nIt was a maelstrom, with `wind_speed = 99` knots.\n");
        add(folder);
        String storm = found("maelstrom");
        assertHas(storm, "\"total\":1");
        assertHas(storm, "\"url\":\"/log/wiki/storm\"");
        assertHas(storm, "It was a maelstrom");
        assertHas(found("\"wind_speed\""), "\"total\":1");
        assertHas(found("wind_speed"), "\"total\":1");
        assertHas(
                server.post(
                        "/wikis/actors/wiki/search",
                        "{\"text\": \"maelstrom\", \"package\": \"log\"}",
                        server.ownerToken()),
                "\"page\":\"storm.md\"");
        assertHas(page("/log/wiki/_search?q=maelstrom"), "<mark>maelstrom</mark>");
        assertHas(page("/wiki/search?q=maelstrom"), "1 page has all of these words.");
        assertHas(page("/wiki/search?q=%3Cscript%3E(%22"), "No page has all of these words.");
        server.post("/admin/actors/packages/stop_package", "{\"name\": \"log\"}", server.ownerToken());
        assertHas(found("maelstrom"), "\"total\":0");
        server.post("/admin/actors/packages/start_package", "{\"name\": \"log\"}", server.ownerToken());
        assertHas(found("maelstrom"), "\"total\":1");
        server.post("/admin/actors/packages/delete_package", "{\"name\": \"log\"}", server.ownerToken());
        assertHas(found("maelstrom"), "\"total\":0");
        assertEquals(404, get("/log/wiki/", "*/*").statusCode());
    }

    @Test
    public void filesHaveTheNamesThatPeopleGiveThem() throws Exception {
        Path folder = sources("names", TestPackages.OPEN);
        write(folder, "README.md", "# Names\n\n[one](<sp ace.md>) ![two](<im age.png>)\n");
        Files.write(folder.resolve("wiki/im age.png"), PIXEL);
        List<String> names = List.of(
                "sp ace", "a#b", "a?b", "a%b", "50%25", "a;b", "a\"b", "a+b", "a&b", "\u00fcber", "\u6570\u636e");
        for (String name : names) {
            write(folder, name + ".md", "# Page of " + name.length() + "\n\nzanzibar\n");
        }
        write(folder, ".hidden.md", "# Hidden\n");
        add(folder);
        String first = page("/names/wiki/");
        assertHas(first, "<a href=\"./sp%20ace\">one</a>");
        for (String name : names) {
            String address = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
            assertHas(first, "href=\"./" + address + "\"");
            assertHas(page("/names/wiki/" + address), "zanzibar");
        }
        assertEquals(200, get("/names/wiki/im%20age.png", "*/*").statusCode());
        assertEquals(404, get("/names/wiki/.hidden.md", "*/*").statusCode());
        assertHas(found("zanzibar"), "\"total\":%d,".formatted(names.size()));
    }

    @Test
    public void aFolderThatWasAwayIsFoundAgain() throws Exception {
        Path folder = handbook("nomad");
        write(folder, "oasis.md", "# Oasis\n\ncaravanserai\n");
        add(folder);
        assertHas(found("caravanserai"), "\"total\":1");
        Path away = folder.resolveSibling("away");
        Files.move(folder, away);
        assertHas(page("/nomad/wiki/"), "The handbook");
        assertHas(found("caravanserai"), "\"total\":1");
        Files.move(away, folder);
        assertHas(found("caravanserai"), "\"total\":1");
    }

    @Test
    public void readersSeeAndFindWhatTheyMay() throws Exception {
        Path closed = sources("closed", "");
        write(closed, "README.md", "# Plans\n\nThe albatross flies at dawn.\n");
        add(closed);
        Path open = sources("open", TestPackages.OPEN);
        write(
                open,
                "README.md",
                "# Open\n\n!!!include(link=\"README.md\", package=\"closed\")\n\n!!!dynamic_content(package=\"admin\", actor=\"accounts\", method=\"list\")\n\n!!!dynamic_content(package=\"admin\", actor=\"packages\", method=\"heal\")\n");
        add(open);
        HttpResponse<String> refused = get("/closed/wiki/", "text/html");
        assertEquals(302, refused.statusCode());
        assertHas(refused.headers().firstValue("Location").orElse(""), "/auth/login?next_url=");
        assertEquals(401, get("/closed/wiki/", "application/json").statusCode());
        assertHas(found("albatross"), "\"total\":0");
        assertLacks(server.get("/wiki", ""), "closed");
        assertHas(found("albatross", server.ownerToken()), "\"total\":1");
        String ofNobody = page("/open/wiki/");
        assertHas(ofNobody, "there is no wiki of package closed that you may read");
        assertHas(ofNobody, "admin.accounts.list answers: ");
        assertLacks(ofNobody, "albatross");
        HttpResponse<String> ofOwner = HTTP.send(
                HttpRequest.newBuilder(URI.create(server.url()).resolve("/open/wiki/"))
                        .header("Accept", "text/html")
                        .header("Authorization", "Bearer " + server.ownerToken())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertHas(ofOwner.body(), "The albatross flies at dawn.");
        assertHas(
                ofOwner.body(),
                "admin.packages.heal may change something; a page calls only methods that say that they do not");
        assertHas(ofOwner.body(), "<th scope=\"col\">name</th>");
    }

    @Test
    public void linksThatLeadNowhereAreToldWithFileAndLine() throws Exception {
        Path folder = sources("torn", TestPackages.OPEN);
        write(
                folder,
                "README.md",
                "# Torn\n\nA [gap](gone.md), [here](#nowhere) and [there](sub/page.md#no).\n\n[top](#top) [\u00fc](#%C3%BCber) <a name=\"x\"></a>[x](#x) [none](empty/)\n\n## \u00dcber\n");
        write(folder, "empty/file.txt", "x");
        write(folder, "twice/index.md", "# Index\n");
        write(folder, "twice/README.md", "# Never\n");
        write(folder, "sub/page.md", "# Page\n\n![no](no.png)\n\n!!!dance()\n");
        write(folder, "SUMMARY.md", "- [Torn](README.md)\n- [Missing](missing.md)\n");
        ServerProcess.Ended verified = server.command("package", "verify", folder.toString());
        for (String problem : List.of(
                "wiki/README.md:3:3: the link to gone.md leads to no page or file of the wiki",
                "wiki/README.md:3:19: the link to #nowhere leads to no heading of README.md",
                "wiki/README.md:3:40: the link to sub/page.md#no leads to no heading of sub/page.md",
                "wiki/README.md:5:53: the link to empty/ leads to no page or file of the wiki",
                "wiki/twice/README.md:1:1: the page is never shown: twice/index.md has its address",
                "wiki/sub/page.md:3:1: the link to no.png leads to no page or file of the wiki",
                "wiki/sub/page.md:5:1: there is no macro dance; there are ",
                "wiki/SUMMARY.md:2:3: the link to missing.md leads to no page or file of the wiki")) {
            assertHas(verified.out() + verified.err(), problem);
        }
        assertLacks(verified.out() + verified.err(), "README.md:5:1:");
        assertEquals(
                8,
                (verified.out() + verified.err())
                        .lines()
                        .filter(line -> line.contains("wiki/"))
                        .count());
    }

    private static void awaitDrawn(Browser browser, int count) {
        new WebDriverWait(browser.driver(), java.time.Duration.ofSeconds(30))
                .until(any -> browser.driver()
                                .findElements(By.cssSelector("iframe[data-drawn]"))
                                .size()
                        == count);
    }

    @Test
    public void pagesAreForEverybodyAndDiagramsAreDrawn() throws Exception {
        add(handbook("atlas"));
        try (Browser browser = new Browser()) {
            for (String colours : List.of("light", "dark")) {
                browser.colours(colours);
                for (String path : List.of("", "guide/install", "guide/sail", "gone", "_search?q=sail")) {
                    browser.driver().get(server.url() + "atlas/wiki/" + path);
                    if (path.equals("guide/sail")) {
                        awaitDrawn(browser, 2);
                    }
                    if (path.equals("guide/install")) {
                        browser.await(By.cssSelector(".hljs-keyword, .hljs-type"));
                    }
                    browser.assertAccessible(colours + " " + path);
                    browser.picture("wiki-%s-%s".formatted(colours, path.replaceAll("\\W", "-")));
                }
                browser.driver().get(server.url() + "wiki");
                browser.assertAccessible(colours + " all");
            }
            browser.resize(390, 800);
            browser.driver().get(server.url() + "atlas/wiki/guide/install");
            assertFalse(
                    browser.driver().findElement(By.cssSelector("nav.pages")).isDisplayed());
            browser.driver().findElement(By.cssSelector(".menu")).click();
            assertTrue(browser.driver().findElement(By.cssSelector("nav.pages")).isDisplayed());
            browser.assertAccessible("phone");
            browser.picture("wiki-phone");
        }
    }

    @Test
    public void nothingOnAPageRuns() throws Exception {
        Path folder = sources("hostile", TestPackages.OPEN);
        StringBuilder all = new StringBuilder();
        ATTACKS.forEach(attack -> all.append(attack).append("\n\n"));
        write(folder, "README.md", all.toString());
        for (int i = 0; i < ATTACKS.size(); i++) {
            write(folder, "one/%d.md".formatted(i), ATTACKS.get(i) + "\n");
        }
        write(
                folder,
                "title.md",
                "---\ntitle: \"<img src=x onerror=window.top.ran='title'>\"\nlanguage: \"en\\\" onload=\\\"window.top.ran='lang'\"\n---\ntext\n");
        write(folder, "<img src=x onerror=window.top.ran='name'>.md", "text\n");
        write(
                folder,
                "SUMMARY.md",
                "- [All](README.md)\n- [<img src=x onerror=window.top.ran='nav'>](title.md)\n- [x](javascript:window.top.ran='navlink')\n");
        Files.writeString(
                folder.resolve("wiki/drawing.svg"),
                "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>window.top.ran = 'drawing'</script></svg>");
        Files.writeString(folder.resolve("wiki/page.html"), "<script>window.top.ran = 'html'</script>");
        add(folder);
        try (Browser browser = new Browser()) {
            List<String> paths = new java.util.ArrayList<>(List.of(
                    "",
                    "title",
                    "drawing.svg",
                    "%3Cimg%20src=x%20onerror=window.top.ran='name'%3E",
                    "%3Cimg%20src=x%20onerror=window.top.ran='missing'%3E",
                    "_search?q=%3Cimg%20src=x%20onerror=window.top.ran='term'%3E",
                    "_search?q=onerror"));
            for (int i = 0; i < ATTACKS.size(); i++) {
                paths.add("one/" + i);
            }
            for (String path : paths) {
                browser.driver().get(server.url() + "hostile/wiki/" + path);
                for (org.openqa.selenium.WebElement link :
                        browser.driver().findElements(By.xpath("//article//a[. = 'press']"))) {
                    browser.driver().executeScript("arguments[0].click()", link);
                }
                Object frames = browser.driver().executeScript("return document.querySelectorAll('iframe').length");
                int count = ((Number) frames).intValue();
                if (count > 0) {
                    // Each is drawn, or says that it cannot be.
                    new WebDriverWait(browser.driver(), java.time.Duration.ofSeconds(30))
                            .until(any -> browser.driver()
                                    .findElements(By.cssSelector("iframe:not([data-drawn])"))
                                    .isEmpty());
                }
                assertEquals(path, "undefined", browser.driver().executeScript("return typeof window.ran"));
            }
            HttpResponse<String> html = get("/hostile/wiki/page.html", "text/html");
            assertEquals(
                    "attachment",
                    html.headers().firstValue("Content-Disposition").orElse(""));
        }
    }
}

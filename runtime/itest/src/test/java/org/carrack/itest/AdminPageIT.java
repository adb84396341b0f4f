package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.Select;

/** The page of administration in a real browser: each screen does its job, for everybody, and for nobody without the right. */
@Category(OwnProcess.class)
public class AdminPageIT {

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static final List<String> SCREENS = List.of(
            "overview",
            "packages",
            "packages/hello",
            "configuration",
            "configuration/server",
            "plugins",
            "services",
            "services/hello.helloService",
            "actors",
            "actors/hello/helloActor",
            "actors/hello/helloActor/greet",
            "records",
            "chats",
            "wikis",
            "conversation",
            "metrics",
            "metrics/hello",
            "logs",
            "logs/history",
            "logs/levels",
            "accounts",
            "accounts/audit",
            "console",
            "design");

    private static final String CHATTY = """
            import org.carrack.actor.*;
            import org.osgi.service.component.annotations.*;
            import org.carrack.lifecycle.PackageContext;
            @Component
            public class Chatty implements Actor {
                @Reference PackageContext context;
                @ActorMethod
                public int say(int count) {
                    for (int i = 1; i <= count; i++) {
                        context.log().debug("chatty says {}", i);
                    }
                    return count;
                }
            }
            """;

    /** Screens that have, together, every part that there is. */
    private static final Set<String> WITH_ALL_PARTS =
            Set.of("overview", "packages/hello", "configuration/server", "logs", "accounts", "console", "design");

    private static ServerProcess server;
    private static Path home;
    private static Browser browser;

    @BeforeClass
    public static void start() throws Exception {
        home = FOLDER.newFolder("home").toPath();
        Path repository = FOLDER.newFolder("repository").toPath();
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(repository.resolve("offered.zip")))) {
            zip.putNextEntry(new ZipEntry("package.toml"));
            zip.write("name = \"offered\"\nversion = \"1.2.0\"\n".getBytes(StandardCharsets.UTF_8));
        }
        Files.writeString(
                Files.createDirectories(home.resolve("etc")).resolve("carrack.toml"),
                "repositories = [\"%s\"]\n".formatted(repository));
        server = ServerProcess.startWithEnvironment(home, "CARRACK_ADMIN_PASSWORD", "a password of the test");
        browser = new Browser();
        browser.resize(1400, 900);
        browser.driver().get(server.url() + "admin/");
        browser.await(By.name("username")).sendKeys("admin");
        browser.await(By.name("password")).sendKeys("a password of the test", Keys.ENTER);
        browser.await(By.cssSelector("main[data-screen='']"));
    }

    @AfterClass
    public static void stop() {
        browser.close();
        server.close();
    }

    private static void go(String screen) {
        browser.driver().executeScript("location.hash = '#/" + screen + "'");
        browser.await(By.cssSelector("main[data-screen='%s']".formatted(screen.replaceAll("\\?.*", ""))));
    }

    /** Types instead of what is there: what a driver clears is no input, and the page draws the old text again. */
    private static void retype(WebElement field, String text) {
        field.sendKeys(Keys.chord(Keys.CONTROL, "a"), text);
    }

    private static void click(String text) {
        browser.await(By.xpath("//main//button[.='%s'] | //dialog//button[.='%s']".formatted(text, text)))
                .click();
    }

    private static void confirm(String text) {
        browser.await(By.xpath("//dialog//footer//button[.='%s']".formatted(text)))
                .click();
    }

    private static Path sources(String name, String toml, String... files) throws Exception {
        return Server.sources(
                FOLDER.newFolder().toPath(),
                "name = \"%s\"\nversion = \"1.0.0\"\nis_auth = false\nis_admin = false\n%s".formatted(name, toml),
                files);
    }

    private static void add(Path sources) throws Exception {
        String added = server.post(
                "/admin/actors/packages/add_package", "{\"path\": \"%s\"}".formatted(sources), server.ownerToken());
        assertTrue(added, added.contains("\"ACTIVE\""));
    }

    private static int status(String path, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(server.url()).resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static String form(String name) throws Exception {
        return server.post("/admin/actors/config/form", "{\"name\": \"%s\"}".formatted(name), server.ownerToken());
    }

    @Test
    public void aPackageIsAddedStoppedStartedAndDeleted() throws Exception {
        Path sources = sources("pages", "", "site/index.html", "x");
        go("packages");
        click("Add");
        browser.await(By.cssSelector("dialog input[type=text]")).sendKeys("/nowhere/at/all");
        click("What would be done?");
        browser.awaitText("/nowhere/at/all");
        WebElement source = browser.await(By.cssSelector("dialog input[type=text]"));
        retype(source, sources.toString());
        click("What would be done?");
        browser.awaitText("INSTALL pages 1.0.0");
        confirm("Add");
        browser.awaitNone(By.tagName("dialog"));
        browser.await(By.linkText("pages")).click();
        browser.awaitText("What it brings");
        click("Stop");
        browser.awaitText("Stop pages?");
        browser.awaitText("STOP pages 1.0.0");
        confirm("Stop");
        browser.awaitText("pages was stopped.");
        browser.await(By.xpath("//dd//span[.='stopped']"));
        click("Start");
        browser.awaitText("START pages 1.0.0");
        confirm("Start");
        browser.awaitNone(By.tagName("dialog"));
        browser.await(By.xpath("//dd//span[.='active']"));
        click("Delete");
        browser.awaitText("Delete pages?");
        browser.awaitText("UNINSTALL pages 1.0.0");
        confirm("Delete");
        browser.awaitText("pages was deleted.");
        go("packages");
        browser.awaitText("2 in all");
    }

    private static String find(String wanted) throws Exception {
        return server.post("/admin/actors/lists/find", wanted, server.ownerToken());
    }

    /** The texts of a column that is shown. */
    private static List<String> column(int number) {
        return browser.driver().findElements(By.cssSelector("tbody tr > :nth-child(%d)".formatted(number))).stream()
                .map(WebElement::getText)
                .toList();
    }

    @Test
    public void theServerFindsSortsAndPagesLists() throws Exception {
        server.post(
                "/admin/actors/accounts/add",
                "{\"name\": \"robot\", \"roles\": [\"user\"], \"no_password\": true}",
                server.ownerToken());
        for (int i = 1; i <= 120; i++) {
            server.post(
                    "/admin/actors/accounts/create_token",
                    "{\"account\": \"robot\", \"name\": \"t%d\"}".formatted(i),
                    server.ownerToken());
        }
        go("accounts/tokens?filter=robot");
        browser.awaitText("1 to 50 of 120");
        click("Next");
        browser.awaitText("51 to 100 of 120");
        browser.driver().navigate().refresh();
        browser.awaitText("51 to 100 of 120");
        click("Name");
        browser.await(By.xpath("(//tbody/tr)[1]/td[.='t1']"));
        browser.awaitText("1 to 50 of 120");
        assertEquals(List.of("t1", "t2", "t3"), column(2).subList(0, 3));
        click("Name");
        browser.await(By.xpath("(//tbody/tr)[1]/td[.='t120']"));
        assertEquals(List.of("t120", "t119", "t118"), column(2).subList(0, 3));
        browser.await(By.cssSelector("input[type=search]")).sendKeys(" T12");
        browser.await(By.xpath("//span[.='2 of 120']"));
        assertEquals(List.of("t120", "t12"), column(2));
        assertTrue(
                browser.driver().getCurrentUrl(),
                browser.driver().getCurrentUrl().endsWith("?filter=robot+T12&order=token&descending=true"));
        server.post("/admin/actors/accounts/delete", "{\"name\": \"robot\"}", server.ownerToken());

        String two = find("{\"list\": \"packages\", \"filter\": \"ACTIVE\", \"descending\": true, \"size\": 1}");
        assertTrue(two, two.matches("\\{\"all\":\\d+,\"found\":\\d+,\"page\":0,\"rows\":\\[\\{\"name\":\"hello\".*"));
        for (String list : List.of(
                "packages",
                "offers",
                "services",
                "plugins",
                "forms",
                "models",
                "accounts",
                "tokens",
                "sessions",
                "audit")) {
            String found = find("{\"list\": \"%s\", \"size\": 1}".formatted(list));
            assertTrue(list + ": " + found, found.startsWith("{\"all\":"));
        }
        // Each column that can be pressed is one that the server knows.
        for (String screen : List.of(
                "packages",
                "configuration",
                "records",
                "services",
                "plugins",
                "accounts",
                "accounts/tokens",
                "accounts/sessions",
                "accounts/audit")) {
            go(screen);
            browser.await(By.cssSelector(".tools .count"));
            int columns =
                    browser.driver().findElements(By.cssSelector("th button")).size();
            for (int i = 1; i <= columns; i++) {
                browser.await(By.xpath("(//th/button)[%d]".formatted(i))).click();
                browser.await(By.xpath("(//th[button])[%d][@aria-sort]".formatted(i)));
            }
            browser.awaitNone(By.cssSelector("main .notice.bad"));
        }

        assertEquals(
                "{\"error\": \"there is no list ships; these are: accounts, audit, forms, models, offers, packages, plugins, services,"
                        + " sessions, tokens\"}",
                find("{\"list\": \"ships\"}"));
        assertEquals(
                "{\"error\": \"the list has no column colour to order by; these are: name, state, version, source\"}",
                find("{\"list\": \"packages\", \"order\": \"colour\"}"));
        assertEquals(
                "{\"error\": \"page must be 0 or more, and size 1 to 1000\"}",
                find("{\"list\": \"packages\", \"size\": 1001}"));
    }

    @Test
    public void whatIsConfiguredIsChangedOnceAndRolledBack() throws Exception {
        go("configuration/server?filter=sentence_bytes");
        WebElement field = browser.await(By.id("field-conversation.sentence_bytes"));
        assertEquals("500", field.getDomProperty("value"));
        retype(field, "many");
        click("Save");
        browser.awaitText("sentence_bytes");
        browser.await(By.cssSelector(".bar .notice"));
        retype(field, "600");
        click("Save");
        // The form is that of the new revision.
        browser.awaitText("Nothing was changed");
        assertTrue(Files.readString(home.resolve("etc/carrack.toml")).contains("sentence_bytes = 600"));

        // What somebody else has changed meanwhile is not overwritten unasked.
        field = browser.await(By.id("field-conversation.sentence_bytes"));
        retype(field, "700");
        String changed = server.post(
                "/admin/actors/config/change",
                "{\"name\": \"server\", \"values\": {\"conversation.sentence_bytes\": [\"650\"]}}",
                server.ownerToken());
        assertTrue(changed, changed.contains("650"));
        click("Save");
        browser.await(By.xpath("//button[.='Overwrite it']"));
        assertTrue(Files.readString(home.resolve("etc/carrack.toml")).contains("sentence_bytes = 650"));
        assertEquals(
                "what was typed is kept",
                "700",
                browser.await(By.id("field-conversation.sentence_bytes")).getDomProperty("value"));
        click("Overwrite it");
        browser.awaitText("Nothing was changed");
        assertTrue(Files.readString(home.resolve("etc/carrack.toml")).contains("sentence_bytes = 700"));

        click("History");
        browser.awaitText("by admin");
        browser.await(By.xpath("(//ol[@class='revisions']//button)[last()]")).click();
        confirm("Roll back to this");
        browser.awaitText("server was rolled back.");
        assertFalse(form("server").contains("\"700\""));
    }

    @Test
    public void whatHappensIsShownAsItHappens() throws Exception {
        go("packages?filter=told");
        browser.awaitText("Nothing has \"told\"");
        add(sources("told", ""));
        browser.await(By.linkText("told"));
        go("logs");
        browser.awaitText("New lines are shown as they come.");
        add(sources("heard", ""));
        browser.awaitText("heard 1.0.0 added");
        for (String name : List.of("told", "heard")) {
            server.post(
                    "/admin/actors/packages/delete_package", "{\"name\": \"%s\"}".formatted(name), server.ownerToken());
        }
    }

    @Test
    public void aPackageBringsAScreenAndABrokenOneHurtsNothing() throws Exception {
        add(sources("orders", """
                        [[static_dirs]]
                        path_url = "/site"
                        path_location = "site"
                        [[admin_pages]]
                        name = "all"
                        title = "All orders"
                        module = "/orders/site/orders.js"
                        element = "orders-all"
                        [[admin_pages]]
                        name = "count"
                        title = "Orders"
                        place = "overview"
                        module = "/orders/site/orders.js"
                        element = "orders-count"
                        [[admin_pages]]
                        name = "broken"
                        title = "Broken"
                        place = "overview"
                        module = "/orders/site/broken.js"
                        element = "orders-broken"
                        """, "site/orders.js", """
                        customElements.define('orders-all', class extends HTMLElement {
                          connectedCallback() { this.textContent = 'three orders are here'; } });
                        customElements.define('orders-count', class extends HTMLElement {
                          connectedCallback() { this.textContent = 'orders: 3'; } });
                        """, "site/broken.js", "throw new Error('it is broken');"));
        go("overview");
        browser.awaitText("orders: 3");
        browser.awaitText("What the package orders brings here cannot be shown: it is broken");
        browser.awaitText("Nothing needs attention.");
        browser.await(By.linkText("All orders")).click();
        browser.awaitText("three orders are here");
        server.post("/admin/actors/packages/delete_package", "{\"name\": \"orders\"}", server.ownerToken());
        go("overview");
        browser.awaitText("Nothing needs attention.");
        browser.awaitNone(By.tagName("orders-count"));
        for (String wrong : List.of(
                "element = \"orders\"|element must be the name of a web component, with a hyphen, such as shop-orders",
                "element = \"a-b\"\nplace = \"nowhere\"|there is no place nowhere; these are: page, overview, package",
                "element = \"a-b\"\napi = 0|api must be a version of the page, 1 or more, not 0",
                "element = \"a-b\"\n[[admin_languages]]\nlanguage = \"fr\"\nfile = \"/bad/fr.json\"|the page speaks fr itself",
                "element = \"a-b\"\n[[admin_languages]]\nlanguage = \"de\"\nfile = '/\\evil.example/x'|file must be an address of this server, such as /german/site/de.json")) {
            String[] parts = wrong.split("\\|");
            Path bad = sources("bad", "[[admin_pages]]\nname = \"x\"\nmodule = \"/bad/x.js\"\n" + parts[0] + "\n");
            String refused = server.post(
                    "/admin/actors/packages/add_package", "{\"path\": \"%s\"}".formatted(bad), server.ownerToken());
            assertTrue(refused, refused.contains(parts[1]));
            server.post("/admin/actors/packages/delete_package", "{\"name\": \"bad\"}", server.ownerToken());
        }
    }

    @Test
    public void eachScreenIsForEverybody() throws Exception {
        for (String look : List.of("light", "dark")) {
            browser.colours(look);
            browser.resize(look.equals("light") ? 1400 : 320, 900);
            for (String screen : SCREENS) {
                go(screen);
                browser.await(By.cssSelector("main h1"));
                browser.awaitNone(By.cssSelector("main [aria-busy=true]:not(button)"));
                if (look.equals("light")) {
                    browser.assertAccessible(screen + " " + look);
                } else if (WITH_ALL_PARTS.contains(screen)) {
                    browser.assertLegible(screen + " " + look);
                }
                browser.assertFits();
                assertFalse(browser.text(), browser.text().contains("cannot be shown"));
                browser.picture("admin-%s-%s".formatted(screen.replace('/', '-'), look));
            }
        }
        browser.colours("light");
        browser.resize(1400, 900);
        // Nothing is asked of another host, nothing breaks the page's own policy, and all of it is small.
        assertEquals(
                List.of(),
                browser.driver()
                        .executeScript(
                                "return performance.getEntriesByType('resource').map(e => e.name).filter(name => !name.startsWith(location.origin))"));
        long bytes = ((Number)
                        browser.driver()
                                .executeScript(
                                        "return performance.getEntriesByType('resource').filter(e => !e.name.includes('/actors/') && !e.name.includes('/health')).reduce((sum, e) => sum + e.encodedBodySize, 0)"))
                .longValue();
        assertTrue("the page weighs %d bytes".formatted(bytes), bytes < 400_000);
        List<String> complaints = browser.driver().manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(Object::toString)
                .filter(line -> line.contains("Content Security Policy"))
                .toList();
        assertEquals(List.of(), complaints);
    }

    @Test
    public void recordsAreFoundAndEdited() throws Exception {
        add(sources("garage", "", "models/car.toml", "@url = garage.car\nname** = \"\"\ndoors = 4 (I)\nsold = (B)\n"));
        for (int i = 1; i <= 120; i++) {
            String saved = server.post(
                    "/admin/actors/records/save",
                    "{\"model\": \"garage.car\", \"value\": {\"name\": \"car%03d\", \"doors\": %d, \"sold\": false}}"
                            .formatted(i, i % 5),
                    server.ownerToken());
            assertTrue(saved, saved.contains("\"id\""));
        }
        go("records/garage.car");
        browser.awaitText("1 to 50 of 120");
        browser.await(By.xpath("//th/button[.='name']")).click();
        browser.await(By.xpath("//th/button[.='name']")).click();
        browser.awaitText("car120");
        click("Next");
        browser.awaitText("51 to 100 of 120");
        go("records/garage.car?field=name&comparison=prefix&value=car00");
        browser.awaitText("1 to 9 of 9");
        browser.await(By.xpath("//tr[contains(., 'car007')]//button")).click();
        WebElement doors = browser.await(By.id("record-doors"));
        retype(doors, "many");
        confirm("Save");
        browser.await(By.cssSelector("dialog .notice"));
        retype(doors, "7");
        confirm("Save");
        browser.awaitText("Saved");
        browser.await(By.xpath("//tr[contains(., 'car007')]//td[.='7']"));
        server.post("/admin/actors/packages/delete_package", "{\"name\": \"garage\"}", server.ownerToken());
    }

    @Test
    public void commandsRunInTheConsoleWithCompletion() throws Exception {
        go("console");
        WebElement line = browser.await(By.cssSelector("input.code"));
        line.sendKeys("pack", Keys.TAB);
        browser.awaitValue(line, "package ");
        line.sendKeys("u", Keys.TAB);
        browser.awaitText("update upgrade");
        retype(line, "package list" + Keys.ENTER);
        browser.awaitText("hello");
        browser.awaitText("NAME");
        line.sendKeys("package info 'no such'", Keys.ENTER);
        browser.awaitText("It ended with 1.");
        line.sendKeys(Keys.ARROW_UP, Keys.ARROW_UP);
        browser.awaitValue(line, "package list");
    }

    @Test
    public void aCallIsTried() throws Exception {
        go("actors?filter=hello");
        browser.await(By.linkText("helloActor")).click();
        browser.await(By.linkText("greet")).click();
        browser.await(By.id("argument-name")).sendKeys("Ada");
        click("Call");
        browser.awaitText("hello Ada");
    }

    @Test
    public void aLevelIsChangedAndTheLogIsSearched() throws Exception {
        add(sources("chatty", "", "actors/Chatty.java", CHATTY));
        go("logs/levels");
        browser.await(By.cssSelector("input[list=loggers]")).sendKeys("package.chatty");
        click("Set");
        browser.awaitText("package.chatty writes from DEBUG on.");
        go("logs");
        browser.awaitText("New lines are shown as they come.");
        server.post("/chatty/actors/chatty/say", "{\"count\": 3}", server.ownerToken());
        browser.awaitText("chatty says 3");
        go("logs/history?text=chatty says");
        browser.awaitText("chatty says 1");
        browser.awaitText("chatty says 3");
        go("logs/levels");
        click("Reset");
        browser.awaitText("package.chatty writes as the file says.");
        browser.awaitText("No level was changed.");
        server.post("/chatty/actors/chatty/say", "{\"count\": 4}", server.ownerToken());
        String found = server.post("/admin/actors/logs/history", "{\"text\": \"chatty says\"}", server.ownerToken());
        assertFalse(found, found.contains("chatty says 4"));
        for (String[] wrong : new String[][] {
            {
                "set_level",
                "{\"logger\": \"package.chatty\", \"level\": \"LOUD\"}",
                "there is no level LOUD; these are: OFF, ERROR, WARN, INFO, DEBUG, TRACE"
            },
            {
                "set_level",
                "{\"logger\": \"two words\", \"level\": \"INFO\"}",
                "'two words' is no name of a logger; names are such as package.hello, org.carrack.runtime.http or ROOT"
            },
            {"history", "{\"before\": \"soon\"}", "before must be a moment such as 2026-11-29T10:00:00Z, not 'soon'"},
        }) {
            String refused = server.post("/admin/actors/logs/" + wrong[0], wrong[1], server.ownerToken());
            assertTrue(refused, refused.contains(wrong[2]));
        }
        server.post("/admin/actors/packages/delete_package", "{\"name\": \"chatty\"}", server.ownerToken());
    }

    /** Nobody who logs waits for a page that does not read; what it is not told is counted, and it is told again when it reads. */
    @Test
    public void aPageThatDoesNotReadDelaysNoLogger() throws Exception {
        add(sources("flood", "", "actors/Chatty.java", CHATTY.replace("debug", "info")));
        URI at = URI.create(server.url());
        try (Socket stalled = new Socket(at.getHost(), at.getPort())) {
            stalled.setReceiveBufferSize(4_096);
            stalled.getOutputStream()
                    .write(
                            "GET /admin/live HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nAuthorization: Bearer %s\r\n\r\n"
                                    .formatted(server.ownerToken())
                                    .getBytes(StandardCharsets.US_ASCII));
            assertEquals('H', stalled.getInputStream().read());
            go("logs?text=chatty says");
            browser.awaitText("New lines are shown as they come.");
            String said = server.post("/flood/actors/chatty/say", "{\"count\": 100000}", server.ownerToken());
            assertEquals("100000", said.strip());
            browser.awaitText("were too many to be shown");
            server.post("/flood/actors/chatty/say", "{\"count\": 1}", server.ownerToken());
            browser.awaitText("chatty says 1");
            long rows = (Long) browser.driver().executeScript("return document.querySelectorAll('.log .line').length");
            assertTrue("a part is drawn: " + rows, rows <= 200);
        }
        server.post("/admin/actors/packages/delete_package", "{\"name\": \"flood\"}", server.ownerToken());
    }

    @Test
    public void requestsAreCountedByPackage() throws Exception {
        go("metrics");
        browser.await(By.cssSelector("main h1"));
        server.post("/hello/actors/helloActor/greet", "{\"name\": \"Ada\"}", server.ownerToken());
        browser.await(By.xpath("//tbody//a[.='hello']")).click();
        browser.awaitText("Per second");
        browser.await(By.cssSelector("main svg .line"));
        String counted = server.post("/admin/actors/requests/by_package", "{}", server.ownerToken());
        assertTrue(counted, counted.matches("(?s).*\"packageName\":\"hello\",\"requests\":[1-9].*"));
    }

    @Test
    public void aPackageOfARepositoryIsChosen() throws Exception {
        go("packages");
        click("Add");
        browser.await(By.cssSelector("dialog details.offers summary")).click();
        click("Choose");
        browser.awaitValue(browser.await(By.cssSelector("dialog input[type=text]")), "repository:offered/1.2.0");
        click("What would be done?");
        browser.awaitText("INSTALL offered 1.2.0");
        confirm("Add");
        browser.await(By.linkText("offered"));
        for (String[] wrong : new String[][] {
            {"repository:nothing", "no repository has nothing; looked in "},
            {"repository:offered/7", "no repository has offered 7; these versions were seen: 1.2.0"},
            {"repository:offered/new", "new is no version: versions are X, X.X or X.X.X"},
        }) {
            String refused = server.post(
                    "/admin/actors/packages/add_package",
                    "{\"path\": \"%s\"}".formatted(wrong[0]),
                    server.ownerToken());
            assertTrue(refused, refused.contains(wrong[1]));
        }
        server.post("/admin/actors/packages/delete_package", "{\"name\": \"offered\"}", server.ownerToken());
    }

    @Test
    public void aPackageBringsALanguage() throws Exception {
        add(sources("german", """
                [[static_dirs]]
                path_url = "/site"
                path_location = "site"
                [[admin_languages]]
                language = "de"
                title = "Deutsch"
                file = "/german/site/de.json"
                [[admin_pages]]
                name = "next"
                title = "Next"
                place = "overview"
                module = "/german/site/next.js"
                element = "german-next"
                api = 2
                """, "site/de.json", "{\"alerts.none\": \"Nichts zu tun.\"}"));
        go("overview");
        browser.awaitText("is made for version 2 of this page, which has version 1");
        browser.driver().navigate().refresh();
        browser.awaitText("Deutsch");
        new Select(browser.await(By.xpath("//label[contains(., 'Language')]/select"))).selectByVisibleText("Deutsch");
        browser.awaitText("Nichts zu tun.");
        // What it does not say stays English.
        browser.awaitText("Health");
        browser.driver().executeScript("localStorage.removeItem('language')");
        browser.driver().navigate().refresh();
        browser.awaitText("Nothing needs attention.");
        server.post("/admin/actors/packages/delete_package", "{\"name\": \"german\"}", server.ownerToken());
    }

    @Test
    public void itSpeaksFrench() throws Exception {
        go("overview");
        browser.driver().executeScript("localStorage.setItem('language', 'fr')");
        browser.driver().navigate().refresh();
        try {
            browser.awaitText("Rien à signaler.");
            assertEquals("fr", browser.driver().executeScript("return document.documentElement.lang"));
        } finally {
            browser.driver().executeScript("localStorage.removeItem('language')");
            browser.driver().navigate().refresh();
        }
        browser.awaitText("Nothing needs attention.");
    }

    @Test
    public void whoMayNotSeesNothing() throws Exception {
        for (String path : List.of("admin/live", "admin/", "admin/main.js")) {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(server.url() + path))
                                    .header("Accept", "text/event-stream")
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertEquals(path + answer.body(), 401, answer.statusCode());
        }
        server.post(
                "/admin/actors/accounts/add",
                "{\"name\": \"ursula\", \"password\": \"the password of ursula\", \"roles\": [\"user\"]}",
                server.ownerToken());
        String token = server.post(
                "/admin/actors/accounts/create_token",
                "{\"account\": \"ursula\", \"name\": \"t\"}",
                server.ownerToken());
        String value = token.replaceAll("(?s).*(carrack_[A-Za-z0-9_-]+).*", "$1");
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(server.url() + "admin/live"))
                                .header("Accept", "text/event-stream")
                                .header("Authorization", "Bearer " + value)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertEquals(403, answer.statusCode());
        // Every method of every actor of the page, whatever there will be.
        String document = server.get("/admin/actors/openapi.json", server.ownerToken());
        List<String> methods = Pattern.compile("\"(/admin/actors/[^\"]+)\"")
                .matcher(document)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
        assertTrue(methods.toString(), methods.size() > 60);
        for (String method : methods) {
            assertEquals(method, 403, status(method, "Bearer " + value));
            assertEquals(method, 401, status(method, ""));
        }
    }
}

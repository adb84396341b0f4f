package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.logging.LogType;

/** The page of administration in a real browser: each screen does its job, for everybody, and for nobody without the right. */
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
            "records",
            "chats",
            "wikis",
            "conversation",
            "logs",
            "accounts",
            "accounts/audit",
            "console",
            "design");

    private static ServerProcess server;
    private static Path home;
    private static Browser browser;

    @BeforeClass
    public static void start() throws Exception {
        home = FOLDER.newFolder("home").toPath();
        server = ServerProcess.startWithEnvironment(home, "CARRACK_ADMIN_PASSWORD", "a password of the test");
        browser = new Browser();
        browser.resize(1400, 900);
        browser.driver().get(server.url() + "admin/");
        browser.await(By.name("username")).sendKeys("admin");
        browser.await(By.name("password")).sendKeys("a password of the test", Keys.ENTER);
        browser.awaitText("Nothing needs attention.");
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
        source.clear();
        source.sendKeys(sources.toString());
        click("What would be done?");
        browser.awaitText("INSTALL pages 1.0.0");
        confirm("Add");
        browser.await(By.linkText("pages")).click();
        browser.awaitText("What it brings");
        click("Stop");
        browser.awaitText("Stop pages?");
        browser.awaitText("STOP pages 1.0.0");
        confirm("Stop");
        browser.awaitText("pages was stopped.");
        browser.await(By.xpath("//dd//span[.='stopped']"));
        click("Start");
        confirm("Start");
        browser.await(By.xpath("//dd//span[.='active']"));
        click("Delete");
        browser.awaitText("Delete pages?");
        confirm("Delete");
        browser.awaitText("pages was deleted.");
        go("packages");
        browser.awaitText("2 in all");
    }

    @Test
    public void whatIsConfiguredIsChangedOnceAndRolledBack() throws Exception {
        go("configuration/server?filter=sentence_bytes");
        WebElement field = browser.await(By.id("field-conversation.sentence_bytes"));
        assertEquals("500", field.getDomProperty("value"));
        field.clear();
        field.sendKeys("many");
        click("Save");
        browser.awaitText("sentence_bytes");
        browser.await(By.cssSelector(".bar .notice"));
        field.clear();
        field.sendKeys("600");
        click("Save");
        browser.awaitText("server was changed.");
        assertTrue(Files.readString(home.resolve("etc/carrack.toml")).contains("sentence_bytes = 600"));

        // What somebody else has changed meanwhile is not overwritten unasked.
        field = browser.await(By.id("field-conversation.sentence_bytes"));
        field.clear();
        field.sendKeys("700");
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
        browser.awaitText("server was changed.");
        assertTrue(Files.readString(home.resolve("etc/carrack.toml")).contains("sentence_bytes = 700"));

        click("History");
        browser.awaitText("by admin");
        browser.await(By.xpath("(//ol[@class='revisions']//button)[last()]")).click();
        confirm("Roll back to this");
        browser.awaitText("server was rolled back.");
        assertFalse(form("server").contains("700"));
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
        assertFalse(browser.text(), browser.text().contains("orders: 3"));
        for (String wrong : List.of(
                "element = \"orders\"|element must be the name of a web component, with a hyphen, such as shop-orders",
                "element = \"a-b\"\nplace = \"nowhere\"|there is no place nowhere; these are: page, overview, package")) {
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
                browser.assertAccessible(screen + " " + look);
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
                                        "return performance.getEntriesByType('resource').filter(e => !e.name.includes('/actors/')).reduce((sum, e) => sum + e.encodedBodySize, 0)"))
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
        doors.clear();
        doors.sendKeys("many");
        confirm("Save");
        browser.await(By.cssSelector("dialog .notice"));
        doors.clear();
        doors.sendKeys("7");
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
        line.clear();
        line.sendKeys("package list", Keys.ENTER);
        browser.awaitText("hello");
        browser.awaitText("NAME");
        line.sendKeys("package info 'no such'", Keys.ENTER);
        browser.awaitText("It ended with 1.");
        line.sendKeys(Keys.ARROW_UP, Keys.ARROW_UP);
        browser.awaitValue(line, "package list");
    }

    @Test
    public void itSpeaksFrench() throws Exception {
        go("overview");
        browser.driver().executeScript("localStorage.setItem('language', 'fr'); location.reload()");
        try {
            browser.awaitText("Rien à signaler.");
            assertEquals("fr", browser.driver().executeScript("return document.documentElement.lang"));
        } finally {
            browser.driver().executeScript("localStorage.removeItem('language'); location.reload()");
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
        for (String method : List.of("overview/alerts", "overview/extensions", "logs/recent", "records/models")) {
            String refused = server.post("/admin/actors/" + method, "{}", value);
            assertTrue(refused, refused.contains("error"));
        }
    }
}

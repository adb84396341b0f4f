package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** What people see of it in a real browser: the login page, a login provider, their account. */
@Category(OwnProcess.class)
public class BrowserLoginIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static LoginProviderProcess provider;
    private static ServerProcess server;

    private Browser chromium;
    private ChromeDriver browser;

    @BeforeClass
    public static void start() throws Exception {
        provider = LoginProviderProcess.start();
        Path home = FOLDER.newFolder("home").toPath();
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(home.resolve("etc/carrack.toml"), """
                [[oidc]]
                name = "company"
                label = "Company account"
                issuer = "%s"
                client_id = "carrack"
                client_secret = "hush"
                roles_claim = "realm_access.roles"
                [oidc.roles]
                sellers = ["package:shop"]
                bosses = ["admin"]
                """.formatted(provider.issuer()));
        server = ServerProcess.start(home);
        String flags = "is_package_authorized = true\n";
        Path shop = Server.sources(
                FOLDER.newFolder().toPath(),
                "name = \"shop\"\nversion = \"1.0.0\"\n" + flags
                        + "[[static_dirs]]\npath_url = \"/\"\npath_location = \"pages\"\n",
                "pages/index.html",
                "<title>Shop</title><p id=welcome>Welcome to the shop</p>");
        String added = server.post(
                "/admin/actors/packages/add_package", "{\"path\": \"%s\"}".formatted(shop), server.ownerToken());
        assertTrue(added, added.contains("ACTIVE"));
    }

    @AfterClass
    public static void stop() {
        server.close();
        provider.close();
    }

    @Before
    public void open() {
        chromium = new Browser();
        browser = chromium.driver();
    }

    @After
    public void close() {
        chromium.close();
    }

    private void go(String path) {
        browser.get(server.url() + path.substring(1));
    }

    private WebElement await(By what) {
        return chromium.await(what);
    }

    private void awaitText(String text) {
        chromium.awaitText(text);
    }

    private void type(String field, String text) {
        WebElement input = await(By.name(field));
        input.clear();
        input.sendKeys(text);
    }

    private String page() {
        return chromium.text();
    }

    private void picture(String name) throws Exception {
        chromium.picture(name);
    }

    /** On the provider's own page. */
    private void enter(String name, String roles) {
        type("username", name);
        type(
                "claims",
                "{\"preferred_username\": \"%s\", \"email\": \"%s@example.org\", \"email_verified\": true, \"realm_access\": {\"roles\": [%s]}}"
                        .formatted(name, name, roles));
        browser.findElement(By.cssSelector("input[type=submit], button[type=submit]"))
                .click();
    }

    private String account(String name) throws Exception {
        return server.command("user", "list")
                .out()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .findFirst()
                .orElse("there is no " + name);
    }

    @Test
    public void aProviderLogsInMapsItsRolesAndLogsOut() throws Exception {
        go("/shop/?article=7");
        picture("login");
        assertTrue(
                browser.getCurrentUrl(),
                browser.getCurrentUrl().contains("/auth/login?next_url=%2Fshop%2F%3Farticle%3D7"));
        await(By.linkText("Company account")).click();
        enter("Grace", "\"sellers\", \"others\"");

        assertEquals("Welcome to the shop", await(By.id("welcome")).getText());
        assertTrue(browser.getCurrentUrl(), browser.getCurrentUrl().endsWith("/shop/?article=7"));
        assertTrue(account("grace"), account("grace").matches("grace +package:shop,user +company +0"));
        go("/auth/account");
        picture("account");
        assertTrue(page(), page().contains("this one"));

        await(By.linkText("Log out")).click();
        new WebDriverWait(browser, LIMIT).until(driver -> driver.manage().getCookieNamed("carrack_session") == null);
        // The provider was told, and sent the browser back.
        new WebDriverWait(browser, LIMIT).until(ExpectedConditions.urlContains("/auth/login"));
        go("/shop/");
        assertTrue(browser.getCurrentUrl(), browser.getCurrentUrl().contains("/auth/login"));
        assertEquals(
                "no sessions",
                1,
                server.command("user", "sessions", "grace").out().lines().count());

        // At the next login the claims are looked at again.
        await(By.linkText("Company account")).click();
        enter("Grace", "\"others\"");
        awaitText("grace may not see this");
        picture("denied");
        assertTrue(account("grace"), account("grace").matches("grace +user +company +0"));

        await(By.linkText("Log in as somebody else")).click();
        await(By.linkText("Company account")).click();
        enter("Boss", "\"bosses\"");
        assertEquals("Welcome to the shop", await(By.id("welcome")).getText());
        assertTrue(account("boss"), account("boss").matches("boss +admin,user +company +0"));
    }

    @Test
    public void nobodyBecomesSomebodyElseByANameAtTheProvider() throws Exception {
        go("/auth/login");
        await(By.linkText("Company account")).click();
        enter("admin", "");

        awaitText("admin@company");
        assertFalse(page(), page().contains("Roles: admin"));
    }

    @Test
    public void aPasswordLogsInAndIsChanged() throws Exception {
        assertEquals(
                0,
                server.command("user", "add", "ada", "--password", "a long word", "--role", "package:shop")
                        .status());
        go("/shop/");
        type("username", "Ada");
        type("password", "a wrong word");
        browser.findElement(By.tagName("button")).click();
        assertEquals(
                "the name or the password is wrong",
                await(By.className("error")).getText());
        picture("wrong");
        assertEquals("Ada", browser.findElement(By.name("username")).getDomProperty("value"));
        type("password", "a long word");
        browser.findElement(By.tagName("button")).click();
        assertEquals("Welcome to the shop", await(By.id("welcome")).getText());
        Cookie cookie = browser.manage().getCookieNamed("carrack_session");
        assertTrue(cookie.isHttpOnly());
        assertEquals("Lax", cookie.getSameSite());

        go("/auth/account");
        type("name", "ci");
        click("Make it");
        String token = await(By.tagName("code")).getText();
        picture("token");
        assertTrue(server.get("/shop/", token), server.get("/shop/", token).contains("Welcome"));
        go("/auth/account");
        assertFalse(page(), page().contains(token));
        click("Revoke");
        assertFalse(server.get("/shop/", token).contains("Welcome"));

        go("/auth/account");
        type("current", "a long word");
        type("password", "another word");
        type("repeat", "another word");
        click("Change it");
        assertTrue(await(By.className("done")).getText(), page().contains("The password is changed"));
        go("/shop/");
        type("username", "ada");
        type("password", "another word");
        browser.findElement(By.tagName("button")).click();
        assertEquals("Welcome to the shop", await(By.id("welcome")).getText());
    }

    /** Presses a button that leads to another page, and waits for that. */
    private void click(String label) {
        List<WebElement> buttons = browser.findElements(By.tagName("button"));
        Set<String> labels = buttons.stream().map(WebElement::getText).collect(Collectors.toSet());
        WebElement pressed = buttons.stream()
                .filter(button -> button.getText().equals(label))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no button " + label + " among " + labels));
        pressed.click();
        new WebDriverWait(browser, LIMIT).until(ExpectedConditions.stalenessOf(pressed));
    }
}

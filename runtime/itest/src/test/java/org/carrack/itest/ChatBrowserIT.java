package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.Select;

/** Chats in a real browser: what a person does, and what happens to them meanwhile. */
@Category(OwnProcess.class)
public class ChatBrowserIT {

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static ServerProcess server;
    private static Path sources;
    private static int port;
    private static Browser browser;

    @BeforeClass
    public static void start() throws Exception {
        port = ServerProcess.freePort();
        sources = FOLDER.newFolder().toPath().resolve("chatty");
        TestPackages.copy(TestPackages.CHATTY, sources);
        server = ServerProcess.start(FOLDER.newFolder("home").toPath(), "", "--port", String.valueOf(port));
        add();
        browser = new Browser();
    }

    private static void add() throws Exception {
        String added = server.post(
                "/admin/actors/packages/add_package", "{\"path\": \"%s\"}".formatted(sources), server.ownerToken());
        assertTrue(added, added.contains("\"ACTIVE\""));
    }

    @AfterClass
    public static void stop() {
        browser.close();
        server.close();
    }

    @Before
    public void open() {
        browser.forget(server.url());
    }

    private void go(String path) {
        browser.driver().get(server.url() + path.substring(1));
    }

    private WebElement field() {
        return browser.await(By.id("f0"));
    }

    private void type(String text) {
        field().clear();
        field().sendKeys(text);
    }

    /** Presses the button, and waits for what comes next. */
    private void next(String awaited) {
        browser.await(By.id("next")).click();
        browser.awaitText(awaited);
    }

    private void answer(String text, String awaited) {
        type(text);
        next(awaited);
    }

    private void choose(String option) {
        browser.await(By.xpath("//label[@class='option'][contains(., '%s')]".formatted(option)))
                .click();
    }

    @Test
    public void theSeedsChatFromStartToEnd() throws Exception {
        go("/chatty/chats/helloChatflow");
        browser.awaitText("What is your name?");
        assertEquals(
                "the person can type at once",
                "f0",
                browser.driver().switchTo().activeElement().getDomAttribute("id"));
        assertTrue(browser.text().contains("Step 1 of 2: Your name"));
        browser.assertAccessible("a question");
        browser.picture("chat-question");
        next("This must be answered.");
        browser.assertAccessible("a problem");
        browser.picture("chat-problem");
        answer("Ada", "How old are you?");
        answer("x", "A whole number.");
        answer("-1", "0 or more.");
        answer("36", "Ada, 36");
        assertEquals("Ada", browser.await(By.cssSelector("#slide strong")).getText());
        browser.picture("chat-shown");
        next("This chat is over.");
        browser.picture("chat-end");
        browser.assertAccessible("the end");
        browser.driver()
                .findElement(By.xpath("//form//button[.='Start again']"))
                .click();
        browser.awaitText("What is your name?");
    }

    @Test
    public void oneOfEachKind() throws Exception {
        go("/chatty/chats/kindsChatflow");
        browser.awaitText("A name?");
        answer("A b", "Small letters and digits");
        answer("mail", "the server mail exists already.");
        answer("ada", "A secret?");
        answer("abc", "At least 4 characters.");
        answer("hush", "A story?");
        assertEquals("story", browser.await(By.cssSelector("label em")).getText());
        answer("once upon\na time", "How many?");
        answer("10", "9 or less.");
        answer("7", "How much?");
        answer("0.10", "One?");
        next("Choose one of the options.");
        choose("green");
        browser.picture("chat-choice");
        browser.assertAccessible("a choice");
        next("One of the list?");
        new Select(field()).selectByValue("blue");
        next("One as you type?");
        answer("yellow", "Choose one of the options.");
        answer("red", "Some?");
        next("Choose at least 1.");
        choose("red");
        choose("blue");
        next("Some of the list?");
        choose("green");
        next("When?");
        browser.driver().executeScript("document.getElementById('f0').value = '2001-01-01T10:00'");
        next("This must be in the future.");
        browser.driver().executeScript("document.getElementById('f0').value = '2101-01-01T10:00'");
        next("How long?");
        browser.await(By.id("f0-d")).sendKeys("3");
        browser.await(By.id("f0-h")).sendKeys("4");
        browser.picture("chat-duration");
        browser.assertAccessible("a duration");
        next("Where?");
        browser.await(By.id("f0-latitude")).sendKeys("91");
        browser.await(By.id("f0-longitude")).sendKeys("4.5");
        next("the latitude must be from -90 to 90");
        browser.await(By.id("f0-latitude")).clear();
        browser.await(By.id("f0-latitude")).sendKeys("51");
        next("Which?");
        browser.await(By.id("f0-name0")).sendKeys("size");
        browser.await(By.id("f0-value0")).sendKeys("large");
        browser.assertAccessible("values");
        next("A file?");
        Path file = FOLDER.newFile("note.txt").toPath();
        Files.writeString(file, "x".repeat(101));
        field().sendKeys(file.toString());
        next("The file is too large");
        Files.writeString(file, "hello");
        field().clear();
        field().sendKeys(file.toString());
        next("Here it is.");
        assertEquals(
                "answer.txt", browser.await(By.linkText("Download answer.txt")).getDomAttribute("download"));
        next("Where do you live?");
        browser.await(By.id("f1")).sendKeys("0");
        next("This must be answered.");
        assertTrue(browser.text(), browser.text().contains("1 or more."));
        browser.picture("chat-form");
        browser.assertAccessible("a form");
        type("Main Street");
        browser.await(By.id("f1")).clear();
        browser.await(By.id("f1")).sendKeys("5");
        choose("flat");
        next("Is that right?");
        browser.picture("chat-confirm");
        next("Scan this");
        browser.awaitImage(By.id("qr"), 100);
        browser.assertAccessible("a QR code");
        next("Which digits do you see?");
        browser.picture("chat-captcha");
        browser.assertAccessible("a captcha");
        answer("0", "Nothing is wrong");
        new Actions(browser.driver()).sendKeys(Keys.ENTER).perform();
        browser.picture("chat-error");
        assertTrue("Enter skips no error", browser.text().contains("Nothing is wrong"));
        next("captcha false");
        browser.picture("chat-all");
        List<String> told = browser.driver().findElements(By.cssSelector("#slide td")).stream()
                .map(WebElement::getText)
                .toList();
        assertEquals(
                List.of(
                        "ada",
                        "secret of 4",
                        "once upon",
                        "7",
                        "0.10",
                        "green",
                        "blue",
                        "red",
                        "[red, blue]",
                        "[green]",
                        "true",
                        "PT76H",
                        "Location[longitude=4.5, latitude=51.0]",
                        "{size=large}",
                        "note.txt says hello",
                        "Main Street 5 flat",
                        "captcha false"),
                told.stream().filter(one -> !one.equals("a time")).toList());
        assertEquals(
                "no script of an answer runs",
                0,
                browser.driver()
                        .findElements(By.cssSelector("#slide script, #slide a[href^=javascript]"))
                        .size());
        assertTrue(browser.text().contains("Finish"));
        browser.driver().findElement(By.cssSelector("summary")).click();
        browser.awaitText("••••••");
        assertFalse("no secret is shown", browser.text().contains("hush"));
        browser.picture("chat-transcript");
    }

    @Test
    public void backAndForward() {
        go("/chatty/chats/helloChatflow");
        browser.awaitText("What is your name?");
        assertTrue(browser.driver().findElements(By.id("back")).isEmpty());
        answer("Ada", "How old are you?");
        answer("36", "Ada, 36");
        browser.await(By.id("back")).click();
        browser.awaitText("How old are you?");
        browser.await(By.id("back")).click();
        browser.awaitText("What is your name?");
        answer("Eve", "How old are you?");
        answer("7", "Eve, 7");
    }

    @Test
    public void aReloadAndASecondTabGoOn() {
        go("/chatty/chats/helloChatflow");
        browser.awaitText("What is your name?");
        answer("Ada", "How old are you?");
        browser.driver().navigate().refresh();
        browser.awaitText("How old are you?");
        browser.driver().findElement(By.cssSelector("summary")).click();
        browser.awaitText("Ada");
        String first = browser.driver().getWindowHandle();
        browser.driver().switchTo().newWindow(org.openqa.selenium.WindowType.TAB);
        go("/chatty/chats/helloChatflow");
        browser.awaitText("How old are you?");
        answer("36", "Ada, 36");
        browser.driver().switchTo().window(first);
        browser.awaitText("Ada, 36");
    }

    @Test
    public void aServerThatDiesIsWaitedFor() throws Exception {
        go("/chatty/chats/helloChatflow");
        browser.awaitText("What is your name?");
        answer("Ada", "How old are you?");
        server.kill();
        browser.awaitText("The connection is gone. Reconnecting");
        browser.picture("chat-reconnecting");
        browser.assertAccessible("without a connection");
        type("36");
        browser.await(By.id("next")).click();
        server = ServerProcess.start(server.home(), "", "--port", String.valueOf(port));
        browser.awaitText("Ada, 36");
        assertFalse(browser.text(), browser.text().contains("Reconnecting"));
    }

    @Test
    public void anUpdatedPackageGoesOn() throws Exception {
        String flow =
                Files.readString(sources.resolve("chats/HelloChatflow.java")).replace("HelloChatflow", "AgeChatflow");
        Path file = Files.writeString(sources.resolve("chats/AgeChatflow.java"), flow);
        update("1.0.1");
        go("/chatty/chats/ageChatflow");
        browser.awaitText("What is your name?");
        answer("Ada", "How old are you?");
        Files.writeString(file, flow.replace("How old are you?", "How old are you, %s?\".formatted(name) + \""));
        update("1.0.2");
        browser.awaitText("How old are you, Ada?");
        answer("36", "Ada, 36");
    }

    private static void update(String version) throws Exception {
        Path toml = sources.resolve("package.toml");
        Files.writeString(
                toml, Files.readString(toml).replaceFirst("version = .*", "version = \"%s\"".formatted(version)));
        add();
    }

    @Test
    public void oneStartsAgain() {
        go("/chatty/chats/helloChatflow");
        browser.awaitText("What is your name?");
        answer("Ada", "How old are you?");
        browser.await(By.id("restart")).click();
        browser.driver().switchTo().alert().accept();
        browser.awaitText("What is your name?");
        answer("Eve", "How old are you?");
        answer("7", "Eve, 7");
    }

    @Test
    public void onAPhone() throws Exception {
        browser.resize(320, 640);
        for (String scheme : List.of("light", "dark")) {
            browser.colours(scheme);
            browser.driver().executeScript("try { localStorage.clear() } catch (e) {}");
            go("/chatty/chats/kindsChatflow");
            browser.awaitText("A name?");
            browser.assertFits();
            browser.assertAccessible(scheme);
            next("This must be answered.");
            browser.assertAccessible(scheme);
            browser.picture("chat-phone-" + scheme);
        }
    }

    @Test
    public void withTheKeyboardAlone() {
        go("/chatty/chats/helloChatflow");
        browser.awaitText("What is your name?");
        new Actions(browser.driver()).sendKeys("Ada", Keys.ENTER).perform();
        browser.awaitText("How old are you?");
        new Actions(browser.driver()).sendKeys("36", Keys.ENTER).perform();
        browser.awaitText("Ada, 36");
        new Actions(browser.driver()).sendKeys(Keys.TAB, Keys.ENTER).perform();
        browser.awaitText("This chat is over.");
    }

    @Test
    public void aDoubleClickSendsOnce() {
        go("/chatty/chats/kindsChatflow");
        browser.awaitText("A name?");
        type("ada");
        browser.driver()
                .executeScript(
                        "document.getElementById('next').click(); document.getElementById('slide').requestSubmit()");
        browser.awaitText("A secret?");
        browser.driver().findElement(By.cssSelector("summary")).click();
        assertEquals(
                1, browser.driver().findElements(By.cssSelector("details li")).size());
    }

    @Test
    public void flowsGoWhereTheyWant() throws Exception {
        for (String[] one : new String[][] {
            {"stop", "We are closed."},
            {"throw", "Something went wrong. Please tell whoever runs this server that the conversation"},
            {"end", "This chat is over."},
            {"restart", "What now?"},
            {"parameters", "parameters {a=1, b=x y} in en"},
            {"who", "you are anonymous"},
            {"redirect", "Shop"},
        }) {
            browser.driver().executeScript("try { localStorage.clear() } catch (e) {}");
            go("/chatty/chats/movesChatflow?b=x%20y&a=1");
            browser.awaitText("What now?");
            choose(one[0]);
            next(one[1]);
            assertFalse(browser.text(), browser.text().contains("hush"));
            browser.picture("chat-" + one[0]);
        }
    }

    @Test
    public void atThreeBotsAddressInTheLanguageOfThePersonAndInsideAPage() throws Exception {
        try (Browser german = new Browser("de")) {
            german.driver().get(server.url() + "acme/chatty/chat/helloChatflow");
            german.awaitText("What is your name?");
            assertTrue(german.text(), german.text().contains("Schritt 1 von 2"));
            german.await(By.id("next")).click();
            german.awaitText("Das muss beantwortet werden.");
            german.picture("chat-german");
        }
        go("/chatty/pages/");
        browser.driver().switchTo().frame(browser.await(By.tagName("iframe")));
        browser.awaitText("What is your name?");
        answer("Ada", "How old are you?");
        browser.driver().switchTo().defaultContent();
        browser.picture("chat-embedded");
    }

    @Test
    public void theListOfChats() throws Exception {
        go("/chatty/chats/");
        browser.awaitText("One of each");
        browser.picture("chat-list");
        browser.assertAccessible("the list");
        go("/chatty/chats/nothing");
        browser.awaitText("there is no chat nothing in package chatty");
    }

    @Test
    public void whoIsLoggedInGoesOnInAnotherBrowser() throws Exception {
        Path closed = Server.sources(
                FOLDER.newFolder().toPath(),
                "name = \"closed\"\nversion = \"1.0.0\"\nis_admin = false\n",
                "chats/HelloChatflow.java",
                Files.readString(sources.resolve("chats/HelloChatflow.java")));
        String added = server.post(
                "/admin/actors/packages/add_package", "{\"path\": \"%s\"}".formatted(closed), server.ownerToken());
        assertTrue(added, added.contains("\"ACTIVE\""));
        server.post(
                "/admin/actors/accounts/add",
                "{\"name\": \"ada\", \"password\": \"a long password\", \"roles\": [\"user\"]}",
                server.ownerToken());
        login(browser);
        browser.awaitText("What is your name?");
        answer("Ada", "How old are you?");
        try (Browser other = new Browser()) {
            login(other);
            other.awaitText("How old are you?");
            other.driver().findElement(By.cssSelector("summary")).click();
            other.awaitText("Ada");
            other.driver().get(server.url() + "closed/chats/");
            other.awaitText("Your conversations");
            other.picture("chat-mine");
            other.driver().findElement(By.cssSelector("[data-cancel]")).click();
            browser.awaitText("This chat is over.");
        }
    }

    private static void login(Browser browser) {
        browser.driver().get(server.url() + "closed/chats/helloChatflow");
        browser.await(By.name("username")).sendKeys("ada");
        browser.await(By.name("password")).sendKeys("a long password");
        browser.await(By.cssSelector("button")).click();
    }
}

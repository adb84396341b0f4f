package org.carrack.itest;

import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A Chromium without a screen, as a person has it. */
final class Browser implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final ChromeDriver driver;

    /** The width it was given; 0 for its own. What is too wide would widen a phone's window. */
    private int width;

    /** @param language what it asks for */
    Browser(String language) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--lang=" + language,
                "--window-size=1000,800");
        options.setExperimentalOption("prefs", Map.of("intl.accept_languages", language));
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(new File("/usr/bin/chromedriver"))
                        .usingAnyFreePort()
                        .build(),
                options);
    }

    Browser() {
        this("en");
    }

    ChromeDriver driver() {
        return driver;
    }

    WebElement await(By what) {
        return new WebDriverWait(driver, LIMIT).until(ExpectedConditions.presenceOfElementLocated(what));
    }

    void awaitValue(WebElement field, String value) {
        new WebDriverWait(driver, LIMIT).until(any -> value.equals(field.getDomProperty("value")));
    }

    /** Waits until an image is there that is wider than that. */
    void awaitImage(By what, int least) {
        new WebDriverWait(driver, LIMIT)
                .until(any -> Integer.parseInt(String.valueOf(await(what).getDomProperty("naturalWidth"))) > least);
    }

    void awaitNone(By what) {
        new WebDriverWait(driver, LIMIT).until(any -> driver.findElements(what).isEmpty());
    }

    /** The page may change while it is read. */
    void awaitText(String text) {
        new WebDriverWait(driver, LIMIT)
                .ignoring(StaleElementReferenceException.class)
                .withMessage(() -> "waiting for '%s' on: %s".formatted(text, text()))
                .until(any -> text().contains(text));
    }

    String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    /** As wide as a phone, or not. The real width, which a window of Chromium has not. */
    void resize(int wanted, int height) {
        width = wanted;
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", wanted, "height", height, "deviceScaleFactor", 1, "mobile", wanted < 600));
    }

    /** With light colours, or dark ones. */
    void colours(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** As it was when it was opened, for a test that comes behind another: it knows nothing of a server, and has one window. */
    void forget(String server) {
        String first = driver.getWindowHandles().iterator().next();
        for (String window : driver.getWindowHandles()) {
            if (!window.equals(first)) {
                driver.switchTo().window(window).close();
            }
        }
        driver.switchTo().window(first);
        driver.get("about:blank");
        width = 0;
        driver.manage().deleteAllCookies();
        driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
        driver.executeCdpCommand(
                "Storage.clearDataForOrigin",
                Map.of("origin", server.substring(0, server.length() - 1), "storageTypes", "all"));
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
    }

    /** The pages have no frames, for which axe would open a window each time. */
    @SuppressWarnings("deprecation") // the other way is for pages with frames of other origins
    private static AxeBuilder axe() {
        return new AxeBuilder().setLegacyMode();
    }

    /** Fails if axe finds something serious on the page. */
    void assertAccessible(String what) {
        List<Rule> serious = axe().analyze(driver).getViolations().stream()
                .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                .toList();
        assertTrue(what + ": " + serious, serious.isEmpty());
    }

    /** What another look of the same screen can break: colours, and what a narrow window makes of it. */
    void assertLegible(String what) {
        List<Rule> found = axe().withRules(
                        List.of("color-contrast", "scrollable-region-focusable", "target-size", "meta-viewport"))
                .analyze(driver)
                .getViolations();
        assertTrue(what + ": " + found, found.isEmpty());
    }

    /** Fails if one has to scroll to the side. */
    void assertFits() {
        assertNotEquals(
                "it is wider than the screen",
                true,
                driver.executeScript(
                        "return document.documentElement.scrollWidth > (arguments[0] || innerWidth)", width));
    }

    /** A picture for who wants to look at it. */
    void picture(String name) throws IOException {
        Path pictures = Files.createDirectories(Path.of(System.getProperty("carrack.itest.target"), "pictures"));
        String picture = String.valueOf(
                driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png", "optimizeForSpeed", true))
                        .get("data"));
        Files.write(pictures.resolve(name + ".png"), Base64.getDecoder().decode(picture));
    }

    @Override
    public void close() {
        driver.quit();
    }
}

package org.carrack.launcher;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.SAXException;

/**
 * Makes ready on another core what the start needs soon and what takes long the first time: the classes of the framework, then of the
 * JDK what the HTTP server and logging begin with. Only that: classes of others that two threads initialize at once may wait for each
 * other for ever.
 */
final class Preloading {

    private static final List<String> FRAMEWORK = List.of(
            "org.apache.felix.framework.util.SecureAction",
            "org.apache.felix.framework.Felix",
            "org.apache.felix.framework.BundleImpl",
            "org.apache.felix.framework.util.Util",
            "org.apache.felix.framework.ExtensionManager");

    private final CountDownLatch framework = new CountDownLatch(1);

    private Preloading() {}

    static Preloading begin() {
        Preloading preloading = new Preloading();
        Thread thread = new Thread(preloading::run, "preload");
        thread.setDaemon(true);
        thread.start();
        return preloading;
    }

    private void run() {
        try {
            for (String type : FRAMEWORK) {
                Class.forName(type);
            }
        } catch (ClassNotFoundException e) {
            // Of another version of the framework: then the main thread loads it.
            return;
        } finally {
            framework.countDown();
        }
        // The HTTP server asks for them all, to know the languages of files.
        Locale.getAvailableLocales();
        try {
            // Logging reads its settings so.
            SAXParserFactory.newInstance().newSAXParser();
        } catch (ParserConfigurationException | SAXException e) {
            // Logging, which needs it, reports what is wrong with it.
        }
    }

    /** Waits for the framework's classes; from then on the main thread alone uses them. */
    void awaitFramework() throws InterruptedException {
        framework.await();
    }
}

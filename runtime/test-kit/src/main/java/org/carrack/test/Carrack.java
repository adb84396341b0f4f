package org.carrack.test;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;

/**
 * The whole server in a Pax Exam test: {@link #carrack} and {@link #packageUnderTest} are options of the test's
 * configuration, the other methods are for its test methods.
 *
 * <pre>{@code
 * @Configuration public Option[] config() { return options(carrack(), packageUnderTest()); }
 * @Inject PackageManager packages;
 * @Test public void greets() { assertEquals("\"hello\"", call("/hello/actors/helloActor/hello")); }
 * }</pre>
 *
 * <p>The system property {@value #DISTRIBUTION} names the folder where Carrack is unpacked, and {@value #UNDER_TEST} the
 * package; the parent pom of packages sets both.
 */
public final class Carrack {

    /** The system property with the folder where Carrack is unpacked. */
    public static final String DISTRIBUTION = "carrack.distribution";

    /** The system property, and the property of the framework, with the path of the package under test. */
    public static final String UNDER_TEST = "carrack.package.under.test";

    /** The owner's token of a server under test, for what requires authentication. */
    public static final String TOKEN = "owner-token-of-the-tests";

    private static final long LIMIT_S = 30;

    private Carrack() {}

    /**
     * The server, with the packages of a new home, in a home of its own and at a free port.
     *
     * @throws IllegalStateException if the distribution is not found
     */
    public static Option carrack() {
        String given = System.getProperty(DISTRIBUTION, "");
        Path distribution = Path.of(given);
        if (given.isEmpty() || !Files.isDirectory(distribution.resolve("lib"))) {
            throw new IllegalStateException(
                    "the system property %s must name the folder where Carrack is unpacked; it is \"%s\""
                            .formatted(DISTRIBUTION, given));
        }
        try {
            Path target = Path.of("target").toAbsolutePath();
            Path home = Files.createTempDirectory(Files.createDirectories(target), "home");
            return composite(
                    platform(distribution.resolve("lib")),
                    bundle("reference:" + ownJar().toUri()),
                    frameworkProperty("org.osgi.framework.bsnversion").value("multiple"),
                    frameworkProperty("carrack.home").value(home.toString()),
                    frameworkProperty("carrack.http.port").value("0"),
                    frameworkProperty("carrack.gedis.port").value("0"),
                    frameworkProperty("carrack.owner.token").value(TOKEN),
                    frameworkProperty("felix.cm.dir")
                            .value(home.resolve("data/config").toString()),
                    frameworkProperty("carrack.distribution.packages")
                            .value(distribution.resolve("packages").toString()),
                    frameworkProperty("org.ops4j.pax.logging.StaticLogbackFile")
                            .value(distribution.resolve("etc/logback.xml").toString()),
                    junitBundles());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Has the package under test added before the first call is answered.
     *
     * @throws IllegalStateException if no package is named
     */
    public static Option packageUnderTest() {
        String given = System.getProperty(UNDER_TEST, "");
        if (given.isEmpty()) {
            throw new IllegalStateException(
                    "the system property %s must name the package to test".formatted(UNDER_TEST));
        }
        return frameworkProperty(UNDER_TEST).value(given);
    }

    /** The platform is the folder that ships: no list of its own. */
    private static Option platform(Path lib) throws IOException {
        try (Stream<Path> jars = Files.list(lib)) {
            return composite(jars.filter(jar -> !isOutside(jar.getFileName().toString()))
                    .sorted()
                    .map(Carrack::provisioned)
                    .toArray(Option[]::new));
        }
    }

    /** What is the framework, or starts it. */
    private static boolean isOutside(String jar) {
        return jar.startsWith("org.apache.felix.framework-") || jar.startsWith("launcher-");
    }

    private static Option provisioned(Path jar) {
        String name = jar.getFileName().toString();
        // Its classes are used; started, it would take the console.
        return name.startsWith("org.apache.felix.gogo.jline")
                ? bundle("reference:" + jar.toUri()).noStart()
                : bundle("reference:" + jar.toUri()).startLevel(name.startsWith("pax-logging") ? 1 : 2);
    }

    private static Path ownJar() {
        try {
            return Path.of(Carrack.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Calls an actor method without arguments; the result as JSON. */
    public static String call(String path) throws IOException, InterruptedException {
        return call(path, "");
    }

    /**
     * Calls an actor method with a JSON object of arguments; the result as JSON.
     *
     * @throws AssertionError if the answer is no success
     */
    public static String call(String path, String json) throws IOException, InterruptedException {
        HttpResponse<String> response = send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
        if (response.statusCode() != 200) {
            throw new AssertionError("%s answered %d: %s".formatted(path, response.statusCode(), response.body()));
        }
        return response.body();
    }

    /** Gets a page. */
    public static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    /** A request to the server under test, to be sent by {@link #send}. */
    public static HttpRequest.Builder request(String path) {
        if (!property(UNDER_TEST).isEmpty()) {
            String failure = await("(osgi.condition.id=%s)".formatted(UnderTest.CONDITION), UnderTest.REASON);
            if (!failure.isEmpty()) {
                throw new AssertionError("the package under test could not be added: " + failure);
            }
        }
        String server = await("(osgi.condition.id=org.carrack.http.open)", "osgi.http.endpoint");
        return HttpRequest.newBuilder(URI.create(server).resolve(path));
    }

    /** Sends a request. */
    public static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Waits until the server has brought up its packages. */
    public static void awaitStarted() {
        await("(osgi.condition.id=org.carrack.packages.started)", "service.id");
    }

    private static String property(String name) {
        String value = context().getProperty(name);
        return value == null ? "" : value;
    }

    private static BundleContext context() {
        return FrameworkUtil.getBundle(Carrack.class).getBundleContext();
    }

    /**
     * Waits for a service; a property of it.
     *
     * @throws AssertionError if it does not come
     */
    public static String await(String filter, String property) {
        BundleContext context = context();
        CountDownLatch come = new CountDownLatch(1);
        ServiceListener listener = event -> {
            if (event.getType() == ServiceEvent.REGISTERED) {
                come.countDown();
            }
        };
        try {
            context.addServiceListener(listener, filter);
            ServiceReference<?>[] there = context.getAllServiceReferences(null, filter);
            if (there == null && come.await(LIMIT_S, TimeUnit.SECONDS)) {
                there = context.getAllServiceReferences(null, filter);
            }
            if (there == null) {
                throw new AssertionError("no service %s within %d s".formatted(filter, LIMIT_S));
            }
            Object value = there[0].getProperty(property);
            return value == null ? "" : value.toString();
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            context.removeServiceListener(listener);
        }
    }
}

package org.carrack.launcher;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;

/**
 * {@code carrack run}: starts the server, says when it is ready, and stops it on a signal. Exit status: 0 stopped as
 * asked, 1 could not start, 2 wrong usage.
 */
public final class Main {

    /** The server's version, as the ready line has it. */
    static final String VERSION = version();

    /** The property of the condition that says why the server cannot start. */
    private static final String FAILURE = "reason";

    /** The bundle of the second transport, and what its conditions begin with. */
    private static final String GEDIS = "org.carrack.gedis";

    /** So many problems of packages are printed when the server is ready. */
    private static final int MOST_PROBLEMS = 10;

    /** How long after the start its memory is given back: what comes with the first requests is loaded then. */
    private static final Duration AFTER_START = Duration.ofSeconds(3);

    private final Options options;
    private final PrintStream out;
    private final PrintStream err;
    private final AtomicBoolean isStopping = new AtomicBoolean();

    private Main(Options options, PrintStream out, PrintStream err) {
        this.options = options;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        PrintStream err = System.err;
        try {
            Options options = Options.parse(List.of(arguments), System.getenv("CARRACK_HOME"), userHome());
            new Main(options, System.out, err).run();
        } catch (LaunchException e) {
            err.println(e.getMessage());
            Runtime.getRuntime().halt(e.exitStatus());
        } catch (IOException | BundleException | InvalidSyntaxException | RuntimeException | LinkageError e) {
            // Threads that run already would keep a server alive that never became one.
            err.println("Carrack could not start: " + e);
            Runtime.getRuntime().halt(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where "~" is for the person who typed; Java's own property asks the system's accounts instead. */
    private static String userHome() {
        String home = System.getenv("HOME");
        return home == null || home.isBlank() ? System.getProperty("user.home") : home;
    }

    private void run()
            throws LaunchException, IOException, BundleException, InvalidSyntaxException, InterruptedException {
        Preloading preloading = Preloading.begin();
        Home home = Home.open(options.home());
        checkPort("--port", options.port());
        checkGedisPort();
        Path lib = Path.of(System.getProperty("carrack.lib", "lib"));
        // Before logging is up, its bundle would print debug lines; only a system property keeps it quiet.
        System.setProperty("org.ops4j.pax.logging.DefaultServiceLog.level", "WARN");
        String classPath = System.getProperty("java.class.path");
        String jars = stamp(classPath);
        Map<String, String> configuration = configuration(home, lib, jars);
        List<PlatformBundle> content = content(home, lib, classPath, jars);
        preloading.awaitFramework();
        Platform platform = Platform.create(configuration, content, home.folder());
        Thread hook = new Thread(() -> stop(platform, home), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        // So that a start that hangs can be stopped.
        home.announce("", "0", options.asGiven());
        try {
            platform.start();
        } catch (BundleException | RuntimeException e) {
            awaitEnd(hook);
            throw e;
        }
        String address = await(platform, hook, "org.carrack.http.open", "osgi.http.endpoint");
        String shell = await(platform, hook, "org.carrack.shell.open", "carrack.shell.port");
        // Before the packages are up: one that hangs as it starts must not keep the command line out.
        home.announce(address, shell, options.asGiven());
        String password = await(platform, hook, "org.carrack.accounts.open", "carrack.admin.password");
        String weakness = await(platform, hook, "org.carrack.accounts.open", "carrack.admin.warning");
        if (!weakness.isEmpty()) {
            err.println(weakness);
        }
        if (!password.isEmpty()) {
            out.printf(
                    "The account admin has the password %s, kept in %s%n",
                    Files.readString(Path.of(password)).strip(), password);
        }
        String problems = await(platform, hook, Platform.PACKAGES, "carrack.problems");
        platform.packagesStarted();
        if (platform.has(GEDIS)) {
            // Open, or not to be.
            await(platform, hook, GEDIS + ".*", Constants.SERVICE_ID);
        }
        problems.lines().limit(MOST_PROBLEMS).forEach(problem -> err.println("failed: " + problem));
        long more = problems.lines().count() - MOST_PROBLEMS;
        if (more > 0) {
            err.printf(Locale.ROOT, "and %d more; carrack package list has all%n", more);
        }
        // Last: who waits for the server reads this line.
        out.println("Carrack %s ready in %s s - %s"
                .formatted(VERSION, String.format(Locale.ROOT, "%.2f", secondsSinceStart()), address));
        out.flush();
        platform.startLate();
        ClassArchive.makeLater(home.folder());
        if (!platform.awaitStop(AFTER_START)) {
            // What the start has used once goes back to the system, which the collector would not do until the heap is
            // full.
            System.gc();
            platform.awaitStop();
        }
        if (!isStopping.get()) {
            // The framework itself was stopped, for example in the shell.
            stop(platform, home);
        }
    }

    private String await(Platform platform, Thread hook, String condition, String property)
            throws LaunchException, InterruptedException, InvalidSyntaxException {
        String value = platform.await(
                "(|(osgi.condition.id=%s)(osgi.condition.id=org.carrack.start.failed))".formatted(condition),
                FAILURE,
                property);
        if (value == null) {
            awaitEnd(hook);
            throw LaunchException.failed("the server stopped while it started; %s says why"
                    .formatted(options.home().resolve("log/carrack.log")));
        }
        if (value.startsWith(FAILURE + "=")) {
            throw LaunchException.failed(value.substring(FAILURE.length() + 1));
        }
        return value.substring(value.indexOf('=') + 1);
    }

    /** Where a signal came before the server was ready, the hook stops it and ends the process. */
    private void awaitEnd(Thread hook) throws InterruptedException {
        if (isStopping.get()) {
            hook.join();
        }
    }

    /** Since this JVM began; the process may be older, where a build came before. */
    private static double secondsSinceStart() {
        long now = System.currentTimeMillis();
        return (now - ManagementFactory.getRuntimeMXBean().getStartTime()) / 1000.0;
    }

    /** Sooner said here, in a sentence, than after the whole platform is up. */
    private void checkPort(String option, int port) throws LaunchException {
        if (port == 0) {
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(options.bind()), port));
        } catch (UnknownHostException e) {
            throw LaunchException.failed("there is no address %s to listen on; give one of this machine with --bind"
                    .formatted(options.bind()));
        } catch (IOException e) {
            throw LaunchException.failed(
                    "port %d on %s cannot be opened (%s); stop what uses it or choose another with %s"
                            .formatted(port, options.bind(), e.getMessage(), option));
        }
    }

    /** A default port that is taken does not prevent the start: a second one on the machine does without gedis. */
    private void checkGedisPort() throws LaunchException {
        try {
            checkPort("--gedis-port", options.gedisPort());
        } catch (LaunchException e) {
            if (options.isGedisAsked()) {
                throw e;
            }
            err.println("no gedis: " + e.getMessage());
        }
    }

    /** What the platform consists of: as an earlier start found it, of this home or another, or found now. */
    private static List<PlatformBundle> content(Home home, Path lib, String classPath, String jars) throws IOException {
        // The first may belong to somebody else.
        List<Path> files = List.of(lib.resolveSibling("cache/platform"), home.path("data/cache/platform"));
        for (Path file : files) {
            List<PlatformBundle> known = PlatformIndex.read(file, jars);
            if (!known.isEmpty()) {
                return known;
            }
        }
        List<PlatformBundle> content = PlatformIndex.of(Stream.of(classPath.split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .toList());
        for (Path file : files) {
            try {
                PlatformIndex.write(file, jars, content);
                break;
            } catch (IOException e) {
                // The other place, or none: then the next start looks again.
            }
        }
        return content;
    }

    private Map<String, String> configuration(Home home, Path lib, String jars) throws IOException {
        Map<String, String> configuration = new HashMap<>();
        configuration.put(
                Constants.FRAMEWORK_STORAGE,
                home.cache(home.folder().toRealPath() + "\n" + jars).toString());
        configuration.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, "1");
        // Which versions of a package may be there is for the package manager to say.
        configuration.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
        configuration.put("felix.log.level", "1");
        // Descriptions of components are parsed once, not at each start.
        configuration.put("ds.cache.metadata", "true");
        configuration.put("felix.cm.dir", home.path("data/config").toString());
        configuration.put(
                "org.ops4j.pax.logging.StaticLogbackFile",
                lib.resolveSibling("etc").resolve(logSettings(home)).toString());
        configuration.put("carrack.home", options.home().toString());
        configuration.put("carrack.version", VERSION);
        configuration.put(Platform.STARTED, "awaited");
        configuration.put("carrack.http.port", String.valueOf(options.port()));
        configuration.put("carrack.http.bind", options.bind());
        configuration.put("carrack.gedis.port", String.valueOf(options.gedisPort()));
        configuration.put("carrack.gedis.optional", String.valueOf(!options.isGedisAsked()));
        configuration.put("carrack.database", options.database());
        configuration.put("carrack.safe", String.valueOf(options.isSafe()));
        configuration.put("carrack.owner.token", home.newToken());
        configuration.put(
                "carrack.distribution.packages", lib.resolveSibling("packages").toString());
        // logback reads system properties in its file.
        System.setProperty("carrack.log", home.path("log").toString());
        return configuration;
    }

    /** The names of older log files are a pattern, in which a per cent sign of the home's path would mean something. */
    private static String logSettings(Home home) {
        return home.path("log").toString().indexOf('%') < 0 ? "logback.xml" : "logback-one-file.xml";
    }

    /** Which Java and jars these are: what is kept of others counts for nothing. */
    private static String stamp(String classPath) throws IOException {
        StringBuilder stamp = new StringBuilder(System.getProperty("java.vm.version")).append('\n');
        for (String entry : classPath.split(File.pathSeparator)) {
            Path jar = Path.of(entry);
            stamp.append(jar.toAbsolutePath())
                    .append(' ')
                    .append(Files.size(jar))
                    .append(' ')
                    .append(Files.getLastModifiedTime(jar).toMillis())
                    .append('\n');
        }
        return stamp.toString();
    }

    private void stop(Platform platform, Home home) {
        if (!isStopping.compareAndSet(false, true)) {
            return;
        }
        int status = 0;
        try {
            Optional<String> exit = ExitCall.find();
            if (exit.isPresent()) {
                err.println("the server ends: " + exit.get());
                Files.writeString(home.path("data/run/exit"), exit.get(), StandardCharsets.UTF_8);
                status = 1;
            }
            platform.stop();
            home.close();
        } catch (BundleException | IOException e) {
            err.println("Carrack did not stop cleanly: " + e.getMessage());
            status = 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // Straight out: a stop that was asked for is no error, whatever signal asked.
        Runtime.getRuntime().halt(status);
    }

    private static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}

package org.carrack.itest;

import static org.ops4j.pax.exam.CoreOptions.options;

import jakarta.servlet.Servlet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.carrack.manage.Operation;
import org.carrack.manage.OperationListener;
import org.carrack.manage.PackageException;
import org.carrack.manage.PackageInfo;
import org.carrack.manage.PackageManager;
import org.carrack.manage.PackageRequest;
import org.carrack.test.Carrack;
import org.junit.Assert;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerSuite;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceRegistration;

/** The whole server in this JVM: the jars that the distribution lays out, one framework for all tests. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerSuite.class)
public abstract class Server {

    private static final long LIMIT_S = 60;

    @Inject
    protected BundleContext context;

    @Inject
    protected PackageManager packages;

    private final HttpClient http = HttpClient.newHttpClient();

    @Configuration
    public Option[] server() throws IOException {
        TestPackages.buildAll();
        return options(Carrack.carrack());
    }

    /** Pax Exam runs the test in a bundle; this makes it import what test packages are made of. */
    static final Class<?> IMPORTED = Servlet.class;

    protected Path home() {
        return Path.of(context.getProperty("carrack.home"));
    }

    protected Path deploy() {
        return home().resolve("deploy");
    }

    /** A package that {@link TestPackages} has built. */
    protected static Path built(String file) {
        return TestPackages.built(file);
    }

    /** Makes a folder with a package of sources, or changes files in it. */
    static Path sources(Path folder, String toml, String... pathsAndTexts) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("package.toml"), toml);
        for (int i = 0; i < pathsAndTexts.length; i += 2) {
            Path file = folder.resolve(pathsAndTexts[i]);
            Files.createDirectories(file.getParent());
            Files.writeString(file, pathsAndTexts[i + 1]);
        }
        return folder;
    }

    /** The source of an actor {@code Said} whose method {@code said} returns that expression. */
    static String actor(String expression) {
        return """
                import org.carrack.actor.*;
                import org.osgi.service.component.annotations.Component;
                @Component
                public class Said implements Actor {
                    @ActorMethod
                    public String said() {
                        return %s;
                    }
                }
                """.formatted(expression);
    }

    /** Executes a request that must be refused or fail; the reason. */
    protected String refusal(PackageRequest request) {
        try {
            packages.execute(request);
        } catch (PackageException e) {
            return e.getMessage();
        }
        throw new AssertionError(request + " was carried out");
    }

    /** Waits until an operation that was begun after {@code last} and whose request begins like that has ended. */
    protected Operation awaitOperation(long last, String request, Change change) throws IOException {
        CountDownLatch ended = new CountDownLatch(1);
        AtomicReference<Operation> found = new AtomicReference<>();
        ServiceRegistration<OperationListener> listener = context.registerService(
                OperationListener.class,
                o -> {
                    if (o.id() > last && o.request().startsWith(request) && o.state() != Operation.State.RUNNING) {
                        found.compareAndSet(null, o);
                        ended.countDown();
                    }
                },
                null);
        try {
            change.make();
            Assert.assertTrue("no " + request + " ended", ended.await(LIMIT_S, TimeUnit.SECONDS));
            return found.get();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            listener.unregister();
        }
    }

    /** Does something and waits for a call to answer that, which is tried whenever an operation has ended. */
    protected void awaitAnswer(String path, String answer, Change change) throws IOException, InterruptedException {
        Semaphore ended = new Semaphore(0);
        ServiceRegistration<OperationListener> listener =
                context.registerService(OperationListener.class, o -> ended.release(), null);
        try {
            change.make();
            while (!call(path).equals(answer)) {
                Assert.assertTrue(path + " answers " + call(path), ended.tryAcquire(LIMIT_S, TimeUnit.SECONDS));
            }
        } finally {
            listener.unregister();
        }
    }

    /** The number of the newest operation. */
    protected long lastOperation() {
        return packages.operations().stream().mapToLong(Operation::id).max().orElse(0);
    }

    /** Drops a file into the deploy folder by an atomic rename, so that it is whole when it is there. */
    protected void drop(Path source, String name) throws IOException {
        Path hidden = Files.copy(source, deploy().resolve("." + name + ".tmp"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(hidden, deploy().resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    protected HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET().build());
    }

    protected HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    /** Calls an actor method with no arguments and wants it to answer. */
    protected String call(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = post(path, "");
        Assert.assertEquals(response.body(), 200, response.statusCode());
        return response.body();
    }

    protected HttpRequest.Builder request(String path) {
        String server = await("(osgi.condition.id=org.carrack.http.open)", "osgi.http.endpoint");
        return HttpRequest.newBuilder(URI.create(server).resolve(path));
    }

    /**
     * What is answered to a POST that announces a body of that length and sends none of it: a client that sends one which
     * is refused may see its connection break before it sees the answer.
     */
    protected String answerBeforeTheBody(String path, long length, String token) throws IOException {
        URI uri = request(path).build().uri();
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(LIMIT_S));
            String head =
                    "POST %s HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%s\r\n"
                            .formatted(path, length, token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n");
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    protected HttpResponse<byte[]> sendForBytes(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    protected HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Waits until the server has brought up the desired state of its home. */
    protected void awaitStarted() {
        await("(osgi.condition.id=org.carrack.packages.started)", Constants.SERVICE_ID);
    }

    /** Waits until that version of a package comes to live. Requests that follow pass its gate, so no more is needed. */
    protected void awaitPackage(String name, String version) {
        await("(&(carrack.package=%s)(carrack.package.version=%s))".formatted(name, version), Constants.SERVICE_ID);
        awaitIdle();
    }

    /** Waits until the package manager has done what it is doing now. */
    private void awaitIdle() {
        Set<Long> running = new HashSet<>();
        Semaphore ended = new Semaphore(0);
        ServiceRegistration<OperationListener> listener =
                context.registerService(OperationListener.class, o -> ended.release(), null);
        try {
            // In turn, unless those before take long.
            packages.start("hello");
            packages.operations().stream().filter(Server::isUnderWay).forEach(o -> running.add(o.id()));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
            while (packages.operations().stream().anyMatch(o -> isUnderWay(o) && running.contains(o.id()))) {
                Assert.assertTrue("the package manager works on: " + packages.operations(), System.nanoTime() < end);
                // Nobody is told of an attempt that is withdrawn.
                boolean unused = ended.tryAcquire(1, TimeUnit.SECONDS);
            }
        } catch (PackageException | InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            listener.unregister();
        }
    }

    private static boolean isUnderWay(Operation operation) {
        return operation.state() == Operation.State.RUNNING;
    }

    private static String await(String filter, String property) {
        return Carrack.await(filter, property);
    }

    /** Does something and waits until a package has gone. */
    protected void awaitGone(String name, Change change) throws IOException {
        CountDownLatch gone = new CountDownLatch(1);
        ServiceListener listener = event -> {
            if (event.getType() == ServiceEvent.UNREGISTERING) {
                gone.countDown();
            }
        };
        try {
            context.addServiceListener(listener, "(carrack.package=%s)".formatted(name));
            change.make();
            Assert.assertTrue(name + " is still there", gone.await(LIMIT_S, TimeUnit.SECONDS));
            awaitIdle();
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            context.removeServiceListener(listener);
        }
    }

    /** Something a test does to files. */
    protected interface Change {
        void make() throws IOException;
    }

    /** Does something and waits until a file of the deploy folder has its problem told; the problem. */
    protected String awaitProblem(String file, Change change) throws IOException {
        String problem = file + ".problem";
        try (WatchService watch = FileSystems.getDefault().newWatchService()) {
            deploy().register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            change.make();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
            while (System.nanoTime() < end) {
                Path path = deploy().resolve(problem);
                List<String> lines = Files.exists(path) ? Files.readAllLines(path) : List.of();
                if (!lines.isEmpty()) {
                    awaitIdle();
                    return lines.get(0);
                }
                WatchKey key = watch.poll(LIMIT_S, TimeUnit.SECONDS);
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        throw new AssertionError("no " + problem + " within " + LIMIT_S + " s");
    }

    /** Leaves the deploy folder empty and every package it brought gone. */
    protected void clear() throws IOException {
        emptyDeployFolder();
        // In whatever order they need each other; the watching thread may be at it too.
        while (packages.list().stream().anyMatch(info -> info.source().startsWith("deploy/"))) {
            for (PackageInfo info : packages.list()) {
                if (info.source().startsWith("deploy/")) {
                    try {
                        packages.delete(info.name(), true);
                    } catch (PackageException e) {
                        // Needed by another, or gone already.
                    }
                }
            }
        }
    }

    private void emptyDeployFolder() throws IOException {
        try (Stream<Path> files = Files.list(deploy())) {
            for (Path file : files.toList()) {
                if (Files.isDirectory(file)) {
                    try (Stream<Path> inside = Files.walk(file)) {
                        inside.sorted(java.util.Comparator.reverseOrder()).forEach(Server::delete);
                    }
                } else {
                    delete(file);
                }
            }
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

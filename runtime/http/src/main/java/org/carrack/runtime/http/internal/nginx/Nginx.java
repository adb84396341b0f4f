package org.carrack.runtime.http.internal.nginx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.carrack.runtime.http.internal.HttpServer;
import org.carrack.runtime.http.internal.NginxSettings;
import org.carrack.runtime.http.internal.Route;
import org.carrack.runtime.http.internal.Served;
import org.carrack.runtime.http.internal.files.StaticFiles;
import org.carrack.spi.http.Certificates;
import org.carrack.spi.http.NginxConfiguration;
import org.carrack.spi.server.ServerConfig;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.resource.Resource;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.condition.Condition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the configuration of an nginx before this server, and where the server's owner wants that, has nginx load it whenever
 * it changes.
 */
@Component(service = NginxConfiguration.class, immediate = true)
public final class Nginx implements NginxConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(Nginx.class);

    /** A package changes several routes at once. */
    private static final long QUIET_MS = 200;

    /** Certificates change without a route. */
    private static final long LOOK_S = 60;

    private static final long COMMAND_LIMIT_S = 30;

    private final HttpServer httpServer;
    private final Certificates certificates;
    private final NginxSettings settings;
    private final Path home;
    private final Path file;
    private final Path servers;
    private final String upstream;
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "carrack-nginx");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable ScheduledFuture<?> due;
    private String loaded = "";
    private String told = "";
    private volatile boolean arePackagesUp;

    @Activate
    public Nginx(
            BundleContext context,
            @Reference HttpServer httpServer,
            @Reference Certificates certificates,
            @Reference ServerConfig config,
            @Reference(service = Condition.class, target = "(osgi.condition.id=org.carrack.http.open)")
                    ServiceReference<Condition> open) {
        this.httpServer = httpServer;
        this.certificates = certificates;
        settings = NginxSettings.of(config);
        home = Path.of(context.getProperty("carrack.home")).toAbsolutePath();
        file = NginxSettings.folder(home).resolve("nginx.conf");
        servers = file.resolveSibling("servers.conf");
        upstream = String.valueOf(open.getProperty("osgi.http.endpoint")).replaceAll("^http://|/$", "");
        if (settings.reloads()) {
            watchCertificates();
        }
        httpServer.whenChanged(this::changed);
    }

    /** Before the packages are there nginx would be told that nothing is. */
    @Reference(
            target = "(osgi.condition.id=org.carrack.packages.started)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC)
    void setPackages(Condition started) {
        arePackagesUp = true;
        changed();
    }

    void unsetPackages(Condition started) {
        arePackagesUp = false;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // runs for as long as the component
    private void watchCertificates() {
        writer.scheduleWithFixedDelay(this::follow, LOOK_S, LOOK_S, TimeUnit.SECONDS);
    }

    private void changed() {
        if (!arePackagesUp) {
            return; // when they are, all is looked at
        }
        synchronized (writer) {
            ScheduledFuture<?> before = due;
            if (before != null) {
                before.cancel(false);
            }
            if (!writer.isShutdown()) {
                due = writer.schedule(this::follow, QUIET_MS, TimeUnit.MILLISECONDS);
            }
        }
    }

    @Deactivate
    void deactivate() {
        httpServer.whenChanged(() -> {});
        writer.shutdownNow();
    }

    @Override
    public synchronized String text(boolean isWhole) throws IOException {
        NginxText.Site site = site();
        layOut(site);
        sweep(site);
        return isWhole ? whole(site) : NginxText.servers(site);
    }

    private String whole(NginxText.Site site) throws IOException {
        return NginxText.whole(site, NginxSettings.folder(home), Files.createDirectories(home.resolve("log")));
    }

    private NginxText.Site site() {
        HttpServer.RoutingSnapshot shown = httpServer.shown();
        return new NginxText.Site(
                settings,
                upstream,
                shown,
                folders(shown.routes().all()),
                StaticFiles.mimeTypes(),
                httpServer.speaksTls(),
                certificates::files);
    }

    private Path files() {
        return NginxSettings.folder(home).resolve("files");
    }

    /** Where nginx finds the files that it may serve: in folders of the machine, or where those of packages are laid out. */
    private Map<Route, Path> folders(List<Route> routes) {
        Map<Route, Path> folders = new HashMap<>();
        for (Route route : routes) {
            if (route.served() instanceof Served.Files served && !route.isHeld()) {
                Path own = served.folder().getPath();
                folders.put(route, own == null ? files().resolve(nameOf(route, served.folder())) : own);
            }
        }
        return folders;
    }

    /** nginx, as somebody else, may pass the data folder to reach its own; nothing else there is for others. */
    private void letNginxPass() throws IOException {
        Path folder = NginxSettings.folder(home);
        Path data = folder.resolveSibling(".").normalize();
        if (!Files.getFileStore(data).supportsFileAttributeView("posix")) {
            return;
        }
        try (Stream<Path> inside = Files.list(data)) {
            for (Path one : inside.filter(path -> !path.equals(folder)).toList()) {
                Files.setPosixFilePermissions(
                        one, PosixFilePermissions.fromString(Files.isDirectory(one) ? "rwx------" : "rw-------"));
            }
        }
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
    }

    /** Lays out the files of packages where nginx can read them; what is there stays as it is. */
    private void layOut(NginxText.Site site) throws IOException {
        Files.createDirectories(files());
        letNginxPass();
        for (Map.Entry<Route, Path> folder : site.folders().entrySet()) {
            if (folder.getKey().served() instanceof Served.Files served
                    && served.folder().getPath() == null) {
                layOut(served.folder(), folder.getValue());
            }
        }
    }

    private static String nameOf(Route route, Resource folder) {
        String name = "%s %s".formatted(folder.getURI(), folder.lastModified().toEpochMilli());
        return route.packageName() + "-" + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    private static void layOut(Resource folder, Path to) throws IOException {
        if (Files.isDirectory(to)) {
            return;
        }
        Path written = to.resolveSibling(to.getFileName() + ".new");
        IO.delete(written);
        copy(folder, written);
        Files.move(written, to, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void copy(Resource from, Path to) throws IOException {
        if (!from.isDirectory()) {
            try (InputStream in = from.newInputStream()) {
                Files.copy(in, to);
            }
            Files.setLastModifiedTime(to, FileTime.from(from.lastModified()));
            return;
        }
        Files.createDirectories(to);
        for (Resource inside : from.list()) {
            Path file = to.resolve(inside.getFileName()).normalize();
            if (file.startsWith(to) && !file.equals(to)) {
                copy(inside, file);
            }
        }
    }

    /** Removes the files that no package serves any more. An nginx that still looks for them asks here instead. */
    private void sweep(NginxText.Site site) throws IOException {
        try (Stream<Path> all = Files.list(files())) {
            for (Path folder : all.toList()) {
                if (!site.folders().containsValue(folder)) {
                    IO.delete(folder);
                }
            }
        }
    }

    private synchronized void tidy() throws IOException {
        sweep(site());
    }

    /** What packages serve has changed, or may have. */
    private void follow() {
        if (!arePackagesUp) {
            return;
        }
        try {
            if (settings.reloads()) {
                load();
            } else if (Files.exists(files())) {
                tidy();
            }
        } catch (IOException | RuntimeException e) { // the next change must find it running
            LOG.warn("the configuration of nginx could not be written: {}", e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Has nginx load what it accepts; what it does not accept is rolled back. */
    private synchronized void load() throws IOException, InterruptedException {
        NginxText.Site site = site();
        layOut(site);
        String whole = whole(site);
        if (whole.equals(loaded)) {
            return;
        }
        String refused = load(site);
        if (!refused.isEmpty()) {
            goOnWithout(site, refused);
            loaded = whole;
            return;
        }
        String failed = nginx("-s", "reload");
        if (failed.isEmpty()) {
            LOG.info("nginx has loaded its new configuration, {}", file);
            loaded = whole;
            sweep(site);
        } else if (!failed.equals(told)) {
            // It is tried again at the next look.
            LOG.warn(
                    "nginx could not be told of its new configuration ({}); if it does not run, start it with: {} -c {}",
                    failed,
                    settings.command(),
                    main());
        }
        told = failed;
    }

    /** What one package has written must not keep nginx from hearing of the others, whose access may have been restricted. */
    private void goOnWithout(NginxText.Site site, String refused) throws IOException, InterruptedException {
        String without = "";
        if (load(site.withoutCustoms()).isEmpty()) {
            without = "without the custom text of packages";
            site.shown()
                    .routes()
                    .customs()
                    .forEach(custom -> httpServer.warn(
                            custom.packageName(), "nginx does not accept the text of its locations: " + refused));
        } else if (load(site.allPassedOn()).isEmpty()) {
            without = "passing everything on to this server";
        }
        if (without.isEmpty()) {
            without = "with the one before";
        } else {
            nginx("-s", "reload");
            sweep(site);
        }
        LOG.error("nginx does not accept its new configuration and goes on {}: {}", without, refused);
    }

    /** Writes the configuration; where nginx does not accept it, that of before is put back. What nginx says against it. */
    private String load(NginxText.Site site) throws IOException, InterruptedException {
        String wholeBefore = write(file, whole(site));
        String serversBefore = write(servers, NginxText.servers(site));
        String refused = nginx("-t");
        if (!refused.isEmpty()) {
            write(file, wholeBefore);
            write(servers, serversBefore);
        }
        return refused;
    }

    private Path main() {
        return settings.config().isEmpty() ? file : Path.of(settings.config());
    }

    /** Writes a file; what it held. */
    private static String write(Path to, String text) throws IOException {
        String before = Files.exists(to) ? Files.readString(to) : "";
        Path written = to.resolveSibling(to.getFileName() + ".new");
        Files.writeString(written, text);
        Files.move(written, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return before;
    }

    /** Runs nginx; what it said where it failed. */
    private String nginx(String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of(settings.command().trim().split("\\s+")));
        command.addAll(List.of("-c", main().toString()));
        command.addAll(List.of(arguments));
        Path said = file.resolveSibling("nginx.out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            if (!process.waitFor(COMMAND_LIMIT_S, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                return "it does not end";
            }
            String text = Files.readString(said).strip();
            return process.exitValue() == 0 ? "" : text.isEmpty() ? "status " + process.exitValue() : text;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } finally {
            IO.delete(said);
        }
    }
}

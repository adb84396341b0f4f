package org.carrack.runtime.http.internal.nginx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.carrack.config.ServerConfig;
import org.carrack.http.Certificates;
import org.carrack.http.NginxConfiguration;
import org.carrack.runtime.http.internal.FrontDoor;
import org.carrack.runtime.http.internal.Route;
import org.carrack.runtime.http.internal.Served;
import org.carrack.runtime.http.internal.files.StaticFiles;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.resource.Resource;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
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

    private final FrontDoor door;
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

    @Activate
    public Nginx(
            BundleContext context,
            @Reference FrontDoor door,
            @Reference Certificates certificates,
            @Reference ServerConfig config,
            @Reference(service = Condition.class, target = "(osgi.condition.id=org.carrack.http.open)")
                    ServiceReference<Condition> open) {
        this.door = door;
        this.certificates = certificates;
        settings = NginxSettings.of(config);
        home = Path.of(context.getProperty("carrack.home")).toAbsolutePath();
        file = NginxSettings.folder(home).resolve("nginx.conf");
        servers = file.resolveSibling("servers.conf");
        upstream = String.valueOf(open.getProperty("osgi.http.endpoint")).replaceAll("^http://|/$", "");
        if (settings.reloads()) {
            watchCertificates();
        }
        door.whenChanged(this::changed);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // runs for as long as the component
    private void watchCertificates() {
        writer.scheduleWithFixedDelay(this::follow, 0, LOOK_S, TimeUnit.SECONDS);
    }

    private synchronized void changed() {
        ScheduledFuture<?> before = due;
        if (before != null) {
            before.cancel(false);
        }
        if (!writer.isShutdown()) {
            due = writer.schedule(this::follow, QUIET_MS, TimeUnit.MILLISECONDS);
        }
    }

    @Deactivate
    void deactivate() {
        door.whenChanged(() -> {});
        writer.shutdownNow();
    }

    @Override
    public String text(boolean isWhole) throws IOException {
        NginxText.Site site = site();
        sweep(site);
        return isWhole ? whole(site) : NginxText.servers(site);
    }

    private String whole(NginxText.Site site) throws IOException {
        return NginxText.whole(site, NginxSettings.folder(home), Files.createDirectories(home.resolve("log")));
    }

    private NginxText.Site site() throws IOException {
        FrontDoor.Shown shown = door.shown();
        return new NginxText.Site(
                settings,
                upstream,
                shown,
                folders(shown.routes().all()),
                StaticFiles.mimeTypes(),
                host -> door.speaksTls() ? certificates.files(host) : List.of());
    }

    private Path files() {
        return NginxSettings.folder(home).resolve("files");
    }

    /** Lays out the files of packages where nginx can read them; the same again stay as they are. */
    private synchronized Map<Route, Path> folders(List<Route> routes) throws IOException {
        Files.createDirectories(files());
        Map<Route, Path> folders = new HashMap<>();
        for (Route route : routes) {
            if (route.served() instanceof Served.Files served && !route.isHeld()) {
                Path own = served.folder().getPath();
                if (own == null) {
                    own = files().resolve(nameOf(route, served.folder()));
                    layOut(served.folder(), own);
                }
                folders.put(route, own);
            }
        }
        return folders;
    }

    private static String nameOf(Route route, Resource folder) {
        return "%s-%x-%d"
                .formatted(
                        route.packageName(),
                        folder.getURI().toString().hashCode(),
                        folder.lastModified().toEpochMilli());
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
    private synchronized void sweep(NginxText.Site site) throws IOException {
        try (Stream<Path> all = Files.list(files())) {
            for (Path folder : all.toList()) {
                if (!site.folders().containsValue(folder)) {
                    IO.delete(folder);
                }
            }
        }
    }

    /** What packages serve has changed, or may have. */
    private void follow() {
        try {
            if (settings.reloads()) {
                load();
            } else if (Files.exists(files())) {
                sweep(site());
            }
        } catch (IOException | RuntimeException e) { // the next change must find it running
            LOG.warn("the configuration of nginx could not be written: {}", e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Has nginx load what it accepts; what it does not accept is taken back. */
    private void load() throws IOException, InterruptedException {
        NginxText.Site site = site();
        String whole = whole(site);
        if (whole.equals(loaded)) {
            return;
        }
        String wholeBefore = write(file, whole);
        String serversBefore = write(servers, NginxText.servers(site));
        String refused = nginx("-t");
        if (!refused.isEmpty()) {
            write(file, wholeBefore);
            write(servers, serversBefore);
            LOG.error("nginx does not accept its new configuration and goes on with the one before: {}", refused);
            // Told once; another change may be accepted.
            loaded = whole;
            return;
        }
        String failed = nginx("-s", "reload");
        if (failed.isEmpty()) {
            LOG.info("nginx has loaded its new configuration, {}", file);
        } else {
            LOG.warn(
                    "nginx could not be told of its new configuration ({}); if it does not run, start it with: {} -c {}",
                    failed,
                    settings.command(),
                    main());
        }
        loaded = whole;
        sweep(site);
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
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(COMMAND_LIMIT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "it does not end";
            }
            return process.exitValue() == 0 ? "" : said.isEmpty() ? "status " + process.exitValue() : said;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}

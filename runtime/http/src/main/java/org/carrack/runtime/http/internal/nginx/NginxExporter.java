package org.carrack.runtime.http.internal.nginx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.carrack.runtime.http.internal.files.StaticFiles;
import org.carrack.runtime.http.internal.routing.RoutingSnapshot;
import org.carrack.runtime.http.internal.server.CertificatesOnDemand;
import org.carrack.runtime.http.internal.server.HttpServer;
import org.carrack.runtime.http.internal.server.NginxSettings;
import org.carrack.spi.config.ServerConfig;
import org.carrack.spi.http.NginxConfiguration;
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
 * Exports the routes of this server to an nginx in front of it: writes its configuration and, if configured, has nginx load it whenever
 * it changes. What nginx does not accept is rolled back.
 */
@Component(service = NginxConfiguration.class, immediate = true)
public final class NginxExporter implements NginxConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(NginxExporter.class);

    /** A package changes several routes at once. */
    private static final long QUIET_MS = 200;

    /** Certificates change without a route. */
    private static final long LOOK_S = 60;

    private final HttpServer httpServer;
    private final CertificatesOnDemand certificates;
    private final NginxSettings settings;
    private final Path home;
    private final Path file;
    private final Path servers;
    private final NginxFiles files;
    private final NginxProcess process;
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
    public NginxExporter(
            BundleContext context,
            @Reference HttpServer httpServer,
            @Reference CertificatesOnDemand certificates,
            @Reference ServerConfig config,
            @Reference(service = Condition.class, target = "(osgi.condition.id=org.carrack.http.open)")
                    ServiceReference<Condition> open) {
        this.httpServer = httpServer;
        this.certificates = certificates;
        settings = NginxSettings.of(config);
        home = Path.of(context.getProperty("carrack.home")).toAbsolutePath();
        file = NginxSettings.folder(home).resolve("nginx.conf");
        servers = file.resolveSibling("servers.conf");
        files = new NginxFiles(NginxSettings.folder(home));
        process = new NginxProcess(
                settings.command(),
                settings.config().isEmpty() ? file : Path.of(settings.config()),
                file.resolveSibling("nginx.out"));
        upstream = String.valueOf(open.getProperty("osgi.http.endpoint")).replaceAll("^http://|/$", "");
        if (settings.reloads()) {
            watchCertificates();
        }
        httpServer.whenChanged(this::changed);
    }

    /** Before the packages are up the configuration would have no routes. */
    @Reference(
            target = "(osgi.condition.id=org.carrack.packages.started)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC)
    void setPackages(Condition started) {
        arePackagesUp = true;
        changed();
    }

    public void unsetPackages(Condition started) {
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
    public void deactivate() {
        httpServer.whenChanged(() -> {});
        writer.shutdownNow();
    }

    @Override
    public synchronized String text(boolean isWhole) throws IOException {
        NginxSite site = site();
        files.layOut(site);
        files.sweep(site);
        return isWhole ? whole(site) : NginxText.servers(site);
    }

    private String whole(NginxSite site) throws IOException {
        return NginxText.whole(site, NginxSettings.folder(home), Files.createDirectories(home.resolve("log")));
    }

    private NginxSite site() {
        RoutingSnapshot shown = httpServer.snapshot();
        return new NginxSite(
                settings,
                upstream,
                shown,
                files.folders(shown.routes().all()),
                StaticFiles.mimeTypes(),
                httpServer.speaksTls(),
                host -> certificates.get().files(host));
    }

    private synchronized void tidy() throws IOException {
        files.sweep(site());
    }

    /** What packages serve has changed, or may have. */
    private void follow() {
        if (!arePackagesUp) {
            return;
        }
        try {
            if (settings.reloads()) {
                load();
            } else if (files.exist()) {
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
        NginxSite site = site();
        files.layOut(site);
        String whole = whole(site);
        if (whole.equals(loaded)) {
            return;
        }
        String refused = load(site);
        if (!refused.isEmpty()) {
            exportWithout(site, refused);
            loaded = whole;
            return;
        }
        String failed = process.reload();
        if (failed.isEmpty()) {
            LOG.info("nginx has loaded its new configuration, {}", file);
            loaded = whole;
            files.sweep(site);
        } else if (!failed.equals(told)) {
            // It is tried again at the next look.
            LOG.warn(
                    "nginx could not be told of its new configuration ({}); if it does not run, start it with: {}",
                    failed,
                    process.start());
        }
        told = failed;
    }

    /** What one package has written must not keep nginx from hearing of the others, whose access may have been restricted. */
    private void exportWithout(NginxSite site, String refused) throws IOException, InterruptedException {
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
            process.reload();
            files.sweep(site);
        }
        LOG.error("nginx does not accept its new configuration and goes on {}: {}", without, refused);
    }

    /** Writes the configuration; where nginx does not accept it, that of before is put back. What nginx says against it. */
    private String load(NginxSite site) throws IOException, InterruptedException {
        String wholeBefore = write(file, whole(site));
        String serversBefore = write(servers, NginxText.servers(site));
        String refused = process.test();
        if (!refused.isEmpty()) {
            write(file, wholeBefore);
            write(servers, serversBefore);
        }
        return refused;
    }

    /** Writes a file; what it held. */
    private static String write(Path to, String text) throws IOException {
        String before = Files.exists(to) ? Files.readString(to) : "";
        Path written = to.resolveSibling(to.getFileName() + ".new");
        Files.writeString(written, text);
        Files.move(written, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return before;
    }
}

package org.carrack.runtime.http.internal.files;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.carrack.auth.Access;
import org.carrack.config.ConfigException;
import org.carrack.config.SourceLocation;
import org.carrack.config.Undo;
import org.carrack.lifecycle.PackageContext;
import org.carrack.runtime.http.internal.routing.Binding;
import org.carrack.runtime.http.internal.routing.Route;
import org.carrack.runtime.http.internal.routing.RouteTarget;
import org.carrack.runtime.http.internal.routing.VirtualHost;
import org.carrack.runtime.http.internal.server.HttpServer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Adapt's addresses of the folder {@code static} of every package: {@code /adapt/<package>/<package>-<version>/static/…}. The
 * version is part of the address, so browsers may keep the files for ever.
 */
@Component(service = VersionedFiles.class, immediate = true)
public final class VersionedFiles {

    private static final String FOLDER = "static";
    private static final String FOR_EVER = "public, max-age=31536000, immutable";

    private final HttpServer httpServer;
    private final FileCache cache;
    private final Map<PackageContext, Undo> served = new ConcurrentHashMap<>();

    @Activate
    public VersionedFiles(@Reference HttpServer httpServer, @Reference FileCache cache) {
        this.cache = cache;
        this.httpServer = httpServer;
    }

    @Reference(
            target = PackageContext.ANY,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addPackage(PackageContext live) {
        try {
            served.put(live, serve(live, FOLDER, live.access(), new SourceLocation(FOLDER, 0, 0)));
        } catch (ConfigException e) {
            live.warn(String.valueOf(e.getMessage()));
        }
    }

    private Undo serve(PackageContext live, String name, Access access, SourceLocation declared)
            throws ConfigException {
        BundleResource folder = new BundleResource(live.bundle(), name);
        if (!folder.isDirectory()) {
            return () -> {};
        }
        String path = "/adapt/%1$s/%1$s-%2$s/%3$s".formatted(live.name(), live.version(), name);
        RouteTarget.Files files = new RouteTarget.Files(folder, "index.html", false, FOR_EVER);
        return httpServer.add(new Route(
                live.name(),
                name,
                declared,
                VirtualHost.OWN,
                Binding.PLAIN,
                path,
                access,
                live.isHttpsForced(),
                files,
                StaticFiles.handler(cache, files, path)));
    }

    /** Closes these addresses too where a package serves the folder, or one in it, under a stricter access rule than its own. */
    public Undo close(PackageContext live, StaticDir dir, Access access) throws ConfigException {
        String name = dir.folder().path();
        boolean isOurs = !dir.folder().isOnMachine() && (name + "/").startsWith(FOLDER + "/");
        if (!isOurs || !access.isStricterThan(live.access())) {
            return () -> {};
        }
        if (name.equals(FOLDER)) {
            removePackage(live);
        }
        return serve(live, name, access, dir.location());
    }

    public void removePackage(PackageContext live) {
        Undo undo = served.remove(live);
        if (undo != null) {
            undo.undo();
        }
    }
}

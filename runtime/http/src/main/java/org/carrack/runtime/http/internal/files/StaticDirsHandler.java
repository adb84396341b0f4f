package org.carrack.runtime.http.internal.files;

import org.carrack.auth.Access;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.Undo;
import org.carrack.config.handler.ConfigHandler;
import org.carrack.config.handler.HandlesTag;
import org.carrack.config.handler.PackageFiles;
import org.carrack.lifecycle.PackageContext;
import org.carrack.runtime.http.internal.routing.Binding;
import org.carrack.runtime.http.internal.routing.Route;
import org.carrack.runtime.http.internal.routing.RouteTarget;
import org.carrack.runtime.http.internal.routing.VirtualHost;
import org.carrack.runtime.http.internal.server.CompositeUndo;
import org.carrack.runtime.http.internal.server.HttpServer;
import org.carrack.spi.config.ServerConfig;
import org.eclipse.jetty.util.resource.Resource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The tag {@code static_dirs}: folders of a package served as they are. */
@Component
@HandlesTag("static_dirs")
public final class StaticDirsHandler implements ConfigHandler<StaticDir> {

    private final HttpServer httpServer;
    private final ServerConfig config;
    private final FileCache cache;
    private final VersionedFiles versioned;

    @Activate
    public StaticDirsHandler(
            @Reference HttpServer httpServer,
            @Reference ServerConfig config,
            @Reference FileCache cache,
            @Reference VersionedFiles versioned) {
        this.versioned = versioned;
        this.cache = cache;
        this.httpServer = httpServer;
        this.config = config;
    }

    @Override
    public StaticDir read(ConfigTag tag) throws ConfigException {
        return StaticDir.read(tag);
    }

    @Override
    public void check(StaticDir dir, PackageFiles files) throws ConfigException {
        StaticFiles.check(config, dir.folder(), files, dir.location());
        httpServer.refuseServerPath(files.packageName(), "/" + files.packageName() + dir.path(), dir.location());
    }

    @Override
    public Undo apply(PackageContext declarer, StaticDir dir) throws ConfigException {
        Resource folder = StaticFiles.open(config, declarer, dir.folder(), dir.location());
        String path = "/" + declarer.name() + dir.path();
        RouteTarget.Files served = new RouteTarget.Files(folder, dir.index(), dir.spa(), null);
        Access access = dir.flags().access(declarer.access());
        CompositeUndo done = new CompositeUndo();
        done.add(httpServer.add(new Route(
                declarer.name(),
                dir.name(),
                dir.location(),
                VirtualHost.OWN,
                Binding.PLAIN,
                path,
                access,
                dir.flags().isHttpsForced(declarer),
                served,
                StaticFiles.handler(cache, served, path))));
        try {
            done.add(versioned.close(declarer, dir, access));
        } catch (ConfigException e) {
            done.undo();
            throw e;
        }
        return done;
    }
}

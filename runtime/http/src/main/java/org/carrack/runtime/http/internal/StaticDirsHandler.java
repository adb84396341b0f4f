package org.carrack.runtime.http.internal;

import java.util.List;
import org.carrack.auth.Access;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigHandler;
import org.carrack.config.ConfigTag;
import org.carrack.config.PackageFiles;
import org.carrack.config.Undo;
import org.carrack.lifecycle.PackageContext;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.Callback;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The tag {@code static_dirs}: folders of a package served as they are. */
@Component(property = ConfigHandler.TAG + "=static_dirs")
public final class StaticDirsHandler implements ConfigHandler<StaticDir> {

    private final FrontDoor door;

    @Activate
    public StaticDirsHandler(@Reference FrontDoor door) {
        this.door = door;
    }

    @Override
    public StaticDir read(ConfigTag tag) throws ConfigException {
        return StaticDir.read(tag);
    }

    @Override
    public void check(StaticDir dir, PackageFiles files) throws ConfigException {
        if (!dir.folder().isEmpty() && !files.contains(dir.folder())) {
            throw notThere(dir);
        }
    }

    private static ConfigException notThere(StaticDir dir) {
        return new ConfigException(
                dir.location(), "Cannot find static dir %s: the package has no such folder".formatted(dir.folder()));
    }

    @Override
    public Undo apply(PackageContext declarer, StaticDir dir) throws ConfigException {
        String path = "/" + declarer.name() + dir.path();
        boolean taken = door.routes().sites().getOrDefault(declarer.name(), List.of()).stream()
                .anyMatch(site -> site.path().equals(path));
        if (taken) {
            throw new ConfigException(
                    dir.location(), "two static_dirs claim the path %s; give one another path_url".formatted(path));
        }
        ContextHandler context = new ContextHandler(files(declarer, dir), path);
        Access access = new Access(
                dir.isAuth().orElse(declarer.access().isAuth()),
                dir.isAdmin().orElse(declarer.access().isAdmin()));
        try {
            door.start(context);
        } catch (FrontDoorException e) {
            throw new ConfigException(dir.location(), String.valueOf(e.getMessage()));
        }
        Site site = new Site(declarer.name(), path, access, context);
        door.change(table -> table.with(site));
        return () -> {
            door.change(table -> table.without(site));
            FrontDoor.stop(context);
        };
    }

    private static Handler files(PackageContext declarer, StaticDir dir) throws ConfigException {
        BundleResource folder = new BundleResource(declarer.bundle(), dir.folder());
        if (!folder.isDirectory()) {
            throw notThere(dir);
        }
        ResourceHandler files = new ResourceHandler();
        files.setBaseResource(folder);
        files.setDirAllowed(false);
        files.setEtags(true);
        files.setWelcomeFiles(List.of(dir.index()));
        if (dir.spa()) {
            files.setHandler(new IndexForAll(files, "/" + dir.index()));
        }
        return files;
    }

    /** Answers with the index what is no file: the application in the browser knows what the path means. */
    private static final class IndexForAll extends Handler.Abstract {

        private final ResourceHandler files;
        private final String index;

        IndexForAll(ResourceHandler files, String index) {
            this.files = files;
            this.index = index;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            boolean isRead =
                    request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
            if (!isRead || Request.getPathInContext(request).equals(index)) {
                return false;
            }
            HttpURI uri = HttpURI.build(request.getHttpURI())
                    .path(Request.getContextPath(request) + index)
                    .asImmutable();
            Request forIndex = new Request.Wrapper(request) {
                @Override
                public HttpURI getHttpURI() {
                    return uri;
                }
            };
            return files.handle(forIndex, response, callback);
        }
    }
}

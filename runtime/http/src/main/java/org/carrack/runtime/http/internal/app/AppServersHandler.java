package org.carrack.runtime.http.internal.app;

import java.util.LinkedHashMap;
import java.util.Map;
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
import org.carrack.runtime.http.internal.server.HttpServerException;
import org.eclipse.jetty.server.Handler;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The tags {@code app_servers} and {@code bottle_servers}: applications of packages, in this server or as a program beside it. */
@Component
@HandlesTag({"app_servers", "bottle_servers"})
public final class AppServersHandler implements ConfigHandler<AppServer> {

    private final HttpServer httpServer;

    @Activate
    public AppServersHandler(@Reference HttpServer httpServer) {
        this.httpServer = httpServer;
    }

    @Override
    public AppServer read(ConfigTag tag) throws ConfigException {
        return AppServer.read(tag);
    }

    @Override
    public void check(AppServer app, PackageFiles files) throws ConfigException {
        if (app.isUnreachable()) {
            files.warn(app.unreachableWarning(files.packageName()));
        }
        httpServer.refuseServerPath(files.packageName(), "/" + files.packageName() + app.path(), app.location());
        AppHandlerFactory.refuseMissingClass(app, files);
    }

    @Override
    public Undo apply(PackageContext declarer, AppServer app) throws ConfigException {
        CompositeUndo done = new CompositeUndo();
        try {
            if (app.command().isEmpty()) {
                mount(declarer, app, done);
            } else {
                run(declarer, app, done);
            }
        } catch (ConfigException e) {
            done.undo();
            throw new ConfigException(app.location(), String.valueOf(e.getMessage()));
        } catch (RuntimeException | LinkageError e) { // of the application
            done.undo();
            throw e;
        }
        return done;
    }

    private void mount(PackageContext declarer, AppServer app, CompositeUndo done) throws ConfigException {
        if (app.isUnreachable()) {
            declarer.warn(app.unreachableWarning(declarer.name()));
        }
        String root = app.isStandalone() ? "" : "/" + declarer.name();
        Handler handler = AppHandlerFactory.handler(declarer, app, root, httpServer.server());
        try {
            httpServer.start(handler);
        } catch (HttpServerException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw new ConfigException(
                    app.location(), "the app server %s did not start: %s".formatted(app.name(), cause));
        }
        done.add(() -> HttpServer.stop(handler));
        String path = "/" + declarer.name() + app.path();
        Access access = app.flags().access(declarer.access());
        done.add(httpServer.add(new Route(
                declarer.name(),
                app.name(),
                app.location(),
                VirtualHost.OWN,
                Binding.PLAIN,
                path,
                access,
                app.flags().isHttpsForced(declarer),
                new RouteTarget.Internal(),
                new Mount(handler, path, root + app.pathOfApp()))));
        if (app.isStandalone()) {
            Route own = new Route(
                    declarer.name(),
                    app.name(),
                    app.location(),
                    new VirtualHost(app.port(), ""),
                    new Binding(addressOf(app.host()), false),
                    "",
                    access,
                    false,
                    new RouteTarget.Internal(),
                    new Mount(handler, "", ""));
            done.add(httpServer.add(own));
        }
    }

    /** To listen on every address is for the server's owner to say. */
    private static String addressOf(String host) {
        return host.equals("0.0.0.0") || host.equals("::") ? "" : host;
    }

    /** What the package could have declared itself: the program, and a proxy before it. */
    private static void run(PackageContext declarer, AppServer app, CompositeUndo done) throws ConfigException {
        String host = app.host().isEmpty() || addressOf(app.host()).isEmpty() ? "127.0.0.1" : app.host();
        Map<String, Object> command = new LinkedHashMap<>(app.command());
        command.put("host", host);
        done.add(declarer.declare("commands", command));
        Access access = app.flags().access(declarer.access());
        Map<String, Object> location = new LinkedHashMap<>();
        location.put("type", "proxy");
        location.put("name", app.name());
        location.put("path_url", "/" + declarer.name() + app.path());
        location.put("host", host);
        location.put("port", app.port());
        location.put("path_dest", app.pathOfApp());
        location.put("websocket", app.isWebSocket());
        location.put("is_auth", access.isAuth());
        location.put("is_package_authorized", access.isPackageAuthorized());
        location.put("is_admin", access.isAdmin());
        location.put("force_https", app.flags().isHttpsForced(declarer));
        done.add(declarer.declare("locations", location));
    }
}

package org.carrack.runtime.http.internal.app;

import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.Servlet;
import jakarta.servlet.annotation.MultipartConfig;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carrack.config.ConfigException;
import org.carrack.config.handler.PackageFiles;
import org.carrack.lifecycle.PackageContext;
import org.carrack.runtime.http.internal.response.Responses;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.eclipse.jetty.websocket.api.annotations.WebSocket;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** Makes handlers of applications: of servlets, of Jetty's own handlers, and of WebSocket endpoints. */
final class AppHandlerFactory {

    private static final String NEITHER =
            "%s is no jakarta.servlet.Servlet, no org.eclipse.jetty.server.Handler and no WebSocket endpoint (@WebSocket or Session.Listener)";

    private AppHandlerFactory() {}

    /**
     * What serves an application; not started.
     *
     * @param root the path that all the application's paths begin with
     * @throws ConfigException if there is no such class, or it is nothing that can be served
     */
    public static Handler handler(PackageContext declarer, AppServer app, String root, Server server)
            throws ConfigException {
        Object given = app.instance();
        Class<?> type = given == null ? classOf(declarer, app) : given.getClass();
        ContextHandler context;
        if (Servlet.class.isAssignableFrom(type)) {
            Servlet servlet = (Servlet) (given == null ? make(type, app) : given);
            context = servletContext(servlet, root, app.pathOfApp());
        } else if (Handler.class.isAssignableFrom(type)) {
            context = new ContextHandler((Handler) (given == null ? make(type, app) : given), rootOf(root));
        } else if (isEndpoint(type)) {
            if (given == null) {
                make(type, app); // to tell now that it cannot be made
            }
            context = new ContextHandler(rootOf(root));
            WebSocketUpgradeHandler upgrades = WebSocketUpgradeHandler.from(
                    server,
                    context,
                    container -> container.addMapping(
                            app.pathOfApp() + "/*",
                            (request, response, callback) -> given == null ? make(type, app) : given));
            upgrades.setHandler(new NoWebSocket());
            context.setHandler(upgrades);
            context.addEventListener(new ClosingSessions(upgrades.getServerWebSocketContainer()));
        } else {
            throw new ConfigException(app.location(), NEITHER.formatted(type.getName()));
        }
        context.setClassLoader(declarer.bundle().adapt(BundleWiring.class).getClassLoader());
        return context;
    }

    private static String rootOf(String root) {
        return root.isEmpty() ? "/" : root;
    }

    private static boolean isEndpoint(Class<?> type) {
        return type.isAnnotationPresent(WebSocket.class) || Session.Listener.class.isAssignableFrom(type);
    }

    private static ContextHandler servletContext(Servlet servlet, String root, String path) {
        ServletContextHandler context = new ServletContextHandler(rootOf(root), ServletContextHandler.SESSIONS);
        context.setErrorHandler(new Responses());
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        // Now, so that what its init throws is reported.
        holder.setInitOrder(1);
        MultipartConfig multipart = servlet.getClass().getAnnotation(MultipartConfig.class);
        if (multipart != null) {
            holder.getRegistration().setMultipartConfig(new MultipartConfigElement(multipart));
        }
        context.addServlet(holder, path + "/*");
        return context;
    }

    private static Class<?> classOf(PackageContext declarer, AppServer app) throws ConfigException {
        Bundle bundle = declarer.bundle();
        try {
            if (!app.className().isEmpty()) {
                return bundle.loadClass(app.className());
            }
            String found = classOfFile(bundle, app.file());
            if (found != null) {
                return bundle.loadClass(found);
            }
        } catch (ClassNotFoundException | LinkageError e) {
            throw new ConfigException(
                    app.location(),
                    "the class of the app server %s cannot be loaded: %s".formatted(app.name(), e.getMessage()));
        }
        throw noClass(app);
    }

    /** Refuses the file of a class that a package's files have not, neither as source nor compiled. */
    static void refuseMissingClass(AppServer app, PackageFiles files) throws ConfigException {
        boolean isByFile = app.command().isEmpty()
                && app.instance() == null
                && app.className().isEmpty();
        if (!isByFile || files.paths().isEmpty()) {
            return;
        }
        Set<String> names = namesOf(app.file());
        boolean isThere = files.paths().stream()
                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                .anyMatch(file -> (file.endsWith(".java") || file.endsWith(".class"))
                        && names.contains(file.substring(0, file.lastIndexOf('.'))));
        if (!isThere) {
            throw noClass(app);
        }
    }

    private static ConfigException noClass(AppServer app) {
        return new ConfigException(
                app.location(),
                "Cannot find bottle server path %s: the package has no class %s; write it in Java, or name a class of the bundle with class = \"…\""
                        .formatted(app.file(), String.join(" or ", namesOf(app.file()))));
    }

    /** The names that a class may have for a file: that of the file, and with Java's capitals. */
    private static Set<String> namesOf(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.[^.]*$", "");
        String camel = Stream.of(name.split("[_-]+", -1))
                .filter(word -> !word.isEmpty())
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
        Set<String> names = new LinkedHashSet<>();
        names.add(name);
        names.add(camel);
        return names;
    }

    /** The class of that file's name in the bundle; of several the one whose Java package ends as the file's folder does. */
    private static @Nullable String classOfFile(Bundle bundle, String file) {
        String folder = file.contains("/") ? file.substring(0, file.lastIndexOf('/')) : "";
        String any = null;
        for (String name : namesOf(file)) {
            Enumeration<URL> entries = name.isEmpty() ? null : bundle.findEntries("/", name + ".class", true);
            if (entries == null) {
                continue;
            }
            for (URL entry : Collections.list(entries)) {
                String path = entry.getPath().replaceAll("^/+|\\.class$", "");
                String className = path.replace('/', '.');
                if (("/" + path).endsWith("/" + folder + "/" + name)) {
                    return className;
                }
                any = any == null ? className : any;
            }
        }
        return any;
    }

    private static Object make(Class<?> type, AppServer app) throws ConfigException {
        String problem;
        try {
            return type.getConstructor().newInstance();
        } catch (InvocationTargetException e) {
            problem = "its constructor failed: " + e.getCause();
        } catch (ReflectiveOperationException e) {
            problem = "it must be public and have a public constructor without parameters";
        }
        throw new ConfigException(app.location(), "%s cannot be made: %s".formatted(type.getName(), problem));
    }

    /** Answers who asks for a page if there is none. */
    private static final class NoWebSocket extends Handler.Abstract.NonBlocking {
        @Override
        public boolean handle(Request request, Response response, org.eclipse.jetty.util.Callback callback) {
            response.getHeaders().put(HttpHeader.UPGRADE, "websocket");
            Responses.write(request, response, callback, 426, "here are WebSockets only");
            return true;
        }
    }

    /** With the application go its WebSockets. */
    private record ClosingSessions(ServerWebSocketContainer container) implements LifeCycle.Listener {

        @Override
        public void lifeCycleStopping(LifeCycle context) {
            container
                    .getOpenSessions()
                    .forEach(session -> session.close(StatusCode.SHUTDOWN, "the package stops", Callback.NOOP));
        }
    }
}

package org.carrack.bench;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/**
 * What an actor call is measured against: Jetty with nothing around it, as a servlet or as a core handler (one that Jetty may
 * call on its selecting thread, or one that may block), which writes the JSON that the actor {@code hello} answers; and what files,
 * proxies and WebSockets are: the files of the folder {@code peer.files}, a proxy before {@code peer.backend}, an echo.
 * Arguments: the kind, and a port for each.
 */
public final class JettyPeer {

    private static final byte[] JSON = "\"hello from foo's actor\"".getBytes(StandardCharsets.UTF_8);

    private JettyPeer() {}

    public static void main(String[] arguments) throws Exception { // as Server.start
        for (int i = 0; i < arguments.length; i += 2) {
            start(arguments[i], Integer.parseInt(arguments[i + 1]));
        }
        System.out.println("ready");
    }

    private static void start(String kind, int port) throws Exception {
        Server server = new Server();
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(
                switch (kind) {
                    case "servlet" -> servlet();
                    case "handler" -> new NonBlocking();
                    case "blocking-handler" -> new Blocking();
                    case "files" -> files();
                    case "proxy" -> proxy();
                    case "echo" -> echo(server);
                    default -> throw new IllegalArgumentException(kind);
                });
        server.start();
    }

    private static Handler files() {
        ResourceHandler files = new ResourceHandler();
        files.setBaseResource(ResourceFactory.root().newResource(Path.of(System.getProperty("peer.files"))));
        return files;
    }

    private static Handler proxy() {
        String backend = System.getProperty("peer.backend");
        return new ProxyHandler.Reverse(
                request -> HttpURI.from(backend + request.getHttpURI().getPathQuery())) {
            @Override
            protected void configureHttpClient(HttpClient client) {
                super.configureHttpClient(client);
                client.setMaxConnectionsPerDestination(512);
            }
        };
    }

    private static Handler echo(Server server) {
        return WebSocketUpgradeHandler.from(
                server, container -> container.addMapping("/*", (request, response, callback) -> new Echo()));
    }

    /** Says all back. */
    public static final class Echo extends Session.Listener.AbstractAutoDemanding {
        @Override
        public void onWebSocketText(String text) {
            getSession().sendText(text, org.eclipse.jetty.websocket.api.Callback.NOOP);
        }

        /** Who loads it goes without a word. */
        @Override
        public void onWebSocketError(Throwable e) {}
    }

    private static Handler servlet() {
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(new Servlet()), "/*");
        return context;
    }

    private static boolean write(Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.write(true, ByteBuffer.wrap(JSON), callback);
        return true;
    }

    private static final class NonBlocking extends Handler.Abstract.NonBlocking {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            return write(response, callback);
        }
    }

    private static final class Blocking extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            return write(response, callback);
        }
    }

    private static final class Servlet extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("application/json");
            response.setContentLength(JSON.length);
            response.getOutputStream().write(JSON);
        }
    }
}

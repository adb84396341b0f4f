package org.carrack.bench;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/**
 * What an actor call is measured against: Jetty with nothing around it, as a servlet or as a core handler (one that Jetty may
 * call on its selecting thread, or one that may block), which writes the JSON that the actor {@code hello} answers. Arguments:
 * the kind, and a port for each.
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
                    default -> throw new IllegalArgumentException(kind);
                });
        server.start();
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

package org.carrack.runtime.http.internal.server;

import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.http.HttpServlet;
import java.util.EventListener;
import org.carrack.runtime.http.internal.response.Responses;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The OSGi HTTP Whiteboard: Felix HTTP's bridge as the servlet for every path that nothing else answers, so that bundles
 * which only know {@code jakarta.servlet} (or {@code javax.servlet}) can be dropped in.
 */
@Component(
        service = {},
        immediate = true)
public final class Servlets {

    private static final String OF_THE_BRIDGE = "(http.felix.dispatcher=*)";

    private final HttpServer httpServer;
    private final ServletContextHandler context;

    @Activate
    public Servlets(
            @Reference HttpServer httpServer,
            @Reference(target = OF_THE_BRIDGE) HttpServlet dispatcher,
            @Reference(target = OF_THE_BRIDGE) EventListener listener)
            throws HttpServerException {
        this.httpServer = httpServer;
        context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        context.setErrorHandler(new Responses());
        context.setClassLoader(dispatcher.getClass().getClassLoader());
        context.addEventListener(listener);
        ServletHolder holder = new ServletHolder(dispatcher);
        holder.setAsyncSupported(true);
        holder.setInitOrder(1);
        holder.getRegistration().setMultipartConfig(new MultipartConfigElement(System.getProperty("java.io.tmpdir")));
        context.addServlet(holder, "/*");
        httpServer.start(context);
        httpServer.change(table -> table.withFallback(context));
    }

    @Deactivate
    void deactivate() {
        httpServer.change(table -> table.withFallback(null));
        HttpServer.stop(context);
    }
}

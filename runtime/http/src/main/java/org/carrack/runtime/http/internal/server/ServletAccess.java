package org.carrack.runtime.http.internal.server;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.carrack.auth.Access;
import org.carrack.auth.Caller;
import org.carrack.http.HttpResponse;
import org.carrack.lifecycle.PackageContext;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;

/**
 * Access control of the servlets and resources of the HTTP Whiteboard, whichever context they are in: the first filter of every
 * context asks for the access of the package whose servlet it is. A bundle that is no package is for admins.
 */
@Component(
        service = {Filter.class, ServletAccess.class},
        property = {
            HttpWhiteboardConstants.HTTP_WHITEBOARD_FILTER_PATTERN + "=/*",
            HttpWhiteboardConstants.HTTP_WHITEBOARD_FILTER_ASYNC_SUPPORTED + ":Boolean=true",
            HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_SELECT + "=" + ServletAccess.ALL_CONTEXTS,
            "service.ranking:Integer=" + Integer.MAX_VALUE
        })
public final class ServletAccess implements Filter {

    /** Those of the Whiteboard and that of the older HttpService. */
    static final String ALL_CONTEXTS = "(|(" + HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_NAME + "=*)("
            + "osgi.http.whiteboard.context.httpservice=*))";

    private final HttpServer server;

    @Activate
    public ServletAccess(@Reference HttpServer server) {
        this.server = server;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        // Felix gives each bundle a context of its own, with the class loader of the bundle.
        boolean isAdmitted = request.getServletContext().getClassLoader() instanceof BundleReference loader
                && isAdmitted(loader.getBundle(), (HttpServletRequest) request, (HttpServletResponse) response);
        if (isAdmitted) {
            chain.doFilter(request, response);
        } else if (!response.isCommitted()) {
            response.flushBuffer();
        }
    }

    /** Whether the caller may use the servlets of a bundle; one who may not is answered here. */
    boolean isAdmitted(Bundle bundle, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<PackageContext> live = server.packageOf(bundle);
        Access access = live.map(PackageContext::access).orElse(Access.CLOSED);
        Request asked = ServletContextRequest.getServletContextRequest(request);
        Caller caller = asked.getAttribute(Router.CALLER) instanceof Caller known ? known : Caller.ANONYMOUS;
        Optional<HttpResponse> refusal = server.accessFilter()
                .refusal(access, live.map(PackageContext::name).orElseGet(bundle::getSymbolicName), caller, asked);
        if (refusal.isEmpty()) {
            return true;
        }
        response.setStatus(refusal.get().status());
        refusal.get().headers().forEach(response::setHeader);
        response.getOutputStream().write(refusal.get().body());
        return false;
    }
}

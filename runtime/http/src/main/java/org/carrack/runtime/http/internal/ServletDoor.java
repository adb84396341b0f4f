package org.carrack.runtime.http.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.carrack.auth.Caller;
import org.carrack.http.HttpAnswer;
import org.carrack.lifecycle.PackageContext;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;
import org.osgi.framework.Bundle;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.osgi.service.servlet.context.ServletContextHelper;

/**
 * The door of servlets of the HTTP Whiteboard: the default context, one for each bundle, so that it knows whose servlet is asked. A
 * package's own flags count; a bundle without a descriptor, and one that brings a context of its own, sees to itself.
 */
@Component(
        service = ServletContextHelper.class,
        scope = ServiceScope.BUNDLE,
        property = {
            "osgi.http.whiteboard.context.name=default",
            "osgi.http.whiteboard.context.path=/",
            "service.ranking:Integer=1"
        })
public final class ServletDoor extends ServletContextHelper {

    /** The header of bundles that have a descriptor. */
    private static final String DESCRIPTOR = "Carrack-Package";

    private final FrontDoor door;
    private final Bundle bundle;

    @Activate
    public ServletDoor(ComponentContext context, @Reference FrontDoor door) {
        super(context.getUsingBundle());
        this.door = door;
        bundle = context.getUsingBundle();
    }

    @Override
    public boolean handleSecurity(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<PackageContext> live = door.packageOf(bundle);
        if (live.isEmpty() || bundle.getHeaders("").get(DESCRIPTOR) == null) {
            return true;
        }
        Request asked = ServletContextRequest.getServletContextRequest(request);
        Caller caller = asked.getAttribute(Router.CALLER) instanceof Caller known ? known : Caller.ANONYMOUS;
        Optional<HttpAnswer> refusal =
                door.guard().refusal(live.get().access(), live.get().name(), caller, asked);
        if (refusal.isEmpty()) {
            return true;
        }
        response.setStatus(refusal.get().status());
        refusal.get().headers().forEach(response::setHeader);
        response.getOutputStream().write(refusal.get().body());
        return false;
    }
}

package org.carrack.runtime.http.internal.app;

import org.carrack.runtime.http.internal.response.Uris;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Leads requests to an application, under the paths that it knows. The application is started and stopped by others. */
final class Mount extends Handler.Abstract {

    private final Handler app;
    private final String path;
    private final String pathOfApp;

    /**
     * @param path the path here
     * @param pathOfApp the path that the application has for it, what is before it too
     */
    Mount(Handler app, String path, String pathOfApp) {
        this.app = app;
        this.path = path;
        this.pathOfApp = pathOfApp;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        // In the connection's cache a servlet context leaves itself, and with it the class loader of its package.
        Callback forgetting =
                Callback.from(() -> request.getComponents().getCache().clearAttributes(), callback);
        if (path.equals(pathOfApp)) {
            return app.handle(request, response, forgetting);
        }
        String below = request.getHttpURI().getCanonicalPath().substring(path.length());
        HttpURI uri = HttpURI.build(request.getHttpURI())
                .path((pathOfApp + below).isEmpty() ? "/" : pathOfApp + Uris.asciiPath(below))
                .asImmutable();
        return app.handle(
                new Request.Wrapper(request) {
                    @Override
                    public HttpURI getHttpURI() {
                        return uri;
                    }
                },
                response,
                forgetting);
    }
}

package org.carrack.runtime.http.internal.routing;

import org.carrack.auth.Access;
import org.carrack.config.SourceLocation;
import org.eclipse.jetty.server.Handler;
import org.jspecify.annotations.Nullable;

/**
 * What a package serves below a path: a folder of files, a backend behind a proxy, a redirect.
 *
 * @param packageName whose it is
 * @param name what the descriptor calls it; it need not be unique
 * @param declared where the descriptor says so
 * @param virtualHost the port and host
 * @param binding how the port is opened, if it is one of its own
 * @param path the path with all below it, without a slash at the end; empty for every path
 * @param access who may see it
 * @param isHttpsForced whether requests without TLS are redirected if the server speaks it
 * @param served what it is
 * @param handler serves it; started; null while the package is being replaced, which keeps the path for it
 */
public record Route(
        String packageName,
        String name,
        SourceLocation declared,
        VirtualHost virtualHost,
        Binding binding,
        String path,
        Access access,
        boolean isHttpsForced,
        RouteTarget served,
        @Nullable Handler handler) {

    public boolean isHeld() {
        return handler == null;
    }

    public Route held() {
        return new Route(packageName, name, declared, virtualHost, binding, path, access, isHttpsForced, served, null);
    }

    public boolean matches(String requested) {
        return requested.startsWith(path)
                && (requested.length() == path.length() || requested.charAt(path.length()) == '/');
    }

    public boolean isSamePath(Route other) {
        return virtualHost.equals(other.virtualHost) && path.equals(other.path);
    }

    @Override
    public String toString() {
        return "%s of package %s (%s)".formatted(name.isEmpty() ? path + "/" : name, packageName, declared);
    }
}

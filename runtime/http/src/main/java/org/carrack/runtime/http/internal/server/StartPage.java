package org.carrack.runtime.http.internal.server;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.carrack.auth.Access;
import org.carrack.auth.Caller;
import org.carrack.http.HttpResponse;
import org.carrack.runtime.http.internal.access.AccessFilter;
import org.carrack.runtime.http.internal.page.EntryPages;
import org.carrack.runtime.http.internal.response.Responses;
import org.carrack.runtime.http.internal.routing.Route;
import org.carrack.runtime.http.internal.routing.RouteTable;
import org.carrack.runtime.http.internal.routing.VirtualHost;
import org.carrack.spi.auth.Authenticator;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;

/**
 * What is answered at {@code /} and {@code /favicon.ico} if no package answers there: a page with the entry pages of the packages that the
 * caller may see. Packages come first, so it takes the place of a 404.
 */
final class StartPage {

    private static final String ICON = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#1f5fa8" d="M4 21h24l-4 7H8z"/><path fill="#7fa7d6" d="M15 3v16H6zM17 6l9 13h-9z"/></svg>
            """;

    /** Its style is that of all pages of the server; there is no script. */
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private StartPage() {}

    /** Notes the response if nothing else answers. */
    public static void offer(Request request, String path, Supplier<RouteTable> routes, AccessFilter accessFilter) {
        boolean isRead = HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
        if (isRead && path.equals("/")) {
            Responses.insteadOfNothing(request, () -> page(routes.get(), accessFilter.caller(request)));
        } else if (isRead && path.equals("/favicon.ico")) {
            Responses.insteadOfNothing(request, StartPage::icon);
        }
    }

    private static HttpResponse icon() {
        return new HttpResponse(
                200,
                Map.of("Content-Type", "image/svg+xml", "Cache-Control", "max-age=86400"),
                ICON.getBytes(StandardCharsets.UTF_8));
    }

    private static HttpResponse page(RouteTable table, Caller caller) {
        Map<String, EntryPages.Entry> entries = new TreeMap<>();
        for (Route route : table.routes().shownAt(VirtualHost.OWN).values()) {
            boolean isEntry = route.path().equals("/" + route.packageName())
                    || (route.path().indexOf('/', 1) < 0 && !route.path().isEmpty());
            if (isEntry && route.access().decide(caller, route.packageName()) == Access.Decision.ALLOWED) {
                String path = route.path() + "/";
                entries.put(path, new EntryPages.Entry(path, route.packageName()));
            }
        }
        EntryPages page = new EntryPages(
                caller.isAnonymous() ? Optional.empty() : Optional.of(caller.name()),
                caller.has(Caller.ADMIN) && entries.containsKey("/admin/"),
                Authenticator.LOGIN_PATH + "?next_url=%2F",
                List.copyOf(entries.values()));
        return new HttpResponse(
                200,
                Map.of(
                        "Content-Type",
                        "text/html;charset=utf-8",
                        "Cache-Control",
                        "no-store",
                        "Content-Security-Policy",
                        POLICY,
                        "X-Frame-Options",
                        "DENY"),
                page.html().getBytes(StandardCharsets.UTF_8));
    }
}

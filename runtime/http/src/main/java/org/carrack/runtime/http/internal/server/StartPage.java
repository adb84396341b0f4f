package org.carrack.runtime.http.internal.server;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.carrack.auth.Access;
import org.carrack.auth.Caller;
import org.carrack.http.HttpResponse;
import org.carrack.runtime.http.internal.access.AccessFilter;
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

    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Carrack</title>
            <style>body{font:1rem/1.6 system-ui,sans-serif;margin:0;background:#f2f4f7;color:#1d2733}main{max-width:34rem;margin:10vh auto;padding:1.5rem 2rem 2rem;background:#fff;border-radius:.5rem;box-shadow:0 1px 4px #1d273333}h1{font-size:1.4rem;margin:.3rem 0 1rem}h2{font-size:1.05rem;margin:1.6rem 0 .4rem}ul{margin:0;padding:0;list-style:none}li{padding:.25rem 0;border-bottom:1px solid #e4e9f0}a{color:#1f5fa8}small{color:#52606d}</style>
            </head>
            <body><main><h1>Carrack</h1>%s
            <h2>Packages</h2><ul>%s</ul>
            <h2>Server</h2><ul><li><a href="/openapi/">Actors</a> <small>what packages answer to programs</small></li>
            <li><a href="/health">Health</a></li></ul></main></body>
            </html>
            """;

    /** Its style is its own; there is no script. */
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

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
        Map<String, String> entries = new TreeMap<>();
        for (Route route : table.routes().shownAt(VirtualHost.OWN).values()) {
            boolean isEntry = route.path().equals("/" + route.packageName())
                    || (route.path().indexOf('/', 1) < 0 && !route.path().isEmpty());
            if (isEntry && route.access().decide(caller, route.packageName()) == Access.Decision.ALLOWED) {
                entries.put(route.path() + "/", route.packageName());
            }
        }
        StringBuilder list = new StringBuilder();
        entries.forEach((path, name) -> list.append("<li><a href=\"%s\">%s</a> <small>%s</small></li>"
                .formatted(Responses.escape(path), Responses.escape(name), Responses.escape(path))));
        if (entries.isEmpty()) {
            list.append("<li><small>No package has a page that you may see.</small></li>");
        }
        String who = caller.isAnonymous()
                ? "<p><a href=\"%s?next_url=%%2F\">Log in</a></p>".formatted(Authenticator.LOGIN_PATH)
                : "<p>Logged in as <a href=\"/auth/account\">%s</a></p>".formatted(Responses.escape(caller.name()));
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
                PAGE.formatted(who, list).getBytes(StandardCharsets.UTF_8));
    }
}

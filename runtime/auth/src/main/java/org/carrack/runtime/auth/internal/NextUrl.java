package org.carrack.runtime.auth.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Where a browser goes after it has logged in: a place of this server, whatever it asked for. */
final class NextUrl {

    static final String OTHERWISE = "/auth/account";

    private static final String FIELD = "next_url=";

    private NextUrl() {}

    /**
     * A query whose last field may be {@code next_url=/as/it?was=asked&for}, which nginx writes, since it cannot escape: all of the
     * rest is the address then.
     */
    static String escaped(String query) {
        int begin = query.startsWith(FIELD + "/") ? 0 : query.indexOf("&" + FIELD + "/") + 1;
        if (begin == 0 && !query.startsWith(FIELD + "/")) {
            return query;
        }
        int value = begin + FIELD.length();
        return query.substring(0, value) + URLEncoder.encode(query.substring(value), StandardCharsets.UTF_8);
    }

    /**
     * The place as it may stand in {@code SourceLocation}.
     *
     * @param asked {@code next_url}: a path with a query, or the whole address of one
     * @param authority the host and port that the browser spoke to
     */
    static String of(Optional<String> asked, String authority) {
        // Two slashes, or what a browser takes for one, begin the name of another host.
        if (asked.isEmpty() || asked.get().strip().startsWith("//")) {
            return OTHERWISE;
        }
        try {
            URI uri = new URI(asked.get().strip()).normalize();
            boolean isHere = uri.getRawAuthority() == null
                    ? uri.getScheme() == null
                    : uri.getRawAuthority().equalsIgnoreCase(authority)
                            && uri.getScheme() != null
                            && uri.getScheme().matches("(?i)https?");
            String path = String.valueOf(uri.getRawPath());
            boolean isPath = path.startsWith("/") && !path.startsWith("//") && !path.contains("\\");
            String plain =
                    String.valueOf(uri.getPath()).replaceAll(";[^/]*", "").replaceAll("/+", "/");
            if (!isHere || !isPath || plain.matches("/auth/(login|logout|callback).*")) {
                return OTHERWISE;
            }
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            String fragment = uri.getRawFragment() == null ? "" : "#" + uri.getRawFragment();
            return URI.create(path + query + fragment).toASCIIString();
        } catch (URISyntaxException e) {
            return OTHERWISE;
        }
    }
}

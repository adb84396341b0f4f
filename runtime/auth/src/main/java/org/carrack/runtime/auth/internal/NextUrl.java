package org.carrack.runtime.auth.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Where a browser goes after it has logged in: a place of this server, whatever it asked for. */
final class NextUrl {

    static final String OTHERWISE = "/auth/account";

    private NextUrl() {}

    /**
     * The place as it may stand in {@code Location}.
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
            if (!isHere || !isPath || path.matches("/auth/(login|logout|callback).*")) {
                return OTHERWISE;
            }
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            String fragment = uri.getRawFragment() == null ? "" : "#" + uri.getRawFragment();
            return path + query + fragment;
        } catch (URISyntaxException e) {
            return OTHERWISE;
        }
    }
}

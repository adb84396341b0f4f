package org.carrack.runtime.http.internal.routing;

/** The segments of a path, without making a list of them. Stateless. */
public final class PathSegments {

    private PathSegments() {}

    /** The segment that starts after the slash at {@code from}; empty if there is none. */
    public static String at(String path, int from) {
        if (from >= path.length() || path.charAt(from) != '/') {
            return "";
        }
        int end = path.indexOf('/', from + 1);
        return path.substring(from + 1, end < 0 ? path.length() : end);
    }
}

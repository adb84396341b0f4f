package org.carrack.runtime.http.internal.proxy;

import org.carrack.config.SourceLocation;
import org.carrack.runtime.http.internal.access.AccessFlags;
import org.carrack.runtime.http.internal.files.Folder;
import org.carrack.runtime.http.internal.routing.RouteTarget;

/** One {@code [[servers.locations]]} or {@code [[locations]]} of a descriptor. Immutable. */
sealed interface ServerLocation {

    /** What locations of all kinds have. */
    Common common();

    /**
     * What locations of all kinds have.
     *
     * @param name its name; empty if it has none
     * @param path the whole path, without a slash at the end; empty for every path
     * @param flags who may access it
     * @param location where the descriptor declares it
     */
    record Common(String name, String path, AccessFlags flags, SourceLocation location) {}

    /**
     * Static files.
     *
     * @param index the file that is served for a folder
     * @param isSpa whether paths that are no file get the index
     */
    record Static(Common common, Folder folder, String index, boolean isSpa) implements ServerLocation {}

    /** A reverse proxy. */
    record Upstream(Common common, RouteTarget.Backend backend) implements ServerLocation {}

    /** A redirect. */
    record Redirection(Common common, RouteTarget.Redirect redirect) implements ServerLocation {}

    /** Text for nginx, which has no effect in this server. */
    record NginxSnippet(Common common, String text) implements ServerLocation {}
}

package org.carrack.runtime.http.internal.files;

import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.SourceLocation;
import org.carrack.runtime.http.internal.access.AccessFlags;

/**
 * One {@code [[static_dirs]]} of a descriptor.
 *
 * @param name what it is called; may be empty
 * @param path the path below the package, empty or starting with a slash, without one at the end
 * @param index the file served for a folder
 * @param spa whether paths that are no file get the index, for applications that route in the browser
 * @param flags override the package's
 */
record StaticDir(
        String name,
        String path,
        Folder folder,
        String index,
        boolean spa,
        AccessFlags flags,
        SourceLocation location) {

    static StaticDir read(ConfigTag tag) throws ConfigException {
        String path = tag.string("path_url")
                .orElseThrow(() -> tag.refuse(
                        "path_url is missing in static_dirs: give the path below the package, \"/\" for all of it"))
                .strip();
        String trimmed = path.replaceAll("^/+|/+$", "");
        if (Folder.hasDots(trimmed)) {
            throw tag.child("path_url")
                    .orElse(tag)
                    .refuse("path_url must be a path without dots, not %s".formatted(path));
        }
        return new StaticDir(
                tag.string("name").orElse(""),
                trimmed.isEmpty() ? "" : "/" + trimmed,
                Folder.read(tag),
                Folder.index(tag),
                tag.flag("spa", false),
                AccessFlags.read(tag),
                tag.location());
    }
}

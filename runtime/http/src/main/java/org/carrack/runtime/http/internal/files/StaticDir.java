package org.carrack.runtime.http.internal.files;

import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.Location;
import org.carrack.runtime.http.internal.Flags;

/**
 * One {@code [[static_dirs]]} of a descriptor.
 *
 * @param name what it is called; may be empty
 * @param path the path below the package, empty or starting with a slash, without one at the end
 * @param folder the folder inside the package, without slashes around it
 * @param index the file served for a folder
 * @param spa whether paths that are no file get the index, for applications that route in the browser
 * @param isAbsolute whether the folder is one of the machine's
 * @param flags override the package's
 */
public record StaticDir(
        String name,
        String path,
        String folder,
        String index,
        boolean spa,
        boolean isAbsolute,
        Flags flags,
        Location location) {

    static StaticDir read(ConfigTag tag) throws ConfigException {
        String path = tag.string("path_url")
                .orElseThrow(() -> tag.refuse(
                        "path_url is missing in static_dirs: give the path below the package, \"/\" for all of it"))
                .strip();
        String trimmed = path.replaceAll("^/+|/+$", "");
        String folder = tag.requiredString("path_location").strip();
        boolean isAbsolute = tag.flag("absolute_path", false) || folder.startsWith("/") || folder.startsWith("~");
        String inside = isAbsolute ? folder : folder.replaceAll("^(\\./)+|/+$", "");
        if (inside.isEmpty() || inside.equals(".") || hasDots(inside) || hasDots(trimmed)) {
            throw at(tag, "path_location")
                    .refuse("%s must name a folder of the package and a path without dots".formatted(folder));
        }
        return new StaticDir(
                tag.string("name").orElse(""),
                trimmed.isEmpty() ? "" : "/" + trimmed,
                inside,
                tag.string("index").filter(index -> !index.isBlank()).orElse("index.html"),
                tag.flag("spa", false),
                isAbsolute,
                Flags.read(tag),
                tag.location());
    }

    private static ConfigTag at(ConfigTag tag, String child) {
        return tag.child(child).orElse(tag);
    }

    public static boolean hasDots(String path) {
        return ("/" + path + "/").contains("/../") || ("/" + path + "/").contains("/./");
    }
}

package org.carrack.runtime.http.internal;

import java.util.Optional;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.Location;

/**
 * One {@code [[static_dirs]]} of a descriptor.
 *
 * @param path the path below the package, empty or starting with a slash, without one at the end
 * @param folder the folder inside the package, without slashes around it
 * @param index the file served for a folder
 * @param spa whether paths that are no file get the index, for applications that route in the browser
 * @param isAuth overrides the package's flag
 * @param isAdmin overrides the package's flag
 */
record StaticDir(
        String path,
        String folder,
        String index,
        boolean spa,
        Optional<Boolean> isAuth,
        Optional<Boolean> isAdmin,
        Location location) {

    static StaticDir read(ConfigTag tag) throws ConfigException {
        String path = tag.string("path_url")
                .orElseThrow(() -> tag.refuse(
                        "path_url is missing in static_dirs: give the path below the package, \"/\" for all of it"))
                .strip();
        String trimmed = path.replaceAll("^/+|/+$", "");
        String folder = tag.requiredString("path_location").strip();
        if (tag.flag("absolute_path", false) || folder.startsWith("/") || folder.startsWith("~")) {
            throw at(tag, "path_location")
                    .refuse("path_location %s lies outside of the package; put the files into the package"
                            .formatted(folder));
        }
        String inside = folder.replaceAll("^(\\./)+|/+$", "");
        if (inside.isEmpty() || inside.equals(".") || hasDots(inside) || hasDots(trimmed)) {
            throw at(tag, "path_location")
                    .refuse("%s must name a folder of the package and a path without dots".formatted(folder));
        }
        return new StaticDir(
                trimmed.isEmpty() ? "" : "/" + trimmed,
                inside,
                tag.string("index").filter(index -> !index.isBlank()).orElse("index.html"),
                tag.flag("spa", false),
                flag(tag, "is_auth"),
                flag(tag, "is_admin"),
                tag.location());
    }

    private static Optional<Boolean> flag(ConfigTag tag, String name) throws ConfigException {
        return tag.child(name).isEmpty() ? Optional.empty() : Optional.of(tag.flag(name, true));
    }

    private static ConfigTag at(ConfigTag tag, String child) {
        return tag.child(child).orElse(tag);
    }

    private static boolean hasDots(String path) {
        return ("/" + path + "/").contains("/../") || ("/" + path + "/").contains("/./");
    }
}

package org.carrack.runtime.http.internal.files;

import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;

/**
 * The folder that a tag's {@code path_location} names.
 *
 * @param path without slashes around it inside a package
 * @param isOnMachine whether it is one of the machine's, and not of the package
 */
public record Folder(String path, boolean isOnMachine) {

    public static Folder read(ConfigTag tag) throws ConfigException {
        String text = tag.requiredString("path_location").strip();
        boolean isOnMachine = tag.flag("absolute_path", false) || text.startsWith("/") || text.startsWith("~");
        String path = isOnMachine ? text : text.replaceAll("^(\\./)+|/+$", "");
        if (path.isEmpty() || path.equals(".") || hasDots(path)) {
            throw tag.child("path_location")
                    .orElse(tag)
                    .refuse("path_location must name a folder of the package, without dots, and not \"%s\""
                            .formatted(text));
        }
        return new Folder(path, isOnMachine);
    }

    /** The file that is served for a folder. */
    public static String index(ConfigTag tag) throws ConfigException {
        String index = tag.string("index")
                .filter(text -> !text.isBlank())
                .orElse("index.html")
                .strip();
        if (!index.matches("[^/\\\\\\p{Cntrl}]+") || index.startsWith("..")) {
            throw tag.child("index").orElse(tag).refuse("index is the name of a file, and not %s".formatted(index));
        }
        return index;
    }

    /** Whether a path has segments that lead elsewhere. */
    public static boolean hasDots(String path) {
        return ("/" + path + "/").contains("/../") || ("/" + path + "/").contains("/./");
    }
}

package org.carrack.runtime.wiki.internal.content;

import java.util.List;

/**
 * What the navigation needs to know of a page. Immutable.
 *
 * @param path its file, relative to the wiki's folder
 * @param address its address, relative to the wiki's: without extension, and of the first page of a folder the folder with a slash at the end
 * @param title as its front matter says, else its first heading, else its file's name
 * @param language a language tag; empty if it does not say one
 * @param aliases addresses where it was before
 */
public record PageHead(String path, String address, String title, String language, List<String> aliases) {

    public PageHead {
        aliases = List.copyOf(aliases);
    }

    /** The folder of its file, empty or with a slash at the end. */
    public String folder() {
        return WikiPaths.folder(path);
    }
}

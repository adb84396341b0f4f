package org.carrack.runtime.wiki.internal.content;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the navigation needs to know of a page. Its file is read for the first who asks: of thousands, few are shown at once. For any thread. */
public final class PageHead {

    private static final Logger LOG = LoggerFactory.getLogger(PageHead.class);

    private final String path;
    private final WikiFiles files;
    private volatile @Nullable Said said;

    /**
     * What a page says of itself.
     *
     * @param language a language tag; empty if it does not say one
     * @param aliases addresses where it was before
     */
    record Said(String title, String language, List<String> aliases) {

        Said {
            aliases = List.copyOf(aliases);
        }
    }

    PageHead(String path, WikiFiles files) {
        this.path = path;
        this.files = files;
    }

    private Said said() {
        Said known = said;
        if (known != null) {
            return known;
        }
        String text;
        try {
            text = files.read(path)
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .orElse("");
        } catch (IOException e) {
            LOG.debug("the title of {} cannot be read", path, e);
            text = "";
        }
        Said read = PageHeadReader.read(path, text);
        said = read;
        return read;
    }

    /** Its file, relative to the wiki's folder. */
    public String path() {
        return path;
    }

    /** Its address, relative to the wiki's: without extension, and of the first page of a folder the folder with a slash at the end. */
    public String address() {
        return WikiPaths.address(path);
    }

    /** As its front matter says, else its first heading, else its file's name. */
    public String title() {
        return said().title();
    }

    /** A language tag; empty if it does not say one. */
    public String language() {
        return said().language();
    }

    List<String> aliases() {
        return said().aliases();
    }

    /** The folder of its file, empty or with a slash at the end. */
    public String folder() {
        return WikiPaths.folder(path);
    }

    @Override
    public String toString() {
        return path;
    }
}

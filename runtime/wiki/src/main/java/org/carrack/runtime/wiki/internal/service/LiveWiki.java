package org.carrack.runtime.wiki.internal.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.carrack.lifecycle.PackageContext;
import org.carrack.runtime.wiki.internal.content.BundleFiles;
import org.carrack.runtime.wiki.internal.content.FolderFiles;
import org.carrack.runtime.wiki.internal.content.Wiki;
import org.carrack.runtime.wiki.internal.content.WikiFiles;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wiki of a live package. Of one that follows a folder the files of the folder are shown, so that what somebody has saved is there before the
 * package is built again. For any thread; reading blocks.
 */
final class LiveWiki {

    private static final Logger LOG = LoggerFactory.getLogger(LiveWiki.class);

    static final String FOLDER = "wiki";

    private final PackageContext live;
    private final Optional<Path> follows;
    private final WikiFiles inBundle;
    private final Optional<WikiFiles> inFolder;
    private @Nullable Wiki last;

    /** @param followed the folder that the package follows */
    LiveWiki(PackageContext live, Optional<Path> followed) {
        this.live = live;
        follows = followed;
        inBundle = new BundleFiles(live.bundle(), FOLDER);
        inFolder = followed.stream()
                .flatMap(root -> Stream.of(root, root.resolve("src/main/resources")))
                .map(root -> root.resolve(FOLDER))
                .filter(Files::isDirectory)
                .<WikiFiles>map(FolderFiles::new)
                .findFirst();
    }

    PackageContext live() {
        return live;
    }

    /** The folder that the package follows. */
    Optional<Path> follows() {
        return follows;
    }

    /**
     * How it is now; if it cannot be read, as it was.
     *
     * @param path a file that must not be an older one; empty for none
     */
    synchronized Wiki now(String path) {
        Wiki known = last;
        if (inFolder.isPresent()) {
            if (known != null && !known.isOutdated(path)) {
                return known;
            }
            try {
                known = Wiki.read(inFolder.get(), known);
                last = known;
                return known;
            } catch (IOException e) {
                // The folder is moved, say; the package is as it was.
                LOG.debug("the wiki of {} is not read from its folder", live.name(), e);
            }
        }
        if (known == null) {
            try {
                known = Wiki.read(inBundle, null);
            } catch (IOException e) {
                throw new IllegalStateException("the wiki of %s cannot be read".formatted(live.name()), e);
            }
            last = known;
        }
        return known;
    }
}

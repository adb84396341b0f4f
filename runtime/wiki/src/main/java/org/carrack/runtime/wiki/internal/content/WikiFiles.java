package org.carrack.runtime.wiki.internal.content;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** The files of a wiki. Implementations are safe for any thread; everything may block. */
public interface WikiFiles {

    /**
     * The paths of all files, relative to the wiki's folder, each with a stamp that is another one when the file has changed.
     *
     * @throws IOException if they cannot be listed
     */
    Map<String, String> stamps() throws IOException;

    /**
     * Whether files have come or gone since {@link #stamps} was called last, or one has changed. Costs little.
     *
     * @param path of the one; empty for none
     * @param stamp that it had
     */
    default boolean haveChanged(String path, String stamp) {
        return false;
    }

    /**
     * A file's content; nothing if there is none.
     *
     * @throws IOException if it cannot be read
     */
    Optional<byte[]> read(String path) throws IOException;
}

package org.carrack.runtime.chatflows.internal.engine;

import java.nio.file.Path;
import java.util.Optional;
import org.carrack.chat.Upload;

/** The files that a person has sent in one conversation. For any thread. */
public interface UploadFiles {

    /** The file of an id; nothing if there is none. */
    Optional<Upload> find(String id);

    /**
     * Where a file is.
     *
     * @throws IllegalArgumentException if it is none of this conversation
     */
    Path path(Upload upload);
}

package org.carrack.runtime.chatflows.internal.engine;

import java.nio.file.Path;
import java.util.Optional;
import org.carrack.chat.Upload;

/** A conversation in which no file is sent. */
final class NoUploads implements UploadFiles {

    @Override
    public Optional<Upload> find(String id) {
        return Optional.empty();
    }

    @Override
    public Path path(Upload upload) {
        throw new IllegalArgumentException("there is no file");
    }
}

package org.carrack.spi.server;

import java.io.IOException;
import java.nio.file.FileSystemException;

/** The text of a failure for people: short, without Java's class names where they say nothing. Stateless. */
public final class FailureText {

    private FailureText() {}

    /** What was thrown by code that is not ours. */
    public static String of(Throwable cause) {
        if (cause instanceof ClassNotFoundException || cause instanceof NoClassDefFoundError) {
            String name = String.valueOf(cause.getMessage()).replace('/', '.').replaceFirst(" not found by .*", "");
            return "the class %s cannot be loaded; does the manifest import its Java package?".formatted(name);
        }
        String message = cause.getMessage();
        String type = cause.getClass().getSimpleName();
        return message == null || message.isBlank()
                ? type
                : type + ": " + message.lines().findFirst().orElse("");
    }

    /** An exception of the file system or network; Java's own texts of the first are bare paths. */
    public static String ofFile(IOException e) {
        if (e instanceof FileSystemException fs && fs.getReason() != null) {
            return fs.getReason() + " (" + fs.getFile() + ")";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}

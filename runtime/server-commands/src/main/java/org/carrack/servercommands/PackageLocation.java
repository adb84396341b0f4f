package org.carrack.servercommands;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.carrack.spi.source.SourceAddress;

/**
 * Where a package comes from: a path, which counts from where the command is typed, or an address.
 *
 * @param text an absolute path, or an address as it was typed
 */
public record PackageLocation(String text) {

    /**
     * A location as it is typed; what is neither a path nor an address is kept for the server to refuse.
     *
     * @param directory an absolute path: where it was typed
     */
    public static PackageLocation parse(String typed, Path directory) {
        try {
            return new PackageLocation(
                    SourceAddress.isAddress(typed) || typed.isBlank()
                            ? typed
                            : directory.resolve(typed).normalize().toString());
        } catch (InvalidPathException e) {
            return new PackageLocation(typed);
        }
    }

    public boolean isAddress() {
        return SourceAddress.isAddress(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
